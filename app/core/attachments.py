"""Files that stand beside a record as its evidence: what was attached, when, by whom, with the hash of its content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy import orm

from . import clock, files
from .db import Code, Name
from .errors import DomainError

NAME_LENGTH = 120


class Attached:
    """Columns of a table whose rows are files; the table adds what they belong to."""

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True, sort_order=-10)
    file_name: orm.Mapped[Name]
    sha256: orm.Mapped[str] = orm.mapped_column(sa.String(64))
    size: orm.Mapped[int]  # bytes
    media_type: orm.Mapped[Code]
    attached_at: orm.Mapped[datetime] = orm.mapped_column(default=clock.now)
    attached_by_id: orm.Mapped[int | None] = orm.mapped_column(sa.ForeignKey("user_account.id"))


@dataclass(frozen=True)
class Upload:
    """A file on its way in, free of the web: what actions are given."""

    name: str
    stream: BinaryIO

    def keep(self) -> dict[str, Any]:
        """Keep the content; the columns of `Attached`. Raises RuleBroken when empty, too large or not what it claims."""
        stored = files.store(self.stream, name=self.name)
        return {
            "file_name": self.name,
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": stored.media_type,
            "attached_at": clock.now(),
        }


def kept(uploads: Iterable[Upload]) -> list[dict[str, Any]]:
    """Keep several; a refusal names the file it is about."""
    found = []
    for upload in uploads:
        try:
            found.append(upload.keep())
        except DomainError as refusal:
            refusal.message = f"“{upload.name}”：{refusal.message}"
            raise
    return found
