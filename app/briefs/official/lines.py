"""Running text of an official paper broken into lines that end flush at the right edge.

The PDF engine stretches spaces only, and Chinese has none; so lines are broken here, at measured widths, and each is given
the letter-spacing that fills it. Rules (GB/T 9704-2012 §5.2.3, GB/T 15834-2011 §5): 28 characters to a line; no closing mark starts a
line and no opening mark ends one; a number stays whole and keeps its unit (3.5亿元, 2026年, 45天); a mark at the end of a
line may give up its empty half, as may the first of two marks that meet; no paragraph ends on a lone character.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.briefs.typography import CLOSING, OPENING, full_width

from .faces import NARROW, Face, advance, can_narrow

SIZE = 16.0
MEASURE = 156 / 25.4 * 72
"""Width of the type area in points."""
GRID = MEASURE / 28 - SIZE
"""Letter-spacing of a full line of 28 characters: 448 points do not fit 442.2."""
TIGHTEST, WIDEST = -0.48, 1.62
"""Letter-spacing in points that a reader does not notice; a line that needs more stays short of the edge."""
STEP = 0.03
LONGEST = 9.0
"""A run of so many em is broken anywhere: an address, a serial number."""

_UNITS = "亿美元|万美元|亿元|万元|元|个百分点|个工作日|个月|个|家|处|项|亩|平方米|㎡|年度|年|月|日|天|周|期|号|人|次|倍|点|时|分|条|件|页|名|位"
_UNIT = re.compile(rf"[A-Za-z0-9][A-Za-z0-9.,%+\-/~:@_#&=?—]*(?:{_UNITS})?|——|……|.", re.DOTALL)
_NARROW_MARKS = frozenset("，。、；：！？）》〉」』】〕”’（《〈「『【〔“‘")
SPACE = re.compile(r"(?<![!-~]) +| +(?![!-~])")


@dataclass(frozen=True)
class Sign:
    """A character as it will be printed."""

    text: str
    face: Face
    narrow: bool = False

    @property
    def width(self) -> float:
        """In em."""
        return NARROW if self.narrow else advance(self.text, self.face)


@dataclass(frozen=True)
class Line:
    """One printed line: its characters, and the step of letter-spacing that fills it."""

    signs: tuple[Sign, ...]
    step: int

    @property
    def markup(self) -> Markup:
        """The line as HTML; runs of one face and width share a span."""
        out: list[Markup] = []
        for face, narrow, text in _runs(self.signs):
            part = escape(text)
            if narrow:
                part = Markup('<span class="h">{}</span>').format(part)
            if face != "fs":
                part = Markup('<span class="{}">{}</span>').format(face, part)
            out.append(part)
        return Markup('<span class="s{}">{}</span>').format(self.step, Markup("").join(out))

    @property
    def text(self) -> str:
        """The characters alone."""
        return "".join(sign.text for sign in self.signs)


def step_of(spacing: float) -> int:
    """The class number of a letter-spacing in points (`spacing.css` lists them)."""
    return round((min(max(spacing, TIGHTEST), WIDEST) - TIGHTEST) / STEP)


def spacing_sheet() -> str:
    """The style rules of all steps, in em so that they hold for smaller type as well."""
    last = step_of(WIDEST)
    return "".join(f".s{step}{{letter-spacing:{(TIGHTEST + step * STEP) / SIZE:.5f}em}}\n" for step in range(last + 1))


def break_lines(parts: Iterable[tuple[str, Face]], *, indent: float = 2.0, measure: float = MEASURE) -> list[Line]:
    """Text in its faces as lines of the measure (points); the first is shorter by the indent (em)."""
    pieces = _smaller(_pieces(parts))
    rows: list[list[Sign]] = [[]]
    room = measure - indent * (SIZE + GRID)
    for piece in pieces:
        limit = room if len(rows) == 1 else measure
        if rows[-1] and _needed([*rows[-1], *piece], limit)[0] < TIGHTEST:
            rows.append([])
        rows[-1].extend(piece)
    lines = []
    for number, row in enumerate(rows):
        limit = measure if number else room
        signs = _visible(row)
        if number == len(rows) - 1:
            spacing = min(GRID, _spacing(signs, limit))
        else:
            spacing, signs = _needed(row, limit)
            if spacing > WIDEST:
                spacing = GRID
        lines.append(Line(tuple(signs), step_of(spacing)))
    return lines


def _runs(signs: Sequence[Sign]) -> Iterable[tuple[Face, bool, str]]:
    start = 0
    for end in range(1, len(signs) + 1):
        if end == len(signs) or (signs[end].face, signs[end].narrow) != (signs[start].face, signs[start].narrow):
            yield signs[start].face, signs[start].narrow, "".join(sign.text for sign in signs[start:end])
            start = end


def _pieces(parts: Iterable[tuple[str, Face]]) -> list[list[Sign]]:
    """The text in pieces that are not broken; closing marks cling to the left, opening marks to the right."""
    pieces: list[list[Sign]] = []
    glue = False
    for text, face in parts:
        for found in _UNIT.findall(SPACE.sub("", full_width(text))):
            signs = [Sign(character, face) for character in found]
            if pieces and (glue or found in CLOSING or found in {"——", "……"}):
                pieces[-1].extend(signs)
            else:
                pieces.append(signs)
            glue = found in OPENING
    if len(pieces) > 8:  # no lone character on the last line
        last = pieces.pop()
        while len([sign for sign in last if sign.text not in CLOSING]) < 3 and len(last) < LONGEST:
            last = pieces.pop() + last
        pieces.append(last)
    return pieces


def _smaller(pieces: list[list[Sign]]) -> list[list[Sign]]:
    """Pieces too long to be kept whole, cut into characters."""
    out: list[list[Sign]] = []
    for piece in pieces:
        if sum(sign.width for sign in piece) <= LONGEST:
            out.append(piece)
            continue
        for sign in piece:
            if out and sign.text in CLOSING:
                out[-1].append(sign)
            else:
                out.append([sign])
    return out


def _visible(row: Sequence[Sign]) -> list[Sign]:
    """The row with meeting marks narrowed: the first of two, or the second of two opening ones."""
    out: list[Sign] = []
    for place, sign in enumerate(row):
        before = row[place - 1].text if place else ""
        after = row[place + 1].text if place + 1 < len(row) else ""
        closes = sign.text in CLOSING and after and after in CLOSING + OPENING
        opens = sign.text in OPENING and before and before in OPENING
        out.append(_narrowed(sign) if closes or opens else sign)
    return out


def _narrowed(sign: Sign) -> Sign:
    can = sign.text in _NARROW_MARKS and can_narrow(sign.face)
    return Sign(sign.text, sign.face, narrow=True) if can else sign


def _spacing(signs: Sequence[Sign], room: float) -> float:
    """Letter-spacing that fills the room."""
    if len(signs) < 2:
        return GRID
    return (room - sum(sign.width for sign in signs) * SIZE) / (len(signs) - 1)


def _needed(row: Sequence[Sign], room: float) -> tuple[float, list[Sign]]:
    """The spacing for a full line, and the line: its last mark gives up its empty half where that suits better."""
    signs = _visible(row)
    best = _spacing(signs, room), signs
    if signs and signs[-1].text in CLOSING:
        hung = [*signs[:-1], _narrowed(signs[-1])]
        other = _spacing(hung, room), hung
        if abs(other[0] - GRID) < abs(best[0] - GRID):
            return other
    return best
