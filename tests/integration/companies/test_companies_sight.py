"""Nobody sees, finds, is offered, or is warned of more than is his: over every way into the package."""

import pytest
import sqlalchemy as sa

from app.accounts.actor import SYSTEM
from app.accounts.enums import Role
from app.companies import actions, queries
from app.companies.models import Company
from app.core.audit import AuditEntry
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.companies import company, contact, park

OURS, THEIRS = "lay-ntit-zone-2", "lay-ntit-core"
NAME = "绝密范例光刻有限公司"
CODE = "91350100M000100Y43"
PHONE = "13900009999"


@pytest.fixture
def hidden(app):
    """A company that only another park of the same city keeps, with a contact, a title and another name: (code, ids)."""
    with app.app_context(), transaction():
        made = company(parks=[THEIRS], name=NAME, uscc=CODE)
        who = contact(made, name="谢绝客", phone=PHONE)
        db.session.flush()
        return made.code, who.id


def warned(client, **asked):
    """The live warning, as a script asks for it."""
    return client.get("/companies/check", query_string=asked, headers={"HX-Request": "true"}).get_data(as_text=True)


@pytest.fixture
def stranger(as_role):
    """An officer of our park."""
    return as_role(Role.OFFICER, parks=[OURS])


def test_a_strange_company_is_nowhere_to_be_read(stranger, hidden):
    code, number = hidden
    assert stranger.get(f"/companies/{code}").status_code == 404
    assert stranger.get(f"/companies/{code}/edit").status_code == 404
    assert stranger.get(f"/companies/{code}/contacts/new").status_code == 404
    assert stranger.get(f"/companies/{code}/contacts/{number}/edit").status_code == 404
    assert stranger.get(f"/companies/{code}/tags/new").status_code == 404
    assert stranger.get(f"/companies/{code}/aliases/new").status_code == 404
    # As unknown as a number that was never given.
    assert stranger.get("/companies/QY-999999").status_code == 404


def test_a_strange_company_is_nowhere_to_be_changed(stranger, hidden, app):
    code, number = hidden
    posts = [
        (f"/companies/{code}/edit", {"name": "抢来的有限公司", "version": "1"}),
        (f"/companies/{code}/keep", {"park": OURS}),
        (f"/companies/{code}/remove", {}),
        (f"/companies/{code}/restore", {}),
        (f"/companies/{code}/aliases/new", {"name": "抢", "kind": "alias"}),
        (f"/companies/{code}/aliases/1/remove", {}),
        (f"/companies/{code}/tags/new", {"kind": "listed", "level": "other"}),
        (f"/companies/{code}/tags/1/remove", {}),
        (f"/companies/{code}/contacts/new", {"name": "我"}),
        (f"/companies/{code}/contacts/{number}/edit", {"name": "我"}),
        (f"/companies/{code}/contacts/{number}/remove", {}),
        (f"/companies/{code}/contacts/{number}/reveal", {}),
    ]
    with app.app_context():
        before = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    for url, data in posts:
        answer = stranger.send(url, data)
        assert answer.status_code == 404, url
        assert PHONE not in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before
        assert db.session.scalar(sa.select(Company.name).where(Company.code == code)) == NAME


@pytest.mark.parametrize("text", [NAME, "光刻", "绝", "jmfl", "juemi", CODE, "谢绝客", PHONE, "QY-"])
def test_a_strange_company_is_not_found(stranger, hidden, text):
    for url in ("/companies/", "/companies/pick"):
        answer = stranger.get(url, query_string={"q": text}).get_data(as_text=True)
        assert hidden[0] not in answer
        assert "光刻有限" not in answer.replace(f'value="{NAME}"', "").replace(f"：{NAME}", "").replace(
            f"name={NAME}", ""
        )
    offered = stranger.get("/companies/pick", query_string={"q": text}).json
    assert hidden[0] not in {one["value"] for one in offered}


@pytest.mark.parametrize("sort", ["name", "-name", "updated", "-updated", "capital", "-capital"])
def test_a_strange_company_is_in_no_list(stranger, hidden, sort):
    assert hidden[0] not in stranger.get("/companies/", query_string={"sort": sort}).get_data(as_text=True)
    assert hidden[0] not in stranger.get("/companies/bin").get_data(as_text=True)


def test_the_warning_tells_that_and_nothing_more(stranger, hidden):
    for asked in ({"name": NAME}, {"name": "绝密范例光刻"}, {"uscc": CODE}, {"name": NAME, "uscc": CODE}):
        answer = warned(stranger, **asked)
        assert "已有单位登记相近企业，请联系市商务局核实" in answer
        for secret in (hidden[0], NAME, "光刻", CODE, "名称相同", "代码相同", "名称相近", PHONE):
            assert secret not in answer


def test_the_warning_is_the_same_whatever_matched(stranger, hidden):
    answers = {
        warned(stranger, **asked) for asked in ({"name": NAME}, {"uscc": CODE}, {"name": "绝密范例光刻", "uscc": CODE})
    }
    assert len(answers) == 1


@pytest.mark.parametrize("typed", ["绝", "绝密", "绝密范", "绝密范例", "范例光刻", "光刻有限公司"])
def test_typing_on_does_not_feel_out_a_strange_name(stranger, hidden, typed):
    assert "已有单位" not in warned(stranger, name=typed)


