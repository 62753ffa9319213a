"""People to try the product with. Only the demo calls this; the caller has checked that this is one."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.core import audit
from app.core.changes import assign
from app.extensions import db

from . import actions, passwords, queries
from .actor import SYSTEM
from .enums import OrganisationKind, Role
from .models import LOGIN_LENGTH, Organisation, OrganisationPark, User

PASSWORD_FILE = "demo-password"  # noqa: S105 - a file's name
DEMO_PARK = "lay-ntit-zone-2"
BUREAU, CITY, DEPARTMENT, OPERATIONS = (
    "市商务局（演示）",
    "市政府（演示）",
    "市生态环境局（演示）",
    "系统运维组（演示）",
)

_FAMILY = (
    "陈王李张刘杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
)
_GIVEN = (
    *(
        "晓岚",
        "志远",
        "文静",
        "嘉树",
        "雨桐",
        "明哲",
        "思源",
        "静怡",
        "海涛",
        "佳宁",
        "俊峰",
        "若溪",
        "建业",
        "梦琪",
        "承志",
    ),
    *(
        "雅琴",
        "国栋",
        "书瑶",
        "永康",
        "婉清",
        "立新",
        "芷若",
        "振华",
        "可欣",
        "启航",
        "慧敏",
        "浩然",
        "丽萍",
        "子墨",
        "秋月",
    ),
    *("学文", "晨曦", "铁军", "素梅", "博文", "凌云", "春燕"),
)


@dataclass(frozen=True)
class DemoAccount:
    """An account as the start-up prints it."""

    login: str
    name: str
    role: str
    organisation: str
    password: str


@dataclass(frozen=True)
class _Person:
    login: str
    name: str
    job_title: str
    role: Role


_EIGHT: tuple[tuple[str, OrganisationKind, tuple[_Person, ...]], ...] = (
    (
        BUREAU,
        OrganisationKind.BUREAU,
        (
            _Person("reviewer", "周文静", "投资促进处主任科员", Role.REVIEWER),
            _Person("bureau_manager", "沈国栋", "副局长", Role.BUREAU_MANAGER),
        ),
    ),
    (
        DEPARTMENT,
        OrganisationKind.DEPARTMENT,
        (_Person("department", "叶婉清", "环评处处长", Role.DEPARTMENT_REVIEWER),),
    ),
    (CITY, OrganisationKind.LEADERSHIP, (_Person("leader", "陆建业", "副市长", Role.LEADER),)),
    (
        OPERATIONS,
        OrganisationKind.OPERATIONS,
        (
            _Person("auditor", "卢慧敏", "审计员", Role.AUDITOR),
            _Person("admin", "丁浩然", "系统管理员", Role.ADMIN),
        ),
    ),
)
_TEAM = (
    _Person("officer", "陈晓岚", "招商专员", Role.OFFICER),
    _Person("park_manager", "顾志远", "招商局局长", Role.PARK_MANAGER),
)

# Invented names: the two lists have lengths without a common factor, so it is long before one comes again.
_TAKEN = {
    person.name for _name, _kind, people in (*_EIGHT, ("", OrganisationKind.PARK_TEAM, _TEAM)) for person in people
}
_NAMES = [
    name
    for number in range(300)
    if (name := _FAMILY[number * 7 % len(_FAMILY)] + _GIVEN[number * 11 % len(_GIVEN)]) not in _TAKEN
]


def ensure_demo_accounts(password: str | None) -> list[DemoAccount]:
    """Make the demo's organisations and people where they are missing; gives the eight to sign in with.

    Without a password one is made and kept in the instance folder, so that the next start prints the same.
    An account whose owner has changed the password by hand keeps it.
    """
    password = password or _kept_password()
    kept = queries.user_by_login("officer")
    same = kept is not None and passwords.fits(kept.password_hash, password)
    password_hash = kept.password_hash if kept is not None and same else passwords.hashed(password)
    everywhere = [city.id for city in queries.cities()]
    accounts = []
    for organisation_name, kind, people in _EIGHT:
        organisation = _organisation(organisation_name, kind, city_ids=everywhere)
        accounts += [_account(person, organisation, password, password_hash) for person in people]
    served = _parks_with_teams()
    for number, park in enumerate(queries.parks()):
        if park.code != DEMO_PARK and park.id in served:
            continue
        team = _organisation(f"{park.name}招商团队（演示）", OrganisationKind.PARK_TEAM, park_ids=[park.id])
        if park.code == DEMO_PARK:
            accounts = [_account(person, team, password, password_hash) for person in _TEAM] + accounts
        else:
            for person in _team_of(park.code, number):
                _account(person, team, password, password_hash)
    if kept is not None and not same:
        _give_everybody(password_hash)
    return accounts


def _organisation(
    name: str, kind: OrganisationKind, *, city_ids: list[int] | None = None, park_ids: list[int] | None = None
) -> Organisation:
    name = name[:100]
    return queries.organisation_by_name(name) or actions.create_organisation(
        name=name,
        short_name=re.sub(r"（演示）$", "", name)[:40],
        kind=kind,
        city_ids=city_ids or [],
        park_ids=park_ids or [],
        by=SYSTEM,
    )


def _account(person: _Person, organisation: Organisation, password: str, password_hash: str) -> DemoAccount:
    if queries.user_by_login(person.login) is None:
        actions.create_user(
            login=person.login,
            name=person.name,
            job_title=person.job_title,
            organisation=organisation,
            roles=[person.role],
            password=password,
            password_hash=password_hash,
            must_change_password=False,
            by=SYSTEM,
        )
    return DemoAccount(person.login, person.name, person.role.label, organisation.short_name, password)


def _team_of(code: str, number: int) -> tuple[_Person, _Person]:
    """An officer and a manager for a park, always the same for the same place in the list."""
    stem = code.lower()[: LOGIN_LENGTH - 2]
    return (
        _Person(f"o-{stem}", _NAMES[2 * number % len(_NAMES)], "招商专员", Role.OFFICER),
        _Person(f"m-{stem}", _NAMES[(2 * number + 1) % len(_NAMES)], "招商局局长", Role.PARK_MANAGER),
    )


def _parks_with_teams() -> set[int]:
    """Parks that somebody's team serves already, one of the demo's or one made by hand."""
    return set(db.session.scalars(sa.select(OrganisationPark.park_id).distinct()))


def _give_everybody(password_hash: str) -> None:
    """Another demo password was asked for: whoever has not set an own one gets it."""
    demo = db.session.scalars(
        sa.select(User)
        .join(User.organisation)
        .where(Organisation.name.endswith("（演示）"), User.password_changed_at.is_(None))
        .order_by(User.id)
    ).all()
    for user in demo:
        assign(user, password_hash=password_hash, session_serial=user.session_serial + 1)
        audit.record("account.password_reset", user, by=SYSTEM, label=user.login)


def _kept_password() -> str:
    path: Path = current_app.config["INSTANCE"] / PASSWORD_FILE
    if path.exists() and (kept := path.read_text(encoding="utf-8").strip()):
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    made = passwords.generated()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(made)
    return made
