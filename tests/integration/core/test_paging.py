"""Keyset paging: walking all pages, forward and back, meets each row once and in order."""

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.audit import AuditEntry
from app.core.paging import BadCursor, Cursor, page_of_ids
from app.extensions import db

WORDS = st.sampled_from(["", "a", "b", "中", "天", "中天", "𠮷", "z'\"", "%"])


@pytest.fixture
def rows(context: None):
    """Rows of the audit table with these labels; any table would do."""

    def make(labels: list[str]) -> dict[int, str]:
        db.session.execute(sa.delete(AuditEntry))
        for label in labels:
            db.session.add(
                AuditEntry(
                    at=datetime(2026, 1, 1, tzinfo=UTC),
                    actor_name="",
                    action="x",
                    subject_kind="",
                    subject_label=label,
                    changes={},
                    previous_hash="",
                    entry_hash="",
                )
            )
        db.session.flush()
        return {row.id: row.subject_label for row in db.session.scalars(sa.select(AuditEntry))}

    return make


def pages(*, descending: bool, size: int, cursor: str | None):
    return page_of_ids(
        sa.select(AuditEntry),
        sort=AuditEntry.subject_label,
        number=AuditEntry.id,
        descending=descending,
        cursor=cursor,
        size=size,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(labels=st.lists(WORDS, max_size=23), size=st.integers(1, 7), descending=st.booleans())
def test_every_row_is_met_once_in_both_directions(rows, labels: list[str], size: int, descending: bool) -> None:
    kept = rows(labels)
    order = [AuditEntry.subject_label, AuditEntry.id]
    whole = list(
        db.session.scalars(sa.select(AuditEntry.id).order_by(*(key.desc() if descending else key for key in order)))
    )
    assert sorted(whole) == sorted(kept)
    cursor, forward, walked = None, [], []
    while True:
        page = pages(descending=descending, size=size, cursor=cursor)
        walked.append(page)
        assert page.first == (len(forward) + 1 if page.items else 0)
        forward += page.items
        assert page.last == len(forward) if page.items else not forward
        if page.next is None:
            break
        cursor = page.next
    assert forward == whole
    assert walked[0].previous is None
    backward, page = list(walked[-1].items), walked[-1]
    while page.previous is not None:
        page = pages(descending=descending, size=size, cursor=page.previous)
        assert page.first == len(whole) - len(backward) - len(page.items) + 1
        backward = [*page.items, *backward]
    assert backward == whole


def test_a_page_keeps_its_place_when_rows_come_and_go(rows) -> None:
    kept = rows(["a", "b", "c", "d", "e"])
    first = pages(descending=False, size=2, cursor=None)
    db.session.execute(sa.delete(AuditEntry).where(AuditEntry.id == first.items[1]))
    db.session.flush()
    second = pages(descending=False, size=2, cursor=first.next)
    assert [kept[number] for number in second.items] == ["c", "d"], "nothing skipped, nothing twice"


@pytest.mark.parametrize(
    "value", ["中天", "", 7, -1, Decimal("12.500001"), date(2026, 2, 28), datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC)]
)
def test_a_mark_reads_back_as_itself(value: object) -> None:
    cursor = Cursor(value, 12, before=True, offset=30)
    assert Cursor.read(cursor.token()) == cursor
    assert cursor.token().isascii()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_utc_does_not_have_is_no_mark(moment: str) -> None:
    token = Cursor(datetime.fromisoformat(moment), 12).token()
    with pytest.raises(BadCursor):
        Cursor.read(token)


@given(st.text(max_size=80))
def test_any_other_mark_is_refused(token: str) -> None:
    with suppress(BadCursor):
        Cursor.read(token)
