"""Merges of projects: where a code leads now, what went into a project, and whether that can be taken back."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import at_seen_parks
from app.extensions import db
from app.projects.models import Project, ProjectMerge

from .detail import CODE
from .visibility import visible_to


@dataclass(frozen=True)
class Joined:
    """A project that went into another one, directly or by way of a third."""

    number: int
    kept_id: int
    gone: Project
    at: datetime
    who: str | None


def live(merge: "type[ProjectMerge]" = ProjectMerge) -> "sa.ColumnElement[bool]":
    """Merges that hold."""
    return merge.undone_at.is_(None)


def not_merged() -> "sa.ColumnElement[bool]":
    """Of a project in a statement: it did not go into another one. One that did is in no bin."""
    return ~sa.exists().where(ProjectMerge.gone_id == Project.id, live())


def joined_to(project: Project) -> list[Joined]:
    """What went into this project, the latest first. The project must have come through visibility."""
    inside = sa.select(ProjectMerge.gone_id).where(ProjectMerge.kept_id == project.id, live())
    all_inside = inside.cte("inside", recursive=True)
    deeper = aliased(ProjectMerge)
    all_inside = all_inside.union(
        sa.select(deeper.gone_id).join(all_inside, deeper.kept_id == all_inside.c.gone_id).where(live(deeper))
    )
    statement = (
        sa.select(ProjectMerge.id, ProjectMerge.kept_id, Project, ProjectMerge.created_at, User.name.label("who"))
        .join(Project, Project.id == ProjectMerge.gone_id)
        .outerjoin(User, User.id == ProjectMerge.by_id)
        .where(ProjectMerge.gone_id.in_(sa.select(all_inside.c.gone_id)), live())
        .order_by(ProjectMerge.id.desc())
    )
    return [Joined(*row) for row in db.session.execute(statement)]


def survivor_of(code: str, *, to: Actor) -> str | None:
    """The code of the project into which this one went; None when it went out of the reader's sight.

    Raises NoResultFound for a project that went nowhere, or that this person could not see before.
    """
    if not CODE.fullmatch(code):
        raise NoResultFound
    first = (
        sa.select(ProjectMerge.kept_id)
        .join(Project, Project.id == ProjectMerge.gone_id)
        .where(Project.code == code, live(), at_seen_parks(Project.park_id, to))
    )
    kept = db.session.scalars(first).one()
    onwards = sa.select(ProjectMerge.kept_id).where(live())
    while (further := db.session.scalar(onwards.where(ProjectMerge.gone_id == kept))) is not None:
        kept = further
    return db.session.scalar(visible_to(to).with_only_columns(Project.code).where(Project.id == kept))


def find_merge(number: int, *, to: Actor) -> ProjectMerge:
    """A merge of projects at parks within sight. Raises NoResultFound."""
    merge = db.session.scalars(sa.select(ProjectMerge).where(ProjectMerge.id == number)).one()
    within = sa.select(sa.func.count()).where(
        Project.id.in_([merge.kept_id, merge.gone_id]), at_seen_parks(Project.park_id, to)
    )
    if db.session.scalar(within) != 2:
        raise NoResultFound
    return merge


def codes_of_merge(merge: ProjectMerge) -> tuple[str, str]:
    """The codes of the one that is kept and the one that went."""
    rows = db.session.execute(sa.select(Project.id, Project.code).where(Project.id.in_([merge.kept_id, merge.gone_id])))
    codes = {row.id: row.code for row in rows}
    return codes[merge.kept_id], codes[merge.gone_id]


def why_merge_stands(merge: ProjectMerge) -> str | None:
    """What has to be done before this merge can be taken back, in a sentence; None when nothing.

    Merges of one project are taken back the last first: an earlier one would otherwise put back what a later one chose.
    """
    gone, kept = aliased(Project), aliased(Project)
    later = (
        sa.select(gone.code, kept.code)
        .select_from(ProjectMerge)
        .join(gone, gone.id == ProjectMerge.gone_id)
        .join(kept, kept.id == ProjectMerge.kept_id)
        .where(
            live(),
            ProjectMerge.id > merge.id,
            sa.or_(ProjectMerge.kept_id == merge.kept_id, ProjectMerge.gone_id == merge.kept_id),
        )
        .order_by(ProjectMerge.id.desc())
    )
    for gone_code, kept_code in db.session.execute(later.limit(1)):
        return f"其后 {gone_code} 又并入了 {kept_code}，请先撤销那次合并。"
    binned = sa.select(Project.code).where(Project.id == merge.kept_id, Project.deleted_at.is_not(None))
    if (code := db.session.scalar(binned)) is not None:
        return f"保留的项目 {code} 在回收站里，请先恢复它。"
    return None


def like_this(project: Project, *, to: Actor, limit: int = 8) -> list[Project]:
    """Visible projects that may be the same: of the same investor first, then of the same sector at the same park."""
    same_investor = Project.company_id == project.company_id
    near = sa.and_(Project.park_id == project.park_id, Project.sector_id == project.sector_id)
    statement = (
        visible_to(to)
        .where(Project.id != project.id, sa.or_(same_investor, near))
        .order_by(sa.case((same_investor, 0), else_=1), Project.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))
