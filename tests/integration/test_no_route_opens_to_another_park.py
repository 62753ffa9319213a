"""Every address of one park's things, as the other park: not found, nothing said, nothing changed.

The addresses lead to what exists: whoever holds the right opens each of them first, so that a refusal is one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from werkzeug.routing import Rule

from app.accounts.enums import Role
from app.core import clock
from app.core.db import Model
from app.core.transaction import transaction
from app.extensions import db, limiter
from tests.factories.first_reports import ONE, OTHER, THIRD
from tests.factories.whole_park import SECRETS, Addresses, whole_park
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
REFUSED = {403, 404}
# What is published for everybody, or behind a right that no park team holds: not one park's own. A new route with a
# parameter is either named here or filled in by `whole_park`; the test fails until it is.
NOT_A_PARKS_OWN = (
    "accounts.",  # the administrator's
    "parks.",
    "plans.",
    "briefs.issue",  # the brief of a park says what is published of it
    "briefs.pack",
    "briefs.preview",
    "briefs.render",
    "briefs.verify",  # for whoever holds the paper
    "follow_up.instruct_park",
    "projects.column",  # one's own board
    "static",
)
OWN_THOUGH = "briefs.issue_paper"
# Enough for most forms to be valid: a door that were open would let something happen.
SENT: dict[str, Any] = {
    "stage": "negotiating",
    "kind": "call",
    "happened_on": "2026-01-01",
    "result": "x",
    "reason": "other",
    "review_on": "2099-01-01",
    "lost_reason": "other",
    "hold_reason": "other",
    "removal_reason": "other",
    "text": "x",
    "answer": "x",
    "ruling": "x",
    "demand": "x",
    "measures": "x",
    "number": "x",
    "name": "甲",
    "to_park": THIRD,
    "done_on": "2026-01-01",
    "do": "close",
    "why": "x",
    "park": OTHER,
}


def is_a_parks_own(rule: Rule) -> bool:
    """Whether it leads to something that belongs to a park or to its people."""
    named = rule.endpoint.startswith(NOT_A_PARKS_OWN) and rule.endpoint != OWN_THOUGH
    return bool(rule.arguments) and not named


def filled(app: Flask, rule: Rule, known: Addresses) -> str:
    """The address of something that exists. Fails for a parameter nobody has given a value."""
    blueprint, values = rule.endpoint.split(".")[0], {}
    for name in rule.arguments:
        places = (f"{rule.endpoint}:{name}", f"{blueprint}:{name}", name)
        found = next((known[place] for place in places if place in known), None)
        assert found is not None, f"Let whole_park() make something for <{name}> of {rule.endpoint}: {rule.rule}"
        values[name] = found
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def methods(rule: Rule) -> list[str]:
    return sorted({"GET", "POST"} & (rule.methods or set()))


def ask(client: PageClient, method: str, url: str, sent: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    """One request; how often somebody tries is not what is asked here."""
    limiter.reset()
    return client.get(url, **kwargs) if method == "GET" else client.send(url, sent, **kwargs)


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """What happens inside is taken back."""
    with app.app_context():
        savepoint = db.sessionmaker.kw["bind"].begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def unopened(app: Flask, holders: list[PageClient], method: str, url: str) -> str:
    """What was answered, where nobody of these finds anything there."""
    answers = []
    for holder in holders:
        with undone(app), ask(holder, method, url, {"park": ONE}, headers={"HX-Request": "true"}) as answer:
            answers.append(answer.status_code)
        if answer.status_code not in REFUSED and answer.status_code < 500:
            return ""
    return f"{method} {url} → {answers}"


def let_in(stranger: PageClient, method: str, url: str) -> str:
    """What somebody from elsewhere was answered, or read, where it is more than a refusal; as a page and for a script."""
    for headers in ({}, {"Accept": "application/json"}):
        with ask(stranger, method, url, SENT, headers=headers) as answer:
            read = [word for word in SECRETS if word in answer.get_data(as_text=True)]
            if answer.status_code not in REFUSED or read:
                return f"{answer.status_code} {read}"
    return ""


def everything_kept(app: Flask) -> dict[str, list[str]]:
    """All rows of all tables."""
    with app.app_context():
        return {
            table.name: sorted(map(repr, db.session.execute(sa.select(table))))
            for table in Model.metadata.sorted_tables
        }


@pytest.fixture
def holders(as_role: SignIn) -> list[PageClient]:
    """Those who together hold every right over the park's things: its manager, and the city's."""
    return [
        as_role(Role.PARK_MANAGER, parks=[ONE]),
        as_role(Role.BUREAU_MANAGER),
        as_role(Role.LEADER),
        as_role(Role.PARK_MANAGER, parks=[THIRD]),
    ]


@pytest.fixture
def addresses(app: Flask, holders: list[PageClient]) -> Addresses:
    manager, bureau, leader, _ = (client.actor for client in holders)
    with app.app_context(), transaction():
        return whole_park(manager=manager, bureau=bureau, leader=leader)


def test_what_a_park_keeps_is_not_there_for_another(
    app: Flask, as_role: SignIn, holders: list[PageClient], addresses: Addresses
) -> None:
    own = [(rule, filled(app, rule, addresses)) for rule in app.url_map.iter_rules() if is_a_parks_own(rule)]
    assert len(own) > 100
    assert [
        where for rule, url in own for method in methods(rule) if (where := unopened(app, holders, method, url))
    ] == []
    strangers = [as_role(role, parks=[OTHER]) for role in (Role.PARK_MANAGER, Role.OFFICER)]
    before = everything_kept(app)
    open_doors = [
        f"{stranger.actor} {method} {url} → {answer}"
        for stranger in strangers
        for rule, url in own
        for method in methods(rule)
        if (answer := let_in(stranger, method, url))
    ]
    assert open_doors == []
    after = everything_kept(app)
    assert [name for name in before if before[name] != after[name]] == []


def readable(data: bytes) -> str:
    """A page as text, a workbook as the texts of its parts."""
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with ZipFile(BytesIO(data)) as book:
        return "".join(book.read(part).decode() for part in book.namelist())


def test_pages_for_everybody_say_nothing_of_what_a_park_keeps(
    app: Flask, as_role: SignIn, addresses: Addresses
) -> None:
    """Lists, counts and suggestions: pages without an address of somebody's, and the published ones of the park."""
    here = addresses | {"code": ONE, "year": str(clock.today().year), "stage": "signed"}
    stranger = as_role(Role.PARK_MANAGER, parks=[OTHER])
    codes = [value for key, value in addresses.items() if key.endswith("code") and value != ONE]
    opened = 0
    for rule in app.url_map.iter_rules():
        published = rule.endpoint.startswith(("parks.show", "briefs.render", "projects.column"))
        if "GET" not in methods(rule) or (rule.arguments and not published) or rule.endpoint.startswith("health."):
            continue
        with app.test_request_context():
            url = url_for(rule.endpoint, **{name: here[name] for name in rule.arguments})
        with ask(stranger, "GET", url) as answer:
            said = readable(answer.data)
        assert not [word for word in (*SECRETS, *codes) if word in said], url
        opened += answer.status_code == 200
    assert opened > 25
