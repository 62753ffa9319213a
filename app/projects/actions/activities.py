"""Writing down what was done with an investor and what comes next; mending one's own note while it is fresh."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import NotAllowed, RuleBroken, Stale
from app.core.permissions import Permission
from app.core.settings import declare, value
from app.extensions import db
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.projects.discreet import public_name
from app.projects.enums import ActivityKind
from app.projects.mentions import kept_of, may_mention, mentions
from app.projects.models import Activity, ActivityRevision, Project
from app.projects.policy import check, may
from app.projects.queries.readers import readers_of

from .locking import lock
from .register import LATER_THAN_TODAY, label_of
from .upkeep import refresh, touch

MOST_TOLD = 120  # characters of a text in a notice
EDIT_HOURS = declare(
    key="activity.edit_hours",
    group="跟进",
    label="本人可以修改、撤回自己跟进记录的时间",
    unit="小时",
    default=24,
    least=1,
    most=720,
)


@dataclass(frozen=True, kw_only=True)
class Note:
    """What an activity says."""

    kind: ActivityKind
    happened_on: date
    result: str
    people: str = ""
    next_step: str | None = None
    next_due: date | None = None


def record_activity(
    project: Project,
    *,
    kind: ActivityKind,
    happened_on: date,
    result: str,
    people: str = "",
    next_step: str | None = None,
    next_due: date | None = None,
    by: Actor,
) -> Activity:
    """Record an activity. The clock of idleness runs from its own day, not from today.

    The project's next step becomes this one's: recording what was done settles what was due. Colleagues who are
    mentioned in it are told, if they may see the project and its texts.
    """
    lock(project)  # two who note something at once both have their say
    check(Permission.ACTIVITY_CREATE, by, project)
    note = Note(
        kind=kind, happened_on=happened_on, people=people, result=result, next_step=next_step, next_due=next_due
    )
    _check(note)
    activity = Activity(project_id=project.id, by_id=by.id, mentions=[], **vars(note))
    db.session.add(activity)
    if project.last_activity_on is None or happened_on >= project.last_activity_on:
        project.last_activity_on = happened_on
        project.next_step, project.next_due = next_step, next_due
    touch(project)
    refresh(project)
    audit.record("activity.recorded", activity, by=by, label=label_of(project), kind=kind, happened_on=happened_on)
    _mention(activity, project, by)
    return activity


def may_mend(activity: Activity, project: Project, *, by: Actor) -> bool:
    """Whether this person may still change or take back this note: his own, and it is fresh."""
    return mendable(activity.by_id, activity.created_at, by=by) and may(Permission.ACTIVITY_CREATE, by, project)


def mendable(by_id: int | None, written_at: datetime, *, by: Actor) -> bool:
    """The same of the two facts that a timeline knows."""
    return by_id is not None and by_id == by.id and clock.now() - written_at < timedelta(hours=value(EDIT_HOURS))


def mend_activity(activity: Activity, project: Project, note: Note, *, seen: datetime, by: Actor) -> None:
    """Change one's own note; what it said before is kept. `seen`: when it had last changed as the form was opened."""
    _begin(activity, project, seen, by)
    _check(note)
    before = _revision(activity, removed=False, by=by)
    was_step = (activity.next_step, activity.next_due)
    changes = assign(activity, **vars(note))
    if not changes:
        return
    db.session.add(before)
    activity.edited_at = clock.now()
    _settle(project, was_step)
    # Which fields changed; what they said stands in the revision, which the project's own readers see.
    audit.record("activity.edited", activity, by=by, label=label_of(project), fields=sorted(changes))
    _mention(activity, project, by)


def take_back_activity(activity: Activity, project: Project, *, by: Actor) -> None:
    """Take one's own note out of the timeline; its text is kept as its last revision."""
    _begin(activity, project, None, by)
    was_step = (activity.next_step, activity.next_due)
    db.session.add(_revision(activity, removed=True, by=by))
    kind, happened_on = activity.kind, activity.happened_on
    audit.record("activity.removed", activity, by=by, label=label_of(project), kind=kind, happened_on=happened_on)
    db.session.delete(activity)
    _settle(project, was_step)


def _check(note: Note) -> None:
    if note.happened_on > clock.today():
        raise RuleBroken(LATER_THAN_TODAY, field="happened_on")
    if note.next_due is not None and note.next_step is None:
        raise RuleBroken("写了下一步日期，请也写做什么。", field="next_step")
    if note.next_due is not None and note.next_due < note.happened_on:
        raise RuleBroken("下一步日期不能早于本次跟进日期。", field="next_due")


def _begin(activity: Activity, project: Project, seen: datetime | None, by: Actor) -> None:
    """Let nobody else in until this is done, look at the note as it is now, and ask whether it may be mended."""
    db.session.execute(sa.select(Project.id).where(Project.id == project.id).with_for_update())
    db.session.refresh(project)
    db.session.refresh(activity)
    if not may_mend(activity, project, by=by):
        raise NotAllowed(f"只有本人可以修改或撤回自己的跟进，限 {value(EDIT_HOURS)} 小时内。请另记一条说明更正。")
    if seen is not None and seen != activity.updated_at:
        raise Stale("这条跟进刚在另一个窗口改过，请核对后再保存。")


def _settle(project: Project, was_step: tuple[str | None, date | None]) -> None:
    """What the project keeps of its latest note. A next step that was set otherwise since stays as it is."""
    db.session.flush()
    latest = db.session.scalars(
        sa.select(Activity)
        .where(Activity.project_id == project.id)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(1)
    ).one_or_none()
    project.last_activity_on = latest.happened_on if latest else None
    if (project.next_step, project.next_due) == was_step:
        project.next_step, project.next_due = (latest.next_step, latest.next_due) if latest else (None, None)
    touch(project)
    refresh(project)


def _revision(activity: Activity, *, removed: bool, by: Actor) -> ActivityRevision:
    return ActivityRevision(
        project_id=activity.project_id,
        activity_id=activity.id,
        removed=removed,
        replaced_at=clock.now(),
        replaced_by_id=by.id,
        written_at=activity.edited_at or activity.created_at,
        by_id=activity.by_id,
        kind=activity.kind,
        happened_on=activity.happened_on,
        people=activity.people,
        result=activity.result,
        next_step=activity.next_step,
        next_due=activity.next_due,
    )


def _mention(activity: Activity, project: Project, by: Actor) -> None:
    """Remember and tell who is mentioned; once a note, however often it is mended."""
    text = f"{activity.result}\n{activity.next_step or ''}"
    if not may_mention(text):
        if activity.mentions:
            activity.mentions = []
        return
    found = mentions(text, readers_of(project))
    if (kept := kept_of(found)) != activity.mentions:
        activity.mentions = kept
    db.session.flush()
    tell(
        [one.who.id for one in found if one.who.id != by.id],
        NoticeKind.MENTION,
        key=f"mention:activity:{activity.id}",
        title=f"{by.name}在“{public_name(project)}”的跟进中提到您",
        link=f"/projects/{project.code}#events",
        text=activity.result[:MOST_TOLD],
    )
