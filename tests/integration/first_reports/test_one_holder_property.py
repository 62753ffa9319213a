"""Whatever parks do in whatever order, an investor has at most one first report in a city, and the trail of clocks holds."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.actor import SYSTEM
from app.accounts.enums import Role
from app.companies import actions as companies
from app.companies.enums import AliasKind
from app.companies.models import Company
from app.core import clock
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports import queries
from app.first_reports.enums import HOLDING, CaseState, ClaimState, Outcome
from app.first_reports.models import ConflictCase, FirstReport, FirstReportMark
from app.projects import actions
from app.projects.enums import LostReason, Status
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.first_reports import ONE, OTHER, THIRD, claim_of, complete
from tests.factories.projects import make_project

START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NAMES = ("甲乙示例公司", "甲乙示例科技公司", "丙丁示例公司")
STEPS = 40
REASONS = {"on_time": "先", "on_contact": "有", "on_follow_up": "勤", "on_fit": "合"}


def check_everything() -> None:
    """At most one holder a mark and city; marks are held by holders alone; whoever could hold does."""
    db.session.flush()
    db.session.expire_all()
    twice = (
        sa.select(FirstReportMark.mark)
        .where(FirstReportMark.held)
        .group_by(FirstReportMark.city_id, FirstReportMark.mark)
    )
    assert db.session.scalars(twice.having(sa.func.count() > 1)).all() == []
    holders = set(db.session.scalars(sa.select(FirstReport.id).where(FirstReport.state.in_(HOLDING))))
    owning = set(db.session.scalars(sa.select(FirstReportMark.first_report_id).where(FirstReportMark.held)))
    assert holders == owning
    held = dict.fromkeys(db.session.scalars(sa.select(FirstReportMark.mark).where(FirstReportMark.held)))
    for claim in db.session.scalars(sa.select(FirstReport).where(FirstReport.state == ClaimState.WAITING)):
        marks = db.session.scalars(sa.select(FirstReportMark.mark).where(FirstReportMark.first_report_id == claim.id))
        assert any(mark in held for mark in marks), "somebody waits for what nobody holds"
    for claim in db.session.scalars(sa.select(FirstReport).where(FirstReport.id.in_(holders))):
        assert claim.completed_at is not None
        assert claim.held_on is not None
        assert claim.protected_until is not None


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_at_most_one_holder_whatever_is_done(seed):
    dice = random.Random(seed)
    with transaction():
        parks = {park: person(Role.PARK_MANAGER, parks=[park]) for park in (ONE, OTHER, THIRD)}
        bureau = person(Role.BUREAU_MANAGER)
    projects: list[int] = []
    for step in range(STEPS):
        with clock.held_at(START + timedelta(days=step * 2)), transaction():
            _something(dice, parks, bureau, projects)
            check_everything()
    with clock.held_at(START + timedelta(days=STEPS * 2 + 200)), transaction():
        first.nightly(clock.today())
        check_everything()
        assert first.nightly(clock.today()) == first.Night()


def _something(dice, parks, bureau, projects) -> None:  # noqa: C901 - one branch for each thing done
    """One thing that people or the night do; what is refused is refused."""
    doing = dice.choice(
        [
            "new",
            "new",
            "complete",
            "bin",
            "restore",
            "lose",
            "back",
            "rename",
            "alias",
            "night",
            "give",
            "again",
            "rule",
        ]
    )
    try:
        if doing == "new" or not projects:
            park = dice.choice(list(parks))
            made = make_project(by=parks[park], at=park, investor=dice.choice(NAMES))
            projects.append(made.id)
            if dice.random() < 0.6:
                complete(made)
            return
        if doing == "night":
            first.nightly(clock.today())
            return
        if doing == "rule":
            case = db.session.scalar(sa.select(ConflictCase.code).where(ConflictCase.state == CaseState.OPEN).limit(1))
            if case is not None:
                outcome = dice.choice([Outcome.INCUMBENT, Outcome.CHALLENGER])
                first.rule(queries.find_case(case, to=bureau), outcome, reasons=REASONS, ruling="定", by=bureau)
            return
        project = db.session.get_one(Project, dice.choice(projects))
        by = next(actor for actor in parks.values() if project.park_id in actor.park_ids)
        gone = project.deleted_at is not None
        if doing == "complete" and not gone:
            complete(project)
        elif doing == "bin" and not gone:
            actions.throw_away(project, by=by)
        elif doing == "restore" and gone:
            actions.restore(project, by=by)
        elif doing == "lose" and project.status is Status.ACTIVE:
            actions.lose(project, lost_reason=LostReason.OTHER, competing_city=None, reason="无", by=by)
        elif doing == "back" and project.status is Status.LOST:
            actions.reactivate(project, reason="又来", by=by)
        elif doing in {"rename", "alias"}:
            company = db.session.get_one(Company, project.company_id)
            name = dice.choice(NAMES)
            if doing == "rename":
                companies.edit(company, by=SYSTEM, name=name)
            else:
                companies.add_alias(company, name=name, kind=AliasKind.ALIAS, by=SYSTEM)
        elif doing == "give":
            first.give_up(claim_of(project), project, by=by)
        elif doing == "again":
            first.report_again(claim_of(project), project, by=by)
    except DomainError:
        return
