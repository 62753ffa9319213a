"""Making, changing and closing accounts."""

from collections.abc import Collection

from app.accounts import passwords, policy, queries, rules
from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.models import Organisation, User, UserRole
from app.core import audit, clock
from app.core.changes import Changes, assign
from app.core.errors import RuleBroken
from app.core.saving import saving
from app.extensions import db

LAST_ADMIN = "这是最后一个可用的系统管理员，请先增加另一位系统管理员。"


def create_user(
    *,
    login: str,
    name: str,
    organisation: Organisation,
    roles: Collection[Role],
    password: str,
    by: Actor,
    job_title: str = "",
    must_change_password: bool = True,
    password_hash: str | None = None,
) -> User:
    """Open an account. A password that somebody else knows must be changed at the first sign-in.

    `password_hash` spares the work where many accounts get the same password at once (the demo).
    """
    policy.check_manages(by)
    login = rules.login_key(login)
    rules.check_login(login)
    _check_open(organisation)
    rules.check_roles(roles, organisation.kind)
    user = User(
        login=login,
        name=name,
        job_title=job_title,
        organisation_id=organisation.id,
        password_hash=password_hash or passwords.hashed(password),
        must_change_password=must_change_password,
    )
    user.role_rows = [UserRole(role=role) for role in Role if role in roles]
    with saving(uq_user_account_login=("login", "该登录名已被使用，请换一个。")):
        db.session.add(user)
    facts: Changes = {"organisation": (None, organisation.name), "roles": ([], _values(roles))}
    audit.record("account.created", user, by=by, label=login, changes=facts)
    return user


def edit_user(
    user: User, *, name: str, job_title: str, organisation: Organisation, roles: Collection[Role], by: Actor
) -> None:
    """Change who somebody is. Other roles or another organisation end that person's sessions."""
    policy.check_manages(by)
    wanted = frozenset(roles)
    if organisation.id != user.organisation_id:
        _check_open(organisation)
    rules.check_roles(wanted, organisation.kind)
    policy.check_keeps_admin(user, wanted, by)
    held = frozenset(row.role for row in user.role_rows)
    if Role.ADMIN in held - wanted:
        _check_not_last(user)
    former = user.organisation
    changes = assign(user, name=name, job_title=job_title, organisation_id=organisation.id)
    if (moved := changes.pop("organisation_id", None)) is not None:
        changes["organisation"] = (former.name, organisation.name)
    if held != wanted:
        changes["roles"] = (_values(held), _values(wanted))
        user.role_rows = [row for row in user.role_rows if row.role in wanted] + [
            UserRole(role=role) for role in Role if role in wanted - held
        ]
    if moved or held != wanted:
        user.session_serial += 1
    if changes:
        audit.record("account.edited", user, by=by, label=user.login, changes=changes)


def disable_user(user: User, *, by: Actor) -> None:
    """Close an account: sessions end at once, what the person did stays."""
    policy.check_manages(by)
    policy.check_not_oneself(user, by, "停用")
    if user.disabled_at is not None:
        raise RuleBroken("该账号已经停用。")
    _check_not_last(user)
    assign(user, disabled_at=clock.now(), session_serial=user.session_serial + 1)
    audit.record("account.disabled", user, by=by, label=user.login)


def enable_user(user: User, *, by: Actor) -> None:
    """Open an account again."""
    policy.check_manages(by)
    if user.disabled_at is None:
        raise RuleBroken("该账号没有停用。")
    assign(user, disabled_at=None, failed_logins=0, locked_until=None)
    audit.record("account.enabled", user, by=by, label=user.login)


def _check_not_last(user: User) -> None:
    """Refuse what would leave nobody to administer."""
    if queries.open_admins() == {user.id}:
        raise RuleBroken(LAST_ADMIN, field="roles")


def _check_open(organisation: Organisation) -> None:
    if organisation.disabled_at is not None:
        raise RuleBroken("该单位已停用，请选择其他单位。", field="organisation_id")


def _values(roles: Collection[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]
