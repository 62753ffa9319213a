"""What somebody wants by mail, and when he wants quiet."""

from collections.abc import Mapping

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.extensions import db
from app.notices.enums import USUAL, MailMode, NoticeKind
from app.notices.models import Notice, NoticePreference
from app.notices.queries import preference, wish_of
from app.notices.rules import check_quiet, mail_due


def choose(
    *,
    email: str | None,
    modes: Mapping[NoticeKind, MailMode],
    digest_hour: int,
    quiet_from: int | None,
    quiet_until: int | None,
    by: Actor,
) -> None:
    """Set one's own choice; what is still to be mailed follows it. Raises RuleBroken.

    Old notices stay out of the mail: an address that is entered today gets what comes from today on.
    """
    check_quiet(quiet_from, quiet_until)
    assert by.id is not None
    kept = preference(by.id)
    if kept is None:
        kept = NoticePreference(user_id=by.id, modes={}, digest_hour=8, failures=0)
        db.session.add(kept)
    changes = assign(
        kept,
        email=email,
        modes={kind.value: mode.value for kind, mode in modes.items() if mode is not USUAL[kind]},
        digest_hour=digest_hour,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )
    if not changes and not db.session.is_modified(kept) and kept not in db.session.new:
        return
    kept.failures, kept.retry_at = 0, None
    _reschedule(kept)
    # The trail says that the address changed, not what it is.
    said = {name: ("（邮箱）", "（邮箱）") if name == "email" else pair for name, pair in changes.items()}
    audit.record("notices.chosen", kept, by=by, label=by.name, changes=said)


def _reschedule(kept: NoticePreference) -> None:
    """Let what is due but not yet sent follow the new choice."""
    now, wish = clock.now(), wish_of(kept)
    for kind in NoticeKind:
        db.session.execute(
            sa.update(Notice)
            .where(
                Notice.user_id == kept.user_id,
                Notice.kind == kind,
                Notice.mailed_at.is_(None),
                Notice.claimed_at.is_(None),
                Notice.mail_due_at.is_not(None),
            )
            .values(mail_due_at=mail_due(wish, kind, now)),
            execution_options={"synchronize_session": False},
        )
