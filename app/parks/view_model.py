"""A layout as its page shows it: everything counted, worded and placed, nothing left to decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from app.plans.enums import LayoutShape, UnitKind

from . import geometry
from .models import Layout, LayoutNode, Park
from .queries import YearTargets
from .wording import EQUAL_SUPPORT, NO_DISTRICT, group_label, icon_of, node_label

MOST_GAPS = 3
ONE_LINE = 11  # characters of a name that fit one line of the narrowest card


class Figures(Protocol):
    """What `projects.queries.park_figures` says of a park."""

    @property
    def by_stage(self) -> Mapping[Any, int]:
        """Projects in stock by stage."""

    @property
    def investment(self) -> Decimal:
        """Their investment, 万元."""

    @property
    def signed(self) -> int:
        """Signed in the year."""

    @property
    def framework(self) -> int:
        """Framework agreements of the year, counted apart."""

    @property
    def landed(self) -> int:
        """Landed in the year."""

    @property
    def red(self) -> int:
        """Red lights."""

    @property
    def yellow(self) -> int:
        """Yellow lights."""


@dataclass(frozen=True)
class Sums:
    """Figures of one park or of many together; targets are None where none is set."""

    stages: tuple[int, ...] = (0,) * 8
    investment: Decimal = Decimal(0)
    signed: int = 0
    framework: int = 0
    landed: int = 0
    red: int = 0
    yellow: int = 0
    signed_target: int | None = None
    landed_target: int | None = None

    @property
    def active(self) -> int:
        """Projects in stock."""
        return sum(self.stages)

    @property
    def gap(self) -> int:
        """How many signings are missing to the year's target."""
        return max(0, (self.signed_target or 0) - self.signed)

    @property
    def signed_share(self) -> float:
        """Of the target, for the ring: at most the whole."""
        return _share(self.signed, self.signed_target)

    @property
    def landed_share(self) -> float:
        """As above."""
        return _share(self.landed, self.landed_target)

    def __add__(self, other: "Sums") -> "Sums":
        """Both together; a target counts where one is set."""
        return Sums(
            stages=tuple(a + b for a, b in zip(self.stages, other.stages, strict=True)),
            investment=self.investment + other.investment,
            signed=self.signed + other.signed,
            framework=self.framework + other.framework,
            landed=self.landed + other.landed,
            red=self.red + other.red,
            yellow=self.yellow + other.yellow,
            signed_target=_both(self.signed_target, other.signed_target),
            landed_target=_both(self.landed_target, other.landed_target),
        )


@dataclass(frozen=True)
class NodeView:
    """A park's node in the picture."""

    id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    label: str
    focus: str
    places: tuple[str, ...]
    icon: str
    sums: Sums

    @property
    def spans_two(self) -> bool:
        """Lies in two places: drawn with a second sheet and two linked pills."""
        return len(self.places) > 1

    @property
    def is_dashed(self) -> bool:
        """Of equal support, outside the named list."""
        return self.kind is UnitKind.PARK_EQUAL_SUPPORT


@dataclass(frozen=True)
class GroupView:
    """The nodes of one kind, for the phone and for the pill in the picture."""

    kind: UnitKind
    label: str
    nodes: tuple[NodeView, ...]


@dataclass(frozen=True)
class TileGroup:
    """Tiles of one district in a row of the picture."""

    name: str
    nodes: tuple[NodeView, ...]


@dataclass(frozen=True, kw_only=True)
class LayoutView:
    """A layout, drawn."""

    layout: Layout
    groups: tuple[GroupView, ...]
    picture: geometry.Picture | None
    tiles: tuple[tuple[TileGroup, ...], ...]
    retired: tuple[Park, ...]
    sums: Sums
    gaps: tuple[NodeView, ...]
    leaves_out: bool  # nodes of equal support are not in the sums

    @property
    def nodes(self) -> tuple[NodeView, ...]:
        """All of them, in order."""
        return tuple(node for group in self.groups for node in group.nodes)

    @property
    def core(self) -> NodeView | None:
        """The node in the middle."""
        key = self.picture.core.key if self.picture else None
        return next((node for node in self.nodes if node.id == key), None)


@dataclass
class Mini:
    """A small picture of a layout with one place marked."""

    view_height: float
    shapes: list[tuple[str, float, float, float, float, bool]] = field(default_factory=list)  # shape, x, y, w, h, here


