"""The way of a supervision notice: drafted, edited, issued, answered, sent back or closed."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import City
from app.core import audit, clock
from app.core.attachments import Upload, kept
from app.core.changes import assign
from app.core.counter import next_number
from app.core.errors import RuleBroken, Stale
from app.core.saving import saving
from app.core.settings import value
from app.extensions import db
from app.monitoring import limits, policy
from app.monitoring.enums import Cause, NoticeState
from app.monitoring.models import SupervisionAnswer, SupervisionFile, SupervisionNotice
from app.monitoring.queries.people import answering
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.parks.models import Park
from app.projects.actions.register import label_of
from app.projects.discreet import public_name
from app.projects.enums import Status
from app.projects.models import Project

MOST_DAYS_AHEAD = 365
ENDED = (Status.LOST, Status.REMOVED)


def draft_by_hand(project: Project, *, reason: str, demand: str, by: Actor) -> SupervisionNotice:
    """A notice about something that no clock shows. Raises NotAllowed, RuleBroken, AlreadyExists for a second open one."""
    policy.check_supervises(by)
    if project.status in ENDED:
        message = f"项目已{project.status.label}，不再督办。"
        raise RuleBroken(message)
    notice = SupervisionNotice(
        project_id=project.id, cause=Cause.OTHER, reason=reason, demand=demand, drafted_on=clock.today()
    )
    with saving(
        uq_supervision_notice_open=("reason", "这个项目已有一份未办结的同类督办单。"),
        uq_supervision_notice_project_id_cause=("reason", "这个项目已有一份未办结的同类督办单。"),
    ):
        db.session.add(notice)
    audit.record("supervision.drafted", notice, by=by, label=label_of(project))
    return notice


def edit(notice: SupervisionNotice, *, by: Actor, **facts: Any) -> None:
    """Change what is given of a draft: reason, demand, due_on.

    Raises NotAllowed, RuleBroken, Stale when it is no draft any more or was saved by somebody else since it was read.
    """
    policy.check_supervises(by)
    known = notice.version
    _lock(notice)
    _expect(notice, NoticeState.DRAFT)
    if notice.version != known:  # who waited at the lock compared with what was stored before
        message = "没有保存：他人刚改过这份督办单，请再保存一次，核对两边的内容。"
        raise Stale(message)
    _check_due(facts.get("due_on"))
    if changes := assign(notice, **facts):
        audit.record("supervision.edited", notice, by=by, label=label_of(notice.project), changes=changes)


def issue(notice: SupervisionNotice, *, by: Actor, due_on: date | None = None) -> None:
    """Give it its number and let the park know. Raises NotAllowed, Stale, RuleBroken.

    `due_on`: by when the park answers; so many days from today as the setting says when neither this nor the draft says.
    """
    policy.check_supervises(by)
    _lock(notice)
    _expect(notice, NoticeState.DRAFT)
    today, project = clock.today(), notice.project
    if project.status in ENDED:
        message = f"项目已{project.status.label}，不再督办；请撤回草稿。"
        raise RuleBroken(message)
    if not notice.reason.strip() or not notice.demand.strip():
        message = "请先写明督办事由和要求。"
        raise RuleBroken(message, field="demand" if notice.reason.strip() else "reason")
    due = due_on or notice.due_on or today + timedelta(days=value(limits.ANSWER_DAYS))
    _check_due(due)
    city = db.session.scalars(
        sa.select(City).join(Park, Park.city_id == City.id).where(Park.id == project.park_id)
    ).one()
    changes = assign(
        notice,
        state=NoticeState.ISSUED,
        number=new_number(city, today.year),
        issued_on=today,
        issued_by_id=by.id,
        due_on=due,
    )
    audit.record("supervision.issued", notice, by=by, label=label_of(project), changes=changes)
    _tell(
        notice,
        answering(project),
        by=by,
        event="issued",
        title=f"收到督办单：{public_name(project)}",
        text=f"{notice.number}，请于 {due:%Y-%m-%d} 前答复。",
    )


def new_number(city: City, year: int) -> str:
    """The next number of a city's notices in a year: 南通督办〔2026〕12 号."""
    count = next_number(f"DB-{city.code}-{year}")
    return f"{city.name}督办〔{year}〕{count} 号"


def drop(notice: SupervisionNotice, *, by: Actor) -> None:
    """Take a draft back unissued. Raises NotAllowed, Stale."""
    policy.check_supervises(by)
    _lock(notice)
    _expect(notice, NoticeState.DRAFT)
    changes = assign(notice, state=NoticeState.DROPPED, closed_at=clock.now(), closed_by_id=by.id)
    audit.record("supervision.dropped", notice, by=by, label=label_of(notice.project), changes=changes)


