"""Numbers that no table can hold, wherever a browser can write one: unknown or refused, never a fault."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.addresses import row_number
from app.core.transaction import transaction
from app.extensions import db
from app.worklists.models import SavedView
from tests.factories.projects import PARK, make_project

BEYOND = ("2147483648", "9223372036854775808", "9" * 25)
ENDLESS = "1" * 5000  # Python refuses to read it


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("2147483647", 2**31 - 1), ("2147483648", None), (ENDLESS, None), ("-1", None), ("٣", None), ("", None)],
)
def test_a_row_number_is_one_that_a_table_can_hold(text, number):
    assert row_number(text) == number


@pytest.mark.parametrize("number", BEYOND)
def test_no_address_takes_a_number_beyond_all_tables(app, as_role, number):
    manager, reviewer = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.REVIEWER)
    with app.app_context(), transaction():
        code = make_project(by=manager.actor).code
    tried = 0
    for rule in app.url_map.iter_rules():
        if "<int" not in rule.rule:
            continue
        path = rule.rule
        for part in ("<int:number>", "<int:file>", "<int(max=2147483647):number>", "<int(min=2000,max=2099):year>"):
            path = path.replace(part, number)
        path = path.replace("<string:code>", code).replace("<code>", code).replace("<string:part>", "contracts")
        path = path.replace("<any(close, back):verdict>", "close")
        assert "<" not in path, path
        for person in (manager, reviewer):
            answer = person.get(path) if "GET" in rule.methods else person.send(path)
            assert answer.status_code == 404, path
        tried += 1
    assert tried > 20


def test_endless_numbers_in_forms_are_refused(app, as_role):
    manager, reviewer = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.REVIEWER)
    with app.app_context(), transaction():
        kept, gone = make_project(by=manager.actor).code, make_project(by=manager.actor).code
    assert manager.send(f"/projects/bulk/change?do=owner&pick={kept}", {"owner": ENDLESS}).status_code == 422
    assert reviewer.send("/supervision/bulk", {"pick": ENDLESS, "do": "issue"}).status_code == 302
    assert as_role(Role.ADMIN).get(f"/admin/users/new?organisation={ENDLESS}").status_code == 200
    # A mark that is not ours, or none, says nothing about what the person had before him: nothing is merged unseen.
    for seen in (f"{ENDLESS}:1", ""):
        assert manager.send(f"/projects/{kept}/merge/{gone}", {"seen": seen}).status_code == 409


def test_a_view_holds_no_endless_filter(app, as_role):
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    sent = {"name": "全部", "page": "list", "state": "stage=lead&" * 600}
    assert manager.send("/projects/views/new", sent).status_code == 400
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SavedView)) == 0


def test_an_edition_that_cannot_be_is_not_found(as_role):
    for edition in (*BEYOND, ENDLESS, "-5", "x"):
        answer = as_role(Role.LEADER).get(f"/weekly/{PARK}/2026-W40?edition={edition}")
        assert answer.status_code == 404, edition
