"""Telling people something, once."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.core import clock
from app.extensions import db

from .enums import NoticeKind
from .models import Notice


def tell(user_ids: Iterable[int], kind: NoticeKind, *, key: str, title: str, link: str, text: str = "") -> int:
    """Tell these people, unless they were told already under this key; how many were told now.

    `link` is a path of ours whose page checks again who may see it; title and text hold nothing that the person may
    not know. Whoever does something does not tell himself: leave him out.
    """
    wanted = sorted(set(user_ids))
    if not wanted:
        return 0
    told = set(db.session.scalars(sa.select(Notice.user_id).where(Notice.user_id.in_(wanted), Notice.key == key)))
    fresh = [
        Notice(user_id=number, kind=kind, key=key, title=title, text=text, link=link, created_at=clock.now())
        for number in wanted
        if number not in told
    ]
    db.session.add_all(fresh)
    db.session.flush()
    return len(fresh)
