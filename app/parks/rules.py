"""What holds for parks and layouts. Pure: no session, no request, no clock."""

from collections.abc import Iterable, Sequence
from datetime import date

from app.core.errors import RuleBroken
from app.plans.enums import LayoutShape, UnitKind

MOST_PLACES = 2
MOST_FOCUS = 8
MOST_SECTORS = 12

# Which kinds of node a layout of this shape offers. A plan that names no parks becomes tiles with its first park.
KINDS: dict[LayoutShape, tuple[UnitKind, ...]] = {
    LayoutShape.RINGS: (UnitKind.CORE, UnitKind.ZONE, UnitKind.BASE),
    LayoutShape.TILES: (UnitKind.PARK, UnitKind.PARK_EQUAL_SUPPORT, UnitKind.CHARACTERISTIC_PARK),
    LayoutShape.STAR: (UnitKind.CORE, UnitKind.DISTRICT),
    LayoutShape.NONE: (UnitKind.CHARACTERISTIC_PARK, UnitKind.PARK),
}


def kinds_for(shape: LayoutShape, present: Iterable[UnitKind] = ()) -> tuple[UnitKind, ...]:
    """The kinds to choose from: those of the shape, and any that stand there already."""
    return tuple(dict.fromkeys((*KINDS[shape], *present)))


def check_kind(shape: LayoutShape, kind: UnitKind, others: Sequence[UnitKind]) -> None:
    """A layout offers the kinds of its shape, and has one core."""
    if kind not in kinds_for(shape, others):
        raise RuleBroken(f"“{shape.label}”的布局没有“{kind.label}”这一类。", field="kind")
    if kind is UnitKind.CORE and UnitKind.CORE in others:
        raise RuleBroken("一个布局只有一个核心区；请先把现有核心区移到其他类别。", field="kind")


def check_tick(*, done: bool, evidence: str, done_on: date | None, today: date) -> None:
    """Done means: with evidence in words and a day that has come."""
    if not done:
        return
    if not evidence:
        raise RuleBroken("勾选为已完成时，请写明依据（文件、批复或实物）。", field="evidence")
    if done_on is None:
        raise RuleBroken("勾选为已完成时，请填写完成日期。", field="done_on")
    if done_on > today:
        raise RuleBroken("完成日期不能晚于今天。", field="done_on")


def check_words(places: Sequence[str], focus: Sequence[str], sectors: Sequence[int]) -> None:
    """A park lies in one or two places and has at least one direction."""
    if not places:
        raise RuleBroken("请至少填写一个所在地。", field="place1")
    if len(places) > MOST_PLACES or len(set(places)) < len(places):
        raise RuleBroken("所在地最多两个，且不能相同。", field="place2")
    if not sectors:
        raise RuleBroken("请至少选择一个产业方向。", field="sectors")
    if len(sectors) > MOST_SECTORS:
        raise RuleBroken(f"产业方向最多选 {MOST_SECTORS} 个。", field="sectors")
    if len(focus) > MOST_FOCUS:
        raise RuleBroken(f"方向用词最多 {MOST_FOCUS} 个。", field="focus")