def test_the_same_work_is_done_with_and_without_a_strange_match(stranger, hidden, count_queries):
    with count_queries() as with_match:
        warned(stranger, name=NAME)
    with count_queries() as without:
        warned(stranger, name="毫不相干光器有限公司")
    assert len(with_match) == len(without)


def test_a_parent_out_of_sight_cannot_be_named(stranger, hidden):
    answer = stranger.send("/companies/new", {"name": "子公司有限公司", "parks": OURS, "parent": hidden[0]})
    assert answer.status_code == 422
    assert "没有找到这家上级企业" in answer.get_data(as_text=True)


def test_a_parent_out_of_sight_is_not_shown_and_not_lost(stranger, hidden, app):
    with app.app_context(), transaction():
        mine = company(parks=[OURS])
        mine.parent_id = db.session.scalars(sa.select(Company.id).where(Company.code == hidden[0])).one()
        code = mine.code
    for url in (f"/companies/{code}", f"/companies/{code}/edit"):
        assert "光刻" not in stranger.get(url).get_data(as_text=True)
    form = {"name": "改了名的有限公司"}
    assert stranger.send(f"/companies/{code}/edit", form).status_code == 302
    with app.app_context():
        assert db.session.scalars(sa.select(Company.parent_id).where(Company.code == code)).one() is not None


def test_other_parks_books_and_steps_are_not_shown(as_role, app):
    ours, theirs = as_role(Role.OFFICER, parks=[OURS]), as_role(Role.OFFICER, parks=[THEIRS])
    with app.app_context(), transaction():
        shared = company(cities=["NT"])
        code = shared.code
        actions.keep_in_book(shared, park(OURS), by=ours.actor)
        actions.keep_in_book(shared, park(THEIRS), by=theirs.actor)
        who = contact(shared, by=theirs.actor, name="他园客", phone=PHONE)
        actions.reveal_contact(shared, who, by=theirs.actor)
        number, their_park = who.id, park(THEIRS).short_name
    page = ours.get(f"/companies/{code}").get_data(as_text=True)
    for secret in ("他园客", theirs.actor.name, their_park, "查看联系方式"):
        assert secret not in page
    assert ours.send(f"/companies/{code}/contacts/{number}/reveal").status_code == 404
    bureau = as_role(Role.REVIEWER, cities=["NT"]).get(f"/companies/{code}").get_data(as_text=True)
    for known in ("他园客", theirs.actor.name, their_park, "查看联系方式"):
        assert known in bureau


def test_cities_never_see_each_other(as_role, hidden):
    for far in (
        as_role(Role.REVIEWER, cities=["GZ"]),
        as_role(Role.LEADER, cities=["GZ"]),
        as_role(Role.OFFICER, parks=["lay-gz-park-01"]),
    ):
        assert far.get(f"/companies/{hidden[0]}").status_code == 404
        assert "光刻有限" not in far.get("/companies/").get_data(as_text=True)
    officer = as_role(Role.OFFICER, parks=["lay-gz-park-01"])
    assert "已有单位" not in warned(officer, name=NAME)


@pytest.mark.parametrize(
    ("role", "facts", "sees"),
    [
        (Role.OFFICER, {"parks": [THEIRS]}, True),
        (Role.PARK_MANAGER, {"parks": [THEIRS]}, True),
        (Role.REVIEWER, {"cities": ["NT"]}, True),
        (Role.BUREAU_MANAGER, {"cities": ["NT"]}, True),
        (Role.LEADER, {"cities": ["NT"]}, True),
        (Role.PARK_MANAGER, {"parks": [OURS]}, False),
    ],
)
def test_who_sees_a_park_s_company(as_role, hidden, role, facts, sees):
    client = as_role(role, **facts)
    assert client.get(f"/companies/{hidden[0]}").status_code == (200 if sees else 404)
    assert (hidden[0] in client.get("/companies/").get_data(as_text=True)) is sees


@pytest.mark.parametrize("role", [Role.DEPARTMENT_REVIEWER, Role.AUDITOR, Role.ADMIN])
def test_who_has_no_business_here(as_role, hidden, role):
    client = as_role(role)
    for url in (
        "/companies/",
        "/companies/pick",
        "/companies/check",
        "/companies/bin",
        "/companies/new",
        f"/companies/{hidden[0]}",
    ):
        assert client.get(url).status_code == 403


def test_leaders_read_and_change_nothing(as_role, hidden):
    leader, (code, number) = as_role(Role.LEADER, cities=["NT"]), hidden
    page = leader.get(f"/companies/{code}").get_data(as_text=True)
    assert PHONE not in page
    for offered in ("/edit", "/contacts/new", "/reveal", "/remove", "/companies/new"):
        assert offered not in page
    for url in (f"/companies/{code}/edit", "/companies/new", "/companies/check", "/companies/bin"):
        assert leader.get(url).status_code == 403
    for url in (
        "remove",
        "restore",
        "keep",
        "edit",
        "tags/new",
        "aliases/new",
        "contacts/new",
        f"contacts/{number}/reveal",
    ):
        assert leader.send(f"/companies/{code}/{url}").status_code == 403


@pytest.mark.usefixtures("context")
def test_an_actor_without_a_role_here_sees_nothing():
    company(parks=[OURS], name=NAME)
    assert queries.pick("光刻", to=SYSTEM) == []
    assert queries.similar(NAME, None, to=SYSTEM) == queries.Similar()
