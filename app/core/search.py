"""Finding names by any part of them: one character or more, pinyin, or initials, on both engines.

A text is stored as a row of *words*: each Chinese character is a word of its own, each run of Latin letters or
digits is one. A query is the *phrase* of its words, the last one as a prefix. SQLite answers from FTS5, PostgreSQL
from a tsvector whose lexemes and positions we write ourselves, so both engines split a text in exactly the same way.

FTS5 answers a phrase from its index, in a few milliseconds among 100,000 names. PostgreSQL would fetch each row that
holds all words of a phrase, to see where they stand. Its vectors therefore hold *pieces* too: from every word of a text on,
up to LONGEST of them as one lexeme. Any part of a name is then the beginning of a lexeme, and the index alone tells who
holds it. As vectors are hardly fetched any more, migration 0012 keeps them outside of their rows, and the planner without
statistics of them: for a common word it would read the whole table, knowing nothing of what fetching vectors costs.

Words that only narrow (the park a project belongs to, its owner) stand in the same index as `tags`, so that the
engine intersects them before it touches a row. What not everybody may find goes into `secret`.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import sqlalchemy as sa

from app.extensions import db

from .pinyin import syllables as read_aloud
from .reading import aside

MOST_WORDS = 60  # words of a query that are used; nobody types a longer name
RECENT = 200  # rows that are looked at themselves before PostgreSQL's index is asked for the newest
MOST_SUFFIX = 12  # how far into a Latin word a query may begin
LONGEST = 12  # words of a piece; stored rows depend on it
# Private-use characters: `split` drops them from whatever a user types, so neither can be searched for.
GAP = "\ue000"  # keeps a phrase from reaching across two texts
TAG = "\ue001"


@dataclass(frozen=True)
class Index:
    """One searchable kind of thing: the table `search_<name>`, its row number the thing's."""

    name: str

    @property
    def table(self) -> str:
        """The full-text table."""
        return f"search_{self.name}"

    def put(self, number: int, texts: Iterable[str], *, tags: Iterable[str] = (), secret: Iterable[str] = ()) -> None:
        """(Re)write what is found under this number."""
        self.put_many([(number, texts, tags, secret)])

    def put_many(self, rows: Iterable[tuple[int, Iterable[str], Iterable[str], Iterable[str]]]) -> None:
        """The same for many at once: (number, texts, tags, secret texts)."""
        postgres = db.engine.dialect.name == "postgresql"
        packed = []
        for number, texts, tags, secret in rows:
            open_words, tag_words, secret_words = words_of(texts), [_tag(tag) for tag in tags], words_of(secret)
            if postgres and secret_words:
                # Beside the secret texts too: a condition on both columns would be looked up row by row.
                secret_words += [GAP, *tag_words]
            render = _vector if postgres else " ".join
            packed.append(
                {"n": number, "words": render([*open_words, GAP, *tag_words]), "secret": render(secret_words)}
            )
        if not packed:
            return
        if postgres:
            insert = (
                f"INSERT INTO {self.table} (id, words, secret) "  # noqa: S608 - the name is ours
                "VALUES (:n, CAST(:words AS tsvector), CAST(:secret AS tsvector)) "
                "ON CONFLICT (id) DO UPDATE SET words = excluded.words, secret = excluded.secret"
            )
        else:
            insert = f"INSERT OR REPLACE INTO {self.table} (rowid, words, secret) VALUES (:n, :words, :secret)"  # noqa: S608
        db.session.execute(sa.text(insert), packed)

    def remove(self, number: int) -> None:
        """Let it be found no more."""
        key = "id" if db.engine.dialect.name == "postgresql" else "rowid"
        db.session.execute(sa.text(f"DELETE FROM {self.table} WHERE {key} = :n"), {"n": number})  # noqa: S608

    def matches(
        self,
        query: str,
        *,
        any_tag: Sequence[str] = (),
        also: Sequence[Sequence[str]] = (),
        secret: bool = False,
        secret_tag: str | None = None,
        newest: int | None = None,
    ) -> "sa.Select[int] | None":
        """A statement of the numbers that match, the newest first; None when the query holds nothing to look for.

        `any_tag`: at least one of these tags must be there (empty = no matter); `also`: and one of each of these groups.
        `secret` also looks into the secret texts of all; `secret_tag` only into those of rows that carry that tag.
        `newest`: no more than so many.
        """
        phrase = split(query)[:MOST_WORDS]
        if not phrase:
            return None
        groups = [group for group in (any_tag, *also) if group]
        if db.engine.dialect.name == "postgresql":
            return self._postgres(phrase, groups, secret=secret, secret_tag=secret_tag, newest=newest)
        return self._sqlite(phrase, groups, secret=secret, secret_tag=secret_tag).limit(newest)

    def _sqlite(
        self, phrase: list[str], groups: list[Sequence[str]], *, secret: bool, secret_tag: str | None
    ) -> "sa.Select[int]":
        """FTS5: every word is quoted, so nothing a user types is an operator."""
        quoted = '"' + " ".join(phrase) + '"' + ("*" if _is_latin(phrase[-1]) else "")
        found = f"{{words}} : {quoted}"
        if secret:
            found = f"({found}) OR ({{secret}} : {quoted})"
        elif secret_tag:
            found = f'({found}) OR (({{secret}} : {quoted}) AND ({{words}} : "{_tag(secret_tag)}"))'
        for group in groups:
            tags = " OR ".join(f'"{_tag(tag)}"' for tag in group)
            found = f"({found}) AND ({{words}} : ({tags}))"
        table = sa.table(self.table, sa.column("rowid", sa.Integer))
        return (
            sa.select(table.c.rowid)
            .where(sa.literal_column(self.table).op("MATCH")(found))
            .order_by(table.c.rowid.desc())
        )

    def _postgres(
        self,
        phrase: list[str],
        groups: list[Sequence[str]],
        *,
        secret: bool,
        secret_tag: str | None,
        newest: int | None,
    ) -> "sa.Select[int]":
        """A tsquery written by hand; lexemes hold letters, digits and our own signs only, so quoting is enough."""
        tags = ["(" + " | ".join(f"'{_tag(tag)}'" for tag in group) + ")" for group in groups]
        columns = {"words": tags}
        if secret:
            columns["secret"] = tags
        elif secret_tag:
            columns["secret"] = [f"'{_tag(secret_tag)}'", *tags]
        asked = _asked(phrase)

        def found_in(rows: sa.FromClause) -> "sa.Select[int]":
            holds = (_holds(rows.c[column], one, *also) for one in asked for column, also in columns.items())
            return sa.select(rows.c.id).where(sa.or_(*holds))

        table = sa.table(self.table, sa.column("id", sa.Integer), sa.column("words"), sa.column("secret"))
        if newest is not None:
            return _newest(table, found_in, newest)
        # Not by the bare number: for a few of the newest it would walk back through all rows and fetch their words.
        return found_in(table).order_by((table.c.id + 0).desc())


