"""A `Paper` as the template meets it: headings numbered, text broken into lines, tables measured, the title balanced.

Knows Jinja, neither Flask nor the PDF engine.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.briefs.lettering import balance
from app.briefs.lettering import width as sans_width
from app.briefs.render import TEMPLATES, draw_code
from app.briefs.typography import cell, full_width, plain
from app.core.paper import Block, Column, Fact, Heading, Listing, Paper, Paragraph, Table

from .faces import Face, advance
from .lines import MEASURE, SIZE, SPACE, break_lines

TITLE_EM = MEASURE / 22
SHORT_VALUE = 11
"""A fact of so many em shares its row with another."""
PITCHES = ("close", "closer", "closest", "least")
"""Closer line pitches by class. 28.99 pt is the standard's; it allows less (§7.3.5.4) so that the signature stays with the text.
The last two are set smaller as well."""
SMALLER = {"closest": SIZE / 15, "least": SIZE / 14}
"""By how much more text a line of smaller type holds."""
ROOM = 14.5
"""So many em may the signature take from the right edge for the check code to stand beside it."""
_ISO = re.compile(r"(?<![A-Za-z0-9-])(\d{4})-(\d{2})-(\d{2})(?![A-Za-z0-9-])")
_NUMERALS = "〇一二三四五六七八九"


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What issuing adds to a paper; all empty on a preview."""

    number: str = ""
    code: str = ""
    verify_url: str = ""
    digest: str = ""
    issuer: str = ""
    """Who prints it: 印发机关; not repeated when it signs as well."""
    printed_on: date | None = None
    watermark: str = ""
    """Reader and moment, pale across every page; empty for none."""
    red_head: bool = False


@dataclass(frozen=True)
class Prepared:
    """A block with all its words set."""

    kind: str
    markup: tuple[Markup, ...] = ()
    title: str = ""
    mark: str = ""
    table: Table | None = None
    shares: tuple[int, ...] = ()


@dataclass
class Numerals:
    """Counts headings by level, and tables."""

    levels: list[int] = field(default_factory=lambda: [0, 0, 0])
    tables: int = 0

    def heading(self, level: int) -> str:
        """The numeral of the next heading of this level: 一、 （一） 1."""
        self.levels[level - 1] += 1
        for lower in range(level, 3):
            self.levels[lower] = 0
        count = self.levels[level - 1]
        return (f"{chinese(count)}、", f"（{chinese(count)}）", f"{count}.")[level - 1]

    def table(self) -> int:
        """The next table's number."""
        self.tables += 1
        return self.tables


def official_html(paper: Paper, marks: Marks, *, pitch: str = "") -> str:
    """The paper as a whole HTML document, at the usual line pitch or at one of `PITCHES`."""
    measure = MEASURE * SMALLER.get(pitch, 1)
    number = tight(marks.number or paper.number)
    return (
        _environment()
        .get_template("briefs/print/official.html")
        .render(
            paper=paper,
            marks=marks,
            number=number,
            pitch=pitch,
            title_lines=title_lines(paper.title),
            addressees=_set([(f"{'、'.join(paper.addressees)}：", "fs")], measure, indent=0)
            if paper.addressees
            else (),
            rows=fact_rows(paper.opening),
            blocks=prepare(paper.blocks, measure),
            attachments=_attachments(paper.attachments, measure),
            signature=Signature.of(paper.signer, paper.signed_on),
            notes=[plain(note) for note in paper.footnotes],
            foot_number=f"{number}{'（演示）' if paper.demo and number else '演示' if paper.demo else ''}",
            printer="" if paper.signer.endswith(marks.issuer) else marks.issuer,
            background=_background(marks.watermark),
            head_size=_head_size(paper.signer),
        )
    )


def chinese(number: int) -> str:
    """一 to 九十九; larger numbers stay figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")


def tight(text: str) -> str:
    """As official papers write: no blanks between Chinese and figures, dates as 2026年3月9日."""
    text = SPACE.sub("", full_width(text.strip()))
    return _ISO.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", text)


def day(value: date | None) -> str:
    """2026年3月9日, without noughts in front; blanks for the pen while there is no day."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "　　　　年　　月　　日"


def title_lines(title: str) -> tuple[str, ...]:
    """The title in lines of about one length, broken by sense."""
    text = full_width(title.strip())
    lines = balance(text, lambda _: TITLE_EM - 1, bold=True, lines=4)
    return tuple(lines) if lines is not None else (text,)


def fact_rows(facts: Iterable[Fact]) -> list[tuple[Fact, ...]]:
    """Facts in rows: two beside each other where both are short, else one."""
    rows: list[tuple[Fact, ...]] = []
    waiting: Fact | None = None
    for fact in facts:
        short = sans_width(plain(fact.value)) <= SHORT_VALUE and "\n" not in fact.value
        if short and waiting:
            rows.append((waiting, fact))
            waiting = None
            continue
        if waiting:
            rows.append((waiting,))
        waiting = fact if short else None
        if not short:
            rows.append((fact,))
    if waiting:
        rows.append((waiting,))
    return rows


