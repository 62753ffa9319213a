"""Where each place of a layout stands in its picture. Kind and order decide, never a name: any plan's layout can be drawn.

A core with zones and bases becomes rings, a core with districts a star, parks without a core tiles by district.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from app.briefs.view_model import LayoutNode, NodeKind

GAP = 8.0
"""Least distance between two nodes, in points."""
HERE_GROWS = 1.36
"""This park is drawn so much larger than its equals."""

_RING: dict[NodeKind, int] = {"core": 0, "zone": 1, "base": 2, "district": 2, "park": 2, "equal": 2}
_RADIUS: dict[NodeKind, float] = {"core": 50, "zone": 50, "base": 42, "district": 50, "park": 42, "equal": 42}


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A node of a ring or a star."""

    node: LayoutNode
    x: float
    y: float
    r: float


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A park without a ring to stand on."""

    node: LayoutNode
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The district that holds the tiles beneath it."""

    name: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Rings:
    """Nodes on rings around a middle; `spokes` for a star."""

    cx: float
    cy: float
    ellipses: tuple[tuple[float, float], ...]
    circles: tuple[Circle, ...]
    spokes: bool


@dataclass(frozen=True, kw_only=True)
class Tiles:
    """Tiles in rows with their districts' frames."""

    tiles: tuple[Tile, ...]
    frames: tuple[Frame, ...]


def in_order(nodes: Sequence[LayoutNode]) -> list[LayoutNode]:
    """Nodes as the plan lists them, those of equal support after the others."""
    return sorted(nodes, key=lambda node: (_RING[node.kind], node.kind == "equal", node.order))


def arrange(nodes: Sequence[LayoutNode], width: float, height: float) -> Rings | Tiles:
    """The geometry that suits the kinds found."""
    if any(node.kind == "core" for node in nodes):
        return _rings(in_order(nodes), width, height)
    return _tiles(in_order(nodes), width, height)


def _rings(nodes: list[LayoutNode], width: float, height: float) -> Rings:
    cx, cy = width / 2, height / 2
    by_ring = [[node for node in nodes if _RING[node.kind] == ring] for ring in range(3)]
    edges = [_radius(node) for node in by_ring[2]] + [_radius(node) - 60 for node in by_ring[1]]
    edge = max(edges, default=0.0) + 2
    outer = (width / 2 - edge, height / 2 - edge)
    star = not by_ring[1]
    inner = (outer[0] * 0.61, outer[1] * 0.58)
    best: tuple[float, list[Circle]] | None = None
    # The outer ring begins at the top; where nodes come too close to the inner ring it is turned a little at a time.
    step = 2 * math.pi / max(1, len(by_ring[2]))
    for turn in range(6):
        places = [(node, cx, cy) for node in by_ring[0][:1]]
        middle = by_ring[0][1:] + by_ring[1]
        places += _on_ellipse(middle, cx, cy, inner, start=math.pi)
        places += _on_ellipse(by_ring[2], cx, cy, outer, start=-math.pi / 2 + step * turn / 6)
        scale = _largest_scale(places)
        circles = [Circle(node=node, x=x, y=y, r=_radius(node) * scale) for node, x, y in places]
        if best is None or scale > best[0] + 0.02:
            best = (scale, circles)
        if scale >= 1:
            break
    assert best is not None
    ellipses = tuple(e for e, ring in ((inner, by_ring[1]), (outer, by_ring[2])) if ring)
    return Rings(cx=cx, cy=cy, ellipses=ellipses, circles=tuple(best[1]), spokes=star)


def _radius(node: LayoutNode) -> float:
    grows = HERE_GROWS if node.here and node.kind != "core" else 1.16 if node.here else 1.0
    return _RADIUS[node.kind] * grows


def _on_ellipse(
    nodes: list[LayoutNode], cx: float, cy: float, axes: tuple[float, float], *, start: float
) -> list[tuple[LayoutNode, float, float]]:
    """Nodes at equal steps of arc length, clockwise from `start`, so that a flat ellipse does not crowd its ends."""
    rx, ry = axes
    samples = 720
    lengths = [0.0]
    for i in range(samples):
        a, b = start + 2 * math.pi * i / samples, start + 2 * math.pi * (i + 1) / samples
        lengths.append(lengths[-1] + math.hypot(rx * (math.cos(b) - math.cos(a)), ry * (math.sin(b) - math.sin(a))))
    placed = []
    i = 0
    for k, node in enumerate(nodes):
        wanted = lengths[-1] * k / len(nodes)
        while lengths[i] < wanted:
            i += 1
        angle = start + 2 * math.pi * i / samples
        placed.append((node, cx + rx * math.cos(angle), cy + ry * math.sin(angle)))
    return placed


def _largest_scale(places: list[tuple[LayoutNode, float, float]]) -> float:
    """How far all circles must shrink so that none comes nearer to another than the gap."""
    scale = 1.0
    for (a, ax, ay), (b, bx, by) in combinations(places, 2):
        room = math.hypot(ax - bx, ay - by) - GAP
        scale = min(scale, room / (_radius(a) + _radius(b)))
    return max(scale, 0.05)


HEAD = 17.0
"""Height of the line that names a district above its tiles."""


def _tiles(nodes: list[LayoutNode], width: float, height: float) -> Tiles:
    groups: dict[str, list[LayoutNode]] = {}
    for node in nodes:
        groups.setdefault(node.group or f"\0{node.order}{node.kind}", []).append(node)
    columns = min(len(nodes), max(3, round(math.sqrt(len(nodes) * 1.35))))
    rows = _shelves(list(groups.values()), columns)
    gap_x, gap_y = 16.0, 16.0
    tile_width = (width - gap_x * (columns - 1)) / columns
    named = any(node.group for node in nodes)
    head = HEAD if named else 0.0
    tile_height = min(tile_width * 0.92, (height - gap_y * (len(rows) - 1)) / len(rows) - head)
    used = len(rows) * (tile_height + head) + gap_y * (len(rows) - 1)
    y = (height - used) / 2
    tiles: list[Tile] = []
    frames: list[Frame] = []
    for row in rows:
        x = 0.0
        for group in row:
            if group[0].group:
                span = len(group) * tile_width + gap_x * (len(group) - 1)
                frames.append(Frame(name=group[0].group, x=x, y=y + HEAD - 6, width=span))
            for node in group:
                tiles.append(_tile(node, x, y + head, tile_width, tile_height))
                x += tile_width + gap_x
        y += tile_height + head + gap_y
    return Tiles(tiles=tuple(tiles), frames=tuple(frames))


def _tile(node: LayoutNode, x: float, y: float, width: float, height: float) -> Tile:
    """This park's tile grows into the air around it."""
    grow = 6.0 if node.here else 0.0
    return Tile(node=node, x=x - grow, y=y - grow / 2, width=width + 2 * grow, height=height + 1.5 * grow)


def _shelves(groups: list[list[LayoutNode]], columns: int) -> list[list[list[LayoutNode]]]:
    """Rows of whole districts in order; a hole at a row's end takes the next district that fits it."""
    pending: list[list[LayoutNode]] = []
    for group in groups:
        pending += [group[i : i + columns] for i in range(0, len(group), columns)]
    rows: list[list[list[LayoutNode]]] = []
    while pending:
        row: list[list[LayoutNode]] = []
        free = columns
        for group in list(pending):
            if len(group) <= free:
                row.append(group)
                pending.remove(group)
                free -= len(group)
        rows.append(row)
    return rows
