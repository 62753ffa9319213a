"""Drafts of supervision notices for what is red, and taking back drafts of what no longer is."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import SYSTEM
from app.core import audit, clock
from app.extensions import db
from app.monitoring.enums import Cause, NoticeState
from app.monitoring.models import SupervisionAnswer, SupervisionNotice
from app.monitoring.rules import rests

from .recalculation import Chunk, Warned

DEMANDS = {
    Cause.STALENESS: "请核实项目推进情况，说明停滞原因，提出下一步措施和完成时限。",
    Cause.START: "请说明逾期未开工的原因，明确开工日期和需要协调的事项。",
    Cause.PROGRESS: "请说明进度滞后的原因，提出追赶进度的措施和调整后的节点。",
    Cause.OTHER: "",
}
NO_LONGER_RED = "项目已不是红灯，草稿自动撤回。"
_T = SupervisionNotice.metadata.tables[SupervisionNotice.__tablename__]


def draft(chunk: Chunk, today: date) -> int:
    """Bring the drafts for these projects in line with their lights; how many were drafted.

    One open notice per project and cause: the database sees to it when two runs meet. A draft that the bureau has
    edited stays, whatever the light does; what the bureau has closed is not drafted anew for the same red (`rests`).
    """
    held = {
        (row.project_id, row.cause): row
        for row in db.session.execute(
            sa.select(_T.c.id, _T.c.project_id, _T.c.cause, _T.c.state, _T.c.version).where(
                _T.c.project_id.between(chunk.first, chunk.last), _T.c.closed_at.is_(None)
            )
        )
    }
    red = {(one.project_id, one.cause) for one in chunk.red}
    settled = [
        row.id
        for key, row in held.items()
        if key not in red and row.state is NoticeState.DRAFT and row.version == 1 and row.cause is not Cause.OTHER
    ]
    if settled:
        db.session.execute(
            sa.update(_T)
            .where(_T.c.id.in_(settled), _T.c.version == 1, _T.c.state == NoticeState.DRAFT)
            .values(state=NoticeState.DROPPED, closed_at=clock.now(), closing_note=NO_LONGER_RED, version=2)
        )
    fresh = [one for one in chunk.red if (one.project_id, one.cause) not in held]
    if fresh:
        settled_by_bureau = _closed(chunk)
        fresh = [
            one
            for one in fresh
            if (last := settled_by_bureau.get((one.project_id, one.cause))) is None
            or not rests(red_since=one.since, closed_on=last[0], promised_on=last[1], today=today)
        ]
    if fresh:
        _insert(fresh, today)
    return len(fresh)


def note_drafted(number: int) -> None:
    """Say once in the trail what a run has drafted."""
    if number:
        audit.record("supervision.drafted", None, by=SYSTEM, label="督办单草稿", count=number)


def reason_text(words: str, day: date) -> str:
    """The reason with the day on which it was read."""
    return f"{words}（截至 {day:%Y-%m-%d}）。"


def _closed(chunk: Chunk) -> dict[tuple[int, Cause], tuple[date, date | None]]:
    """When the bureau last closed a notice, and what the park had promised, by project and cause."""
    return {
        (number, cause): (clock.local(at).date(), promised)
        for number, cause, at, promised in db.session.execute(
            sa.select(
                SupervisionNotice.project_id,
                SupervisionNotice.cause,
                sa.func.max(SupervisionNotice.closed_at),
                sa.func.max(SupervisionAnswer.promised_on),
            )
            .outerjoin(SupervisionAnswer, SupervisionAnswer.notice_id == SupervisionNotice.id)
            .where(
                SupervisionNotice.project_id.between(chunk.first, chunk.last),
                SupervisionNotice.closed_by_id.is_not(None),
            )
            .group_by(SupervisionNotice.project_id, SupervisionNotice.cause)
        )
        if at is not None
    }


def _insert(fresh: Iterable[Warned], today: date) -> None:
    engine = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    now = clock.now()
    rows = [
        {
            "project_id": one.project_id,
            "cause": one.cause,
            "state": NoticeState.DRAFT,
            "reason": reason_text(one.reason, today),
            "demand": DEMANDS[one.cause],
            "drafted_on": today,
            "closing_note": "",
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        for one in fresh
    ]
    db.session.connection().execute(engine.insert(_T).on_conflict_do_nothing(), rows)
