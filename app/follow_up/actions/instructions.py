"""批示: written by a leader, reported on by the unit addressed, closed by the leader or the bureau."""

from datetime import date

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import NotAllowed, RuleBroken
from app.extensions import db
from app.follow_up.enums import Addressee, InstructionStatus, StepKind
from app.follow_up.models import Instruction, InstructionStep
from app.follow_up.policy import check_instructs, may_close, may_report
from app.follow_up.queries.people import bureau_of, managers_by_park
from app.follow_up.rules import check_text
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.parks.models import Park
from app.projects.actions.register import LATER_THAN_TODAY, label_of
from app.projects.discreet import public_name
from app.projects.models import Project
from app.projects.queries import readers_of

MOST_TOLD = 120


def instruct(about: Project | Park, *, text: str, addressee: Addressee, due_on: date, by: Actor) -> Instruction:
    """Write an instruction on a project or a park that one sees; the unit addressed is told."""
    park = about if isinstance(about, Park) else db.session.get_one(Park, about.park_id)
    check_instructs(by, park.city_id)
    text = check_text(text, field="text", what="批示内容")
    if due_on < clock.today():
        raise RuleBroken("办理期限不能早于今天。", field="due_on")
    assert by.id is not None
    project = about if isinstance(about, Project) else None
    made = Instruction(
        project_id=project.id if project else None,
        park_id=None if project else park.id,
        addressee=addressee,
        text=text,
        due_on=due_on,
        by_id=by.id,
    )
    db.session.add(made)
    audit.record(
        "instruction.written", made, by=by, label=label_of(project) if project else park.name,
        addressee=addressee, due_on=due_on,
    )  # fmt: skip
    _tell_unit(made, project, park, title=f"{by.name}批示：{_name(project, park)}", key="written", by=by)
    return made


def report(made: Instruction, *, text: str, done_on: date, by: Actor) -> None:
    """Say what was done, and when. The leader is told."""
    project, park = _held(made)
    if not may_report(by, made, park_id=park.id, city_id=park.city_id):
        raise NotAllowed("只有承办单位可以反馈，且须尚未办结。")
    text = check_text(text, field="text", what="办理情况")
    if done_on > clock.today():
        raise RuleBroken(LATER_THAN_TODAY, field="done_on")
    _go_on(made, InstructionStatus.REPORTED, StepKind.REPORT, text=text, by=by, done_on=done_on)
    audit.record("instruction.reported", made, by=by, label=_label(project, park), done_on=done_on)
    tell(
        {made.by_id} - {by.id},
        NoticeKind.INSTRUCTION,
        key=f"instruction:{made.id}:{made.version}:reported",
        title=f"{by.organisation_name}反馈了批示：{_name(project, park)}",
        link=f"/instructions/{made.id}",
        text=text[:MOST_TOLD],
    )


def send_back(made: Instruction, *, text: str, by: Actor) -> None:
    """More is to be done: open again."""
    project, park = _may_close(made, by)
    if made.status is not InstructionStatus.REPORTED:
        raise RuleBroken("还没有反馈，不用退回；可以等反馈，或直接办结。")
    text = check_text(text, field="text", what="还要办什么")
    _go_on(made, InstructionStatus.OPEN, StepKind.RETURN, text=text, by=by)
    audit.record("instruction.returned", made, by=by, label=_label(project, park))
    _tell_unit(
        made, project, park, title=f"{by.name}退回再办：{_name(project, park)}", key=f"{made.version}:returned", by=by
    )


def close(made: Instruction, *, text: str, by: Actor) -> None:
    """Done with: by the leader who wrote it or the bureau, never by who reported it."""
    project, park = _may_close(made, by)
    text = text.strip() or "同意办结。"
    check_text(text, field="text", what="办结意见")
    _go_on(made, InstructionStatus.CLOSED, StepKind.CLOSE, text=text, by=by)
    audit.record("instruction.closed", made, by=by, label=_label(project, park))
    _tell_unit(
        made,
        project,
        park,
        title=f"批示已办结：{_name(project, park)}",
        key=f"{made.version}:closed",
        by=by,
        also={made.by_id},
    )


def _held(made: Instruction) -> tuple[Project | None, Park]:
    """Keep everybody else out until this is done, and read it as it is now."""
    db.session.execute(sa.select(Instruction.id).where(Instruction.id == made.id).with_for_update())
    db.session.refresh(made, ["status", "version", "closed_at"])
    project = made.project
    return project, db.session.get_one(Park, project.park_id if project else made.park_id)


def _may_close(made: Instruction, by: Actor) -> tuple[Project | None, Park]:
    project, park = _held(made)
    if not may_close(by, made, city_id=park.city_id, reported_by=last_reporter(made)):
        raise NotAllowed("只有批示人或商务局可以办结，反馈的人不能办结自己反馈的批示；已办结的不再改动。")
    return project, park


def last_reporter(made: Instruction) -> int | None:
    """Who reported last."""
    statement = (
        sa.select(InstructionStep.by_id)
        .where(InstructionStep.instruction_id == made.id, InstructionStep.kind == StepKind.REPORT)
        .order_by(InstructionStep.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def _go_on(
    made: Instruction,
    status: InstructionStatus,
    kind: StepKind,
    *,
    text: str,
    by: Actor,
    done_on: date | None = None,
) -> None:
    assert by.id is not None
    now = clock.now()
    assign(made, status=status, closed_at=now if status is InstructionStatus.CLOSED else None, updated_at=now)
    db.session.add(
        InstructionStep(instruction_id=made.id, kind=kind, text=text, done_on=done_on, by_id=by.id, created_at=now)
    )


def _tell_unit(
    made: Instruction,
    project: Project | None,
    park: Park,
    *,
    title: str,
    key: str,
    by: Actor,
    also: set[int] | None = None,
) -> None:
    """The city's bureau, or the park's heads and the project's owner."""
    if made.addressee is Addressee.BUREAU:
        people = set(bureau_of(park.city_id))
    else:
        people = set(managers_by_park({park.id})[park.id])
        if project is not None and project.confidential:
            # Where a park has no head, its whole team stands in for him: not for a confidential project.
            people = {number for number in people if number in _readers(project)}
        if project is not None and project.owner_id is not None:
            people.add(project.owner_id)
    tell(
        (people | (also or set())) - {by.id},
        NoticeKind.INSTRUCTION,
        key=f"instruction:{made.id}:{key}",
        title=title,
        link=f"/instructions/{made.id}",
        text=made.text[:MOST_TOLD],
    )


def _readers(project: Project) -> set[int]:
    return {one.id for one in readers_of(project)}


def _name(project: Project | None, park: Park) -> str:
    return public_name(project) if project else park.short_name


def _label(project: Project | None, park: Park) -> str:
    return label_of(project) if project else park.name
