"""Two registrations of one project become one, and two again: no move, no activity, no count is lost or doubled."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.enums import Role
from app.core import clock
from app.core.errors import NotAllowed, RuleBroken, Stale
from app.core.repointing import Fate
from app.core.sides import Side
from app.core.snapshots import row_of
from app.core.transaction import transaction
from app.extensions import db
from app.projects import actions, indexing, queries, standing
from app.projects.actions.upkeep import log_of, refresh, restate
from app.projects.enums import ActivityKind, Recognition, Stage
from app.projects.models import Move, Project, ProjectMerge, Tally, YearTally
from app.projects.references import RULEBOOK
from tests.factories.accounts import person
from tests.factories.projects import make_project, recognise

_COUNTED_ON = {"version", "updated_at"}
PARK, OTHER_PARK = "lay-ntit-zone-2", "lay-ntit-zone-1"


@pytest.fixture
def bureau(context):
    return person(Role.BUREAU_MANAGER)


@pytest.fixture
def manager(context):
    return person(Role.PARK_MANAGER, parks=[PARK])


def everything(*projects: Project) -> dict[str, list[tuple]]:
    """All rows that refer to these projects, their own, and the counters of all parks."""
    numbers = [one.id for one in projects]
    db.session.flush()
    db.session.expire_all()
    found = {"own": [tuple(sorted((key, str(held)) for key, held in row_of(one).items())) for one in projects]}
    for column in RULEBOOK.references():
        if column.table.name == "project_merge":
            continue
        # What other packages keep up after every change of a project is written anew, and says the same.
        told = [
            each for each in column.table.columns if each.name not in _COUNTED_ON or column.table.name == "activity"
        ]
        found[str(column)] = sorted(
            tuple(map(str, row)) for row in db.session.execute(sa.select(*told).where(column.in_(numbers)))
        )
    for table in (Tally, YearTally):
        found[table.__tablename__] = sorted(
            tuple(map(str, row)) for row in db.session.execute(sa.select(table.__table__))
        )
    return found


def without_version(state: dict[str, list[tuple]], position: int = 0) -> dict[str, list[tuple]]:
    """The same without what only counts on: version and time of the kept one."""
    own = list(state["own"])
    own[position] = tuple(pair for pair in own[position] if pair[0] not in {"version", "updated_at"})
    return {**state, "own": own}


def found_by(text: str) -> set[int]:
    return set(db.session.scalars(indexing.INDEX.matches(text, secret=True)))


def test_every_reference_to_a_project_has_a_rule(app):
    """A package whose tables refer to projects declares in its wiring what a merge does with them."""
    assert RULEBOOK.undeclared() == []


def test_what_was_done_moves_along_and_back(manager):
    kept = make_project(by=manager, name="芯片封测", stage=Stage.NEGOTIATING, investor="合一芯片有限公司")
    gone = make_project(by=manager, name="芯片封装测试基地", investor="合一芯片有限公司", investment=Decimal(50_000))
    yesterday = clock.today() - timedelta(days=1)
    actions.record_activity(gone, kind=ActivityKind.CALL, happened_on=yesterday, result="电话沟通", by=manager)
    expansion = make_project(by=manager)
    expansion.expansion_of_id = gone.id
    before = everything(kept, gone, expansion)

    done = actions.merge(kept, gone, by=manager, sides={"investment": Side.GONE, "name": Side.GONE})

    db.session.expire_all()
    assert (kept.name, kept.investment) == ("芯片封装测试基地", Decimal(50_000))
    assert kept.stage is Stage.NEGOTIATING
    assert len(log_of(kept)) == 2
    assert len(log_of(gone)) == 1  # its own moves stay its own
    assert [entry.result for entry in queries.story_of(kept, limit=9).activities][-1] == "电话沟通"
    assert kept.last_activity_on == clock.today()
    assert gone.last_activity_on is None
    assert expansion.expansion_of_id == kept.id
    assert found_by("封装测试基地") == {kept.id}
    assert db.session.scalar(sa.select(sa.func.sum(Tally.count)).where(Tally.park_id == kept.park_id)) == 2
    with pytest.raises(NoResultFound):
        queries.find(gone.code, to=manager)
    with pytest.raises(NoResultFound):
        queries.find_binned(gone.code, to=manager)
    assert gone.code not in [row.code for row in queries.binned(to=manager, today=clock.today())]
    assert queries.survivor_of(gone.code, to=manager) == kept.code

    assert actions.undo_merge(done, by=manager) == []

    assert without_version(everything(kept, gone, expansion)) == without_version(before)
    assert found_by("封装测试基地") == {gone.id}
    with pytest.raises(Stale):
        actions.undo_merge(done, by=manager)


def test_what_was_done_since_stays_with_the_kept_project(manager):
    kept, gone = make_project(by=manager), make_project(by=manager, land_mu=Decimal(20), jobs_estimate=80)
    done = actions.merge(kept, gone, by=manager, sides={"land_mu": Side.GONE, "jobs_estimate": Side.GONE})
    actions.edit(kept, by=manager, land_mu=Decimal(25))
    actions.record_activity(kept, kind=ActivityKind.VISIT, happened_on=clock.today(), result="合并后拜访", by=manager)
    assert actions.undo_merge(done, by=manager) == ["land_mu"]
    assert (kept.land_mu, kept.jobs_estimate) == (Decimal(25), None)
    assert [entry.result for entry in queries.story_of(kept, limit=9).activities] == ["合并后拜访"]
    assert queries.story_of(gone, limit=9).activities == []


def test_merges_of_one_project_are_taken_back_the_last_first(manager):
    one, two, three = (make_project(by=manager) for _ in range(3))
    before = everything(one, two, three)
    first = actions.merge(two, one, by=manager)
    second = actions.merge(three, two, by=manager)
    assert queries.survivor_of(one.code, to=manager) == three.code
    assert {joined.gone.code for joined in queries.joined_to(three)} == {one.code, two.code}
    with pytest.raises(RuleBroken, match=f"{two.code} 又并入了 {three.code}"):
        actions.undo_merge(first, by=manager)
    actions.undo_merge(second, by=manager)
    actions.undo_merge(first, by=manager)
    after = everything(one, two, three)
    for position in (1, 2):
        before, after = without_version(before, position), without_version(after, position)
    assert after == before


def test_a_kept_project_in_the_bin_is_restored_first(manager):
    kept, gone = make_project(by=manager), make_project(by=manager)
    done = actions.merge(kept, gone, by=manager)
    actions.throw_away(kept, by=manager)
    with pytest.raises(RuleBroken, match="回收站"):
        actions.undo_merge(done, by=manager)
    actions.restore(kept, by=manager)
    actions.undo_merge(done, by=manager)
    assert queries.find(gone.code, to=manager).id == gone.id


def test_a_project_counts_once(bureau):
    recognised = [make_project(stage=Stage.SIGNED) for _ in range(2)]
    for project in recognised:
        recognise(project)
    kept, gone = recognised
    with pytest.raises(RuleBroken, match="一个项目只计一次"):
        actions.merge(kept, gone, by=bureau)
    lead = make_project()
    with pytest.raises(RuleBroken, match="对调"):
        actions.merge(lead, gone, by=bureau)
    entry = standing.entries(log_of(gone))[Stage.SIGNED]
    entry.recognition = Recognition.SUBMITTED
    restate(gone)
    refresh(gone)
    with pytest.raises(RuleBroken, match="正待认定"):
        actions.merge(kept, gone, by=bureau)
    signed = db.session.scalar(sa.select(sa.func.sum(YearTally.signed)))
    actions.merge(gone, lead, by=bureau)  # the other way round is no matter
    assert db.session.scalar(sa.select(sa.func.sum(YearTally.signed))) == signed
    entry.recognition = Recognition.REVOKED
    restate(gone)
    refresh(gone)
    actions.merge(kept, gone, by=bureau)
    assert db.session.scalar(sa.select(sa.func.sum(YearTally.signed))) == signed


def test_across_parks_both_are_counted_anew(bureau):
    kept, gone = make_project(at=PARK), make_project(at=OTHER_PARK)
    theirs = person(Role.PARK_MANAGER, parks=[OTHER_PARK])
    before = everything(kept, gone)
    with pytest.raises(NotAllowed):
        actions.merge(kept, gone, by=person(Role.PARK_MANAGER, parks=[PARK, OTHER_PARK]))
    done = actions.merge(kept, gone, by=bureau)
    assert db.session.scalar(sa.select(sa.func.sum(Tally.count)).where(Tally.park_id == gone.park_id)) is None
    assert queries.survivor_of(gone.code, to=theirs) is None  # it went out of their sight, and they learn no more
    with pytest.raises(NoResultFound):
        queries.survivor_of(gone.code, to=person(Role.PARK_MANAGER, parks=[PARK]))
    with pytest.raises(NotAllowed):
        actions.undo_merge(done, by=theirs)
    actions.undo_merge(done, by=bureau)
    assert without_version(everything(kept, gone)) == without_version(before)


def test_confidential_is_what_either_was(manager):
    kept, gone = make_project(by=manager), make_project(by=manager, confidential=True, code_name="代号海棠")
    done = actions.merge(kept, gone, by=manager)
    assert (kept.confidential, kept.code_name) == (True, "代号海棠")
    colleague = person(Role.OFFICER, parks=[PARK])
    assert queries.rows_of([kept.id], to=colleague, today=clock.today())[0].title == "代号海棠"
    actions.undo_merge(done, by=manager)
    assert (kept.confidential, kept.code_name) == (False, None)


def test_another_investor_comes_into_the_book_of_the_park(bureau):
    kept, gone = make_project(at=PARK), make_project(at=OTHER_PARK, investor="另一园区的企业有限公司")
    actions.merge(kept, gone, by=bureau, sides={"company_id": Side.GONE})
    mine = person(Role.OFFICER, parks=[PARK])
    assert queries.get_visible(kept.code, to=mine).company.name == "另一园区的企业有限公司"


def test_what_cannot_be_merged(manager):
    kept, gone = make_project(by=manager), make_project(by=manager)
    with pytest.raises(RuleBroken, match="不能与自己合并"):
        actions.merge(kept, kept, by=manager)
    with pytest.raises(Stale, match="已被他人修改"):
        actions.merge(kept, gone, by=manager, seen=(kept.version, gone.version + 1))
    gone.expansion_of_id = kept.id
    with pytest.raises(RuleBroken, match="增资"):
        actions.merge(kept, gone, by=manager)
    gone.expansion_of_id = None
    actions.merge(kept, gone, by=manager)
    for pair in ((kept, gone), (gone, kept)):
        with pytest.raises(Stale, match="已被合并"):
            actions.merge(*pair, by=manager)
    for role in (Role.OFFICER, Role.LEADER, Role.REVIEWER):
        with pytest.raises(NotAllowed):
            actions.merge(kept, make_project(), by=person(role, parks=[PARK] if role is Role.OFFICER else None))


def test_rows_of_a_log_stay_with_their_log():
    """Whatever names a move of a project must not move away from it."""
    for column in RULEBOOK.references():
        names_moves = any(
            key.column.table is Move.__table__ for each in column.table.columns for key in each.foreign_keys
        )
        if names_moves and column.name == "project_id":
            assert RULEBOOK.rules[str(column)].fate is Fate.STAY, column


def test_in_the_browser(app, as_role: Callable):
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    with app.app_context(), transaction():
        kept = make_project(by=manager.actor, name="检测中心", investor="同一家检测有限公司")
        gone = make_project(by=manager.actor, name="检测中心二", investor="同一家检测有限公司", jobs_estimate=77)
        codes, number = (kept.code, gone.code), kept.id
        versions = f"{kept.version}:{gone.version}"
    assert "合并重复项目" in manager.get(f"/projects/{codes[0]}").text
    assert codes[1] in manager.get(f"/projects/{codes[0]}/merge").text
    assert manager.get(f"/projects/{codes[0]}/merge?other=").status_code == 422
    assert codes[1] in manager.get(f"/projects/{codes[0]}/merge?other=检测中心").text
    led = manager.get(f"/projects/{codes[0]}/merge?other={codes[1]}")
    assert led.status_code == 302
    assert "77" in manager.get(led.location).text
    assert manager.send(led.location, {"seen": "9:9"}).status_code == 409
    answer = manager.send(led.location, {"seen": versions})
    assert (answer.status_code, answer.location) == (302, f"/projects/{codes[0]}")
    assert manager.get(f"/projects/{codes[1]}").location == f"/projects/{codes[0]}"
    told = manager.get(f"/projects/{codes[0]}/history").text
    assert codes[1] in told
    assert "撤销合并" in told
    with app.app_context():
        merge = db.session.scalars(sa.select(ProjectMerge.id).where(ProjectMerge.kept_id == number)).one()
    stranger = as_role(Role.PARK_MANAGER, parks=[OTHER_PARK])
    assert stranger.send(f"/projects/merges/{merge}/undo", {}).status_code == 404
    assert stranger.get(f"/projects/{codes[1]}").status_code == 404
    assert manager.send(f"/projects/merges/{merge}/undo", {}).status_code == 302
    assert manager.get(f"/projects/{codes[1]}").status_code == 200
    twice = manager.send(f"/projects/merges/{merge}/undo", {})
    assert "已经撤销" in manager.get(twice.location).text


def test_the_other_park_is_told_that_and_no_more(app, as_role: Callable):
    bureau, theirs = as_role(Role.BUREAU_MANAGER), as_role(Role.OFFICER, parks=[OTHER_PARK])
    with app.app_context(), transaction():
        kept, gone = make_project(at=PARK, name="不可外传的项目"), make_project(by=theirs.actor, at=OTHER_PARK)
        codes = kept.code, gone.code
        actions.merge(kept, gone, by=bureau.actor)
    answer = theirs.get(f"/projects/{codes[1]}")
    assert answer.status_code == 410
    assert codes[0] not in answer.text
    assert "不可外传" not in answer.text
    assert theirs.get(f"/projects/{codes[0]}").status_code == 404
