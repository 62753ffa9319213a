"""Where each node of a layout stands in its picture. Kind and order decide, never a name: any plan's layout can be drawn.

Across, everything is in hundredths of the picture's width, so that it grows with the window; down, in pixels, because
text has a size. `NARROWEST` is the least width at which nothing touches; below it the page scrolls the picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.plans.enums import UnitKind

NARROWEST = 920
GAP = 14.0
MARGIN = 20.0
CORE_RADIUS = 128.0
CARD_HEIGHT = 168.0
LOW_CARD = 146.0  # where every name fits one line
ZONE_HEIGHT = 190.0
CARD_WIDTHS = {1: 26.0, 2: 26.0, 3: 26.0, 4: 23.0}  # by cards in a row
ZONE_WIDTH = 27.0
ZONE_INSET = 5.0
ROW_MOST = 4
ROW_GAP = 40.0
EDGE = 1.6
OPEN_RADIUS = 40.0
STAR_MOST = 12  # districts on a star; more of them stand in two columns


@dataclass(frozen=True)
class Place:
    """What the picture has to place: its key, and what it is."""

    key: int
    kind: UnitKind


@dataclass(frozen=True)
class Box:
    """A card: left edge and width in hundredths, top and height in pixels."""

    key: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Circle:
    """The core, or the open end of a list: centre across in hundredths, the rest in pixels."""

    x: float
    y: float
    radius: float
    key: int | None = None


@dataclass(frozen=True)
class Line:
    """A line between two points, from the middle outwards."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawn layout. `ring` is the ellipse or circle behind the inner nodes, `frame` the one through the outer ones."""

    height: float
    core: Circle
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    ring: tuple[float, float] | None  # half axes: hundredths across, pixels down
    frame: tuple[float, float, float, float] | None  # x, y, width, height
    open_end: Circle | None
    labels: tuple[tuple[UnitKind, float, float], ...]  # where the pill of a kind stands: its middle


INNER = frozenset({UnitKind.CORE, UnitKind.ZONE})


def rings(places: Sequence[Place], *, card_height: float = CARD_HEIGHT) -> Picture:
    """The core in the middle, zones left and right of it, all others outside, clockwise from the upper left."""
    core, zones, outer = _sorted_out(places)
    top_rows, bottom_rows = _rows(outer)
    per_side = math.ceil(len(zones) / 2)
    band = max(2 * CORE_RADIUS + 24, per_side * (ZONE_HEIGHT + GAP) - GAP)
    y = MARGIN
    boxes: list[Box] = []
    y = _place_rows(top_rows, y, boxes, card_height)
    band_top = y + (ROW_GAP - GAP if top_rows else 0)
    y = band_top + band + (ROW_GAP if bottom_rows else 0)
    _place_rows(bottom_rows, y, boxes, card_height, backwards=True)
    height = (max((box.y + box.height for box in boxes), default=0) if bottom_rows else band_top + band) + MARGIN / 2
    middle = band_top + band / 2
    sides = _place_zones(zones, middle)
    lines = _ring_lines(sides, boxes, middle)
    labels = _ring_labels(core, sides, boxes, middle, places)
    frame = None
    if boxes:
        ys = [box.middle[1] for box in boxes]
        frame = (12.0, min(*ys, middle), 76.0, max(*ys, middle) - min(*ys, middle))
    return Picture(
        height=height,
        core=Circle(50, middle, CORE_RADIUS, core.key if core else None),
        boxes=(*sides, *boxes),
        lines=lines,
        ring=(36.0, band / 2 + 8) if zones else None,
        frame=frame,
        open_end=None,
        labels=labels,
    )


def star(places: Sequence[Place], *, open_list: bool, card_height: float = CARD_HEIGHT) -> Picture:
    """The core in the middle and all others around it, clockwise from above; a dashed circle where the list is open."""
    core, zones, outer = _sorted_out(places)
    around = [*zones, *outer]
    slots = len(around) + (1 if open_list and len(around) % 2 == 0 else 0)
    if len(around) > STAR_MOST or not around:
        return _columns(core, around, card_height, open_list=open_list)
    for power in (0.4, 0.3, 0.2, 0.1):
        for reach in range(int(CORE_RADIUS + card_height / 2) + 38, 760, 10):
            picture = _around(core, around, (slots, float(reach), power), card_height, open_list=open_list)
            if is_clear(picture, NARROWEST) and is_clear(picture, 2 * NARROWEST):
                return picture
    return _columns(core, around, card_height, open_list=open_list)


