"""What waits for a person here: mentions, instructions, weekly reports; all in one query."""

from datetime import date, timedelta
from typing import Any, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import at_my_parks, given, in_my_cities, kept, me
from app.core import clock
from app.core.permissions import Permission
from app.core.reading import plain_rows
from app.core.together import Part, Shape, first, together
from app.follow_up import limits
from app.follow_up.enums import InstructionStatus, WeeklyStatus
from app.follow_up.models import Instruction, WeeklyReport
from app.follow_up.policy import reads_text
from app.follow_up.rules import Week, week_of
from app.notices.enums import NoticeKind
from app.notices.models import Notice
from app.notices.todos import Todo
from app.parks.models import Park
from app.projects.models import Project
from app.projects.policy import title_for
from app.projects.queries.titles import TITLE_COLUMNS, TITLE_TYPES

from .instructions import place, to_act_on

DAYS_AHEAD = 6
MOST_MENTIONS = 5
MOST_REASON = 80
_SHAPE = Shape(
    (
        ("number", sa.Integer),
        ("title", sa.String),
        ("park", sa.String),
        ("text", sa.String),
        ("who", sa.String),
        ("due_on", sa.Date),
        ("state", sa.String),
        ("link", sa.String),
        ("by_id", sa.Integer),
        *TITLE_TYPES,
    )
)


def todos(actor: Actor, today: date, limit: int) -> list[Todo]:
    """In one query; none for who has nothing to do with any of it."""
    week = week_of(today).previous
    late = actor.is_bureau and clock.now() > limits.due_at(week)
    statement = _statement(actor, limit, told=actor.unread > 0, late=late)
    if statement is None:
        return []
    asked = {"until": today + timedelta(days=DAYS_AHEAD), "week": week.start, **given(actor)}
    rows = plain_rows(statement, asked)
    of = {kind: [row for row in rows if row.what == kind] for kind in ("order", "mention", "report")}
    orders = sorted(of["order"], key=lambda row: (row.due_on, row.number))
    return [
        *sorted((_order(row, actor, today) for row in orders), key=lambda todo: todo.due or today),
        *(_mention(row) for row in sorted(of["mention"], key=lambda row: -row.number)),
        *_weekly([(row.park, row.link) for row in sorted(of["report"], key=lambda row: row.number)], actor, week),
    ]


@kept
def _statement(
    actor: Actor, limit: int, *, told: bool, late: bool
) -> "Part | sa.CompoundSelect[*tuple[Any, ...]] | None":
    """`told`: something waits in the inbox; `late`: reports of the week that has ended are overdue."""
    found = (_orders(actor, limit), _mentions(actor) if told else None, _reports(actor, late=late))
    parts = [part for part in found if part is not None]
    return together(parts) if parts else None


def _orders(actor: Actor, limit: int) -> Part | None:
    wanted = to_act_on(actor, sa.bindparam("until", type_=sa.Date))
    if wanted is None:
        return None
    listed = (
        _SHAPE.part(
            "order",
            number=Instruction.id,
            park=Park.short_name,
            text=Instruction.text,
            who=User.name,
            due_on=Instruction.due_on,
            state=sa.cast(Instruction.status, sa.String),
            by_id=Instruction.by_id,
            **TITLE_COLUMNS,
        )
        .select_from(Instruction)
        .outerjoin(Project, Project.id == Instruction.project_id)
        .join(Park, Park.id == place)
        .join(User, User.id == Instruction.by_id)
        .where(wanted)
        .order_by(Instruction.due_on, Instruction.id)
    )
    return first(listed, limit)


def _mentions(actor: Actor) -> Part:
    listed = (
        _SHAPE.part("mention", number=Notice.id, title=Notice.title, text=Notice.text, link=Notice.link)
        .where(Notice.user_id == me(actor), Notice.read_at.is_(None), Notice.kind == NoticeKind.MENTION)
        .order_by(Notice.id.desc())
    )
    return first(listed, MOST_MENTIONS)


def _reports(actor: Actor, *, late: bool) -> Part | None:
    """Parks without a report of the week that has ended: one's own; to the bureau all, once they are late."""
    sent = sa.select(WeeklyReport.park_id).where(
        WeeklyReport.week_start == sa.bindparam("week", type_=sa.Date), WeeklyReport.status == WeeklyStatus.SUBMITTED
    )
    listed = _SHAPE.part("report", number=Park.id, park=Park.short_name, link=Park.code).where(
        Park.retired_at.is_(None), Park.id.not_in(sent)
    )
    if Permission.REPORT_WRITE in actor.permissions and actor.park_ids:
        return listed.where(at_my_parks(Park.id, actor))
    if late:
        return listed.where(in_my_cities(Park.city_id, actor))
    return None


def _order(row: Any, actor: Actor, today: date) -> Todo:
    project = cast("Project", row) if row.confidential is not None else None
    about = row.park if project is None else title_for(actor, project)
    done = row.state == InstructionStatus.REPORTED
    text = row.text if reads_text(actor, project, row.by_id) else ""
    return Todo(
        kind=NoticeKind.INSTRUCTION,
        title=f"{'批示待办结' if done else '办理批示'}：{about}",
        link=f"/instructions/{row.number}",
        reason=("已反馈，待办结" if done else f"{row.who}批示{f'：{text}' if text else ''}")[:MOST_REASON],
        due=today if done else row.due_on,
    )


def _mention(row: Any) -> Todo:
    return Todo(
        kind=NoticeKind.MENTION, title=row.title, link=row.link, reason=row.text[:MOST_REASON], notice_id=row.number
    )


def _weekly(parks: list[tuple[str, str]], actor: Actor, week: Week) -> list[Todo]:
    if not parks:
        return []
    due_at = clock.local(limits.due_at(week))
    if Permission.REPORT_WRITE in actor.permissions:
        return [
            Todo(
                kind=NoticeKind.WEEKLY,
                title=f"提交{name}{week.label}周报",
                link=f"/weekly/{code}/{week.code}",
                reason=f"{week.span}，{due_at:%m-%d %H:%M} 前",
                due=due_at.date(),
            )
            for name, code in parks
        ]
    names = "、".join(name for name, _ in parks[:3])
    return [
        Todo(
            kind=NoticeKind.WEEKLY,
            title=f"{len(parks)} 个园区未交{week.label}周报",
            link=f"/weekly/?week={week.code}",
            reason=names + (" 等" if len(parks) > 3 else ""),
            due=due_at.date(),
        )
    ]
