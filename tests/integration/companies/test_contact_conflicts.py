"""Two people at the same contact: the same field shows three texts (numbers masked), different fields join."""

import pytest

from app.accounts.enums import Role
from app.companies import queries
from app.companies.models import Contact
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.companies import company, contact
from tests.hidden_state import hidden, opened, state

OURS = "lay-ntit-zone-2"
FIRST = {"name": "韩工", "job_title": "副总经理", "phone": "", "email": "", "note": "", "is_primary": "y"}


@pytest.fixture
def pair(as_role):
    return as_role(Role.OFFICER, parks=[OURS]), as_role(Role.PARK_MANAGER, parks=[OURS])


@pytest.fixture
def place(app, pair):
    """Address of the form and number of the contact."""
    with app.app_context(), transaction():
        made = company(parks=[OURS], name="范例检测装备有限公司")
        code, by = made.code, pair[0].actor
        number = contact(queries.find(code, to=by), by=by).id
    return f"/companies/{code}/contacts/{number}/edit", number


def reread(app, number):
    with app.app_context():
        return db.session.get(Contact, number)


def test_the_same_field_shows_three_texts_and_keeps_the_first(app, pair, place):
    (me, other), (url, number) = pair, place
    mine, theirs = opened(me, url), opened(other, url)
    assert other.send(url, theirs | FIRST | {"job_title": "总经理", "note": "周一在"}).status_code == 302
    clash = me.send(url, mine | FIRST | {"job_title": "董事长"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    for text in ("有 1 处刚被他人改过", "副总经理", "总经理", "董事长", "周一在"):
        assert text in page
    assert reread(app, number).job_title == "总经理"
    again = state(page) | FIRST | {"job_title": "董事长", "note": "周一在"}
    assert me.send(url, again).status_code == 302
    held = reread(app, number)
    assert (held.job_title, held.note, held.phone, held.is_primary) == ("董事长", "周一在", "13800001234", True)


def test_different_fields_join(app, pair, place):
    (me, other), (url, number) = pair, place
    mine, theirs = opened(me, url), opened(other, url)
    unticked = {name: text for name, text in FIRST.items() if name != "is_primary"}
    assert other.send(url, theirs | unticked | {"phone": "13900005678", "note": "周一在"}).status_code == 302
    assert me.send(url, mine | FIRST | {"job_title": "董事长", "email": "li@example.com"}).status_code == 302
    held = reread(app, number)
    assert (held.job_title, held.note, held.phone, held.email) == (
        "董事长",
        "周一在",
        "13900005678",
        "li@example.com",
    )
    assert not held.is_primary


@pytest.mark.parametrize("wish", [{"phone": "13700009999"}, {"forget": "y"}])
def test_a_number_that_was_changed_meanwhile_is_neither_lost_nor_shown(app, pair, place, wish):
    (me, other), (url, number) = pair, place
    mine, theirs = opened(me, url), opened(other, url)
    assert "13800001234" not in mine["opened"]
    assert other.send(url, theirs | FIRST | {"phone": "13900005678"}).status_code == 302
    clash = me.send(url, mine | FIRST | wish)
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    for text in ("138****1234", "139****5678"):
        assert text in page
    for secret in ("13800001234", "13900005678"):
        assert secret not in page
    assert reread(app, number).phone == "13900005678"
    assert me.send(url, state(page) | FIRST | wish).status_code == 302
    assert reread(app, number).phone == wish.get("phone")


def test_a_number_cannot_be_guessed_with_a_forged_form(app, pair, place):
    (me, _), (url, number) = pair, place
    forged = opened(me, url) | {"version": "1", "opened": "{}"}
    for guess in ("13800001234", "13800001235"):
        assert me.send(url, forged | FIRST | {"phone": guess}).status_code == 409
    assert reread(app, number).phone == "13800001234"


def test_the_same_number_has_another_seal_elsewhere(app, pair, place):
    me, (url, _) = pair[0], place
    with app.app_context(), transaction():
        made = company(parks=[OURS], name="另一家装备有限公司")
        code, by = made.code, me.actor
        twin = contact(queries.find(code, to=by), by=by).id
    seals = [opened(me, one)["opened"] for one in (url, f"/companies/{code}/contacts/{twin}/edit")]
    assert seals[0] != seals[1]


def test_sent_twice_is_no_conflict(app, pair, place):
    me, (url, number) = pair[0], place
    page = me.get(url).get_data(as_text=True)
    form = state(page) | {"once": hidden(page, "once")} | FIRST | {"phone": "13900005678"}
    for _ in range(2):
        assert me.send(url, form).status_code == 302
    assert reread(app, number).phone == "13900005678"
