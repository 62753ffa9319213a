"""Pieces of texts in PostgreSQL's index: they find what the words side by side find, and old rows get the same ones."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import search
from app.core.search import LONGEST, MOST_WORDS, Index, split, words_of
from app.extensions import db

INDEX = Index("company")
FIRST = 900_001
MIGRATION = Path("migrations/0012_pieces_of_texts.py")
LETTERS = "中天科技江海通中天ab1㐂𠮷（） -"

texts = st.text(alphabet=LETTERS, min_size=1, max_size=40)


def numbers(query: str, **narrowed: object) -> list[int]:
    statement = INDEX.matches(query, **narrowed)  # type: ignore[arg-type]
    return [] if statement is None else [number for number in db.session.scalars(statement) if number >= FIRST]


def holds(words: list[str], phrase: list[str]) -> bool:
    """The plain way: the words stand side by side, the last may be the beginning of a Latin word."""
    for start in range(len(words) - len(phrase) + 1):
        part = words[start : start + len(phrase)]
        ends = part[-1].startswith(phrase[-1]) if phrase[-1].isascii() else part[-1] == phrase[-1]
        if ends and part[:-1] == phrase[:-1]:
            return True
    return False


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(texts, min_size=1, max_size=3), query=texts, cut=st.tuples(st.integers(0, 40), st.integers(1, 40))
)
def test_exactly_the_names_that_hold_the_words_are_found(
    context: None, names: list[str], query: str, cut: tuple[int, int]
) -> None:
    for number, name in enumerate(names):
        INDEX.put(FIRST + number, [name, "海通"], secret=[name[::-1]], tags=["park7"])
    for number in range(len(names), 3):
        INDEX.remove(FIRST + number)
    for asked in (query, names[0][cut[0] : cut[0] + cut[1]]):
        if not (phrase := split(asked)[:MOST_WORDS]):
            continue
        open_ones = {FIRST + n for n, name in enumerate(names) if holds(words_of([name, "海通"]), phrase)}
        hidden = {FIRST + n for n, name in enumerate(names) if holds(words_of([name[::-1]]), phrase)}
        assert set(numbers(asked)) == open_ones
        assert set(numbers(asked, any_tag=["park7"])) == open_ones
        assert set(numbers(asked, secret=True, any_tag=["park7"])) == open_ones | hidden
        assert set(numbers(asked, secret_tag="park8")) == open_ones


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("length", [1, 2, LONGEST - 1, LONGEST, LONGEST + 1, 2 * LONGEST, 2 * LONGEST + 1, 40])
def test_a_query_of_any_length_is_found_in_its_order_only(length: int) -> None:
    name = "".join(chr(0x4E00 + number) for number in range(60))
    INDEX.put(FIRST, [name])
    INDEX.put(FIRST + 1, [name[::-1]])
    part = name[7 : 7 + length]
    assert numbers(part) == ([FIRST + 1, FIRST] if length == 1 else [FIRST])
    assert numbers(f"{part}无") == numbers(f"无{part}") == []


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("read_first", [0, 3, 200])
def test_the_newest_are_the_newest_wherever_they_are_looked_for(
    read_first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "RECENT", read_first)
    for number in range(8):
        INDEX.put(FIRST + number, ["玄武示例" if number % 2 else "朱雀示例"], tags=["park7"], secret=["白虎"])
    assert numbers("玄武", newest=2) == [FIRST + 7, FIRST + 5]
    assert numbers("玄武", newest=4, any_tag=["park7"]) == [FIRST + 7, FIRST + 5, FIRST + 3, FIRST + 1]
    assert numbers("朱雀", newest=9) == [FIRST + 6, FIRST + 4, FIRST + 2, FIRST]
    assert numbers("白虎", newest=3) == []
    assert numbers("白虎", newest=3, secret=True) == [FIRST + 7, FIRST + 6, FIRST + 5]
    assert numbers("玄武", newest=3, any_tag=["park8"]) == []


@pytest.fixture
def migrate(context: None) -> Iterator[Callable[[str], None]]:
    """Takes the step of migration 0012 up or down, in the transaction of the test."""
    spec = importlib.util.spec_from_file_location("pieces_of_texts", MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Operations.context(MigrationContext.configure(db.session.connection())):
        yield lambda way: getattr(module, way)()


def has_pieces() -> bool:
    """SQLite's index knows none: there the migration leaves everything as it is."""
    return db.engine.dialect.name == "postgresql"


def rows() -> list[tuple[object, ...]]:
    """Where a tag stands in the secret texts does not matter, and the migration does not say."""
    columns = "id, words, strip(secret)" if has_pieces() else "rowid, words, secret"
    asked = sa.text(f"SELECT {columns} FROM {INDEX.table} ORDER BY 1")
    return [tuple(row) for row in db.session.execute(asked)]


def test_rows_of_before_get_the_pieces_that_are_written_now(migrate: Callable[[str], None]) -> None:
    INDEX.put(FIRST, ["江苏中天科技股份有限公司（示例）", "NT-2026-00123 tcl芯片3号", "㐂𠮷"], tags=["park7", "owner3"])
    INDEX.put(FIRST + 1, ["中天中天中天"], tags=["park7"], secret=["保密投资方 甲A", "天 天"])
    INDEX.put(FIRST + 2, [], tags=["park7"])
    INDEX.put(FIRST + 3, ["单"], secret=["双"])
    written = rows()
    migrate("downgrade")
    before = {number: words for number, words, _ in rows()}
    if has_pieces():
        assert "'中天'" not in before[FIRST]
        assert "-nt-2026" not in before[FIRST]
        assert "'中':" in before[FIRST]
    else:
        assert rows() == written
    migrate("upgrade")
    assert rows() == written
    assert numbers("天科技股份有限公司例") == []
    assert numbers("天科技股份有限公司（示例") == [FIRST]
    assert numbers("投资方甲", secret_tag="park7") == [FIRST + 1]