def build(
    layout: Layout,
    nodes: Sequence[LayoutNode],
    *,
    figures: Mapping[int, Figures],
    targets: Mapping[int, YearTargets],
    leading: Mapping[int, str],
) -> LayoutView:
    """Count, word and place everything of a layout. Retired parks are named apart and counted nowhere."""
    in_use = [node for node in nodes if node.park.retired_at is None]
    by_kind: dict[UnitKind, list[LayoutNode]] = {}
    for node in in_use:
        by_kind.setdefault(node.kind, []).append(node)
    groups = tuple(
        GroupView(
            kind,
            group_label(kind, len(members)),
            tuple(
                _node(
                    node,
                    node_label(kind, order, alone=len(members) == 1 and kind is UnitKind.CORE),
                    icon=icon_of(leading.get(node.park_id, "")),
                    sums=sums_of(figures.get(node.park_id), targets.get(node.park_id, YearTargets())),
                )
                for order, node in enumerate(members, start=1)
            ),
        )
        for kind, members in by_kind.items()
    )
    counted = [node for group in groups for node in group.nodes if not node.is_dashed]
    missing = sorted((node for node in counted if node.sums.gap), key=lambda node: (-node.sums.gap, node.label))
    return LayoutView(
        layout=layout,
        groups=groups,
        picture=picture_of(layout, in_use),
        tiles=_tiles(layout, in_use, groups),
        retired=tuple(node.park for node in nodes if node.park.retired_at is not None),
        sums=sum((node.sums for node in counted), Sums()),
        gaps=tuple(missing[:MOST_GAPS]),
        leaves_out=any(node.is_dashed for group in groups for node in group.nodes),
    )


def sums_of(figures: Figures | None, targets: YearTargets) -> Sums:
    """The figures of one park."""
    if figures is None:
        return Sums(signed_target=targets.signed, landed_target=targets.landed)
    return Sums(
        stages=tuple(figures.by_stage.values()),
        investment=figures.investment,
        signed=figures.signed,
        framework=figures.framework,
        landed=figures.landed,
        red=figures.red,
        yellow=figures.yellow,
        signed_target=targets.signed,
        landed_target=targets.landed,
    )


def picture_of(layout: Layout, nodes: Sequence[LayoutNode]) -> geometry.Picture | None:
    """Where everything stands, for layouts that have a middle."""
    places = [geometry.Place(node.id, node.kind) for node in nodes]
    if not places or layout.shape not in {LayoutShape.RINGS, LayoutShape.STAR}:
        return None
    tall = any(len(node.park.name) > ONE_LINE or len(node.park.places) > 1 for node in nodes)
    height = geometry.CARD_HEIGHT if tall else geometry.LOW_CARD
    if layout.shape is LayoutShape.RINGS:
        return geometry.rings(places, card_height=height)
    return geometry.star(places, open_list=layout.open_list, card_height=height)


def mini(layout: Layout, nodes: Sequence[LayoutNode], here: int) -> Mini:
    """The layout in the size of a thumb, the node `here` marked."""
    in_use = [node for node in nodes if node.park.retired_at is None or node.id == here]
    picture = picture_of(layout, in_use)
    if picture is None:
        rows = geometry.shelves(_districts(in_use), columns=4)
        drawn = Mini(view_height=18.0 * len(rows))
        for down, row in enumerate(rows):
            keys = [key for _, members in row for key in members]
            drawn.shapes += [
                ("box", across * 25 + 1.5, down * 18 + 2, 22, 14, key == here) for across, key in enumerate(keys)
            ]
        return drawn
    scale = 100 / geometry.NARROWEST
    drawn = Mini(view_height=picture.height * scale)
    core = picture.core
    drawn.shapes.append(("core", core.x, core.y * scale, core.radius * scale, 0, core.key == here))
    drawn.shapes += [
        ("box", box.x, box.y * scale, box.width, box.height * scale, box.key == here) for box in picture.boxes
    ]
    return drawn


def districts_of(park: Park) -> list[str]:
    """The districts a tile is grouped by, as the document or the bureau names them."""
    return [str(name) for name in park.details.get("districts", [])]


def _node(node: LayoutNode, label: str, *, icon: str, sums: Sums) -> NodeView:
    park = node.park
    return NodeView(
        id=node.id,
        code=park.code,
        name=park.name,
        short_name=park.short_name,
        kind=node.kind,
        label=label,
        focus="、".join(park.focus),
        places=tuple(park.places),
        icon=icon,
        sums=sums,
    )


def _districts(nodes: Iterable[LayoutNode]) -> list[tuple[str, list[int]]]:
    """Node numbers by district in the order of the plan; those of equal support in a group of their own at the end."""
    named: dict[str, list[int]] = {}
    equal: list[int] = []
    for node in nodes:
        if node.kind is UnitKind.PARK_EQUAL_SUPPORT:
            equal.append(node.id)
        else:
            named.setdefault("、".join(districts_of(node.park)) or NO_DISTRICT, []).append(node.id)
    return [*named.items(), *([(EQUAL_SUPPORT, equal)] if equal else [])]


def _tiles(
    layout: Layout, nodes: Sequence[LayoutNode], groups: Sequence[GroupView]
) -> tuple[tuple[TileGroup, ...], ...]:
    if layout.shape in {LayoutShape.RINGS, LayoutShape.STAR}:
        return ()
    views = {node.id: node for group in groups for node in group.nodes}
    return tuple(
        tuple(TileGroup(name, tuple(views[key] for key in members)) for name, members in row)
        for row in geometry.shelves(_districts(nodes))
    )


def _share(value: int, target: int | None) -> float:
    return min(1.0, value / target) if target else 0.0


def _both(first: int | None, second: int | None) -> int | None:
    return None if first is None and second is None else (first or 0) + (second or 0)
