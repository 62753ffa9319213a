"""One statement serves everybody of a kind, and answers each for himself alone."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.models import City, User
from app.accounts.sight import at_my_parks, at_seen_parks, given, in_my_cities, kept, me, my_team
from app.core.reading import plain_rows
from app.parks.models import Park
from tests.factories.accounts import person

ONE, OTHER, THIRD = "lay-ntit-zone-1", "lay-ntit-zone-2", "lay-tj-binhai"


def build(actor: Actor) -> "sa.CompoundSelect[tuple[str, int]]":
    served = sa.select(Park.code, sa.literal(1)).where(at_my_parks(Park.id, actor))
    seen = sa.select(Park.code, sa.literal(2)).where(at_seen_parks(Park.id, actor))
    cities = sa.select(City.code, sa.literal(3)).where(in_my_cities(City.id, actor))
    oneself = sa.select(User.login, sa.literal(4)).where(User.id == me(actor), User.organisation_id == my_team(actor))
    return sa.union_all(served, seen, cities, oneself)


statement = kept(build)


def answer(actor: Actor) -> dict[int, set[str]]:
    """By the statement that is kept, and the same by one that holds the person's own numbers."""
    by_kind = [tuple(row) for row in plain_rows(statement(actor), given(actor))]
    assert sorted(by_kind) == sorted(tuple(row) for row in plain_rows(build(actor)))
    return {what: {code for code, found in by_kind if found == what} for what in (1, 2, 3, 4)}


def test_one_statement_answers_each_person_for_himself(context):
    first, second = (person(Role.OFFICER, parks=[code]) for code in (ONE, OTHER))
    for actor, code in ((first, ONE), (second, OTHER), (first, ONE)):
        assert answer(actor) == {1: {code}, 2: {code}, 3: {"NT"}, 4: {actor.login}}
    assert statement(first) is statement(second)
    assert first.kind == second.kind != first


def test_several_parks_and_whole_cities_are_kinds_of_their_own(context):
    officer, both = person(Role.OFFICER, parks=[ONE]), person(Role.OFFICER, parks=[ONE, THIRD])
    bureau = person(Role.REVIEWER, cities=["TJ"])
    assert answer(both)[1] == {ONE, THIRD}
    assert answer(bureau)[1] == set()
    assert THIRD in answer(bureau)[2]
    assert ONE not in answer(bureau)[2]
    assert len({statement(actor) for actor in (officer, both, bureau)}) == 3


def test_who_has_no_jurisdiction_finds_nothing(context):
    auditor = person(Role.AUDITOR, cities=[])
    assert answer(auditor) == {1: set(), 2: set(), 3: set(), 4: {auditor.login}}


def test_a_kept_statement_is_refused_without_a_person(context):
    with pytest.raises(StatementError, match="value is required"):
        plain_rows(statement(person(Role.OFFICER, parks=[ONE])))


def test_the_numbers_of_a_kind_are_nobodys(context):
    kind = person(Role.PARK_MANAGER, parks=[ONE, OTHER]).kind
    assert kind.kind is kind
    assert all(number < 0 for number in (kind.id, kind.organisation_id, *kind.park_ids, *kind.city_ids))
