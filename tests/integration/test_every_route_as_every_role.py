"""Every address opened as every role: nobody gets a 500, and nobody gets past the door without the right."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from werkzeug.routing import Rule

from app.accounts.enums import Role
from app.accounts.roles import GRANTS
from app.companies.models import Company
from app.core.access import PUBLIC, declared
from app.core.permissions import Permission
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.projects import make_project
from tests.page_client import PageClient

PARK = "lay-ntit-zone-2"
# Addresses whose answer is a file that takes seconds to make; `tests/integration/briefs` opens them.
SLOW = {"briefs.preview", "static"}
SignIn = Callable[..., PageClient]


def address(app: Flask, rule: Rule, known: dict[str, str]) -> str:
    """An address of this rule, filled with things that exist."""
    blueprint = rule.endpoint.split(".")[0]
    values = {}
    for name in rule.arguments:
        places = (f"{rule.endpoint}:{name}", f"{blueprint}:{name}", name)
        values[name] = next((known[place] for place in places if place in known), "nothing")
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_opens_or_is_refused(app: Flask, as_role: SignIn, role: Role) -> None:
    with_park = role in {Role.OFFICER, Role.PARK_MANAGER}
    person = as_role(role, parks=[PARK] if with_park else None)
    owner = person if with_park else as_role(Role.OFFICER, parks=[PARK])
    assert owner.actor is not None
    with app.app_context(), transaction():
        made = make_project(by=owner.actor)
        project = made.code
        company = db.session.scalars(sa.select(Company.code).where(Company.id == made.company_id)).one()
    known = {
        "code": project,
        "companies:code": company,
        "parks:code": PARK,
        "parks.edit_layout:code": "lay-ntit-126",
        "parks.add_park:code": "lay-ntit-126",
        "plans:code": "nantong-it-2018",
        "briefs.render:code": PARK,
        "login": "nobody",
        "number": "1",
        "year": "2026",
        "stage": "lead",
        "week": "2026-W40",
        "file": "1",
        "verdict": "close",
        "filename": "css/screen.css",
    }
    opened = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in SLOW:
            continue
        answer = person.get(address(app, rule, known))
        with app.app_context():
            wanted = declared(rule.endpoint)
        where = f"{role}: {rule.rule} → {answer.status_code}"
        assert answer.status_code < 500, where
        if isinstance(wanted, Permission) and wanted not in GRANTS[role]:
            assert answer.status_code == 403, where
        else:
            # Past the door the record's own policy may still refuse.
            assert answer.status_code in {200, 302, 403, 404}, where
        opened += 1
    assert opened > 40


def test_strangers_are_led_to_the_sign_in_page(app: Flask, client: PageClient) -> None:
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        with app.app_context():
            wanted = declared(rule.endpoint)
        answer = client.get(
            address(
                app,
                rule,
                {"number": "1", "year": "2026", "stage": "lead", "week": "2026-W40", "file": "1", "verdict": "close"},
            )
        )
        answer.close()
        if wanted == PUBLIC or rule.endpoint == "static":
            assert answer.status_code in {200, 302, 404, 503}, rule.rule
        else:
            assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login"), rule.rule


def test_no_post_works_without_a_token(app: Flask, as_role: SignIn) -> None:
    person = as_role(Role.PARK_MANAGER, parks=[PARK])
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            answer = person.post(
                address(
                    app,
                    rule,
                    {
                        "number": "1",
                        "year": "2026",
                        "stage": "lead",
                        "week": "2026-W40",
                        "file": "1",
                        "verdict": "close",
                    },
                )
            )
            assert answer.status_code in {400, 403}, f"{rule.rule} → {answer.status_code}"


def test_addresses_are_written_the_same_way(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = "".join(part for part in rule.rule.split("<")[0] if part)
        assert fixed == fixed.lower(), rule.rule
        assert "_" not in fixed, rule.rule
