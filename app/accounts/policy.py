"""Who may do what to whom in administration. The door (`roles.py`) has already let the person in."""

from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Permission
from app.core.settings import Declared

from .actor import SYSTEM, Actor
from .enums import Role
from .models import User


def check_manages(by: Actor) -> None:
    """Accounts and organisations are the administrator's, or the commands' own."""
    if by is not SYSTEM and Permission.ACCOUNT_MANAGE not in by.permissions:
        raise NotAllowed("只有系统管理员可以管理账号。")


def check_not_oneself(user: User, by: Actor, what: str) -> None:
    """Nobody takes away his own account: there would be nobody left to give it back."""
    if by.id is not None and user.id == by.id:
        raise RuleBroken(f"不能{what}自己的账号，请由另一位系统管理员操作。")


def check_keeps_admin(user: User, roles: frozenset[Role], by: Actor) -> None:
    """Nobody takes his own administrator's role away."""
    if by.id is not None and user.id == by.id and Role.ADMIN not in roles:
        raise RuleBroken("不能取消自己的系统管理员角色，请由另一位系统管理员操作。", field="roles")


def may_change(setting: Declared, by: Actor) -> bool:
    """Security settings are the administrator's; the other rules the bureau's head may change as well."""
    if Permission.SETTING_EDIT not in by.permissions:
        return False
    return not setting.security or by.has(Role.ADMIN)


def check_changes(setting: Declared, by: Actor) -> None:
    """Refuse a setting that is not this person's to change."""
    if not may_change(setting, by):
        raise NotAllowed(f"“{setting.label}”只能由系统管理员修改。")
