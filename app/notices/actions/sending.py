"""Sending what is due by mail.

Per person three short steps: claim what is due (committed), hand one message to the server, note that it went
(committed). No database lock is held while the server is talked to. Two runs at once claim different rows. A server
that fails leaves everything due. A process that dies between the second step and the third leaves its claim; after
LEASE it counts as abandoned and that one message goes again, under the same Message-ID. Nothing else can be doubled.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import sqlalchemy as sa

from app.core import clock, mail
from app.core.transaction import transaction
from app.extensions import db
from app.notices import view_model
from app.notices.models import Notice, NoticePreference
from app.notices.queries import DueMail, mail_due
from app.notices.rules import retry_at

LEASE = timedelta(minutes=15)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What a run did. `off`: mail is not set up here; everything stays due."""

    messages: int = 0
    notices: int = 0
    refused: int = 0
    unreachable: bool = False
    off: bool = False


def send_due(now: datetime | None = None) -> Sent:
    """Send everything that is due. It commits step by step: call it outside of any unit of work."""
    at, done = now or clock.now(), Sent()
    with mail.outbox() as outbox:
        if outbox is None:
            return Sent(off=True)
        for person in mail_due(at):
            claimed = _claim(person.user_id, at)
            if not claimed:
                continue
            try:
                outbox.send(_message(person, claimed))
            except mail.AddressRefused as refusal:
                _give_back(person.user_id, claimed, at, refused=True)
                log.warning("mail to user %s refused: %s", person.user_id, refusal)
                done = replace(done, refused=done.refused + 1)
            except mail.ServerUnreachable as fault:
                _give_back(person.user_id, claimed, at, refused=False)
                log.warning("mail server cannot be used, everything stays due: %s", fault)
                return replace(done, unreachable=True)
            else:
                _note_sent(person.user_id, claimed)
                done = replace(done, messages=done.messages + 1, notices=done.notices + len(claimed))
    return done


def _claim(user_id: int, at: datetime) -> list[Notice]:
    """Take what is due to a person, and not just being sent by another run, for oneself."""
    with transaction() as session:
        # All conditions stand outside of any subquery: an update that waited for another run looks at them anew.
        rows = session.execute(
            sa.update(Notice)
            .where(
                Notice.user_id == user_id,
                Notice.mailed_at.is_(None),
                Notice.mail_due_at <= at,
                Notice.read_at.is_(None),
                sa.or_(Notice.claimed_at.is_(None), Notice.claimed_at < at - LEASE),
            )
            .values(claimed_at=at)
            .returning(Notice.id),
            execution_options={"synchronize_session": False},
        )
        numbers = sorted(number for (number,) in rows)
    statement = sa.select(Notice).where(Notice.id.in_(numbers)).order_by(Notice.id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def _message(person: DueMail, claimed: Sequence[Notice]) -> EmailMessage:
    worded = view_model.letter(claimed)
    key = f"{person.user_id}:{','.join(str(notice.id) for notice in claimed)}"
    return mail.compose(to=person.email, subject=worded.subject, text=worded.text, key=key)


def _give_back(user_id: int, claimed: Sequence[Notice], at: datetime, *, refused: bool) -> None:
    """Nothing went out: it stays due. An address that refuses is tried less and less often."""
    with transaction() as session:
        _change(claimed, claimed_at=None)
        if refused:
            kept = session.get_one(NoticePreference, user_id)
            failures = kept.failures + 1
            session.execute(
                sa.update(NoticePreference)
                .where(NoticePreference.user_id == user_id)
                .values(failures=failures, retry_at=retry_at(at, failures)),
                execution_options={"synchronize_session": False},
            )
            session.expire(kept)


def _note_sent(user_id: int, claimed: Sequence[Notice]) -> None:
    with transaction() as session:
        _change(claimed, mailed_at=clock.now(), claimed_at=None)
        session.execute(
            sa.update(NoticePreference)
            .where(NoticePreference.user_id == user_id, NoticePreference.failures > 0)
            .values(failures=0, retry_at=None),
            execution_options={"synchronize_session": False},
        )


def _change(claimed: Sequence[Notice], **values: datetime | None) -> None:
    db.session.execute(
        sa.update(Notice).where(Notice.id.in_([notice.id for notice in claimed])).values(**values),
        execution_options={"synchronize_session": False},
    )
