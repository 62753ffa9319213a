"""Two registrations of one project become one: the one keeps its code and its move log, and it can be taken back.

Nothing is deleted. The project that goes keeps its row, out of sight like one in the bin, and its moves; what was done
with the investor moves to the one that is kept. `unmerge` takes it back.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import actions as companies
from app.companies.models import Company
from app.core import audit, clock
from app.core.errors import RuleBroken, Stale
from app.core.sides import Side
from app.core.snapshots import row_of
from app.extensions import db
from app.parks.models import Park
from app.projects import standing, tally
from app.projects.enums import Recognition, Status
from app.projects.models import Activity, Project, ProjectMerge
from app.projects.policy import check_merge
from app.projects.references import RULEBOOK

from .edit import edit
from .register import label_of
from .upkeep import log_of, refresh, touch

# Taken from either side. Stage, park, status and all that follows from the move log are the kept project's.
CHOSEN = (
    "name",
    "code_name",
    "company_id",
    "sector_id",
    "chain_link",
    "source",
    "content",
    "site_mode",
    "investment",
    "fixed_investment",
    "land_mu",
    "floor_sqm",
    "output_estimate",
    "tax_estimate",
    "jobs_estimate",
    "requirements",
    "problems",
    "next_step",
)
_COUNTED_ON = {"version", "updated_at"}  # an undo never turns these back: a form opened in between must stay refused
# What follows from other things and is brought up to date after an undo, not put back.
DERIVED = {"last_activity_on", "stale_on", "alarm_on", "rank"}

# Packages above say here why two projects must stay apart: a sentence, or None. Both rows are locked.
BEFORE_MERGE: list[Callable[[Project, Project], str | None]] = []
# And do here what goes over from the one that goes (second) to the kept one (first).
ON_MERGE: list[Callable[[Project, Project], None]] = []


def merge(
    kept: Project,
    gone: Project,
    *,
    by: Actor,
    sides: Mapping[str, Side] | None = None,
    seen: tuple[int, int] | None = None,
) -> ProjectMerge:
    """Let `gone` go into `kept`. `sides`: from which side each of CHOSEN is taken, the kept one's where it is not said.

    Confidential is what either was. `seen`: the versions (kept, gone) that the person had before him. Raises NotAllowed,
    RuleBroken, and Stale when one of the two has changed since or is no more.
    """
    check_merge(by, kept, gone)
    lock(kept, gone)
    tally.hold(kept.park_id, gone.park_id)
    check_mergeable(kept, gone)
    if seen is not None and seen != (kept.version, gone.version):
        raise Stale("打开之后，其中一个项目已被他人修改；请核对后再合并。")
    before, lost = row_of(kept), row_of(gone)
    taken = _taken(kept, gone, sides or {})
    if (number := taken.get("company_id")) is not None and number != kept.company_id:
        investor = db.session.get_one(Company, number)
        companies.keep_in_book(investor, db.session.get_one(Park, kept.park_id), by=by)
    edit(kept, by=by, **taken)
    db.session.flush()
    after = row_of(kept)
    moved = RULEBOOK.move(gone.id, kept.id)
    done = ProjectMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        by_id=by.id,
        snapshot={
            "kept": before,
            "gone": lost,
            "moved": moved,
            "set": {
                name: [before[name], after[name]]
                for name in after
                if name not in _COUNTED_ON | DERIVED and after[name] != before[name]
            },
        },
    )
    db.session.add(done)
    gone.deleted_at = clock.now()
    db.session.flush()
    told: dict[str, Any] = {"merge": done.id, "kept": kept.code, "gone": gone.code}
    for action, project, other, name in (
        ("project.merged", kept, gone, "joined"),
        ("project.merged_away", gone, kept, "joined_to"),
    ):
        audit.record(action, project, by=by, label=label_of(project), changes={name: (None, label_of(other))}, **told)
    db.session.expire_all()
    for hand_over in ON_MERGE:
        hand_over(kept, gone)
    bring_up_to_date(kept, gone)
    return done


def lock(*projects: Project) -> None:
    """Wait for whoever has one of these in hand, always in the same order, and read them anew."""
    db.session.flush()
    for number in sorted({project.id for project in projects}):
        db.session.execute(sa.select(Project.id).where(Project.id == number).with_for_update())
    for project in projects:
        db.session.refresh(project)


def check_mergeable(kept: Project, gone: Project) -> None:
    """Whether these two can become one at all. Raises RuleBroken, and Stale when one of them is no more."""
    if kept.id == gone.id:
        raise RuleBroken("请选择另一个项目，不能与自己合并。", field="other")
    for project in (kept, gone):
        if project.deleted_at is not None:
            raise Stale(f"{project.code} 已被合并或删除，请刷新后再操作。")
        if project.status is Status.TRANSFERRING:
            raise RuleBroken(f"{project.code} 正在流转，办结后再合并。")
    if kept.expansion_of_id == gone.id or gone.expansion_of_id == kept.id:
        raise RuleBroken("一个是另一个的增资项目，不是同一个项目；若登记有误，请先改正。")
    if (reason := why_it_counts(kept, gone)) is not None:
        raise RuleBroken(reason)
    for asks in BEFORE_MERGE:
        if (reason := asks(kept, gone)) is not None:
            raise RuleBroken(reason)


def why_it_counts(kept: Project, gone: Project) -> str | None:
    """A project counts once: what the bureau has recognised, or has in hand, does not go into another one unseen."""
    held = {
        project: {entry.recognition for entry in standing.entries(log_of(project)).values()} for project in (kept, gone)
    }
    if Recognition.SUBMITTED in held[gone]:
        return f"{gone.code} 已申报、正待认定；请先撤回申报或等认定办结，再合并。"
    if Recognition.RECOGNISED not in held[gone]:
        return None
    if Recognition.RECOGNISED in held[kept]:
        return "两个项目都已由商务局认定，一个项目只计一次；请商务局先撤销其中一个的认定，再合并。"
    return f"{gone.code} 已由商务局认定，请对调，以它为保留方。"


def bring_up_to_date(*projects: Project) -> None:
    """What follows from the rows of both: the day of the last activity, deadlines, counters, the search index."""
    for project in projects:
        latest = sa.select(sa.func.max(Activity.happened_on)).where(Activity.project_id == project.id)
        day = db.session.scalar(latest)
        if project.last_activity_on != day:
            project.last_activity_on = day
    touch(projects[0])
    for project in projects:
        refresh(project)


def _taken(kept: Project, gone: Project, sides: Mapping[str, Side]) -> dict[str, Any]:
    """What changes in the kept project, as `edit` wants it."""
    facts = {name: getattr(gone, name) for name in CHOSEN if sides.get(name) is Side.GONE}
    if "next_step" in facts:
        facts["next_due"] = gone.next_due
    if gone.confidential or kept.confidential:
        facts["confidential"] = True
        facts["code_name"] = facts.get("code_name", kept.code_name) or kept.code_name or gone.code_name
    return facts
