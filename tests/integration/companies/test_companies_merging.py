"""Two records of one company become one, and two again: nothing lost, nothing shown to whom it was not shown before."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.enums import Role
from app.companies import actions, indexing, queries
from app.companies.enums import TagKind
from app.companies.models import Company, CompanyAlias, CompanyMerge, CompanyPiece, Contact
from app.companies.references import RULEBOOK
from app.companies.scopes import numbers_in
from app.core.errors import NotAllowed, RuleBroken, Stale
from app.core.repointing import Moved
from app.core.sides import Side
from app.core.snapshots import row_of
from app.core.transaction import transaction
from app.extensions import db
from app.projects.enums import Stage
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.companies import company, contact, park, tagged
from tests.factories.projects import make_project

PARK, OTHER_PARK = "lay-ntit-zone-2", "lay-ntit-zone-1"


@pytest.fixture
def bureau(context):
    return person(Role.BUREAU_MANAGER)


def everything(*companies: Company) -> dict[str, list[tuple]]:
    """All rows that refer to these companies, and their own."""
    numbers = [one.id for one in companies]
    db.session.flush()
    db.session.expire_all()
    found = {"own": [tuple(sorted((key, str(held)) for key, held in row_of(one).items())) for one in companies]}
    for column in RULEBOOK.references():
        if column.table.name in {"company_merge", "company_piece"}:
            continue
        rows = db.session.execute(sa.select(column.table).where(column.in_(numbers)))
        found[str(column)] = sorted(tuple(map(str, row)) for row in rows)
    return found


def without_version(state: dict[str, list[tuple]], position: int = 0) -> dict[str, list[tuple]]:
    """The same without what only counts on: version and time of the kept one."""
    own = list(state["own"])
    own[position] = tuple(pair for pair in own[position] if pair[0] not in {"version", "updated_at"})
    return {**state, "own": own}


def test_every_reference_to_a_company_has_a_rule(app):
    assert RULEBOOK.undeclared() == []


def test_what_belongs_to_the_one_moves_to_the_other_and_back(bureau):
    kept = tagged(company(parks=[PARK], name="中天光电有限公司", uscc=None), TagKind.LISTED)
    gone = company(
        parks=[OTHER_PARK], name="中天光电（南通）有限公司", registered_capital=Decimal(5000), sectors=["sec-ic"]
    )
    tagged(tagged(gone, TagKind.LISTED), TagKind.SPECIALISED)
    contact(kept, name="王工", is_primary=True)
    contact(gone, name="李总", is_primary=True)
    child = company(parks=[PARK], parent=gone)
    owner = person(Role.OFFICER, parks=[OTHER_PARK])
    project = make_project(by=owner, at=OTHER_PARK, investor=gone.name)
    assert project.company_id == gone.id
    before = everything(kept, gone, child)

    done = actions.merge(kept, gone, by=bureau, sides={"registered_capital": Side.GONE, "name": Side.GONE})

    db.session.expire_all()
    assert kept.name == "中天光电（南通）有限公司"
    assert kept.registered_capital == Decimal(5000)
    assert {
        alias.name for alias in db.session.scalars(sa.select(CompanyAlias).where(CompanyAlias.company_id == kept.id))
    } == {"中天光电有限公司"}
    assert project.company_id == kept.id
    assert child.parent_id == kept.id
    assert numbers_in(queries.scopes_held(kept), "park") == {park(PARK).id, park(OTHER_PARK).id}
    full = queries.get_visible(kept.code, to=bureau)
    assert [tag.kind for tag in full.tags] == [TagKind.LISTED, TagKind.SPECIALISED]
    assert [sector.code for sector in full.sectors] == ["sec-ic"]
    assert [(one.name, one.is_primary) for one in queries.contacts_of(kept, to=bureau)] == [
        ("王工", True),
        ("李总", False),
    ]
    with pytest.raises(NoResultFound):
        queries.find(gone.code, to=bureau)
    with pytest.raises(NoResultFound):
        queries.find(gone.code, to=bureau, deleted=True)  # it lies in no bin
    assert gone.id not in [one.id for one in queries.removed(to=bureau)]
    assert queries.survivor_of(gone.code, to=bureau) == kept.code
    assert db.session.scalar(sa.select(sa.func.count()).where(CompanyPiece.company_id == gone.id)) == 0
    assert set(db.session.scalars(indexing.INDEX.matches("中天光电", any_tag=["city:1"]))) == {kept.id}

    assert actions.undo_merge(done, by=bureau) == []

    assert without_version(everything(kept, gone, child)) == without_version(before)
    assert set(db.session.scalars(indexing.INDEX.matches("中天光电", any_tag=["city:1"]))) == {kept.id, gone.id}
    assert queries.find(gone.code, to=bureau).id == gone.id
    with pytest.raises(Stale):
        actions.undo_merge(done, by=bureau)


def test_what_was_done_since_is_not_lost_by_an_undo(bureau):
    kept, gone = company(parks=[PARK]), company(parks=[PARK], website="https://example.com", founded_year=1999)
    moved_along = contact(gone, name="李总")
    done = actions.merge(kept, gone, by=bureau, sides={"website": Side.GONE, "founded_year": Side.GONE})
    actions.edit(kept, by=bureau, website="https://example.org")
    since = contact(kept, name="赵经理")
    actions.remove_contact(kept, moved_along, by=bureau)
    assert actions.undo_merge(done, by=bureau) == ["website"]
    assert kept.website == "https://example.org"
    assert kept.founded_year is None
    assert [one.id for one in queries.contacts_of(kept, to=bureau)] == [since.id]
    assert queries.contacts_of(gone, to=bureau) == []


def test_a_park_that_worked_with_the_joined_company_keeps_it_after_an_undo(bureau):
    kept, gone = company(parks=[PARK]), company(parks=[OTHER_PARK])
    done = actions.merge(kept, gone, by=bureau)
    owner = person(Role.OFFICER, parks=[OTHER_PARK])
    project = make_project(by=owner, at=OTHER_PARK, investor=kept.name)
    assert project.company_id == kept.id
    actions.undo_merge(done, by=bureau)
    assert numbers_in(queries.scopes_held(kept), "park") == {park(PARK).id, park(OTHER_PARK).id}
    assert queries.find(kept.code, to=owner).id == kept.id


def test_merges_of_one_company_are_taken_back_the_last_first(bureau):
    one, two, three = (company(parks=[PARK], name=f"链条{n}号有限公司") for n in "甲乙丙")
    before = everything(one, two, three)
    first = actions.merge(two, one, by=bureau)
    second = actions.merge(three, two, by=bureau)
    assert queries.survivor_of(one.code, to=bureau) == three.code
    assert {joined.code for joined in queries.joined_to(three, to=bureau)} == {one.code, two.code}
    with pytest.raises(RuleBroken, match=f"{two.code} 又并入了 {three.code}"):
        actions.undo_merge(first, by=bureau)
    actions.undo_merge(second, by=bureau)
    assert queries.survivor_of(one.code, to=bureau) == two.code
    actions.undo_merge(first, by=bureau)
    after = everything(one, two, three)
    for position in (1, 2):
        before, after = without_version(before, position), without_version(after, position)
    assert after == before
    again = actions.merge(two, one, by=bureau)  # and once more, the other way round afterwards
    actions.undo_merge(again, by=bureau)
    actions.merge(one, two, by=bureau)
    assert queries.survivor_of(two.code, to=bureau) == one.code


def test_two_merges_into_the_same_company_are_taken_back_in_turn(bureau):
    kept, one, two = (company(parks=[PARK]) for _ in range(3))
    first = actions.merge(kept, one, by=bureau)
    second = actions.merge(kept, two, by=bureau)
    with pytest.raises(RuleBroken, match="请先撤销那次合并"):
        actions.undo_merge(first, by=bureau)
    actions.undo_merge(second, by=bureau)
    actions.undo_merge(first, by=bureau)


def test_what_cannot_be_merged(bureau):
    parent = company(parks=[PARK])
    child = company(parks=[PARK], parent=parent)
    grandchild = company(parks=[PARK], parent=child)
    for one, other in ((parent, child), (child, parent), (grandchild, parent)):
        with pytest.raises(RuleBroken, match="上下级"):
            actions.merge(one, other, by=bureau)
    with pytest.raises(RuleBroken, match="不能与自己合并"):
        actions.merge(child, child, by=bureau)
    binned = company(parks=[PARK])
    actions.remove(binned, by=bureau)
    with pytest.raises(Stale):
        actions.merge(parent, binned, by=bureau)
    kept, gone = company(parks=[PARK]), company(parks=[PARK])
    with pytest.raises(Stale, match="已被他人修改"):
        actions.merge(kept, gone, by=bureau, seen=(kept.version, gone.version + 1))


def test_merging_in_both_directions_one_after_the_other(bureau):
    one, other = company(parks=[PARK]), company(parks=[PARK])
    actions.merge(one, other, by=bureau, seen=(one.version, other.version))
    with pytest.raises(Stale, match="已被合并"):
        actions.merge(other, one, by=bureau)
    with pytest.raises(Stale, match="已被合并"):
        actions.merge(one, other, by=bureau)


@pytest.mark.parametrize(
    ("role", "parks", "kept", "gone", "allowed"),
    [
        (Role.PARK_MANAGER, [PARK], {"parks": [PARK]}, {"parks": [PARK]}, True),
        (Role.PARK_MANAGER, [PARK], {"parks": [PARK]}, {"parks": [PARK, OTHER_PARK]}, False),
        (Role.PARK_MANAGER, [PARK], {"parks": [PARK]}, {"cities": ["NT"]}, False),
        (Role.PARK_MANAGER, [PARK], {"parks": [PARK]}, {"parks": [OTHER_PARK]}, False),
        (Role.PARK_MANAGER, [PARK, OTHER_PARK], {"parks": [PARK]}, {"parks": [OTHER_PARK]}, True),
        (Role.OFFICER, [PARK], {"parks": [PARK]}, {"parks": [PARK]}, False),
        (Role.BUREAU_MANAGER, None, {"parks": [PARK]}, {"cities": ["NT"]}, True),
        (Role.REVIEWER, None, {"parks": [PARK]}, {"parks": [PARK]}, False),
        (Role.LEADER, None, {"parks": [PARK]}, {"parks": [PARK]}, False),
    ],
)
@pytest.mark.usefixtures("context")
def test_who_may_merge(role, parks, kept, gone, allowed):
    actor = person(role, parks=parks)
    one, other = company(**kept), company(**gone)
    if allowed:
        actions.undo_merge(actions.merge(one, other, by=actor), by=actor)
    else:
        with pytest.raises(NotAllowed):
            actions.merge(one, other, by=actor)


def test_a_bureau_merges_no_company_of_another_city(context):
    actor = person(Role.BUREAU_MANAGER, cities=["NT"])
    cities = list(db.session.scalars(sa.text("SELECT code FROM city ORDER BY id")))
    one, other = company(cities=["NT"]), company(cities=cities[:2])
    with pytest.raises(NotAllowed):
        actions.merge(one, other, by=actor)


def test_what_another_park_may_not_see_stays_unseen(bureau):
    mine, theirs = person(Role.PARK_MANAGER, parks=[PARK]), person(Role.PARK_MANAGER, parks=[OTHER_PARK])
    kept, gone = company(parks=[PARK], name="甲方精工有限公司"), company(parks=[OTHER_PARK], name="甲方精工")
    contact(kept, by=mine, name="王工")
    contact(gone, by=theirs, name="李总")
    actions.edit(gone, by=bureau, business="只有对方园区知道的一句话")
    actions.merge(kept, gone, by=bureau)
    assert [one.name for one in queries.contacts_of(kept, to=mine)] == ["王工"]
    assert [one.name for one in queries.contacts_of(kept, to=theirs)] == ["李总"]
    assert queries.joined_to(kept, to=mine) == []
    with pytest.raises(NoResultFound):
        queries.survivor_of(gone.code, to=mine)
    assert queries.survivor_of(gone.code, to=theirs) == kept.code
    told = [entry.action for entry in queries.history_of(kept, to=mine)]
    assert "company.merged" not in told
    joined = [one.gone_id for one in queries.joined_to(kept, to=theirs)]
    assert joined == [gone.id]
    assert "company.merged" in [entry.action for entry in queries.history_of(kept, to=theirs, joined=joined)]
    all_of_it = queries.history_of(kept, to=bureau, joined=joined)
    assert {entry.subject_id for entry in all_of_it} == {kept.id, gone.id}


def test_a_snapshot_holds_no_personal_data(bureau):
    kept, gone = company(parks=[PARK]), company(parks=[PARK])
    contact(gone, name="李保密", phone="13900009999")
    done = actions.merge(kept, gone, by=bureau)
    moved: Moved = done.snapshot["moved"]
    assert list(moved["contact.company_id"][0]) == ["id"]
    assert "13900009999" not in str(done.snapshot)
    assert "李保密" not in str(done.snapshot)


def test_a_company_that_went_cannot_be_chosen_any_more(bureau):
    kept, gone = company(parks=[PARK]), company(parks=[PARK])
    actions.merge(kept, gone, by=bureau)
    with pytest.raises(RuleBroken, match="刚被合并"):
        actions.keep_in_book(gone, park(PARK), by=person(Role.OFFICER, parks=[PARK]))


def test_in_the_browser(app, as_role: Callable):
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    with app.app_context(), transaction():
        kept = company(parks=[PARK], name="海门智造有限公司", by=manager.actor)
        gone = company(
            parks=[PARK],
            name="海门智造（江苏）有限公司",
            by=manager.actor,
            website="https://example.com",
            business="长" * 60,
        )
        codes = kept.code, gone.code
        numbers = kept.id, gone.id
    page = manager.get(f"/companies/{codes[0]}")
    assert "合并重复企业" in page.text
    assert codes[1] in manager.get(f"/companies/{codes[0]}/merge").text
    assert manager.get(f"/companies/{codes[0]}/merge?other=没有这家").status_code == 422
    assert manager.get(f"/companies/{codes[0]}/merge?other={codes[0]}").status_code == 422
    led = manager.get(f"/companies/{codes[0]}/merge?other={codes[1]} 海门智造")
    assert led.status_code == 302
    preview = manager.get(led.location)
    assert "https://example.com" in preview.text
    assert 'value="gone" checked' in preview.text
    answer = manager.send(led.location, {"seen": "1:9"})
    assert answer.status_code == 409
    answer = manager.send(led.location, {"seen": "1:1", "side-website": "gone", "side-business": "kept"})
    assert (answer.status_code, answer.location) == (302, f"/companies/{codes[0]}")
    shown = manager.get(f"/companies/{codes[0]}").text
    assert "https://example.com" in shown
    assert "长长长" not in shown
    assert "已并入" in shown
    went = manager.get(f"/companies/{codes[1]}")
    assert (went.status_code, went.location) == (302, f"/companies/{codes[0]}")
    again = manager.send(led.location, {"seen": "1:1"})
    assert again.status_code == 404
    with app.app_context():
        number = db.session.scalars(sa.select(CompanyMerge.id).where(CompanyMerge.kept_id == numbers[0])).one()
    stranger = as_role(Role.PARK_MANAGER, parks=[OTHER_PARK])
    assert stranger.send(f"/companies/merges/{number}/undo", {}).status_code == 404
    assert stranger.get(f"/companies/{codes[1]}").status_code == 404
    back = manager.send(f"/companies/merges/{number}/undo", {})
    assert back.status_code == 302
    assert manager.get(f"/companies/{codes[1]}").status_code == 200
    assert 'href="https://example.com"' not in manager.get(f"/companies/{codes[0]}").text
    twice = manager.send(f"/companies/merges/{number}/undo", {})
    assert "已经撤销" in manager.get(twice.location).text


def test_projects_and_contacts_stay_with_their_records(bureau):
    kept, gone = company(parks=[PARK]), company(parks=[PARK])
    projects = [make_project(at=PARK, investor=gone.name) for _ in range(3)]
    contacts = [contact(gone, name=f"联系人{n}") for n in "甲乙"]
    done = actions.merge(kept, gone, by=bureau)
    assert db.session.scalar(sa.select(sa.func.count()).where(Project.company_id == kept.id)) == 3
    assert db.session.scalar(sa.select(sa.func.count()).where(Contact.company_id == kept.id)) == 2
    actions.undo_merge(done, by=bureau)
    assert {project.company_id for project in projects} == {gone.id}
    assert {one.company_id for one in contacts} == {gone.id}


def test_first_reports_of_both_come_together_and_apart(bureau):
    """Two parks hold the first report of what turns out to be one investor: the register must not stand in the way."""
    projects = [make_project(at=at, stage=Stage.NEGOTIATING) for at in (PARK, OTHER_PARK)]
    kept, gone = (db.session.get_one(Company, project.company_id) for project in projects)
    done = actions.merge(kept, gone, by=bureau)
    assert {project.company_id for project in projects} == {kept.id}
    actions.undo_merge(done, by=bureau)
    assert [project.company_id for project in projects] == [kept.id, gone.id]


def test_the_live_warning_leads_to_the_merge(app, as_role: Callable):
    manager, officer = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        codes = [company(parks=[PARK], name="如皋氢能装备有限公司").code for _ in range(2)]
    asked = {"name": "如皋氢能装备有限公司", "besides": codes[0]}
    link = f"/companies/{codes[0]}/merge/{codes[1]}"
    headers = {"HX-Request": "true"}
    assert link in manager.get("/companies/check", query_string=asked, headers=headers).text
    assert link not in officer.get("/companies/check", query_string=asked, headers=headers).text
    assert "/merge/" not in manager.get("/companies/check", query_string={"name": asked["name"]}, headers=headers).text
