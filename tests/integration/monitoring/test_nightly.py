"""The night's work: right at the turn of day and year, idempotent, whole after a kill in the middle."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.actions import change_setting
from app.accounts.enums import Role
from app.core import clock, jobs
from app.core.audit import AuditEntry
from app.core.clock import SHANGHAI
from app.core.settings import declared
from app.core.transaction import transaction
from app.extensions import db
from app.monitoring import jobs as night_jobs
from app.monitoring.actions import recalculation, velocity
from app.monitoring.enums import Cause, NoticeState, Scope
from app.monitoring.models import NightlyRun, SigningCohort, StageFigure, StageStay, SupervisionNotice
from app.monitoring.queries.runs import computed_on, is_done, last_night
from app.monitoring.rules import stays
from app.projects.actions.upkeep import log_of
from app.projects.enums import Light, Stage, Status
from app.projects.models import Project
from app.projects.rules import light
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, recognise

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


def work(day: date = DAY) -> night_jobs.Night:
    return night_jobs.work_off(day, clock.now())


def row_of(project: Project) -> dict[str, object]:
    table = Project.metadata.tables["project"]
    return dict(db.session.execute(sa.select(table).where(table.c.id == project.id)).mappings().one())


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 1, 59, tzinfo=SHANGHAI), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 2, 0, tzinfo=SHANGHAI), date(2026, 11, 22)),
        (datetime(2026, 12, 31, 17, 59, tzinfo=UTC), date(2026, 12, 31)),  # 01:59 of New Year's Day in Shanghai
        (datetime(2026, 12, 31, 18, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 18, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_a_night_belongs_to_its_day_in_shanghai(moment: datetime, day: date) -> None:
    assert last_night(moment) == day


def test_the_worker_begins_at_two_in_shanghai() -> None:
    name = "app.monitoring.jobs.nightly"
    assert jobs.is_time(name, datetime(2026, 12, 31, 18, 0))  # noqa: DTZ001 - as Huey hands it over
    assert not jobs.is_time(name, datetime(2026, 12, 31, 2, 0))  # noqa: DTZ001
    assert not jobs.is_time(name, datetime(2026, 12, 31, 18, 1, tzinfo=UTC))


def test_the_queue_holds_the_task_and_runs_it(app: Flask) -> None:
    huey = app.extensions["huey"]
    due = huey.read_periodic(datetime(2026, 12, 31, 18, 0))  # noqa: DTZ001
    (task,) = [one for one in due if one.name == "app.monitoring.jobs.nightly"]
    with clock.held_at(datetime(2026, 12, 31, 18, 0, tzinfo=UTC)):
        huey.execute(task)
        with app.app_context():
            assert is_done(date(2027, 1, 1))


@pytest.mark.usefixtures("context")
def test_it_brings_wrong_days_right_and_touches_nothing_else() -> None:
    with clock.held_at(NOON):
        project = make_project(stage=Stage.NEGOTIATING)
        db.session.flush()
        before = row_of(project)
        db.session.execute(sa.update(Project).values(stale_on=None, alarm_on=None, updated_at=Project.updated_at))
        db.session.commit()
        assert work().lights_changed == 1
        after = row_of(project)
        assert after == before
        assert work().lights_changed == 0


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("stage_since", "yellow"),
    [
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2028, 12, 31)),
    ],
)
def test_month_ends_and_leap_days(stage_since: date, yellow: date) -> None:
    with clock.held_at(NOON):
        project = make_project(stage=Stage.PRODUCTION)
        project.stage_since, project.stale_on = stage_since, None
        db.session.commit()
        work()
        db.session.expire_all()
        assert project.stale_on == yellow
        shown = light(stale_on=project.stale_on, alarm_on=project.alarm_on, today=yellow - timedelta(days=1))
        assert shown is Light.GREEN


@pytest.mark.usefixtures("context")
def test_red_is_drafted_once_for_each_cause_and_taken_back_when_it_is_red_no_more() -> None:
    with clock.held_at(NOON):
        project = make_project(stage=Stage.LANDED)
        project.agreed_start_on = None
        project.stage_since = DAY - timedelta(days=700)
        db.session.commit()
        assert work().drafted >= 1
        assert work().drafted == 0
        notices = list(
            db.session.scalars(sa.select(SupervisionNotice).where(SupervisionNotice.project_id == project.id))
        )
        assert Cause.STALENESS in {one.cause for one in notices}
        assert all(one.state is NoticeState.DRAFT and one.reason and one.demand for one in notices)
        said = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "supervision.drafted")).all()
        assert len(said) == 1
        project.stage_since = DAY
        db.session.commit()
        work()
        db.session.expire_all()
        stale = next(one for one in notices if one.cause is Cause.STALENESS)
        assert stale.state is NoticeState.DROPPED
        assert stale.closed_at is not None
        project.stage_since = DAY - timedelta(days=700)
        db.session.commit()
        assert work().drafted == 1


@pytest.mark.usefixtures("context")
def test_a_draft_that_the_bureau_has_edited_stays() -> None:
    with clock.held_at(NOON):
        project = make_project(stage=Stage.NEGOTIATING)
        project.last_activity_on = project.stage_since = DAY - timedelta(days=100)
        db.session.commit()
        work()
        notice = db.session.scalars(sa.select(SupervisionNotice)).one()
        notice.demand = "请当面说明。"
        db.session.commit()
        project.last_activity_on = DAY
        db.session.commit()
        work()
        db.session.expire_all()
        assert notice.state is NoticeState.DRAFT


@pytest.mark.usefixtures("context")
def test_what_ended_or_lies_in_the_bin_keeps_no_draft() -> None:
    with clock.held_at(NOON):
        lost, binned = make_project(stage=Stage.NEGOTIATING), make_project(stage=Stage.NEGOTIATING)
        for project in (lost, binned):
            project.last_activity_on = project.stage_since = DAY - timedelta(days=100)
        db.session.commit()
        assert work().drafted == 2
        lost.status, binned.deleted_at = Status.LOST, clock.now()
        db.session.commit()
        work()
        states = set(db.session.scalars(sa.select(SupervisionNotice.state)))
        assert states == {NoticeState.DROPPED}
        assert binned.id not in set(db.session.scalars(sa.select(StageStay.project_id)))
        lasting = sa.select(StageStay).where(StageStay.project_id == lost.id, StageStay.left_on.is_(None))
        assert db.session.scalar(lasting) is None


@pytest.mark.usefixtures("context")
def test_killed_in_the_middle_it_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.held_at(NOON):
        projects = [make_project(stage=Stage.NEGOTIATING) for _ in range(5)]
        db.session.execute(sa.update(Project).values(stale_on=None, alarm_on=None))
        db.session.commit()
        monkeypatch.setattr(recalculation, "CHUNK", 2)
        usual, seen = night_jobs.drafting.draft, []

        def killed(chunk: object, today: date) -> int:
            seen.append(chunk)
            if len(seen) == 2:
                raise KeyboardInterrupt
            return usual(chunk, today)  # type: ignore[arg-type]

        monkeypatch.setattr(night_jobs.drafting, "draft", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
        assert not is_done(DAY)
        db.session.expire_all()
        assert sum(project.stale_on is not None for project in projects) == 2
        night_jobs.catch_up()
        assert is_done(DAY)
        db.session.expire_all()
        assert all(project.stale_on is not None for project in projects)


@pytest.mark.usefixtures("context")
def test_a_step_that_fails_leaves_the_others_done_and_the_night_unfinished(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.held_at(NOON):
        make_project(stage=Stage.NEGOTIATING)
        db.session.commit()

        def broken(_day: date) -> None:
            raise RuntimeError

        monkeypatch.setattr(velocity, "compute_figures", broken)
        with pytest.raises(night_jobs.NightFailed, match="figures"):
            work()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(StageStay)) >= 2
        assert not is_done(DAY)
        assert computed_on() is None


@pytest.mark.usefixtures("context")
def test_catching_up_works_a_missed_night_once() -> None:
    with clock.held_at(NOON):
        night_jobs.catch_up()
        first = db.session.scalars(sa.select(NightlyRun.finished_at)).one()
        night_jobs.catch_up()
        assert db.session.scalars(sa.select(NightlyRun.finished_at)).one() == first


@pytest.mark.usefixtures("context")
def test_stays_and_figures_are_what_the_log_says() -> None:
    with clock.held_at(NOON):
        bureau = person(Role.BUREAU_MANAGER)
        projects = [make_project(stage=stage, by=person(Role.PARK_MANAGER, parks=[PARK])) for stage in Stage]
        for project in projects:
            for number, row in enumerate(log_of(project)):
                row.event_on = DAY - timedelta(days=200 - 20 * number - project.id % 7)
        for project in projects[4:]:
            recognise(project)
        db.session.commit()
        work()
        for project in projects:
            kept = db.session.execute(
                sa.select(StageStay.stage, StageStay.entered_on, StageStay.left_on)
                .where(StageStay.project_id == project.id)
                .order_by(StageStay.place)
            ).all()
            found = [(one.stage, one.entered_on, one.left_on) for one in stays(log_of(project))]
            assert [tuple(row) for row in kept] == found
        figure = db.session.scalars(
            sa.select(StageFigure).where(
                StageFigure.scope == Scope.CITY, StageFigure.sector_id == 0, StageFigure.stage == Stage.LEAD
            )
        ).one()
        assert figure.stays == len(projects) - 1
        assert figure.open_stays == 1
        cohorts = list(db.session.scalars(sa.select(SigningCohort)))
        signed = db.session.scalar(sa.select(sa.func.count()).where(Project.signed_on.is_not(None)))
        assert sum(one.signed for one in cohorts) == signed > 0
        assert all(one.signed >= one.landed >= one.started >= one.producing >= one.full for one in cohorts)
        assert bureau.id is not None


@pytest.mark.usefixtures("context")
def test_a_changed_limit_recomputes_what_it_decides() -> None:
    rule = next(one for one in declared() if one.key == "limit.negotiating_days")
    with transaction():
        project = make_project(stage=Stage.NEGOTIATING)
        before = project.stale_on
    assert before is not None
    with transaction():
        change_setting(rule, 10, by=person(Role.BUREAU_MANAGER))
    db.session.expire_all()
    assert project.stale_on == before - timedelta(days=20)
