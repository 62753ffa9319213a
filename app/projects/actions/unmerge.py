"""A merge taken back: both projects stand again as they were, and what was done since is not lost.

Fields that somebody changed after the merge keep the newer value, and what was entered since stays with the kept project.
Its version counts on, so that a form opened in between cannot overwrite it unseen; the other one, which nobody could open
meanwhile, gets its own version back.
"""

from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken, Stale
from app.core.snapshots import plain, value_of
from app.extensions import db
from app.projects import queries
from app.projects.models import Project, ProjectMerge
from app.projects.policy import check_merge
from app.projects.references import RULEBOOK

from .merge import DERIVED, bring_up_to_date, lock
from .register import label_of

# The name of a next step and its day are one.
_TOGETHER = ({"next_step", "next_due"}, {"confidential", "code_name"})


def undo_merge(merge: ProjectMerge, *, by: Actor) -> list[str]:
    """Take it back; names of the fields that keep what was entered since.

    Raises NotAllowed, Stale when it was taken back already, and RuleBroken with what has to be done before.
    """
    kept, gone = db.session.get_one(Project, merge.kept_id), db.session.get_one(Project, merge.gone_id)
    check_merge(by, kept, gone)
    lock(kept, gone)
    db.session.refresh(merge)
    if merge.undone_at is not None:
        raise Stale("这次合并已经撤销。")
    if (reason := queries.why_merge_stands(merge)) is not None:
        raise RuleBroken(reason)
    snapshot = merge.snapshot
    RULEBOOK.move_back(snapshot["moved"], gone.id, kept.id)
    db.session.expire_all()
    newer = _set_back(kept, snapshot["set"])
    columns = Project.__table__.c
    as_it_was = {name: value_of(columns[name], snapshot["gone"][name]) for name in ("version", "updated_at", *DERIVED)}
    db.session.execute(
        sa.update(Project)
        .where(Project.id == gone.id)
        .values(deleted_at=None, **as_it_was)
        .execution_options(synchronize_session=False)
    )
    merge.undone_at, merge.undone_by_id = clock.now(), by.id
    db.session.flush()
    db.session.expire_all()
    told: dict[str, Any] = {"merge": merge.id, "kept": kept.code, "gone": gone.code}
    for project, other, name in ((kept, gone, "joined"), (gone, kept, "joined_to")):
        changes = {name: (label_of(other), None)}
        audit.record("project.unmerged", project, by=by, label=label_of(project), changes=changes, **told)
    bring_up_to_date(kept, gone)
    return newer


def _set_back(kept: Project, fields: dict[str, list[object]]) -> list[str]:
    """Give each field its value of before the merge, unless it was changed since; names of those that were."""
    columns = Project.__table__.c
    newer = {name for name, (_, after) in fields.items() if plain(getattr(kept, name)) != after}
    for pair in _TOGETHER:
        if pair & newer:
            newer |= pair & fields.keys()
    assign(kept, **{name: value_of(columns[name], was) for name, (was, _) in fields.items() if name not in newer})
    return sorted(newer)
