"""What waits for a person here: mentions, instructions, weekly reports."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import clock
from app.core.permissions import Permission
from app.extensions import db
from app.follow_up import limits
from app.follow_up.enums import InstructionStatus
from app.follow_up.rules import Week, week_of
from app.notices.enums import NoticeKind
from app.notices.models import Notice
from app.notices.todos import Todo

from .instructions import InstructionRow, waiting
from .weekly import parks_without

DAYS_AHEAD = 6
MOST_MENTIONS = 5


def todos(actor: Actor, today: date, limit: int) -> list[Todo]:
    """In three queries. Whoever has nothing to do with any of it costs at most one."""
    return [
        *(
            _order(one, today)
            for one in waiting(actor, today=today, until=today + timedelta(days=DAYS_AHEAD), limit=limit)
        ),
        *_mentions(actor, min(limit, MOST_MENTIONS)),
        *_reports(actor, today),
    ]


def _order(one: InstructionRow, today: date) -> Todo:
    done = one.status is InstructionStatus.REPORTED
    reason = "已反馈，待办结" if done else f"{one.who}批示{f'：{one.text}' if one.text else ''}"
    return Todo(
        kind=NoticeKind.INSTRUCTION,
        title=f"{'批示待办结' if done else '办理批示'}：{one.about}",
        link=f"/instructions/{one.number}",
        reason=reason[:80],
        due=today if done else one.due_on,
    )


def _mentions(actor: Actor, limit: int) -> list[Todo]:
    if not actor.unread:
        return []
    rows = db.session.scalars(
        sa.select(Notice)
        .where(Notice.user_id == actor.id, Notice.read_at.is_(None), Notice.kind == NoticeKind.MENTION)
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    return [
        Todo(
            kind=NoticeKind.MENTION,
            title=row.title,
            link=row.link,
            reason=row.text[:80],
            due=clock.local(row.created_at).date(),
            notice_id=row.id,
        )
        for row in rows
    ]


def _reports(actor: Actor, today: date) -> list[Todo]:
    """The report of the week that has ended; to the bureau once it is late."""
    writes = Permission.REPORT_WRITE in actor.permissions and bool(actor.park_ids)
    if not writes and not actor.is_bureau:
        return []
    week = week_of(today).previous
    due_at = limits.due_at(week)
    due = clock.local(due_at).date()
    if writes:
        return [
            Todo(
                kind=NoticeKind.WEEKLY,
                title=f"提交{park.short_name}{week.label}周报",
                link=f"/weekly/{park.code}/{week.code}",
                reason=f"{week.span}，{due:%m-%d} {clock.local(due_at):%H:%M} 前",
                due=due,
            )
            for park in parks_without(week, set(actor.park_ids))
        ]
    return _missing(actor, week, due) if clock.now() > due_at else []


def _missing(actor: Actor, week: Week, due: date) -> list[Todo]:
    missing = [park for park in parks_without(week) if park.city_id in actor.city_ids]
    if not missing:
        return []
    names = "、".join(park.short_name for park in missing[:3])
    return [
        Todo(
            kind=NoticeKind.WEEKLY,
            title=f"{len(missing)} 个园区未交{week.label}周报",
            link=f"/weekly/?week={week.code}",
            reason=names + (" 等" if len(missing) > 3 else ""),
            due=due,
        )
    ]
