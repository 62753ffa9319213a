"""Files that stand beside a record as its evidence: what was attached, when, by whom, with the hash of its content."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy import orm

from . import clock, files
from .db import Code, Name
from .errors import DomainError, RuleBroken

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

    def receive(self) -> files.Received:
        """Read and check it. Raises RuleBroken, naming the file, when it is empty, too large or not what it claims."""
        try:
            return files.receive(self.stream, name=self.name)
        except DomainError as refusal:
            message = f"“{self.name}”：{refusal.message}"
            raise RuleBroken(message, field="files") from refusal


def kept(uploads: Iterable[Upload], *, check: Callable[[str, str], None] | None = None) -> list[dict[str, Any]]:
    """Keep several, or none of them when one is refused; the columns of `Attached`. Raises RuleBroken naming the file.

    `check` is asked about name and fingerprint of each before anything is kept, and may refuse as well.
    """
    received: list[files.Received] = []
    names: list[str] = []
    try:
        for upload in uploads:
            received.append(upload.receive())
            names.append(upload.name)
            if check is not None:
                check(upload.name, received[-1].facts.sha256)
    except BaseException:
        files.discard_all(received)
        raise
    now = clock.now()
    return [
        {
            "file_name": name,
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": stored.media_type,
            "attached_at": now,
        }
        for name, stored in zip(names, files.keep_all(received), strict=True)
    ]
