"""One at a time: whoever changes what a gate looks at, or moves, waits for whoever is doing so already."""

import sqlalchemy as sa

from app.core.errors import Stale
from app.extensions import db
from app.projects.models import Project


def lock(project: Project) -> None:
    """Take the project's row for this transaction and read it anew, so that what follows decides by what holds now.

    SQLite needs no lock of its own: its writers begin one after the other. Raises Stale when it was thrown away meanwhile.
    """
    was_there = project.deleted_at is None
    wait_for(project)
    db.session.refresh(project, [column.key for column in Project.__mapper__.column_attrs])
    if was_there and project.deleted_at is not None:
        message = "项目刚被移到回收站，没有保存；如需继续，请先从回收站恢复。"
        raise Stale(message)


def wait_for(project: Project) -> None:
    """Take the project's row without reading it anew: what was changed meanwhile is refused by its version."""
    db.session.execute(sa.select(Project.id).where(Project.id == project.id).with_for_update())
