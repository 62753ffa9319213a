"""When a notice goes by mail. Pure: the wish and the moment come in, the moment it is due comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.core.clock import SHANGHAI
from app.core.errors import RuleBroken

from .enums import USUAL, MailMode, NoticeKind

FIRST_RETRY = timedelta(minutes=5)
LAST_RETRY = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What one person wants by mail; hours are those of the day in Shanghai, 0 to 23."""

    email: str | None = None
    modes: Mapping[str, Any] = field(default_factory=dict)
    digest_hour: int = 8
    quiet_from: int | None = None
    quiet_until: int | None = None

    def mode(self, kind: NoticeKind) -> MailMode:
        """How this kind goes."""
        chosen = self.modes.get(kind.value)
        return USUAL[kind] if chosen is None else MailMode(chosen)


NO_WISH = Wish()


def mail_due(wish: Wish, kind: NoticeKind, now: datetime) -> datetime | None:
    """From when on a notice of this kind is to be mailed; None when it is not mailed at all."""
    mode = wish.mode(kind)
    if not wish.email or mode is MailMode.NEVER:
        return None
    if mode is MailMode.DAILY:
        return next_digest(now, wish.digest_hour)
    return after_quiet(now, wish.quiet_from, wish.quiet_until)


def next_digest(now: datetime, hour: int) -> datetime:
    """The next time the clock in Shanghai strikes this hour; now, if it is just striking."""
    local = now.astimezone(SHANGHAI)
    at = datetime.combine(local.date(), time(hour), SHANGHAI)
    return (at if local <= at else at + timedelta(days=1)).astimezone(UTC)


def after_quiet(now: datetime, quiet_from: int | None, quiet_until: int | None) -> datetime:
    """Now, or the end of the quiet hours that now falls into; hours that run over midnight are quiet on both sides."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return now
    local = now.astimezone(SHANGHAI)
    over_midnight = quiet_from > quiet_until
    quiet = (
        local.hour >= quiet_from or local.hour < quiet_until
        if over_midnight
        else quiet_from <= local.hour < quiet_until
    )
    if not quiet:
        return now
    end = datetime.combine(local.date(), time(quiet_until), SHANGHAI)
    return (end if local < end else end + timedelta(days=1)).astimezone(UTC)


def retry_at(now: datetime, failures: int) -> datetime:
    """When an address that refused is tried again: each time twice as late, every six hours at the latest."""
    wait: timedelta = min(FIRST_RETRY * 2 ** min(max(failures, 1) - 1, 10), LAST_RETRY)
    return now + wait


def check_quiet(quiet_from: int | None, quiet_until: int | None) -> None:
    """Both ends or neither. Raises RuleBroken."""
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_until" if quiet_until is None else "quiet_from"
        raise RuleBroken("免打扰时段请同时选择开始和结束。", field=missing)
    if quiet_from is not None and quiet_from == quiet_until:
        raise RuleBroken("免打扰的开始和结束不能相同。", field="quiet_until")
