"""What a project is called: to a reader who is known, and in texts that anybody may get."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from app.accounts.actor import SYSTEM, Actor
from app.accounts.enums import Role
from app.projects.discreet import cover_name, public_name
from app.projects.models import Project
from app.projects.policy import title_for

OWNER, PARK, OTHER_PARK = 7, 1, 2


def actor(role: Role, *, number: int = 9, park: int | None = None) -> Actor:
    parks = frozenset() if park is None else frozenset({park})
    return replace(SYSTEM, id=number, roles=frozenset({role}), park_ids=parks)


READERS = [
    (actor(Role.OFFICER, number=OWNER, park=PARK), True),
    (actor(Role.OFFICER, park=PARK), False),
    (actor(Role.PARK_MANAGER, park=PARK), True),
    (actor(Role.PARK_MANAGER, park=OTHER_PARK), False),
    (actor(Role.REVIEWER), True),
    (actor(Role.BUREAU_MANAGER), True),
    (actor(Role.LEADER), False),
]


def made(kind: type, *, confidential: bool, code_name: str | None = "海燕") -> SimpleNamespace:
    facts = {"code": "NT-2026-0001", "name": "示例光电扩产", "owner_id": OWNER, "park_id": PARK}
    return kind(**facts, confidential=confidential, code_name=code_name)


@pytest.mark.parametrize("kind", [Project, SimpleNamespace])
@pytest.mark.parametrize(("reader", "knows"), READERS)
def test_a_reader_is_told_the_name_or_else_the_code_name(kind: type, reader: Actor, knows: bool) -> None:
    assert title_for(reader, made(kind, confidential=False)) == "示例光电扩产"
    assert title_for(reader, made(kind, confidential=True)) == ("示例光电扩产" if knows else "海燕")
    nameless = made(kind, confidential=True, code_name=None)
    assert title_for(reader, nameless) == ("示例光电扩产" if knows else "NT-2026-0001")


@pytest.mark.parametrize("kind", [Project, SimpleNamespace])
def test_where_anybody_may_read_a_confidential_project_goes_by_its_code_name(kind: type) -> None:
    assert public_name(made(kind, confidential=False)) == "示例光电扩产"
    assert public_name(made(kind, confidential=True)) == "海燕"
    assert public_name(made(kind, confidential=True, code_name=None)) == "NT-2026-0001"
    assert cover_name(made(kind, confidential=False)) == "海燕", "of a project that went into a confidential one"
