"""What is said about one project: comments, and instructions with what became of them, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.core.db import Json
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.extensions import db
from app.follow_up.enums import Addressee, InstructionStatus, StepKind
from app.follow_up.models import Comment, Instruction, InstructionStep
from app.projects.models import Project

SHOWN = 6
ALL = 300


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment."""

    number: int
    by_id: int
    who: str
    at: datetime
    text: str
    mentions: Sequence[Sequence[Any]] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """What became of an instruction."""

    kind: StepKind
    by_id: int
    who: str
    at: datetime
    text: str
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class Order:
    """An instruction with its steps, the oldest first."""

    number: int
    by_id: int
    who: str
    at: datetime
    text: str
    addressee: Addressee
    status: InstructionStatus
    due_on: date
    steps: list[Step] = field(default_factory=list)

    def late(self, today: date) -> bool:
        """Whether it should be done by now and is not."""
        return self.status is InstructionStatus.OPEN and self.due_on < today


@dataclass(frozen=True)
class Talk:
    """All of it. `more`: there are further comments than are shown."""

    remarks: list[Remark]
    orders: list[Order]
    more: bool = False


def _row(kind: str, table: Any, **given: Any) -> "sa.Select[Any]":
    """The columns of a remark, an order or a step, in one order: what a kind does not have is empty."""
    further: dict[str, Any] = {
        "parent": sa.Integer(),
        "a": sa.String(),
        "b": sa.String(),
        "day": sa.Date(),
        "mentions": Json,
    }
    return sa.select(
        sa.literal(kind).label("what"),
        table.id.label("number"),
        table.by_id.label("by_id"),
        User.name.label("who"),
        table.created_at.label("at"),
        table.text.label("text"),
        *(given.get(name, sa.cast(sa.null(), of)).label(name) for name, of in further.items()),
    ).join(User, User.id == table.by_id)


def _words(column: Any) -> "sa.Cast[str]":
    """Two kinds of words stand in one column."""
    return sa.cast(column, sa.String)


_about = sa.bindparam("project_id", type_=sa.Integer)
_latest = (
    sa.select(Comment.id)
    .where(Comment.project_id == _about, Comment.withdrawn_at.is_(None))
    .order_by(Comment.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
    .subquery()
)
_TALK = (
    sa.union_all(
        _row("remark", Comment, mentions=Comment.mentions).where(Comment.id.in_(sa.select(_latest.c.id))),
        _row(
            "order", Instruction, a=_words(Instruction.addressee), b=_words(Instruction.status), day=Instruction.due_on
        ).where(Instruction.project_id == _about),
        _row(
            "step",
            InstructionStep,
            parent=InstructionStep.instruction_id,
            a=_words(InstructionStep.kind),
            day=InstructionStep.done_on,
        ).where(InstructionStep.instruction_id.in_(sa.select(Instruction.id).where(Instruction.project_id == _about))),
    )
    .order_by("at", "number")
    .execution_options(**PREPARED)
)


def talk_about(project: Project, *, limit: int = SHOWN) -> Talk:
    """The latest comments, the newest first, and every instruction, the open ones first."""
    return _sorted(plain_rows(_TALK, {"project_id": project.id, "most": limit + 1}), limit)


def _sorted(rows: Any, limit: int) -> Talk:
    remarks: list[Remark] = []
    orders: dict[int, Order] = {}
    steps: list[tuple[int, Step]] = []
    for one in rows:
        said = {"by_id": one.by_id, "who": one.who, "at": one.at, "text": one.text}
        if one.what == "remark":
            remarks.append(Remark(number=one.number, mentions=one.mentions or (), **said))
        elif one.what == "order":
            orders[one.number] = Order(
                number=one.number, addressee=Addressee(one.a), status=InstructionStatus(one.b), due_on=one.day, **said
            )
        else:
            steps.append((one.parent, Step(kind=StepKind(one.a), done_on=one.day, **said)))
    for number, step in steps:
        orders[number].steps.append(step)
    remarks.sort(key=lambda one: one.number, reverse=True)
    listed = sorted(orders.values(), key=lambda one: (one.status is InstructionStatus.CLOSED, one.due_on, one.number))
    return Talk(remarks[:limit], listed, len(remarks) > limit)


def comment_of(project: Project, number: int) -> Comment:
    """One comment on a project. Raises NoResultFound."""
    statement = sa.select(Comment).where(
        Comment.id == number, Comment.project_id == project.id, Comment.withdrawn_at.is_(None)
    )
    return db.session.scalars(statement).one()
