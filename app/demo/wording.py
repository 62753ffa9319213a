"""Words for invented projects: titles, contents, requirements, activities. Composed from `data/`, never twice alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.units import money_text
from app.projects.enums import ActivityKind, SiteMode, Stage

from .dice import Dice
from .names import job_title, person, polite
from .world import Place, Product, talk, trades

_MEETINGS = frozenset(kind.value for kind in ActivityKind if kind.is_meeting)
_TAILS = ("生产基地", "产业化", "智能制造", "研发生产基地", "扩产", "总部及生产基地")
_TAILS_LIGHT = ("研发中心", "研发及运营总部", "区域总部", "创新中心")


@dataclass(frozen=True)
class Firm:
    """The investor as notes speak of it."""

    brand: str
    place: str
    boss: str  # 沈总
    mate: str  # 陶经理


@dataclass(frozen=True)
class Note:
    """An activity in words."""

    kind: ActivityKind
    people: str
    result: str
    next_step: str | None


def firm_people(dice: Dice) -> tuple[tuple[str, str], tuple[str, str]]:
    """The two people one speaks with: name and title."""
    first, second = person(dice), person(dice)
    while second[0] == first[0]:
        second = person(dice)
    return (first, job_title(dice)), (second, job_title(dice))


def firm(brand: str, place: str, people: tuple[tuple[str, str], tuple[str, str]]) -> Firm:
    """The investor and its people."""
    boss, mate = people
    return Firm(brand, place, polite(*boss), polite(*mate))


def title(dice: Dice, firm_: Firm, product: Product, site: SiteMode, quantity: str) -> str:
    """What the project is called."""
    name = product.name
    if not product.unit:
        tail = "" if name.endswith(("中心", "平台", "基地", "总部", "线", "节点")) else dice.pick(_TAILS_LIGHT)
        return f"{firm_.brand}{name}{tail}项目"
    if product.trade == "data":
        return f"{firm_.brand}{name}项目（{quantity}）"
    if site is not SiteMode.LIGHT and dice.chance(0.35):
        return f"{firm_.brand}年产 {quantity}{name}项目"
    return f"{firm_.brand}{name}{dice.pick(_TAILS_LIGHT if site is SiteMode.LIGHT else _TAILS)}项目"


def content(
    dice: Dice, firm_: Firm, product: Product, place: Place, *, site: SiteMode, quantity: str, amount: Decimal | None
) -> str:
    """The project in three to six sentences."""
    parts, trade = talk()["content"], trades()[product.trade]
    first, second = dice.pick(trade["lines"]), dice.pick(trade["lines"])
    if second == first:
        second = "研发与检测中心" if "研发" not in first else "展示与培训中心"
    slots = {
        **_slots(dice, firm_, product, place),
        "line": first,
        "line2": second,
        "qty": quantity,
        "buyers": dice.pick(trade["buyers"]),
        "act": dice.pick(parts["act"]),
        "year": str(dice.between(1998, 2019)),
    }
    soft = not product.unit or site is SiteMode.LIGHT
    said = [dice.pick(parts["open_soft" if not product.unit else "open"])]
    said.append(dice.pick(parts["build_soft" if soft else "build"]))
    if quantity:
        said.append(dice.pick(parts["capacity" if product.trade == "data" else "yearly"]))
    said.append(dice.pick(parts["market"]))
    said += _some(dice, parts["firm"], dice.between(1, 2))
    if amount is not None and dice.chance(0.5):
        said.insert(2, f"计划总投资{money_text(amount).replace(' ', '')}")
    return "。".join(one.format_map(slots) for one in said) + "。"


def requirements(dice: Dice, product: Product, site: SiteMode, *, floor: int, land: Decimal | None) -> str:
    """The requirements sheet: one line a need."""
    slots = {
        "area": f"{max(300, floor // 3 // 100 * 100):,}",
        "floor": f"{max(200, floor):,}",
        "kva": f"{dice.pick((500, 800, 1250, 2000, 3150, 5000, 8000)):,}",
        "water": str(dice.pick((60, 120, 200, 350, 500, 800))),
        "gas": str(dice.between(20, 400)),
        "steam": str(dice.between(2, 15)),
        "rooms": str(dice.between(8, 80)),
    }
    lines = [one.format_map(slots) for one in _some(dice, trades()[product.trade]["needs"], dice.between(2, 3))]
    if site is SiteMode.LAND and land is not None:
        lines.insert(0, f"工业用地约 {land.normalize():f} 亩，形状规整，可分期供地")
    elif site is SiteMode.FACTORY:
        lines.insert(0, f"标准厂房约 {floor:,} ㎡，首层优先")
    lines.append(f"用工 {dice.between(3, 60) * 10} 人，其中技术岗约{dice.pick(('三成', '四成', '一半'))}")
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def problem(dice: Dice, stage: Stage) -> str:
    """What stands in the way; mostly nothing."""
    if not dice.chance(0.28):
        return ""
    late = stage.number >= Stage.SIGNED.number
    return _plain(dice, dice.pick(talk()["problems"]["late" if late else "early"]))


def note(
    dice: Dice, firm_: Firm, product: Product, place: Place, stage: Stage, *, meeting: bool, owner: str, open_end: bool
) -> Note:
    """An activity of a stage, and what is to follow it."""
    kinds: Sequence[tuple[str, int, Sequence[str]]] = talk()["activities"][stage.value]
    if meeting:
        kinds = [row for row in kinds if row[0] in _MEETINGS] or kinds
    kind, _, results = dice.weighted(kinds, [row[1] for row in kinds])
    slots = _slots(dice, firm_, product, place)
    result = dice.pick(results).format_map(slots)
    step = dice.pick(talk()["next_steps"][stage.value]).format_map(slots) if open_end else None
    there = firm_.boss if firm_.boss in result else firm_.mate if firm_.mate in result else firm_.boss
    people = f"{firm_.brand}：{there}；我方：{owner}" if kind != "document" else f"经办：{owner}"
    return Note(ActivityKind(kind), people, result, step)


def _slots(dice: Dice, firm_: Firm, product: Product, place: Place) -> dict[str, str]:
    return {
        "brand": firm_.brand,
        "product": product.name,
        "boss": firm_.boss,
        "mate": firm_.mate,
        "place": firm_.place,
        "park": place.name,
        "n": str(dice.between(2, 6)),
        "k": str(dice.between(4, 20)),
        "m": str(dice.between(6, 40) * 10),
        "p": str(dice.between(9, 18) * 5),
        "r": str(dice.between(9, 42)),
    }


def _plain(dice: Dice, text: str) -> str:
    return text.format_map({"n": str(dice.between(2, 5)), "m": str(dice.between(8, 60) * 10)})


def _some(dice: Dice, items: Sequence[str], count: int) -> list[str]:
    """Some of them, each at most once."""
    left = list(items)
    return [left.pop(dice.between(0, len(left) - 1)) for _ in range(min(count, len(left)))]
