"""What a park's week brought: the material of its weekly report.

- new: registered within the week.
- moves: entered in the move log within the week (not by the day they happened: what is entered late would be in no
  report), steps back named as such, what was taken back left out. Recognised: by the day of recognition.
- signed, framework, landed: of what was recognised within the week that which counts, as a project's row keeps it for
  every figure (`projects/queries/figures.py`): framework agreements apart, excluded projects nowhere, each project once.
- problems: red on the last day of the week, or today while it still runs; or a problem is written down and the project
  was worked on or changed within the week.
- plans: next steps due in the week after.
Of a confidential project only code name and stage: the report is read by others than may know more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.extensions import db
from app.follow_up.rules import Week
from app.projects.discreet import public_name
from app.projects.enums import ContractKind, Recognition, Stage, Status
from app.projects.models import Move, Project
from app.projects.standing import UNDONE

MOST = 200
SIGNED, FRAMEWORK, LANDED = FIGURES = ("signed", "framework", "landed")  # in which a recognition may count

_PROJECT = (
    Project.id,
    Project.code,
    Project.name,
    Project.code_name,
    Project.confidential,
    Project.stage,
    Project.investment,
    Project.problems,
    Project.next_step,
    Project.next_due,
    Project.alarm_on,
    Company.name.label("investor"),
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One project in one section."""

    code: str
    title: str
    stage: Stage
    investor: str | None
    investment: Decimal | None
    from_stage: Stage | None = None
    to_stage: Stage | None = None
    recognised: bool = False
    agreement: bool = False  # of a recognised 签约: a framework agreement, not the formal contract
    figure: str = ""  # of `FIGURES`, in which this recognition counts
    excluded: bool = False  # of a project that counts nowhere
    problem: str = ""
    red: bool = False
    step: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Material:
    """The four sections."""

    fresh: list[Line]
    moves: list[Line]
    problems: list[Line]
    plans: list[Line]

    @property
    def counts(self) -> dict[str, Any]:
        """The figures of the report, as it keeps them."""
        return {
            "fresh": len(self.fresh),
            "fresh_investment": str(sum((one.investment or Decimal(0) for one in self.fresh), Decimal(0))),
            "moves": sum(not one.recognised for one in self.moves),
            "recognised": sum(one.recognised for one in self.moves),
            **{figure: len({one.code for one in self.moves if one.figure == figure}) for figure in FIGURES},
            "excluded": sum(one.recognised and one.excluded for one in self.moves),
            "red": sum(one.red for one in self.problems),
            "problems": len(self.problems),
            "plans": len(self.plans),
        }


def material(park_id: int, week: Week, *, today: date) -> Material:
    """In four queries, however many projects the park has."""
    first, last = week.moments
    at = min(week.end, today)
    here = (Project.park_id == park_id, Project.deleted_at.is_(None))
    active = (*here, Project.status == Status.ACTIVE)
    fresh = _projects(*here, Project.registered_at >= first, Project.registered_at < last, order=(Project.id,))
    problems = _projects(
        *active,
        sa.or_(
            Project.alarm_on <= at,
            sa.and_(
                Project.problems != "",
                sa.or_(
                    Project.last_activity_on.between(week.start, week.end),
                    sa.and_(Project.updated_at >= first, Project.updated_at < last),
                ),
            ),
        ),
        order=(sa.func.coalesce(Project.alarm_on, sa.cast(date(9999, 12, 31), sa.Date)), Project.id),
    )
    plans = _projects(
        *active,
        Project.next_due.between(week.next.start, week.next.end),
        order=(Project.next_due, Project.id),
    )
    return Material(
        fresh=[_line(row) for row in fresh],
        moves=_moves(park_id, week),
        problems=[
            _line(row, red=row.alarm_on is not None and row.alarm_on <= at, problem=row.problems) for row in problems
        ],
        plans=[_line(row, step=row.next_step or "", due=row.next_due) for row in plans],
    )


def _projects(*where: "sa.ColumnElement[bool]", order: Iterable[Any]) -> list[Any]:
    statement = (
        sa.select(*_PROJECT).join(Company, Company.id == Project.company_id).where(*where).order_by(*order).limit(MOST)
    )
    return list(db.session.execute(statement))


def _moves(park_id: int, week: Week) -> list[Line]:
    """Moves of the week and recognitions of the week; a stage that was reached and recognised in it is both."""
    first, last = week.moments
    undone = aliased(Move)
    taken_back = sa.exists().where(
        undone.project_id == Move.project_id,
        undone.id > Move.id,
        undone.reason == UNDONE,
        undone.from_stage == Move.to_stage,
        undone.by_id == Move.by_id,
        undone.moved_at < last,
    )
    moved = sa.and_(
        Move.from_stage.is_not(None),
        Move.moved_at >= first,
        Move.moved_at < last,
        Move.reason != UNDONE,
        ~taken_back,
    )
    recognised = sa.and_(Move.recognition == Recognition.RECOGNISED, Move.recognised_on.between(week.start, week.end))
    # A framework agreement whose place a formal contract has taken since: recognised on a day of its own.
    replaced = Move.framework_on.between(week.start, week.end)
    statement = (
        sa.select(
            *_PROJECT,
            *(Project.signed_on, Project.framework_on, Project.landed_on, Project.not_counted),
            *(Move.from_stage, Move.to_stage, Move.contract_kind, Move.recognised_on),
            Move.framework_on.label("replaced_on"),
            moved.label("moved"),
            recognised.label("is_recognised"),
            replaced.label("is_replaced"),
        )
        .join(Project, Project.id == Move.project_id)
        .join(Company, Company.id == Project.company_id)
        .where(Project.park_id == park_id, Project.deleted_at.is_(None), sa.or_(moved, recognised, replaced))
        .order_by(Move.id)
        .limit(MOST)
    )
    found = []
    for row in db.session.execute(statement):
        if row.moved:
            found.append(_line(row, from_stage=row.from_stage, to_stage=row.to_stage))
        if row.is_replaced:
            found.append(_recognition(row, row.replaced_on, agreement=True))
        if row.is_recognised:
            found.append(_recognition(row, row.recognised_on, agreement=row.contract_kind is ContractKind.FRAMEWORK))
    return found


def _recognition(row: Any, on: date, *, agreement: bool) -> Line:
    """Counts where the project's row, which knows all the rules, counts it for this very day."""
    counting = {
        Stage.SIGNED: (FRAMEWORK, row.framework_on) if agreement else (SIGNED, row.signed_on),
        Stage.LANDED: (LANDED, row.landed_on),
    }
    figure, counted_on = counting.get(row.to_stage, ("", None))
    return _line(
        row,
        to_stage=row.to_stage,
        recognised=True,
        agreement=agreement,
        figure=figure if counted_on == on else "",
        excluded=row.not_counted is not None,
    )


def _line(row: Any, **facts: Any) -> Line:
    secret = row.confidential
    if secret:
        facts |= {name: "" for name in ("problem", "step") if name in facts}
    return Line(
        code=row.code,
        title=public_name(row),
        stage=row.stage,
        investor=None if secret else row.investor,
        investment=None if secret else row.investment,
        **facts,
    )
