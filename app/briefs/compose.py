"""Which chapters begin a page. Heights are reckoned from the text, every way of running chapters on is tried, the best kept.

A chapter opens a page of its own where it fills one; short chapters share a page; no page but the last stays nearly
empty. The reckoning decides only where pages are asked to begin: the engine still breaks safely if it is a little off.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from app.briefs.blocks import (
    Block,
    Box,
    Checks,
    Definitions,
    Draft,
    Figure,
    Lead,
    Numbers,
    Paragraphs,
    References,
    Sectors,
    Table,
)
from app.briefs.lettering import lead_lines, width
from app.briefs.typography import plain
from app.briefs.view_model import Contact, Verification

PAGE = 702.0
"""Height of the type area in points."""
FULL_WIDTH, TEXT_WIDTH = 470.55, 357.2
HEAD_SAVES = 16.0
"""Tight spacing under a chapter's title and lead."""
RUN_SAVES = 19.0
"""Tight spacing around the title of a chapter that runs on."""
BLOCK_SAVES = 6.0
"""Tight spacing above a table or a figure."""
ROW_SAVES = 1.1
TOP_MARGIN = 18.0
"""The air above a block, which falls away at the top of a page."""
KEEP_ROWS = 14
"""A table of fewer rows than this is not divided."""
THIN = 0.34
"""A page filled less than this looks forgotten."""
MEAGRE = 0.62
"""Below this a page begins to look unfinished."""
GIVE = (0.98, 1.0, 1.02)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a chapter goes: onto a page of its own or after the last one, in usual or in tight spacing."""

    starts_page: bool
    tight: bool = False


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A block as the page sees it: its height, the rows it may be divided into, what tight spacing saves."""

    height: float
    rows: tuple[float, ...] = ()
    head: float = 0.0
    saves: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Extent:
    """A chapter's pieces, with its head and lead when it opens a page and when it runs on."""

    opening: float
    running: float
    pieces: tuple[Piece, ...]

    def is_tight(self, page: float) -> bool:
        """Whether the chapter misses a single page by so little that tight spacing saves it."""
        usual = self.opening + sum(piece.height for piece in self.pieces)
        return usual > page * 0.985 and usual - self.saves <= page * 0.97

    @property
    def saves(self) -> float:
        """What tight spacing gives back."""
        return HEAD_SAVES + sum(piece.saves for piece in self.pieces)


def compose(chapters: Sequence[Draft], *, foot: float = 0.0) -> list[Place]:
    """The place of each chapter; the first always begins a page."""
    extents = [_extent(chapter) for chapter in chapters]
    best: tuple[float, list[bool]] | None = None
    for choice in product((True, False), repeat=len(extents) - 1):
        starts = [True, *choice]
        # Reckoned heights are a little off: what looks well must also do so when the page is somewhat longer or shorter.
        cost = sum(_fill(extents, starts, foot=foot, page=PAGE * give)[0] for give in GIVE)
        if best is None or cost < best[0]:
            best = (cost, starts)
    starts = best[1] if best else []
    return [
        Place(starts_page=new, tight=new and extent.is_tight(PAGE)) for new, extent in zip(starts, extents, strict=True)
    ]


def foot_height(contact: Contact | None, verification: Verification | None) -> float:
    """Height of the contact band at the foot of the last page, with the air above it."""
    if contact is None and verification is None:
        return 0.0
    lines = max(len(contact.lines), len(contact.place_lines) + 1 if contact.place else 0) if contact else 0
    band = max(33.0 + 15 * lines, 58.0 if verification else 0.0) + 10
    return band + (18 if verification else 0) + 30


class _Sheet:
    """Fills pages from top to bottom and remembers how full they became."""

    def __init__(self, page: float) -> None:
        self.page = page
        self.full: list[float] = []
        self.y = 0.0
        self.torn = 0

    def turn(self) -> None:
        self.full.append(self.y / self.page)
        self.y = 0.0

    def put(self, piece: Piece) -> None:
        if self.y + piece.height <= self.page:
            self.y += piece.height
        elif not piece.rows:
            self.turn()
            self.y = piece.height - TOP_MARGIN
        else:
            self._divide(piece)

    def _divide(self, piece: Piece) -> None:
        self.torn += 1
        if self.y + piece.head + sum(piece.rows[:3]) > self.page:
            self.turn()
            self.y = -TOP_MARGIN
        self.y += piece.head
        for row in piece.rows:
            if self.y + row > self.page:
                self.turn()
                self.y = 20.0
            self.y += row


def _fill(extents: Sequence[Extent], starts: Sequence[bool], *, foot: float, page: float) -> tuple[float, bool]:
    """What is wrong with the pages, summed up, and whether the last chapter has to be set tight for the contact to fit."""
    sheet = _Sheet(page)
    cost = 0.0
    for i, (extent, new) in enumerate(zip(extents, starts, strict=True)):
        if new and i:
            sheet.turn()
        head = extent.opening if new else extent.running
        first = extent.pieces[0] if extent.pieces else Piece(height=0)
        needed = first.head + sum(first.rows[:4]) if first.rows else first.height
        if not new:
            # A chapter that the engine itself would push to the next page should be told to begin there.
            cost += 0.1 + (8.0 if sheet.y + head + needed > page else 0.0)
        tight = new and extent.is_tight(PAGE)
        sheet.put(Piece(height=head - HEAD_SAVES * tight))
        before = len(sheet.full)
        for piece in extent.pieces:
            sheet.put(Piece(height=piece.height - piece.saves) if tight else piece)
        if not new and len(sheet.full) > before:
            cost += 0.15
    saved = RUN_SAVES + BLOCK_SAVES * (len(extents[-1].pieces) - 1)
    squeezed = not starts[-1] and page * 0.985 - foot < sheet.y <= page * 0.97 - foot + saved
    if squeezed:
        sheet.y -= saved
    if sheet.y + foot > page:
        cost += 6.0  # the contact would drag the last lines to a page of their own
        sheet.turn()
    sheet.y += foot
    for fill in sheet.full:
        cost += (1 - fill) ** 2 + 2 * max(0.0, MEAGRE - fill) + (5.0 if fill < THIN else 0.0)
    cost += 0.35 * len(sheet.full) + 0.1 * sheet.torn + (0.4 if sheet.y < 0.3 * page else 0.0)
    return cost, squeezed


