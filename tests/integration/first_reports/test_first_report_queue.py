"""Who holds the first report: the first complete registration, until it is released; then the next in line."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.actor import SYSTEM
from app.accounts.enums import Role
from app.accounts.models import City
from app.companies import actions as companies
from app.companies.enums import AliasKind
from app.companies.models import Company
from app.companies.view_model import FIELDS
from app.core import clock
from app.core.errors import NotAllowed, RuleBroken
from app.core.transaction import transaction
from app.extensions import alembic, db
from app.first_reports import actions as first
from app.first_reports import queries
from app.first_reports.enums import CaseState, ClaimState, MatchLevel, Release, ReportLevel
from app.first_reports.models import ConflictCase, FirstReport, FirstReportMark
from app.parks.models import Park
from app.projects import actions
from app.projects.enums import LostReason, Stage
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.companies import company
from tests.factories.first_reports import ONE, OTHER, claim_of, complete, make_reported, owner_of
from tests.factories.projects import make_project, move_to

pytestmark = pytest.mark.usefixtures("context")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def at(days: float):
    return clock.held_at(NOON + timedelta(days=days))


def test_the_first_complete_one_holds_not_the_first_one():
    with transaction():
        with at(0):
            early = make_project(at=ONE, investor="甲示例公司")
        with at(0.1):
            late = make_reported(at=OTHER, investor="甲示例有限公司")
        with at(0.2):
            complete(early)
        first_claim, second_claim = claim_of(late), claim_of(early)
    assert first_claim.state is ClaimState.PROTECTED
    assert second_claim.state is ClaimState.CONTESTED
    assert first_claim.held_on == NOON.date()
    assert first_claim.protected_until == NOON.date() + timedelta(days=90)
    assert first_claim.level is ReportLevel.CITY


def test_an_incomplete_one_has_three_days():
    with transaction(), at(0):
        project = make_project(at=ONE)
    assert claim_of(project).state is ClaimState.INCOMPLETE
    assert claim_of(project).due_on == NOON.date() + timedelta(days=3)
    with transaction(), at(3):
        assert first.nightly(clock.today()).lapsed == 0
    with transaction(), at(4):
        assert first.nightly(clock.today()).lapsed == 1
        assert first.nightly(clock.today()).lapsed == 0
    assert claim_of(project).state is ClaimState.LAPSED
    with transaction(), at(5):
        complete(project)
    assert claim_of(project).state is ClaimState.PROTECTED
    assert claim_of(project).completed_at == NOON + timedelta(days=5)


@pytest.mark.parametrize(
    "facts",
    [{"investor": "乙示例科技有限公司"}, {"investor": "乙示例科技（集团）股份有限公司"}, {"investor": "乙 示例 科技"}],
)
def test_the_same_name_in_another_park_is_a_case(facts):
    with transaction():
        holder = make_reported(at=ONE, investor="乙示例科技有限公司")
        other = make_reported(at=OTHER, **facts)
    if facts["investor"].startswith("乙示例科技（集团）"):
        assert claim_of(other).state in {ClaimState.PROTECTED, ClaimState.CONTESTED}
        return
    assert claim_of(other).state is ClaimState.CONTESTED
    case = db.session.scalars(sa.select(ConflictCase)).one()
    assert (case.incumbent_id, case.challenger_id) == (claim_of(holder).id, claim_of(other).id)
    assert case.state is CaseState.OPEN


@pytest.mark.parametrize("steps", [1, 2])
def test_two_firms_of_one_controlling_shareholder_are_the_third_level(steps):
    with transaction():
        holder = make_reported(at=ONE, investor="甲示例子公司")
        other = make_reported(at=OTHER, investor="庚示例子公司")
        owner = company(name="示例控股股东有限公司", cities=["NT"])
        between = company(name="示例中间层有限公司", cities=["NT"], parent=owner)
        for project, parent in ((holder, owner), (other, owner if steps == 1 else between)):
            db.session.get_one(Company, project.company_id).parent_id = parent.id
    [match] = queries.matches_of(claim_of(other), other)
    assert (match.claim_id, match.level) == (claim_of(holder).id, MatchLevel.GROUP)
    assert match.level.label == "同一集团或控股股东"
    # As the form says where to enter it: what is checked and what can be written down are the same.
    assert FIELDS["parent_id"] == "上级集团或控股股东"


def test_another_city_is_another_queue():
    with transaction():
        make_reported(at=ONE, investor="丙示例公司")
        elsewhere = make_reported(at=_elsewhere(), investor="丙示例公司")
    assert claim_of(elsewhere).state is ClaimState.PROTECTED


def test_the_same_park_waits_without_a_case():
    with transaction():
        make_reported(at=ONE, investor="丁示例公司")
        second = make_reported(at=ONE, investor="丁示例公司")
    assert claim_of(second).state is ClaimState.WAITING
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ConflictCase)) == 0


def test_a_released_one_goes_to_the_next_in_time():
    with transaction():
        with at(0):
            holder = make_reported(at=ONE, investor="戊示例公司")
        with at(1):
            second = make_reported(at=ONE, investor="戊示例公司")
        with at(2):
            third = make_reported(at=OTHER, investor="戊示例公司")
        with at(3):
            actions.throw_away(holder, by=_manager(ONE))
    assert [claim_of(one).state for one in (holder, second, third)] == [
        ClaimState.RELEASED,
        ClaimState.PROTECTED,
        ClaimState.WAITING,
    ]
    assert db.session.scalars(sa.select(ConflictCase.state)).all() == [CaseState.CLOSED]
    with transaction(), at(4):
        actions.restore(holder, by=_manager(ONE))
    assert claim_of(holder).state is ClaimState.WAITING


def test_undoing_the_bin_gives_it_back():
    with transaction(), at(0):
        project = make_reported(at=ONE)
        manager = _manager(ONE)
        actions.throw_away(project, by=manager)
        assert claim_of(project).release_reason is Release.BINNED
        actions.restore(project, by=manager)
    assert claim_of(project).state is ClaimState.PROTECTED
    assert claim_of(project).completed_at == NOON


def test_idle_is_warned_then_released():
    with transaction(), at(0):
        project = make_reported(at=ONE)
    for day, state in ((29, ClaimState.PROTECTED), (30, ClaimState.WARNED), (44, ClaimState.WARNED)):
        with transaction(), at(day):
            first.nightly(clock.today())
        assert claim_of(project).state is state, day
    with transaction(), at(44):
        actions.record_activity(
            project, kind="call", happened_on=clock.today() - timedelta(days=2), result="回电", by=owner_of(project)
        )
    assert claim_of(project).state is ClaimState.PROTECTED
    with transaction(), at(87):
        assert first.nightly(clock.today()).released == 1
    assert claim_of(project).release_reason is Release.IDLE
    with transaction(), at(88):
        first.report_again(claim_of(project), project, by=owner_of(project))
    assert claim_of(project).state is ClaimState.PROTECTED
    assert claim_of(project).completed_at == NOON + timedelta(days=88)


def test_protection_ends_and_is_kept_after_signing():
    with transaction(), at(0):
        project = make_reported(at=ONE)
        signed = make_reported(at=ONE)
        move_to(signed, Stage.SIGNED, by=owner_of(signed))
    assert claim_of(signed).state is ClaimState.KEPT
    for day in range(20, 91, 20):
        with transaction(), at(day):
            actions.record_activity(
                project, kind="call", happened_on=clock.today(), result="回电", by=owner_of(project)
            )
    with transaction(), at(90):
        assert first.nightly(clock.today()).released == 0
    with transaction(), at(91):
        assert first.nightly(clock.today()).released == 1
        assert first.nightly(clock.today()) == first.Night()
    assert claim_of(project).release_reason is Release.EXPIRED
    assert claim_of(signed).state is ClaimState.KEPT


def test_the_night_hands_on():
    with transaction():
        with at(0):
            holder = make_reported(at=ONE, investor="己示例公司")
            second = make_reported(at=ONE, investor="己示例公司")
        with at(45):
            night = first.nightly(clock.today())
            assert (night.released, night.passed_on) == (1, 1)
            assert first.nightly(clock.today()) == first.Night()
    assert claim_of(holder).state is ClaimState.RELEASED
    assert claim_of(second).state in {ClaimState.PROTECTED, ClaimState.WARNED}
    assert claim_of(second).held_on == NOON.date() + timedelta(days=45)


def test_lost_and_taken_back():
    with transaction(), at(0):
        project = make_reported(at=ONE)
        owner = owner_of(project)
        actions.lose(project, lost_reason=LostReason.OTHER, competing_city=None, reason="无", by=owner)
        assert claim_of(project).release_reason is Release.LOST
        actions.reactivate(project, reason="又来了", by=owner)
    assert claim_of(project).state is ClaimState.PROTECTED


def test_giving_up_is_for_good_and_only_for_its_own():
    with transaction(), at(0):
        project = make_reported(at=ONE)
        claim = claim_of(project)
        with pytest.raises(NotAllowed):
            first.give_up(claim, project, by=_manager(OTHER))
        first.give_up(claim, project, by=owner_of(project))
        actions.edit(project, by=owner_of(project), problems="改一改")
    assert claim_of(project).release_reason is Release.GIVEN_UP
    with pytest.raises(RuleBroken), transaction():
        first.give_up(claim_of(project), project, by=owner_of(project))


def test_a_new_code_or_alias_brings_two_holders_together():
    with transaction():
        with at(0):
            early = make_reported(at=ONE, investor="庚示例公司")
        with at(1):
            late = make_reported(at=OTHER, investor="庚示例新名公司")
        assert {claim_of(early).state, claim_of(late).state} == {ClaimState.PROTECTED}
        with at(2):
            company = db.session.get_one(Company, late.company_id)
            companies.add_alias(company, name="庚示例公司", kind=AliasKind.FORMER, by=SYSTEM)
    assert claim_of(early).state is ClaimState.PROTECTED
    assert claim_of(late).state is ClaimState.CONTESTED
    assert _holders_are_apart()


def test_following_twice_changes_nothing():
    with transaction():
        project = make_reported(at=ONE)
        claim = claim_of(project)
        before = (claim.version, claim.state)
        first.follow(project)
        db.session.flush()
    assert (claim_of(project).version, claim_of(project).state) == before


def test_what_was_written_past_the_product_is_caught_up():
    with transaction():
        with at(0):
            one = make_reported(at=ONE, investor="辛示例公司")
        with at(1):
            two = make_reported(at=OTHER, investor="辛示例公司")
        db.session.execute(sa.delete(ConflictCase))
        db.session.execute(sa.delete(FirstReportMark))
        db.session.execute(sa.delete(FirstReport))
        db.session.expire_all()
        assert first.nightly(clock.today()).begun == 2
    db.session.expire_all()
    assert [claim_of(db.session.get_one(Project, p.id)).state for p in (one, two)] == [
        ClaimState.WARNED if claim_of(one).state is ClaimState.WARNED else claim_of(one).state,
        claim_of(two).state,
    ]
    assert claim_of(one).state.holds
    assert not claim_of(two).state.holds


def test_an_upgrade_puts_older_projects_in_line_before_anybody_edits_a_younger_one():
    with transaction():
        with at(0):
            older = make_reported(at=ONE, investor="壬示例公司")
        with at(1):
            younger = make_reported(at=OTHER, investor="壬示例公司")
        for table in (ConflictCase, FirstReportMark, FirstReport):
            db.session.execute(sa.delete(table))
        db.session.expire_all()
    alembic.upgrade()
    with transaction(), at(2):
        complete(db.session.get_one(Project, younger.id))
    assert claim_of(older).state.holds
    assert not claim_of(younger).state.holds


def _manager(park):
    return person(Role.PARK_MANAGER, parks=[park])


def _elsewhere():
    """A park of another city."""
    return db.session.scalars(
        sa.select(Park.code).join(City, City.id == Park.city_id).where(City.code != "NT").order_by(Park.id).limit(1)
    ).one()


def _holders_are_apart():
    seen = db.session.execute(
        sa.select(FirstReportMark.city_id, FirstReportMark.mark, sa.func.count())
        .where(FirstReportMark.held)
        .group_by(FirstReportMark.city_id, FirstReportMark.mark)
        .having(sa.func.count() > 1)
    ).all()
    return not seen
