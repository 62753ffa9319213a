"""What a missed night would have told is told by the next; nobody waits for a ruling that will never come."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports.enums import CaseState, ClaimState, Outcome
from app.first_reports.models import ConflictCase
from app.notices.enums import NoticeKind
from app.notices.models import Notice
from app.projects import actions
from app.projects.enums import LostReason
from tests.factories.accounts import person
from tests.factories.first_reports import ONE, OTHER, THIRD, claim_of, make_reported, owner_of

pytestmark = pytest.mark.usefixtures("context")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SAID = dict.fromkeys(("on_time", "on_contact", "on_follow_up", "on_fit"), "查明属实")


def at(days: float):
    return clock.held_at(NOON + timedelta(days=days))


def case_of(one, other):
    return db.session.scalars(
        sa.select(ConflictCase)
        .options(joinedload(ConflictCase.incumbent), joinedload(ConflictCase.challenger))
        .where(ConflictCase.incumbent_id == claim_of(one).id, ConflictCase.challenger_id == claim_of(other).id)
        .execution_options(populate_existing=True)
    ).one()


def told(project, state):
    return list(
        db.session.scalars(
            sa.select(Notice.title).where(Notice.user_id == project.owner_id, Notice.key.startswith(f"claims:{state}:"))
        )
    )


def lose(project):
    actions.lose(project, lost_reason=LostReason.OTHER, competing_city=None, reason="不来了", by=owner_of(project))


def test_a_warning_whose_night_was_missed_is_told_by_the_next_and_once():
    with transaction(), at(0):
        project = make_reported(at=ONE, investor="甲示例有限公司")
    for days in (33, 33, 34):  # the nights from the 30th day on were missed
        with transaction(), at(days):
            first.nightly(clock.today())
    assert claim_of(project).state is ClaimState.WARNED
    assert told(project, "warned") == ["1 个首报 30 天未跟进，再过 12 天将释放"]


def test_what_nobody_looks_after_is_told_to_the_heads_of_its_park_once():
    heads = [person(Role.PARK_MANAGER, parks=[ONE]) for _ in range(2)]
    elsewhere = person(Role.PARK_MANAGER, parks=[OTHER])
    with transaction(), at(0):
        projects = [make_reported(at=ONE, investor=f"{name}示例有限公司") for name in ("甲子", "乙丑", "丙寅")]
        owner = projects[2].owner_id
        projects[0].owner_id = None
        db.session.get_one(User, projects[1].owner_id).disabled_at = clock.now()
    for days in (33, 33, 34, 46):
        with transaction(), at(days):
            first.nightly(clock.today())

    def of(number):
        rows = db.session.execute(
            sa.select(Notice.title, Notice.link)
            .where(Notice.user_id == number, Notice.kind == NoticeKind.FIRST_REPORT, Notice.key.startswith("claims:"))
            .order_by(Notice.id)
        )
        return [tuple(row) for row in rows]

    for head in heads:
        assert of(head.id) == [
            ("未分配负责人：2 个首报 30 天未跟进，再过 12 天将释放", f"/first-reports/?park={ONE}&state=warned"),
            ("未分配负责人：2 个首报已释放", f"/first-reports/?park={ONE}&state=released"),
        ]
    assert [title for title, _ in of(owner)] == ["1 个首报 30 天未跟进，再过 12 天将释放", "1 个首报已释放"]
    assert of(projects[1].owner_id) == of(elsewhere.id) == []


def test_a_ruling_may_stand_although_both_sides_have_gone():
    rules, head = person(Role.BUREAU_MANAGER, cities=["NT"]), person(Role.PARK_MANAGER, parks=[OTHER])
    answers = person(Role.BUREAU_MANAGER, cities=["NT"])
    with transaction(), at(0):
        holder = make_reported(at=ONE, investor="甲示例有限公司")
    with transaction(), at(1):
        other = make_reported(at=OTHER, investor="甲示例公司")
        case = case_of(holder, other)
        first.rule(case, Outcome.INCUMBENT, reasons=SAID, ruling="首报归甲方。", by=rules)
        first.appeal(case, reason="我方接触更早", by=head)
        lose(holder)
        lose(other)
        first.answer(case, outcome=Outcome.INCUMBENT, text="维持原裁定。", by=answers)
    assert case.state is CaseState.SETTLED


@pytest.fixture
def three(context):
    """Three parks report one investor; both later ones dispute it with the first, who loses against the second."""
    rules = person(Role.BUREAU_MANAGER, cities=["NT"])
    with transaction(), at(0):
        holder = make_reported(at=ONE, investor="甲示例有限公司")
    with transaction(), at(1):
        winner = make_reported(at=OTHER, investor="甲示例公司")
        third = make_reported(at=THIRD, investor="甲示例")
        first.rule(case_of(holder, winner), Outcome.CHALLENGER, reasons=SAID, ruling="首报归乙方。", by=rules)
    return holder, winner, third


def test_who_disputed_it_with_the_loser_disputes_it_with_the_winner(three):
    holder, winner, third = three
    assert case_of(holder, third).state is CaseState.CLOSED
    assert claim_of(third).state is ClaimState.CONTESTED
    rules = person(Role.BUREAU_MANAGER, cities=["NT"])
    with transaction(), at(2):
        first.rule(case_of(winner, third), Outcome.CHALLENGER, reasons=SAID, ruling="首报归丙方。", by=rules)
    assert [claim_of(one).state.holds for one in three] == [False, False, True]
    assert not db.session.scalars(sa.select(ConflictCase).where(ConflictCase.state == CaseState.OPEN)).all()


def test_who_loses_may_leave_and_the_third_holds_once_the_winner_leaves(three):
    holder, winner, third = three
    with transaction(), at(1):
        lose(holder)
        assert claim_of(third).state is ClaimState.CONTESTED
        lose(winner)
    assert claim_of(third).state is ClaimState.PROTECTED
