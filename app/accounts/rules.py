"""What a sign-in name, a password and a set of roles must be. Pure: no session, no request, no clock."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from urllib.parse import unquote

from app.core.errors import RuleBroken

from .enums import OrganisationKind, Role
from .roles import APART, ROLES_OF

LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")
RESERVED_LOGINS = frozenset({"new"})  # /admin/users/new is a page
PASSWORD_MOST = 128
CLASSES_LEAST = 3
SIGNS_LEAST = 5

# The letters of a password with its disguise taken off must not be one of these words and nothing more.
_COMMON = """
    a aa aaa abc abcd abcde abcdef admin administrator asd asdf asdfgh asdfghjkl beijing china company dragon
    guangzhou guest hello huawei iloveyou kaifaqu letmein login master mima monkey nantong parklead pass passw
    passwd password princess q qaz qazwsx qazwsxedc qq qwe qwer qwert qwerty qwertyuiop root shangwuju sunshine
    system temp test tianjin user wang welcome woaini woaizhongguo yuanqu yuanzhaotong zaq zhaoshang zhaoshangju
    zxc zxcv zxcvbn zxcvbnm
"""
COMMON_WORDS = frozenset(_COMMON.split())
_DISGUISE = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s", "!": "i"})


def login_key(text: str) -> str:
    """A sign-in name as it is kept: half width, lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def check_login(login: str) -> None:
    """Refuse names that cannot stand in a URL or be typed on any keyboard."""
    if not LOGIN.fullmatch(login) or login in RESERVED_LOGINS:
        message = "登录名为 2—40 位小写字母、数字、点、横线或下划线，以字母开头。"
        raise RuleBroken(message, field="login")


def password_faults(password: str, *, login: str, least: int) -> list[str]:
    """Everything that makes this password too weak, in words; nothing when it will do."""
    faults = []
    if len(password) < least:
        faults.append(f"至少 {least} 位")
    if len(password) > PASSWORD_MOST:
        faults.append(f"最多 {PASSWORD_MOST} 位")
    if _classes(password) < CLASSES_LEAST:
        faults.append("须含大写字母、小写字母、数字、符号中的三类")
    if login and (login.lower() in password.lower() or login.lower()[::-1] in password.lower()):
        faults.append("不能包含登录名")
    if _is_common(password) or len(set(password)) < SIGNS_LEAST:
        faults.append("过于常见，容易被猜到")
    return faults


def check_password(password: str, *, login: str, least: int, field: str) -> None:
    """Refuse a weak password, naming all that is wrong with it."""
    if faults := password_faults(password, login=login, least=least):
        message = f"新密码不符合要求：{'；'.join(faults)}。"
        raise RuleBroken(message, field=field)


def check_roles(roles: Collection[Role], kind: OrganisationKind) -> None:
    """Refuse roles that people of such an organisation cannot hold, or cannot hold together."""
    if not roles:
        message = "请至少选择一个角色。"
        raise RuleBroken(message, field="roles")
    if foreign := [role for role in Role if role in roles and role not in ROLES_OF[kind]]:
        message = f"“{kind.label}”的人员不能担任{_listed(foreign)}，可选：{_listed(ROLES_OF[kind])}。"
        raise RuleBroken(message, field="roles")
    for apart in APART:
        if apart <= set(roles):
            message = f"{_listed(role for role in Role if role in apart)}须由不同的人担任（三员分立）。"
            raise RuleBroken(message, field="roles")


def local_path(text: str | None) -> str | None:
    """Where to go after signing in: a path of this site, or None for anything that could lead elsewhere."""
    if not text or len(text) > 2000 or not text.startswith("/"):
        return None
    # A proxy that reads escapes once more makes "//evil" of "/%2F/evil" and "/%5Cevil".
    if unquote(text).replace("\\", "/").startswith("//"):
        return None
    # Browsers read a backslash as a slash and skip control characters, so "/\evil" would be "//evil".
    if "\\" in text or any(unicodedata.category(sign) == "Cc" for sign in text):
        return None
    return text


def _listed(roles: Iterable[Role]) -> str:
    return "、".join(role.label for role in roles)


def _classes(password: str) -> int:
    kinds = (str.islower, str.isupper, str.isdigit)
    known = sum(any(kind(sign) for sign in password) for kind in kinds)
    return known + any(not sign.isalnum() or not sign.isascii() for sign in password)


def _is_common(password: str) -> bool:
    """Whether nothing but a usual word, digits and symbols is in it: Password123!, P@ssw0rd2026, Aa123456!."""
    for text in (password.lower(), password.lower().rstrip("0123456789!@#$%^&*.?-_").translate(_DISGUISE)):
        letters = "".join(sign for sign in text if sign.isalpha())
        if letters in COMMON_WORDS:
            return True
    return False