def answer(
    notice: SupervisionNotice,
    *,
    text: str,
    measures: str,
    promised_on: date | None,
    uploads: Sequence[Upload] = (),
    by: Actor,
) -> SupervisionAnswer:
    """The park's answer. Raises NotAllowed, Stale when none is awaited (any more), RuleBroken for a bad day or file."""
    _lock(notice)
    policy.check_answers(by, notice.project)
    _expect(notice, NoticeState.ISSUED, NoticeState.RETURNED)
    today = clock.today()
    if promised_on is not None and promised_on < today:
        message = "承诺完成日期不能早于今天。"
        raise RuleBroken(message, field="promised_on")
    assert notice.due_on is not None
    files = kept(uploads)
    given = SupervisionAnswer(
        notice_id=notice.id,
        text=text,
        measures=measures,
        promised_on=promised_on,
        answered_on=today,
        due_on=notice.due_on,
        by_id=by.id,
    )
    db.session.add(given)
    db.session.flush()
    db.session.add_all(SupervisionFile(answer_id=given.id, attached_by_id=by.id, **facts) for facts in files)
    changes = assign(notice, state=NoticeState.ANSWERED, answered_on=today)
    audit.record(
        "supervision.answered",
        given,
        by=by,
        label=label_of(notice.project),
        changes=changes,
        evidence=[facts["file_name"] for facts in files],
    )
    _tell(
        notice,
        [notice.issued_by_id] if notice.issued_by_id else [],
        by=by,
        event=f"answered-{given.id}",
        title=f"督办单已答复：{public_name(notice.project)}",
        text=f"{notice.number} 待审核。",
    )
    return given


def send_back(notice: SupervisionNotice, *, reason: str, due_on: date | None, by: Actor) -> None:
    """The answer does not do; by `due_on` (again so many days when not said) a new one. Raises as `issue`."""
    policy.check_supervises(by)
    _lock(notice)
    _expect(notice, NoticeState.ANSWERED)
    if not reason.strip():
        message = "请写明退回原因。"
        raise RuleBroken(message, field="note")
    due = due_on or clock.today() + timedelta(days=value(limits.ANSWER_DAYS))
    _check_due(due)
    last = _last_answer(notice)
    assign(last, returned_at=clock.now(), return_reason=reason.strip())
    changes = assign(notice, state=NoticeState.RETURNED, due_on=due)
    audit.record(
        "supervision.returned", notice, by=by, label=label_of(notice.project), changes=changes, reason=reason.strip()
    )
    _tell(
        notice,
        {*answering(notice.project), *([last.by_id] if last.by_id else [])},
        by=by,
        event=f"returned-{last.id}",
        title=f"督办答复被退回：{public_name(notice.project)}",
        text=f"{notice.number}，请于 {due:%Y-%m-%d} 前重新答复。",
    )


def close(notice: SupervisionNotice, *, note: str, by: Actor) -> None:
    """The matter is settled: after an answer, or without one where it settled itself, then with a note.

    Raises NotAllowed, Stale, RuleBroken.
    """
    policy.check_supervises(by)
    _lock(notice)
    _expect(notice, NoticeState.ANSWERED, NoticeState.ISSUED, NoticeState.RETURNED)
    if notice.state is not NoticeState.ANSWERED and not note.strip():
        message = "园区尚未答复；直接办结的，请写明原因。"
        raise RuleBroken(message, field="note")
    changes = assign(
        notice,
        state=NoticeState.CLOSED,
        closed_at=clock.now(),
        closed_by_id=by.id,
        closing_note=note.strip(),
    )
    audit.record("supervision.closed", notice, by=by, label=label_of(notice.project), changes=changes)
    _tell(
        notice,
        answering(notice.project),
        by=by,
        event="closed",
        title=f"督办单已办结：{public_name(notice.project)}",
        text=notice.number or "",
    )


def _lock(notice: SupervisionNotice) -> None:
    """Two people at the same notice wait for each other; the second sees what the first made of it."""
    db.session.execute(sa.select(Project.id).where(Project.id == notice.project_id).with_for_update())
    db.session.refresh(notice, ["state", "version", "due_on", "closed_at", "number", "reason", "demand"])


def _expect(notice: SupervisionNotice, *states: NoticeState) -> None:
    if notice.state not in states:
        message = f"没有保存：这份督办单已是“{notice.state.label}”，请刷新后再操作。"
        raise Stale(message)


def _check_due(due_on: date | None) -> None:
    if due_on is None:
        return
    today = clock.today()
    if due_on < today:
        message = "答复期限不能早于今天。"
        raise RuleBroken(message, field="due_on")
    if due_on > today + timedelta(days=MOST_DAYS_AHEAD):
        message = "答复期限最长一年，请核对。"
        raise RuleBroken(message, field="due_on")


def _last_answer(notice: SupervisionNotice) -> SupervisionAnswer:
    return db.session.scalars(
        sa.select(SupervisionAnswer)
        .where(SupervisionAnswer.notice_id == notice.id)
        .order_by(SupervisionAnswer.id.desc())
        .limit(1)
    ).one()


def _tell(notice: SupervisionNotice, people: Iterable[int], *, by: Actor, event: str, title: str, text: str) -> None:
    tell(
        [number for number in people if number != by.id],
        NoticeKind.SUPERVISION,
        key=f"supervision-{notice.id}-{event}",
        title=title[:200],
        link=f"/supervision/{notice.id}",
        text=text,
    )