def is_found(number: Any, found: "sa.Select[int]", *, along: bool = False) -> "sa.ColumnElement[bool]":
    """`number` is among those that `matches` finds; `along`: rows are met in another order, and only checked."""
    found = found.order_by(None)
    if not along:
        return cast("sa.ColumnElement[bool]", number.in_(found))
    if db.engine.dialect.name == "postgresql":
        (own,) = found.exported_columns  # row by row, which the offset makes it do
        return found.where(own == number).offset(0).exists()
    return aside(number.in_(found))  # FTS5 hands over all in no time, but is slow to say whether one is among them


def _newest(
    table: sa.TableClause, found_in: "Callable[[sa.FromClause], sa.Select[int]]", number: int
) -> "sa.Select[int]":
    """The newest rows are read first: a common word stands in enough of them, and the index is not asked at all."""
    recent = found_in(sa.select(table).order_by(table.c.id.desc()).limit(RECENT).subquery()).cte("recent")
    too_few = sa.select(sa.func.count()).select_from(recent).scalar_subquery() < number
    both = sa.union(sa.select(recent.c.id), found_in(table).where(too_few)).subquery()
    return sa.select(both.c.id).order_by(both.c.id.desc()).limit(number)


def _holds(column: Any, *queries: str) -> "sa.ColumnElement[bool]":
    query = sa.cast(sa.literal(" & ".join(queries)), _TsQuery())
    return sa.type_coerce(column.op("@@", is_comparison=True)(query), sa.Boolean)