def prepare(blocks: Iterable[Block], measure: float = MEASURE) -> list[Prepared]:
    """The body with numerals and lines."""
    blocks = tuple(blocks)
    count = Numerals()
    several = sum(isinstance(block, Table) for block in blocks) > 1
    out: list[Prepared] = []
    for block in blocks:
        if isinstance(block, Heading):
            out.append(_heading(block, count, measure))
        elif isinstance(block, Paragraph):
            out.extend(_paragraph(block, measure))
        elif isinstance(block, Listing):
            out.extend(_listing(block, measure, deep=count.levels[2] > 0))
        else:
            mark = f"表{count.table()}" if several else ""
            out.append(Prepared("table", title=block.title, mark=mark, table=block, shares=shares(block.columns)))
    return out


def shares(columns: tuple[Column, ...]) -> tuple[int, ...]:
    """Widths in whole per cent, 100 together, none under 3."""
    whole = sum(max(column.width, 0) for column in columns) or 1
    out = [max(3, round(max(column.width, 0) / whole * 100)) for column in columns]
    out[out.index(max(out))] += 100 - sum(out)
    return tuple(out)


@dataclass(frozen=True)
class Signature:
    """Unit and day as the standard asks (§7.3.5.1): the day four characters from the right edge, the unit centred above it."""

    unit: tuple[str, ...]
    day: str
    unit_pad: int
    """Half characters between the unit and the right edge."""
    day_pad: int

    leaves_room: bool
    """Whether the check code fits left of it."""

    @classmethod
    def of(cls, unit: str, on: date | None) -> "Signature":
        """Several units stand below each other, divided by 、 in `Paper.signer`."""
        words = day(on)
        units = tuple(full_width(part) for part in unit.split("、"))
        middle = 4 + _em(words) / 2
        widest = max(_em(part) for part in units)
        # A unit too long to be centred over the day begins no further right than it must.
        middle = max(middle, widest / 2)
        return cls(
            units,
            words,
            round(2 * (middle - widest / 2)),
            round(2 * (middle - _em(words) / 2)),
            middle + widest / 2 <= ROOM,
        )


def _heading(block: Heading, count: Numerals, measure: float) -> Prepared:
    text = count.heading(block.level) + re.sub(r"[。：；\s]+$", "", full_width(block.text.strip()))
    if block.level == 1:
        return Prepared("h1", title=text)
    return Prepared(f"h{block.level}", _set([(text, "kai" if block.level == 2 else "fsb")], measure), title=text)


def _listing(block: Listing, measure: float, *, deep: bool) -> list[Prepared]:
    """1. 2. 3., under a heading that is itself numbered 1. the next level （1）."""
    form = "（{}）{}" if deep else "{}.{}"
    numbered = (
        form.format(number, item) if block.numbered else item for number, item in enumerate(block.items, start=1)
    )
    return [Prepared("text", _set([(tight(text), "fs")], measure)) for text in numbered]


def _paragraph(block: Paragraph, measure: float) -> list[Prepared]:
    out = []
    lead = full_width(block.lead.strip())
    for line in filter(None, (part.strip() for part in block.text.splitlines())):
        parts: list[tuple[str, Face]] = [(lead, "kai")] if lead else []
        out.append(Prepared("text", _set([*parts, (tight(line), "fs")], measure)))
        lead = ""
    return out


def _set(parts: list[tuple[str, Face]], measure: float, *, indent: float = 2.0) -> tuple[Markup, ...]:
    return tuple(line.markup for line in break_lines(parts, indent=indent, measure=measure))


def _attachments(names: tuple[str, ...], measure: float) -> tuple[tuple[Markup, ...], ...]:
    """附件：1.… below each other; one alone has no number. No mark at the end."""
    cleaned = [re.sub(r"[。；，\s]+$", "", name.strip()) for name in names]
    room = measure - (5.5 + 1 * (len(names) > 1)) * SIZE
    out = []
    for number, name in enumerate(cleaned, start=1):
        text = f"{number}.{name}" if len(cleaned) > 1 else name
        out.append(tuple(line.markup for line in break_lines([(text, "fs")], indent=0, measure=room)))
    return tuple(out)


def _em(text: str) -> float:
    return sum(advance(character, "fs") for character in text)


def _head_size(unit: str) -> str:
    """The size class of the red head: as large as the unit's name allows."""
    length = _em(unit) + 2
    return "large" if length <= 8 else "middle" if length <= 12 else "small" if length <= 17 else "least"


def _background(watermark: str) -> str:
    """The watermark as the picture of a page's background, repeated down the page."""
    if not watermark:
        return ""
    words = watermark.replace("&", "＆").replace("<", "＜").replace(">", "＞")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="595" height="281" viewBox="0 0 595 281">'
        f'<g font-family="Noto Sans SC" font-size="17" fill="#e3e7ea"><text transform="translate(60 250) rotate(-24)">{words}</text>'
        f'<text transform="translate(330 190) rotate(-24)">{words}</text></g></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {"cell": cell, "full_width": full_width, "plain": plain, "day": day, "tight": tight}
    environment.filters.update(filters)
    environment.globals["draw_code"] = draw_code
    return environment
