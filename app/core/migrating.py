"""Alembic as we use it: numbered revisions, columns in plain SQLAlchemy types, full-text tables left alone."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import sqlalchemy as sa
from flask import Flask
from flask_alembic import Alembic

from .db import Json, Scaled, UtcDateTime

_steps: list[Callable[[], None]] = []


def afterwards(step: Callable[[], None]) -> None:
    """Have something done each time the tables have been brought up to date; it commits by itself, and twice is as once.

    For rows that only the product's own rules can write: a migration knows tables, not rules.
    """
    if step not in _steps:
        _steps.append(step)


class NumberedAlembic(Alembic):
    """Gives migrations numbers (0001, 0002 …), so that two made side by side clash where people see it."""

    def init_app(self, app: Flask) -> None:
        """Say what to compare and how to write it down."""
        app.config["ALEMBIC_CONTEXT"] = {
            "include_name": _is_ours,
            "render_item": _plainly,
            "compare_type": True,
            "compare_server_default": False,
            "render_as_batch": False,
        }
        super().init_app(app)

    def upgrade(self, target: Any = "heads") -> None:
        """Run the migrations; with the newest reached, also what was to be done afterwards."""
        super().upgrade(target)
        behind = self.needs_upgrade()
        if (connection := self.migration_context.connection) is not None:
            connection.rollback()  # what was read to know it would keep SQLite from writing next
        if not behind:
            for step in _steps:
                step()

    def rev_id(self) -> str:
        """The number after the newest."""
        newest = self.script_directory.get_current_head()
        return f"{int(newest or 0) + 1:04d}"


def _is_ours(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Full-text tables and the queue's tables are not in the metadata; comparisons pass them by."""
    return kind != "table" or not (name or "").startswith(("search_", "huey_"))


def _plainly(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Our own types as what they are in the database: a migration must not change when the code does."""
    if kind != "type":
        return False
    if isinstance(item, Scaled):
        return "sa.BigInteger()"
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if item is Json or isinstance(item, sa.JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    if isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False
