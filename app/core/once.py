"""A form that creates something creates it once, however often its button is pressed.

The form carries a random mark. The first request that sends it claims the mark together with what was typed; a second
one with the same content is led to what the first has made. Changed content under the same mark (the browser's “back”
shows the old form again) is a new wish and is served.
"""

import hashlib
import re
import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_login import current_user
from sqlalchemy import orm
from wtforms import HiddenField

from app.extensions import db

from . import clock
from .db import NAME_LENGTH, Model, Name

_MARK = re.compile(r"[\w-]{20,64}", re.ASCII)


class Submission(Model):
    """A form that was sent and served: the fingerprint of mark and content, and where its answer led."""

    __tablename__ = "submission"

    fingerprint: orm.Mapped[str] = orm.mapped_column(sa.String(64), primary_key=True)
    led_to: orm.Mapped[Name] = orm.mapped_column(default="")
    at: orm.Mapped[datetime] = orm.mapped_column(default=clock.now)


class OnceField(HiddenField):
    """The mark.

    In the view, after validation and before anything is written: `if done := form.once.claim(): return redirect(done)`;
    at the end `form.once.settle(url)`. A refused form rolls the claim back with everything else, so it can be mended and sent again.
    """

    def __init__(self, label: str | None = None, **more: Any) -> None:
        super().__init__(label, default=lambda: secrets.token_urlsafe(18), **more)
        self._fingerprint: str | None = None

    def claim(self) -> str | None:
        """Where the first request with this content led; None when this is the first.

        The row's key makes a request that comes while the first still works wait for its end.
        """
        if not _MARK.fullmatch(str(self.data or "")):
            return None
        self._fingerprint = _fingerprint(str(self.data))
        claimed = db.session.execute(
            sa.text(
                "INSERT INTO submission (fingerprint, led_to, at) VALUES (:fingerprint, '', :at) "
                "ON CONFLICT (fingerprint) DO NOTHING RETURNING fingerprint"
            ).bindparams(sa.bindparam("at", type_=Submission.__table__.c.at.type)),
            {"fingerprint": self._fingerprint, "at": clock.now()},
        ).scalar()
        if claimed is not None:
            return None
        led_to = sa.select(Submission.led_to).where(Submission.fingerprint == self._fingerprint)
        return db.session.scalar(led_to) or None

    def settle(self, led_to: str) -> None:
        """Remember where the answer leads; the same page without its filter when the address is too long to keep."""
        if self._fingerprint is not None:
            if len(led_to) > NAME_LENGTH:
                led_to = led_to.partition("?")[0]
            db.session.execute(
                sa.update(Submission).where(Submission.fingerprint == self._fingerprint).values(led_to=led_to)
            )


def _fingerprint(mark: str) -> str:
    """Of who sends, the mark and all that was typed; the CSRF token may differ between two windows."""
    typed = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return hashlib.sha256(repr((current_user.get_id(), mark, request.path, typed)).encode()).hexdigest()