def _extent(chapter: Draft) -> Extent:
    blocks = list(chapter.blocks)
    opening, running = 54.0, 89.0
    after_lead = bool(blocks) and isinstance(blocks[0], Lead)
    if blocks and isinstance(blocks[0], Lead):
        lead = blocks.pop(0)
        assert isinstance(lead, Lead)
        lines = len(lead_lines(plain(lead.text)))
        opening += lines * 27 + 18
        running += lines * 23 + 12
    pieces = []
    for i, block in enumerate(blocks):
        piece = _piece(block)
        if i == 0 and after_lead and isinstance(block, (Table, Figure, Sectors)):
            saves = max(0.0, piece.saves - BLOCK_SAVES)
            piece = Piece(height=piece.height - 18, rows=piece.rows, head=max(0.0, piece.head - 18), saves=saves)
        elif i == 0 and isinstance(block, (References, Definitions)):
            piece = Piece(height=piece.height - TOP_MARGIN)
        pieces.append(piece)
    return Extent(opening=opening, running=running, pieces=tuple(pieces))


def _lines(text: str, measure: float, size: float, *, bold: bool = False) -> int:
    """Lines that the text takes; the ragged edge loses about half a character a line."""
    em = width(plain(text), bold=bold) * size
    return 1 if em <= measure else math.ceil(em / (measure - size * 0.5))


def _note(text: str) -> float:
    return _lines(text, FULL_WIDTH, 7.5) * 12 + 3 if text else 0.0


def _piece(block: Block) -> Piece:
    match block:
        case Lead():
            return Piece(height=len(lead_lines(plain(block.text))) * 27 + 18)
        case Paragraphs():
            return Piece(height=sum(_lines(text, TEXT_WIDTH, 10.5) * 18.0 for text in block.texts))
        case Numbers():
            return Piece(height=_numbers(block))
        case Sectors():
            return _sectors(block)
        case Table():
            return _table(block)
        case Figure():
            return Piece(height=36 + block.height + _note(block.note), saves=BLOCK_SAVES)
        case Checks():
            return Piece(height=_checks(block))
        case Box():
            return Piece(height=30 + _lines(block.head + "　" + block.text, FULL_WIDTH - 18, 9) * 14)
        case References():
            texts = [f"《{row.title}》，{row.meta}。引用章节：{row.sections}。" for row in block.rows]
            return Piece(height=36 + sum(_lines(text, TEXT_WIDTH - 15, 9) * 15 + 3 for text in texts))
        case Definitions():
            return Piece(
                height=36 + sum(_lines(item.label + item.text, TEXT_WIDTH, 9) * 15 + 2 for item in block.items)
            )


def _numbers(block: Numbers) -> float:
    measure = FULL_WIDTH / len(block.numbers) - 16
    text = max(_lines(number.text + "演示" * number.demo, measure, 8.5) for number in block.numbers)
    source = max(_lines(number.source, measure, 7) for number in block.numbers)
    return 18 + 10 + 32 + text * 12.5 + 7 + source * 9.5 + 9


def _sectors(block: Sectors) -> Piece:
    rows = [
        max(
            _lines(sector.name, FULL_WIDTH * 0.24 - 10, 11, bold=True) * 16,
            sum(_lines(line.text, FULL_WIDTH * 0.76 - 48, 9.5) * 15 for line in sector.lines),
        )
        + 16.4
        for sector in block.sectors
    ]
    rows += [_lines(item.text, FULL_WIDTH * 0.76, 9.5) * 15 + 16.4 for item in block.others]
    return _divisible(tuple(rows), head=20.0, note=block.note, keep=len(block.sectors) < 6, row_saves=5.0)


def _table(block: Table) -> Piece:
    rows: list[float] = []
    last = block.columns[-1]
    room = [
        FULL_WIDTH * column.width / 100 - (0 if column is last else 9 if column.numeric else 6)
        for column in block.columns
    ]
    for group in block.groups:
        if group.name:
            rows.append(23.9 if rows else 19.2)
        for row in group.rows:
            lines = max(
                _lines(cell, measure, 8.5, bold=column.key)
                for cell, column, measure in zip(row.cells, block.columns, room, strict=True)
            )
            rows.append(lines * 12 + 5.9)
    return _divisible(tuple(rows), head=18 + 18 + 20.0, note=block.note, keep=block.length < KEEP_ROWS)


def _divisible(rows: tuple[float, ...], *, head: float, note: str, keep: bool, row_saves: float = ROW_SAVES) -> Piece:
    height = head + sum(rows) + _note(note)
    saves = BLOCK_SAVES + len(rows) * row_saves
    return Piece(height=height, rows=() if keep and height < PAGE * 0.9 else rows, head=head, saves=saves)


def _checks(block: Checks) -> float:
    items = block.checklist.items
    measure = FULL_WIDTH / len(items) - 14
    return (
        36
        + 2
        + 16
        + 15
        + 12
        + max(_lines(item.text, measure, 7.5) for item in items) * 12
        + _note(block.checklist.source)
    )
