"""The clocks of first reports, once a night over all of them at once: lapse, warn, release, hand on, tell.

Every step finds what is due and not yet done, so a missed night is made up for by the next and a second run does
nothing. What changes for many is one statement each; rows are only looked at one by one where somebody takes over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import SYSTEM
from app.accounts.models import User
from app.core import audit, clock
from app.extensions import db
from app.first_reports import limits
from app.first_reports.enums import CaseState, ClaimState, Release, ReportLevel
from app.first_reports.models import ConflictCase, FirstReport, FirstReportMark
from app.first_reports.queries.people import managers_of_park
from app.first_reports.rules import Clocks
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.parks.models import Park
from app.projects.enums import Status
from app.projects.models import Project

from . import claims, queue

BATCH = 500
SOON_DAYS = 7  # before its end a protection is told of
NIGHTS_BACK = SOON_DAYS  # of so many nights in a row what was missed is told later


@dataclass
class Night:
    """What one run changed."""

    begun: int = 0
    lapsed: int = 0
    warned: int = 0
    released: int = 0
    passed_on: int = 0


def nightly(today: date) -> Night:
    """Bring all first reports up to the day. The caller commits."""
    done, clocks = Night(), limits.clocks()
    done.begun = catch_up()
    _level(clocks)
    done.lapsed = _set(
        [FirstReport.state == ClaimState.INCOMPLETE, FirstReport.due_on < today], {"state": ClaimState.LAPSED}
    )
    idle = today - timedelta(days=clocks.release_days)
    done.released = _release(
        [FirstReport.state.in_(_RUNNING), FirstReport.idle_from <= idle, *_at_rest()], Release.IDLE, today
    ) + _release(
        [FirstReport.state.in_(_RUNNING), FirstReport.protected_until < today, *_at_rest()], Release.EXPIRED, today
    )
    warned = today - timedelta(days=clocks.warn_days)
    done.warned = _set(
        [FirstReport.state == ClaimState.PROTECTED, FirstReport.idle_from <= warned], {"state": ClaimState.WARNED}
    )
    done.passed_on = _pass_on(today)
    _tell(today, clocks)
    if changed := {field.name: number for field in fields(done) if (number := getattr(done, field.name))}:
        audit.record("first_report.clocks_run", None, by=SYSTEM, label="首报时限", as_of=today, **changed)
    return done


_RUNNING = (ClaimState.PROTECTED, ClaimState.WARNED)


def _at_rest() -> list["sa.ColumnElement[bool]"]:
    """Not taken away by the clock: what is being transferred, and what a case is open about."""
    moving = sa.select(Project.id).where(Project.status == Status.TRANSFERRING)
    disputed = sa.select(ConflictCase.incumbent_id).where(ConflictCase.state == CaseState.OPEN)
    return [FirstReport.project_id.not_in(moving), FirstReport.id.not_in(disputed)]


def _set(which: list["sa.ColumnElement[bool]"], values: dict[str, Any]) -> int:
    """One statement for all of them. The version counts on: an open page of one of them is out of date."""
    db.session.flush()
    done = db.session.execute(
        sa.update(FirstReport).where(*which).values(**values, version=FirstReport.version + 1, updated_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()
    return int(done.rowcount)  # type: ignore[attr-defined]


def _release(which: list["sa.ColumnElement[bool]"], reason: Release, today: date) -> int:
    number = _set(which, {"state": ClaimState.RELEASED, "released_on": today, "release_reason": reason})
    if number:
        freed = sa.select(FirstReport.id).where(
            FirstReport.state == ClaimState.RELEASED, FirstReport.released_on == today
        )
        db.session.execute(
            sa.update(FirstReportMark)
            .where(FirstReportMark.held, FirstReportMark.first_report_id.in_(freed))
            .values(held=False),
            execution_options={"synchronize_session": False},
        )
    return number


def _pass_on(today: date) -> int:
    """Whoever stands in line for a mark that nobody holds any more."""
    given, of_them = sa.orm.aliased(FirstReportMark), sa.orm.aliased(FirstReportMark)
    waiting = (
        sa.select(FirstReport.id)
        .join(of_them, of_them.first_report_id == FirstReport.id)
        .join(given, sa.and_(given.city_id == of_them.city_id, given.mark == of_them.mark))
        .where(
            FirstReport.state == ClaimState.WAITING,
            given.first_report_id != FirstReport.id,
            given.first_report_id.in_(sa.select(FirstReport.id).where(FirstReport.released_on == today)),
        )
        .distinct()
    )
    found = db.session.execute(
        sa.select(FirstReport.id).where(FirstReport.id.in_(waiting)).order_by(FirstReport.completed_at, FirstReport.id)
    ).scalars()
    number = 0
    for claim in _each(list(found)):
        if claim.state is ClaimState.WAITING and not queue.holders_beside(claim):
            claims.hold(claim, db.session.get_one(Project, claim.project_id))
            number += 1
    return number


def catch_up() -> int:
    """Projects that were written past the product (before this table, in bulk) stand in line by their registration."""
    number = 0
    while True:
        missing = list(
            db.session.scalars(
                sa.select(Project)
                .outerjoin(FirstReport, FirstReport.project_id == Project.id)
                .where(FirstReport.id.is_(None))
                .order_by(Project.registered_at, Project.id)
                .limit(BATCH)
            )
        )
        if not missing:
            return number
        for project in missing:
            claims.follow(project)
        number += len(missing)
        db.session.flush()
        db.session.expunge_all()


def _level(clocks: Clocks) -> None:
    """The level again where a setting moved its border; usually nothing."""
    wanted = sa.case(
        (Project.investment >= clocks.province_from, ReportLevel.PROVINCE.value),
        (sa.or_(Project.investment >= clocks.city_from, sa.literal(clocks.city_from == 0)), ReportLevel.CITY.value),
        else_=ReportLevel.PARK.value,
    )
    for level in ReportLevel:
        differing = (
            sa.select(FirstReport.id)
            .join(Project, Project.id == FirstReport.project_id)
            .where(wanted == level.value, FirstReport.level != level)
        )
        _set([FirstReport.id.in_(differing)], {"level": level})


def _tell(today: date, clocks: Clocks) -> None:
    """One notice a person, kind and day, however many of his projects it is about.

    What falls due on a day is also told of the days before, whose nights may have been missed; under the key of its day,
    so that nothing is told twice. What a night has done itself bears the day of that night.
    """
    for back in range(NIGHTS_BACK):
        day = today - timedelta(days=back)
        to_release = max(clocks.release_days - clocks.warn_days - back, 1)
        _tell_owners(
            "lapsed",
            day,
            [FirstReport.state == ClaimState.LAPSED, FirstReport.due_on == day - timedelta(days=1)],
            "个登记逾期未完善，不列入首报排序",
        )
        _tell_owners(
            "warned",
            day,
            [FirstReport.state == ClaimState.WARNED, FirstReport.idle_from == day - timedelta(days=clocks.warn_days)],
            f"个首报 {clocks.warn_days} 天未跟进，再过 {to_release} 天将释放",
        )
        _tell_owners(
            "ending",
            day,
            [FirstReport.state.in_(_RUNNING), FirstReport.protected_until == day + timedelta(days=SOON_DAYS)],
            f"个首报 {SOON_DAYS - back} 天后保护期满",
        )
    _tell_owners(
        "released",
        today,
        [FirstReport.released_on == today, FirstReport.release_reason.in_([Release.IDLE, Release.EXPIRED])],
        "个首报已释放",
    )
    _tell_owners(
        "held",
        today,
        [FirstReport.held_on == today, FirstReport.completed_at < clock.now() - timedelta(days=1)],
        "个后报项目取得首报",
    )


def _tell_owners(state: str, day: date, which: list["sa.ColumnElement[bool]"], words: str) -> None:
    """Of what nobody with an open account looks after the heads of its park's team are told, park by park."""
    owner = sa.and_(User.id == Project.owner_id, User.disabled_at.is_(None))
    about = (
        sa.select(sa.func.count())
        .select_from(Project)
        .join(FirstReport, FirstReport.project_id == Project.id)
        .where(*which, Project.deleted_at.is_(None))
    )
    shown = "all" if state in {"ending", "held"} else state
    for number, owner_id in db.session.execute(about.add_columns(User.id).join(User, owner).group_by(User.id)).all():
        tell(
            [owner_id],
            NoticeKind.FIRST_REPORT,
            key=f"claims:{state}:{day}",
            title=f"{number} {words}",
            link=f"/first-reports/?mine=1&state={shown}",
        )
    unowned = about.add_columns(Park.id, Park.code).join(Park, Park.id == Project.park_id).group_by(Park.id, Park.code)
    for number, park_id, code in db.session.execute(unowned.where(~sa.exists().where(owner))).all():
        tell(
            managers_of_park(park_id),
            NoticeKind.FIRST_REPORT,
            key=f"claims:{state}:{day}:park:{park_id}",
            title=f"未分配负责人：{number} {words}",
            link=f"/first-reports/?park={code}&state={shown}",
        )


def _each(numbers: list[int]) -> Iterator[FirstReport]:
    for start in range(0, len(numbers), BATCH):
        found = {
            claim.id: claim
            for claim in db.session.scalars(
                sa.select(FirstReport).where(FirstReport.id.in_(numbers[start : start + BATCH]))
            )
        }
        yield from (found[number] for number in numbers[start : start + BATCH])
