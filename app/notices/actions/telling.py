"""Telling people something, once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.extensions import db
from app.notices.enums import NoticeKind
from app.notices.models import TITLE_LENGTH, Notice
from app.notices.queries import wishes
from app.notices.rules import NO_WISH, mail_due

CHUNK = 500  # rows a statement; SQLite takes 32,766 values


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice for one person."""

    user_id: int
    kind: NoticeKind
    key: str
    title: str
    link: str
    text: str = ""


def tell(user_ids: Iterable[int], kind: NoticeKind, *, key: str, title: str, link: str, text: str = "") -> int:
    """Tell these people, unless they were told already under this key; how many were told now.

    `link` is a path of ours whose page checks again who may see it. Title and text hold nothing that the person may
    not know; the title also goes by mail, so a confidential project stands in it by its code name, whoever is told.
    Whoever does something does not tell himself: leave him out.
    """
    return tell_all(
        Told(user_id=number, kind=kind, key=key, title=title, link=link, text=text) for number in set(user_ids)
    )


def tell_all(wanted: Iterable[Told]) -> int:
    """Tell many things at once; how many were new. Two who tell the same at the same moment tell it once."""
    rest, fresh = iter(wanted), 0
    while chunk := list(islice(rest, CHUNK)):
        fresh += _write(chunk)
    return fresh


def _write(chunk: Sequence[Told]) -> int:
    now = clock.now()
    wanted = wishes(one.user_id for one in chunk)
    # In one order everywhere: two statements that insert the same rows crosswise would wait for each other for good.
    rows = [
        {
            "user_id": one.user_id,
            "kind": one.kind,
            "key": one.key,
            "title": " ".join(one.title.split())[:TITLE_LENGTH],
            "text": one.text,
            "link": one.link,
            "created_at": now,
            "mail_due_at": mail_due(wanted.get(one.user_id, NO_WISH), one.kind, now),
        }
        for one in sorted(chunk, key=lambda one: (one.user_id, one.key))
    ]
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(Notice.__table__)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["user_id", "key"])
        .returning(Notice.__table__.c.id)
    )
    return len(db.session.execute(statement).all())
