"""One thing that waits for a person: what packages above hand to today's work."""

from dataclasses import dataclass
from datetime import date

from .enums import NoticeKind


@dataclass(frozen=True, kw_only=True)
class Todo:
    """What is to be done, by when, and where. Title and reason hold nothing that the person may not know."""

    kind: NoticeKind
    title: str
    link: str
    reason: str = ""
    due: date | None = None
    project_code: str | None = None
    notice_id: int | None = None  # where it is a notice itself: opening it marks that one as read
