"""The layout picture of a cover: the whole layout on deep blue, this park red and larger."""

from functools import lru_cache

from markupsafe import Markup

from app.briefs.layout_geometry import Circle, Rings, Tile, Tiles, arrange
from app.briefs.lettering import balance, clip, fill, phrases, width
from app.briefs.svg import BLUE, DEEP, RED, WHITE, Pen
from app.briefs.typography import plain
from app.briefs.view_model import LayoutNode, LayoutPicture

ART_WIDTH, ART_HEIGHT = 595.28, 504.57
"""The dark part of the cover, edge to edge, in points."""
MARGIN_X, TOP, BOTTOM = 38.0, 26.0, 40.0

_RULE = "#3d6684"
_EDGE = "#8fb0c6"
_PALE = "#c9d8e4"
_ROSE = "#ffe3dc"
_ICE = "#e9f0f5"
_ZONE = "#1b4a6d"


@lru_cache(maxsize=256)
def draw_cover(picture: LayoutPicture) -> Markup:
    """The picture as SVG, drawn at the size it is printed."""
    pen = Pen(ART_WIDTH, ART_HEIGHT, alt=plain(picture.title))
    pen.rect(0, 0, ART_WIDTH, ART_HEIGHT, fill=DEEP)
    where = arrange(picture.nodes, ART_WIDTH - 2 * MARGIN_X, ART_HEIGHT - TOP - BOTTOM)
    if isinstance(where, Rings):
        _draw_rings(pen, where, picture.here_word)
    else:
        _draw_tiles(pen, where, picture.here_word)
    pen.text(62.4, ART_HEIGHT - 20, clip(plain(picture.caption), 36), size=9, fill=WHITE)
    pen.text(ART_WIDTH - 62.4, ART_HEIGHT - 20, "关系示意，非地理位置", size=7.5, fill="#9fbacd", anchor="end")
    return pen.done()


def _draw_rings(pen: Pen, where: Rings, here_word: str) -> None:
    cx, cy = where.cx + MARGIN_X, where.cy + TOP
    for rx, ry in where.ellipses:
        pen.shape("ellipse", cx=cx, cy=cy, rx=rx, ry=ry, fill="none", stroke=_RULE, stroke_width=0.8)
    if where.spokes:
        for circle in where.circles[1:]:
            pen.line(cx, cy, circle.x + MARGIN_X, circle.y + TOP, stroke=_RULE, width=0.8)
    for circle in where.circles:
        _draw_circle(pen, circle, here_word)


def _draw_circle(pen: Pen, circle: Circle, here_word: str) -> None:
    x, y, r, node = circle.x + MARGIN_X, circle.y + TOP, circle.r, circle.node
    stroke: str | None = _EDGE
    fill, ink, soft = DEEP, WHITE, _PALE
    if node.here:
        fill, stroke, soft = RED, None, _ROSE
        pen.shape("circle", cx=x, cy=y, r=r, fill="none", stroke="#e9b3a8", stroke_width=0.8)
        r -= 4.5
    elif node.kind == "core":
        fill, stroke, ink, soft = _ICE, None, BLUE, BLUE
    elif node.kind == "zone":
        fill = _ZONE
    pen.shape("circle", cx=x, cy=y, r=r, fill=fill, stroke=stroke, stroke_width=1 if stroke else None)
    words = fit_circle(node, r, here_word=here_word if node.here else "")
    top = y - words.height / 2
    for line in words.lines:
        pen.text(
            x,
            top + line.offset,
            line.text,
            size=line.size,
            fill=ink if line.bold else soft,
            bold=line.bold,
            anchor="middle",
        )


class Line:
    """A line of words with its baseline below the block's top."""

    __slots__ = ("bold", "offset", "size", "text")

    def __init__(self, text: str, size: float, offset: float, *, bold: bool) -> None:
        self.text, self.size, self.offset, self.bold = text, size, offset, bold

    @property
    def width(self) -> float:
        """In points."""
        return width(self.text, bold=self.bold) * self.size


class Words:
    """What is written into a circle."""

    __slots__ = ("height", "lines")

    def __init__(self, lines: list[Line], height: float) -> None:
        self.lines, self.height = lines, height


def _stack(rows: list[tuple[str, float, bool]]) -> Words:
    """Rows of text under each other; names lead wider than details."""
    lines: list[Line] = []
    y = 0.0
    for text, size, bold in rows:
        leading = size * (1.34 if bold else 1.38)
        lines.append(Line(text, size, y + leading * 0.5 + size * 0.36, bold=bold))
        y += leading
    return Words(lines, y)


def _inside(words: Words, r: float) -> bool:
    """Whether every line keeps clear of the circle's edge."""
    limit = r - 3
    for line in words.lines:
        middle = line.offset - line.size * 0.36 - words.height / 2
        far = max(abs(middle - line.size * 0.45), abs(middle + line.size * 0.45))
        if far >= limit or (line.width / 2) ** 2 + far**2 > limit**2:
            return False
    return True