class _TsQuery(sa.types.UserDefinedType[str]):
    """PostgreSQL's tsquery, for a cast."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """Its name in SQL."""
        return "tsquery"


def split(text: str) -> list[str]:
    """The words of a text: single Chinese characters, and runs of letters or digits in lower case, half width."""
    words: list[str] = []
    run = ""
    for sign in unicodedata.normalize("NFKC", text).lower():
        if sign.isascii() and sign.isalnum():
            run += sign
            continue
        if run:
            words.append(run)
            run = ""
        if unicodedata.category(sign)[0] in "LN":
            words.append(sign)
    if run:
        words.append(run)
    return words


def words_of(texts: Iterable[str]) -> list[str]:
    """All words under which these texts are found: themselves, their pinyin and initials from every syllable on."""
    words: list[str] = []
    for text in texts:
        own = split(text)
        if not own:
            continue
        words += [*own, GAP]
        words += sorted(_spoken(text) | _latin_ends(own) - set(own))
        words.append(GAP)
    return words


def _spoken(text: str) -> set[str]:
    """Pinyin and initials, beginning at each syllable: zhongtiankeji, tiankeji, keji, ji; ztkj, tkj, kj, j."""
    han = [sign for sign in unicodedata.normalize("NFKC", text) if _is_han(sign)]
    if not han:
        return set()
    syllables = [part for part in read_aloud("".join(han)) if part.isascii()]
    starts = range(min(len(syllables), MOST_SUFFIX))
    full = {"".join(syllables[start : start + MOST_SUFFIX]) for start in starts}
    return full | {"".join(part[0] for part in syllables[start : start + MOST_SUFFIX]) for start in starts}


def _latin_ends(words: Iterable[str]) -> set[str]:
    """Each Latin word from its second, third … letter on, so that a part of a name or a code is found too."""
    return {
        word[start:] for word in words if _is_latin(word) for start in range(1, min(len(word) - 1, MOST_SUFFIX) + 1)
    }


def _is_latin(word: str) -> bool:
    return word.isascii()


def _is_han(sign: str) -> bool:
    return unicodedata.category(sign) == "Lo"


def _tag(tag: str) -> str:
    """The word of a tag."""
    return TAG + "".join(sign for sign in tag.lower() if sign.isalnum() and sign.isascii())


def _vector(words: Sequence[str]) -> str:
    """Words and pieces as PostgreSQL reads a tsvector: 'word':1,5 (16,383 is the last place it keeps)."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words, start=1):
        places[word].append(place)
    gaps = [-1, *(place for place, word in enumerate(words) if word == GAP), len(words)]
    for before, after in list(pairwise(gaps))[::2]:  # what stands between is how the text is read aloud
        for start in range(before + 1, after - 1):
            places[_piece(words[start : min(start + LONGEST, after)])].append(start + 1)
    return " ".join(
        f"'{word}':{','.join(str(min(place, 16_383)) for place in where)}" for word, where in places.items()
    )


def _piece(words: Sequence[str]) -> str:
    """Neighbouring words as one lexeme, in which a Latin word is told from one that goes on, or begins like it."""
    return "".join(f"-{word}" if _is_latin(word) else word for word in words)


def _asked(phrase: Sequence[str]) -> list[str]:
    """The phrase as tsqueries, one of which must hold. Only for more than LONGEST words it matters where they stand."""
    ending = ":*" if _is_latin(phrase[-1]) else ""
    if len(phrase) == 1:
        return [f"'{phrase[0]}'{ending}"]
    rest = max(len(phrase) - LONGEST, 0)
    starts = [*range(0, rest, LONGEST), rest]
    asked = f"'{_piece(phrase[:LONGEST])}'"
    for before, start in pairwise(starts):
        asked += f" <{start - before}> '{_piece(phrase[start : start + LONGEST])}'"
    asked = f"({asked}:*)"
    if not all(map(_is_latin, phrase)):
        return [asked]
    # How a text is read aloud and the ends of its Latin words have no pieces; who has the piece need not be looked at.
    words = " <-> ".join(f"'{word}'" for word in phrase)
    return [asked, f"({words}{ending}) & !{asked}"]