def _sorted_out(places: Sequence[Place]) -> tuple[Place | None, list[Place], list[Place]]:
    """The core, the inner and the outer nodes; a second core stands with the zones."""
    cores = [place for place in places if place.kind is UnitKind.CORE]
    zones = [*cores[1:], *(place for place in places if place.kind is UnitKind.ZONE)]
    outer = [place for place in places if place.kind not in INNER]
    return (cores[0] if cores else None), zones, outer


def _rows(outer: Sequence[Place]) -> tuple[list[list[Place]], list[list[Place]]]:
    """Half of them above, half below, in as few rows as hold them, evenly filled."""
    half = math.ceil(len(outer) / 2)
    return _evenly(outer[:half]), _evenly(outer[half:])


def _evenly(places: Sequence[Place]) -> list[list[Place]]:
    if not places:
        return []
    count = math.ceil(len(places) / ROW_MOST)
    size, more = divmod(len(places), count)
    rows, at = [], 0
    for number in range(count):
        take = size + (1 if number < more else 0)
        rows.append(list(places[at : at + take]))
        at += take
    return rows


def _place_rows(
    rows: list[list[Place]], y: float, boxes: list[Box], card_height: float, *, backwards: bool = False
) -> float:
    """Fill rows of cards from `y` down; says where the last one ends, with a gap."""
    width = CARD_WIDTHS[max((len(row) for row in rows), default=1)]
    for row in rows:
        for place, x in zip(row[::-1] if backwards else row, _spread(len(row), width), strict=True):
            boxes.append(Box(place.key, x, y, width, card_height))
        y += card_height + GAP
    return y


def _spread(count: int, width: float) -> list[float]:
    """Left edges of cards that fill a row from edge to edge."""
    if count == 1:
        return [50 - width / 2]
    inset = EDGE if count > 2 else 12.0
    step = (100 - 2 * inset - width) / (count - 1)
    return [inset + number * step for number in range(count)]


def _place_zones(zones: Sequence[Place], middle: float) -> list[Box]:
    """Left, right, left, right, from the top."""
    boxes: list[Box] = []
    for offset, x in ((0, ZONE_INSET), (1, 100 - ZONE_INSET - ZONE_WIDTH)):
        side = zones[offset::2]
        top = middle - (len(side) * (ZONE_HEIGHT + GAP) - GAP) / 2
        boxes += [
            Box(place.key, x, top + number * (ZONE_HEIGHT + GAP), ZONE_WIDTH, ZONE_HEIGHT)
            for number, place in enumerate(side)
        ]
    order = {place.key: number for number, place in enumerate(zones)}
    return sorted(boxes, key=lambda box: order[box.key])


def _ring_lines(sides: Sequence[Box], boxes: Sequence[Box], middle: float) -> tuple[Line, ...]:
    strong = [Line(50, middle, *box.middle, strong=True) for box in sides]
    return (*(Line(50, middle, *box.middle) for box in boxes), *strong)


def _ring_labels(
    core: Place | None, sides: Sequence[Box], boxes: Sequence[Box], middle: float, places: Sequence[Place]
) -> tuple[tuple[UnitKind, float, float], ...]:
    """One pill for each kind: on the core's upper edge, above the first zone, between the first two outer cards."""
    labels: list[tuple[UnitKind, float, float]] = []
    kinds = {place.key: place.kind for place in places}
    if core:
        labels.append((UnitKind.CORE, 50, middle - CORE_RADIUS - 14))
    if sides:
        first = sides[0]
        labels.append((UnitKind.ZONE, first.x + first.width + 2.5, first.y - 4))
    outer_kinds: list[UnitKind] = []
    for box in boxes:
        kind = kinds[box.key]
        if kind not in outer_kinds:
            outer_kinds.append(kind)
            right = min((other.x for other in boxes if other.y == box.y and other.x > box.x), default=100.0)
            labels.append((kind, (box.x + box.width + right) / 2, box.middle[1] + 30 * (len(outer_kinds) - 1)))
    return tuple(labels)