@lru_cache(maxsize=1024)
def fit_circle(node: LayoutNode, r: float, *, here_word: str = "") -> Words:
    """The largest lettering of name and details that stays inside; details go first, the name is cut last."""
    label = plain(node.label)
    details = [plain(text) for text in node.details]
    largest = 12.0 if node.here or node.kind == "core" else 10.5
    # A name of several parts reads best with one part to a line, if need be a little smaller.
    tries = [(size, True) for size in _sizes(largest, largest * 0.75)] if len(phrases(label)) > 1 else []
    tries += [(size, False) for size in _sizes(largest, 4.5)]
    for size, by_phrase in tries:
        keep = len(details) if size > 6.5 else 0
        for count in sorted({min(keep, 2), min(keep, 1), 0}, reverse=True):
            if count > 1 and size < largest * 0.75:
                continue
            words = _try_words(label, details[:count], size, r, here_word, by_phrase=by_phrase)
            if words is not None and (count or size <= largest * 0.8 or not details):
                return words
    return _stack([(clip(label, 2 * (r - 6) / 4.5 * 0.9, bold=True), 4.5, True)])


def _sizes(largest: float, smallest: float) -> list[float]:
    """Half a point at a time."""
    return [largest - step / 2 for step in range(int((largest - smallest) * 2) + 1)]


def _try_words(
    label: str, details: list[str], size: float, r: float, here_word: str, *, by_phrase: bool
) -> Words | None:
    small = max(size * 0.76, 6.2)
    room = 2 * (r - 4)
    for name_lines in (1, 2, 3, 4):
        if by_phrase:
            name = fill(phrases(label), lambda _: room / size, bold=True, lines=name_lines)
        else:
            name = balance(label, lambda _: room / size, bold=True, lines=name_lines)
        if name is None:
            continue
        name = [line.rstrip("、，") for line in name]  # centred lines look askew with a mark at their end
        for narrow in (1.0, 0.85, 0.72):
            rows: list[tuple[str, float, bool]] = [(here_word, max(size * 0.68, 5.5), False)] if here_word else []
            rows += [(text, size, True) for text in name]
            for detail in details:
                measure = room / small * narrow
                cut = balance(detail, lambda _, m=measure: m, lines=2)  # type: ignore[misc]
                if cut is None:
                    break
                rows += [(text, small, False) for text in cut]
            else:
                words = _stack(rows)
                if _inside(words, r):
                    return words
    return None


def _draw_tiles(pen: Pen, where: Tiles, here_word: str) -> None:
    for frame in where.frames:
        x, y = frame.x + MARGIN_X, frame.y + TOP
        pen.text(x, y - 4, clip(plain(frame.name), frame.width / 8.5), size=8.5, fill=_PALE)
        start = x + width(plain(frame.name)) * 8.5 + 6
        if start < x + frame.width:
            pen.line(start, y - 7, x + frame.width, y - 7, stroke=_RULE, width=0.8)
    for tile in sorted(where.tiles, key=lambda tile: tile.node.here):
        _draw_tile(pen, tile, here_word)


def _draw_tile(pen: Pen, tile: Tile, here_word: str) -> None:
    x, y, node = tile.x + MARGIN_X, tile.y + TOP, tile.node
    soft = _PALE
    if node.here:
        soft = _ROSE
        pen.rect(x - 3, y - 3, tile.width + 6, tile.height + 6, fill="none", stroke="#e9b3a8", stroke_width=0.8, rx=5)
        pen.rect(x, y, tile.width, tile.height, fill=RED, rx=3)
    else:
        dashed = "4 3" if node.kind == "equal" else None
        pen.rect(x, y, tile.width, tile.height, fill=DEEP, stroke=_EDGE, stroke_width=1, stroke_dasharray=dashed, rx=3)
    inner = tile.width - 20
    mark = here_word if node.here else "同等扶持" if node.kind == "equal" else f"{node.order:02d}"
    pen.text(x + 10, y + 17, mark, size=7.5, fill=soft)
    size, lines = _tile_name(plain(node.label), inner, tile.height, larger=node.here)
    baseline = y + 24 + size
    for text in lines:
        pen.text(x + 10, baseline, text, size=size, fill=WHITE, bold=True)
        baseline += size * 1.4
    baseline += 1
    for detail in node.details[:2]:
        cut = balance(plain(detail), lambda _: inner / 8, lines=2)
        if cut is None or baseline + 11 * (len(cut) - 1) > y + tile.height - 7:
            break
        for text in cut:
            pen.text(x + 10, baseline, text, size=8, fill=soft)
            baseline += 11


def _tile_name(label: str, inner: float, height: float, *, larger: bool) -> tuple[float, list[str]]:
    size = 14.0 if larger else 12.5
    while size >= 6:
        room = int((height - 26) / (size * 1.4))
        lines = balance(label, lambda _, s=size: inner / s, bold=True, lines=max(1, min(4, room)))  # type: ignore[misc]
        if lines is not None:
            return size, lines
        size -= 0.5
    return 6.0, [clip(label, inner / 6, bold=True)]
