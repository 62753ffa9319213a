"""Two people at the same company: the same field shows three texts, different fields join."""

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from app.accounts.enums import Role
from app.companies.models import Company
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.companies import company
from tests.hidden_state import hidden, opened, state

OURS = "lay-ntit-zone-2"
NAME = "范例检测装备有限公司"


@pytest.fixture
def pair(as_role):
    return as_role(Role.OFFICER, parks=[OURS]), as_role(Role.PARK_MANAGER, parks=[OURS])


@pytest.fixture
def code(app):
    with app.app_context(), transaction():
        made = company(parks=[OURS], name=NAME, sectors=["sec-ai"], origin_place="上海", business="检测设备")
        return made.code


FIRST = {"name": NAME, "sectors": ["sec-ai"], "origin_place": "上海", "business": "检测设备"}


def reread(app, code):
    """Origin, business, website, codes of the sectors."""
    with app.app_context():
        asked = sa.select(Company).where(Company.code == code).options(orm.selectinload(Company.sectors))
        held = db.session.scalars(asked).one()
        return held.origin_place, held.business, held.website, {sector.code for sector in held.sectors}


def test_the_same_field_shows_three_texts_and_keeps_the_first(app, pair, code):
    me, other = pair
    url = f"/companies/{code}/edit"
    mine, theirs = opened(me, url), opened(other, url)
    assert other.send(url, theirs | FIRST | {"origin_place": "苏州", "business": "检测设备和服务"}).status_code == 302
    clash = me.send(url, mine | FIRST | {"origin_place": "德国"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    for text in ("有 1 处刚被他人改过", "上海", "苏州", "德国", "检测设备和服务"):
        assert text in page
    assert reread(app, code)[0] == "苏州"
    again = state(page) | FIRST | {"origin_place": "德国", "business": "检测设备和服务"}
    assert me.send(url, again).status_code == 302
    assert reread(app, code)[:2] == ("德国", "检测设备和服务")


def test_different_fields_join(app, pair, code):
    me, other = pair
    url = f"/companies/{code}/edit"
    mine, theirs = opened(me, url), opened(other, url)
    without = {name: value for name, value in FIRST.items() if name != "sectors"}
    assert other.send(url, theirs | without | {"business": "检测设备和服务"}).status_code == 302
    assert me.send(url, mine | FIRST | {"website": "https://example.com"}).status_code == 302
    assert reread(app, code) == ("上海", "检测设备和服务", "https://example.com", set())


def test_sectors_that_both_changed_are_shown_by_their_names(app, pair, code):
    me, other = pair
    url = f"/companies/{code}/edit"
    mine, theirs = opened(me, url), opened(other, url)
    without = {name: value for name, value in FIRST.items() if name != "sectors"}
    assert other.send(url, theirs | without).status_code == 302
    page = me.get(url).get_data(as_text=True)
    another = next(
        one.split('"')[0]
        for one in page.split('<option value="')[1:]
        if one.startswith("sec-") and "sec-ai" not in one[:7]
    )
    clash = me.send(url, mine | FIRST | {"sectors": ["sec-ai", another]})
    assert clash.status_code == 409
    table = clash.get_data(as_text=True).split("</table>")[0]
    assert "产业" in table
    assert "sec-ai" not in table.split("<tbody>")[1]
    assert reread(app, code)[3] == set()


def test_sent_twice_is_no_conflict_even_where_it_is_stored_otherwise_than_typed(app, pair, code):
    me = pair[0]
    with app.app_context(), transaction():
        company(parks=[OURS], name="范例控股集团")
    url = f"/companies/{code}/edit"
    page = me.get(url).get_data(as_text=True)
    form = state(page) | {"once": hidden(page, "once")} | FIRST | {"parent": "范例控股集团"}
    for _ in range(2):
        assert me.send(url, form).status_code == 302
