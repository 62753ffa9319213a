"""Signing in and out, and one's own password."""

from datetime import timedelta
from math import ceil

import sqlalchemy as sa

from app.accounts import limits, passwords, policy, queries, rules
from app.accounts.actor import SYSTEM, Actor
from app.accounts.models import User
from app.accounts.queries import Credentials
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken
from app.core.settings import value
from app.extensions import db

NEUTRAL = "登录名或密码不正确。"
CLOSED = "该账号已停用，请联系系统管理员。"


def sign_in(found: Credentials | None, *, right: bool, password: str) -> Actor:
    """Let somebody in whose password was right; otherwise count the failure and lock after too many.

    Raises RuleBroken with a sentence that tells nothing about whether the name exists. What is counted must be kept
    although the answer is a refusal: the caller commits it.
    """
    if found is None:
        audit.record("account.sign_in_failed", None, by=SYSTEM, label="未知登录名")
        raise RuleBroken(NEUTRAL)
    if found.locked_until is not None and found.locked_until > clock.now():
        raise RuleBroken(locked_sentence((found.locked_until - clock.now()).total_seconds()))
    if not right:
        raise RuleBroken(_fail(found))
    if found.closed:
        audit.record("account.sign_in_failed", _row(found), by=SYSTEM, label=found.login, reason="已停用")
        raise RuleBroken(CLOSED)
    facts: dict[str, object] = {"failed_logins": 0, "locked_until": None, "last_login_at": clock.now()}
    if passwords.outdated(found.password_hash):
        facts["password_hash"] = passwords.hashed(password)
    _note(found.user_id, **facts)
    actor = queries.actor_of(found.user_id)
    if actor is None:
        raise RuleBroken(CLOSED)
    audit.record("account.signed_in", _row(found), by=actor, label=found.login)
    return actor


def sign_out(*, by: Actor) -> None:
    """Write down that somebody left; the session itself is the web's to clear."""
    user = db.session.get(User, by.id)
    audit.record("account.signed_out", user, by=by, label=by.login)


def locked_sentence(seconds: float) -> str:
    """How long a lock still lasts, and what to do."""
    return f"连续输错次数过多，账号已锁定，请 {max(1, ceil(seconds / 60))} 分钟后再试，或联系系统管理员解锁。"


def change_password(*, old: str, new: str, by: Actor) -> Actor:
    """Set one's own password; all other sessions end. Gives the actor to go on with."""
    user = queries.get_user(by.login)
    if not passwords.fits(user.password_hash, old):
        raise RuleBroken("原密码不正确。", field="old")
    rules.check_password(new, login=user.login, least=value(limits.PASSWORD_LEAST), field="new")
    if new == old:
        raise RuleBroken("新密码不能与原密码相同。", field="new")
    set_password(user, new, must_change=False)
    audit.record("account.password_changed", user, by=by, label=user.login)
    actor = queries.actor_of(user.id)
    if actor is None:
        raise RuleBroken(CLOSED)
    return actor


def reset_password(user: User, *, by: Actor) -> str:
    """Give somebody a new password, to be changed at the next sign-in. Returns it: it is shown once and never kept."""
    policy.check_manages(by)
    policy.check_not_oneself(user, by, "重置")
    made = passwords.generated()
    set_password(user, made, must_change=True)
    assign(user, failed_logins=0, locked_until=None)
    audit.record("account.password_reset", user, by=by, label=user.login)
    return made


def unlock(user: User, *, by: Actor) -> None:
    """Let somebody try again before the time is over."""
    policy.check_manages(by)
    if user.locked_until is None or user.locked_until <= clock.now():
        raise RuleBroken("该账号没有锁定。")
    changes = assign(user, failed_logins=0, locked_until=None)
    audit.record("account.unlocked", user, by=by, label=user.login, changes=changes)


def set_password(user: User, password: str, *, must_change: bool) -> None:
    """Keep a password's hash and end all sessions; writes no trail, the action around it does."""
    assign(
        user,
        password_hash=passwords.hashed(password),
        must_change_password=must_change,
        password_changed_at=clock.now(),
        session_serial=user.session_serial + 1,
    )


def _fail(found: Credentials) -> str:
    """Count a wrong password; the sentence to answer with."""
    # One statement, so that guesses sent at once are all counted.
    failures = db.session.scalar(
        sa.update(User)
        .where(User.id == found.user_id)
        .values(failed_logins=User.failed_logins + 1, updated_at=User.updated_at)
        .returning(User.failed_logins)
        .execution_options(synchronize_session=False)
    )
    audit.record("account.sign_in_failed", _row(found), by=SYSTEM, label=found.login)
    if (failures or 0) < value(limits.FAILURES):
        return NEUTRAL
    minutes = value(limits.LOCK_MINUTES)
    _note(found.user_id, failed_logins=0, locked_until=clock.now() + timedelta(minutes=minutes))
    audit.record("account.locked", _row(found), by=SYSTEM, label=found.login, minutes=minutes)
    return locked_sentence(minutes * 60)


def _note(user_id: int, **facts: object) -> None:
    """Write sign-in facts past the version count: a colleague's open form about this person stays good."""
    db.session.execute(
        sa.update(User)
        .where(User.id == user_id)
        .values(**facts, updated_at=User.updated_at)
        .execution_options(synchronize_session=False)
    )


def _row(found: Credentials) -> User | None:
    return db.session.get(User, found.user_id, populate_existing=True)
