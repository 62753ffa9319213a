"""The audit trail: everything that was done, found again, and proof that nobody has touched it."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.actor import SYSTEM, Actor
from app.accounts.enums import Role
from app.core import audit, clock
from app.core.audit import AuditEntry, broken_links
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.accounts import person

URL = "/admin/audit"


@pytest.fixture
def doer(app: Flask) -> Actor:
    """Somebody who has done thirty things on two days, a minute before and after midnight in Shanghai."""
    with app.app_context(), transaction():
        made = person(Role.ADMIN, name="许文远")
        for number in range(30):
            late = number % 2
            with clock.held_at(datetime(2026, 3, 14, 16 if late else 15, 1 if late else 59, tzinfo=UTC)):
                audit.record("test.done", None, by=made, label=f"第{number}件", changes={"name": ("旧", f"新{number}")})
        audit.record("test.done", None, by=SYSTEM, label="50%_\\")
        return made


def shown(page) -> int:
    return page.text.count('data-label="序号"')


def ids(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id)))


@pytest.mark.usefixtures("doer")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("person=许文远", 30),
        ("person=许文", 30),
        ("person=没有这个人", 0),
        ("action=test.done&person=系统", 1),
        ("subject=第7件", 1),
        ("subject=%25_", 1),
        ("action=test.done&first=2026-03-15&last=2026-03-15", 15),
        ("action=test.done&last=2026-03-14", 15),
        ("action=nothing.ever", 0),
        ("kind=nothing", 0),
    ],
)
def test_filters_find_what_they_say(as_role, query: str, count: int) -> None:
    assert shown(as_role(Role.AUDITOR).get(f"{URL}?{query}")) == count


@pytest.mark.usefixtures("doer")
def test_a_change_is_told_in_words_with_its_time_in_shanghai(as_role) -> None:
    page = as_role(Role.AUDITOR).get(f"{URL}?subject=第1件").text
    assert "名称：旧 → 新1" in page
    assert "2026-03-15 00:01" in page
    assert "许文远" in page


def test_all_pages_show_every_entry_once(app: Flask, as_role, doer: Actor) -> None:
    with app.app_context(), transaction():
        for number in range(90):
            audit.record("test.many", None, by=doer, label=str(number))
    here, seen = as_role(Role.AUDITOR), []
    page = here.get(f"{URL}?action=test.many")
    while True:
        seen += [part.partition("<")[0] for part in page.text.split('data-label="序号">')[1:]]
        following = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        if not following:
            break
        page = here.get(following)
    assert len(seen) == 90
    assert len(set(seen)) == 90
    assert seen == sorted(seen, key=int, reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        "person=%00%1f",
        "person=%1f",
        "person=" + "长" * 500,
        "action=😀",
        "subject='\"--𠮷㐂",
        "first=2026-02-30",
        "last=9999-99-99",
        "check=x",
    ],
)
def test_odd_filters_never_fail(as_role, query: str) -> None:
    page = as_role(Role.AUDITOR).get(f"{URL}?{query}")
    assert page.status_code == (404 if "%00" in query else 200)
    if "first" in query or "last" in query:
        assert "不是有效日期" in page.text


def mark(*facts: object) -> str:
    """A page mark as somebody might forge it."""
    return urlsafe_b64encode(json.dumps(facts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        mark(["s", "abc"], 5, 0, 0),
        mark(["s", "\x00"], 5, 0, 0),
        mark(["d", "1.5"], 5, 0, 0),
        mark(["m", "2026-01-01T00:00:00"], 5, 0, 0),
        mark(["t", "2026-01-01"], 5, 0, 0),
        mark(["i", 10**30], 5, 0, 0),
        mark(["i", 5], 10**30, 0, 0),
        mark(["i", 5], 5, 0, 10**30),
        mark(["i", -5], -5, 1, -1),
        mark(None, 5, 0, 0),
    ],
)
def test_a_forged_page_mark_is_never_a_fault_of_ours(as_role, token: str) -> None:
    assert as_role(Role.AUDITOR).get(f"{URL}?at={token}").status_code in (200, 400, 422)
    assert as_role(Role.ADMIN).get(f"/admin/users?at={token}").status_code in (200, 400, 422)


@pytest.mark.usefixtures("doer")
def test_a_whole_chain_is_confirmed(as_role) -> None:
    assert "指纹链完整" in as_role(Role.AUDITOR).get(f"{URL}?check=1").text


@pytest.mark.parametrize(
    ("column", "new"),
    [
        ("actor_name", "别人"),
        ("subject_label", "改了"),
        ("action", "test.other"),
        ("entry_hash", "0" * 64),
        ("actor_id", None),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("changes", {"name": ["旧", "别的"]}),
    ],
)
def test_a_changed_entry_is_named(app: Flask, as_role, doer: Actor, column: str, new: object) -> None:
    target = ids(app)[-10]
    with app.app_context(), transaction():
        table = AuditEntry.__table__
        db.session.execute(sa.update(table).where(table.c.id == target).values({column: new}))
    with app.app_context():
        assert target in list(broken_links())
    page = as_role(Role.AUDITOR).get(f"{URL}?check=1").text
    assert "指纹链有断裂" in page
    assert f"第 {target} 条" in page


def test_a_removed_entry_leaves_a_gap_that_is_named(app: Flask, as_role, doer: Actor) -> None:
    numbers = ids(app)
    with app.app_context(), transaction():
        table = AuditEntry.__table__
        db.session.execute(sa.delete(table).where(table.c.id == numbers[-10]))
    assert f"第 {numbers[-9]} 条" in as_role(Role.AUDITOR).get(f"{URL}?check=1").text


def test_the_page_costs_the_same_for_few_and_many(app: Flask, as_role, doer: Actor, count_queries) -> None:
    here = as_role(Role.AUDITOR)
    with count_queries() as few:
        here.get(f"{URL}?subject=第7件")
    with count_queries() as many:
        here.get(f"{URL}?action=test.done")
    assert len(few) == len(many) <= 6


def test_an_entry_made_while_the_clock_stood_in_shanghai_does_not_break_the_chain(app: Flask) -> None:
    with app.app_context(), transaction(), clock.held_at(datetime(2026, 3, 1, 17, 30, tzinfo=clock.SHANGHAI)):
        audit.record("test.done", None, by=SYSTEM)
    with app.app_context():
        assert list(broken_links()) == []