def _around(
    core: Place | None,
    around: Sequence[Place],
    circle: tuple[int, float, float],
    card_height: float,
    *,
    open_list: bool,
) -> Picture:
    """Cards on a flattened circle: how many slots it has, how far it reaches up, which power pushes cards to the sides."""
    slots, reach, power = circle
    width = CARD_WIDTHS[1]
    across = 50 - width / 2 - EDGE
    middle = reach + card_height / 2 + MARGIN
    boxes = []
    for number, place in enumerate(around):
        turn = 2 * math.pi * number / slots
        sine = math.sin(turn)
        x = 50 + math.copysign(abs(sine) ** power, sine) * across if abs(sine) > 1e-9 else 50.0
        y = middle - reach * math.cos(turn)
        boxes.append(Box(place.key, x - width / 2, y - card_height / 2, width, card_height))
    bottom = max(box.y + box.height for box in boxes)
    end = None
    if open_list:
        end = Circle(50, max(middle + CORE_RADIUS + 24 + OPEN_RADIUS, middle + min(reach, 230)), OPEN_RADIUS)
        bottom = max(bottom, end.y + OPEN_RADIUS)
    bottom = max(bottom, middle + CORE_RADIUS)
    lines = [Line(50, middle, *box.middle) for box in boxes]
    if end:
        lines.append(Line(50, middle, end.x, end.y, dashed=True))
    kinds = list(dict.fromkeys(place.kind for place in around))
    labels = [(UnitKind.CORE, 50.0, middle - CORE_RADIUS - 14)] if core else []
    labels += [(kind, 66.5, middle - reach * 0.5 - 24 + 30 * number) for number, kind in enumerate(kinds)]
    return Picture(
        height=bottom + MARGIN / 2,
        core=Circle(50, middle, CORE_RADIUS, core.key if core else None),
        boxes=tuple(boxes),
        lines=tuple(lines),
        ring=(20.0, min(reach * 0.86, CORE_RADIUS + 92)),
        frame=None,
        open_end=end,
        labels=tuple(labels),
    )


def _columns(core: Place | None, around: Sequence[Place], card_height: float, *, open_list: bool) -> Picture:
    """Two columns beside the core, for more districts than a star can hold: down on the right, up on the left."""
    width = CARD_WIDTHS[1]
    right = math.ceil(len(around) / 2)
    step = card_height + GAP
    tall = max(right * step - GAP, 2 * (CORE_RADIUS + 24 + 2 * OPEN_RADIUS))
    middle = MARGIN + tall / 2
    boxes = []
    for number, place in enumerate(around):
        on_right = number < right
        row = number if on_right else len(around) - 1 - number
        x = 100 - EDGE - width if on_right else EDGE
        boxes.append(Box(place.key, x, MARGIN + row * step, width, card_height))
    end = Circle(50, middle + CORE_RADIUS + 24 + OPEN_RADIUS, OPEN_RADIUS) if open_list else None
    lines = [Line(50, middle, *box.middle) for box in boxes]
    kinds = list(dict.fromkeys(place.kind for place in around))
    labels = [(UnitKind.CORE, 50.0, middle - CORE_RADIUS - 14)] if core else []
    labels += [(kind, 66.5, MARGIN + 12 + 30 * number) for number, kind in enumerate(kinds)]
    return Picture(
        height=tall + 1.5 * MARGIN,
        core=Circle(50, middle, CORE_RADIUS, core.key if core else None),
        boxes=tuple(boxes),
        lines=tuple(lines),
        ring=None,
        frame=None,
        open_end=end,
        labels=tuple(labels),
    )


def is_clear(picture: Picture, width: int) -> bool:
    """Whether nothing touches anything and all stands inside, when the picture is this wide."""
    scale = width / 100
    circles = [picture.core, *([picture.open_end] if picture.open_end else [])]
    for number, box in enumerate(picture.boxes):
        if box.x < 0 or box.x + box.width > 100 or box.y < 0 or box.y + box.height > picture.height:
            return False
        for other in picture.boxes[number + 1 :]:
            apart_x = max(other.x - box.x - box.width, box.x - other.x - other.width) * scale
            apart_y = max(other.y - box.y - box.height, box.y - other.y - other.height)
            if max(apart_x, apart_y) < GAP - 1e-6:
                return False
        for circle in circles:
            dx = max(box.x * scale - circle.x * scale, 0, circle.x * scale - (box.x + box.width) * scale)
            dy = max(box.y - circle.y, 0, circle.y - box.y - box.height)
            if math.hypot(dx, dy) < circle.radius + GAP / 2 - 1e-6:
                return False
    return all(circle.y - circle.radius >= 0 and circle.y + circle.radius <= picture.height for circle in circles)


def shelves(groups: Sequence[tuple[str, Sequence[int]]], columns: int = 4) -> list[list[tuple[str, list[int]]]]:
    """Tiles in rows: whole groups in order, and a hole at a row's end takes the next group that fits it."""
    pending: list[tuple[str, list[int]]] = []
    for name, members in groups:
        pending += [(name, list(members[at : at + columns])) for at in range(0, len(members), columns)]
    rows: list[list[tuple[str, list[int]]]] = []
    while pending:
        row: list[tuple[str, list[int]]] = []
        free = columns
        for group in list(pending):
            if len(group[1]) <= free:
                row.append(group)
                pending.remove(group)
                free -= len(group[1])
        rows.append(row)
    return rows
