"""How large an invented project is: investment by the kind of site, and everything that follows from it."""

from dataclasses import dataclass
from decimal import Decimal

from app.projects.enums import SiteMode

from .dice import Dice
from .world import Product

# Median in 万元, spread, least, most.
_INVESTMENT = {
    SiteMode.LAND: (32_000, 0.95, 5_000, 1_200_000),
    SiteMode.FACTORY: (7_000, 0.75, 1_000, 90_000),
    SiteMode.LIGHT: (1_800, 0.8, 200, 30_000),
}
_FIXED_PERCENT = {SiteMode.LAND: (62, 85), SiteMode.FACTORY: (45, 70), SiteMode.LIGHT: (20, 50)}


@dataclass(frozen=True, kw_only=True)
class Size:
    """Amounts in 万元, land in 亩, floor in ㎡."""

    investment: Decimal
    fixed: Decimal
    land: Decimal | None
    floor: int
    output: Decimal
    tax: Decimal
    jobs: int
    quantity: str  # a year's output in words, empty for platforms and services


def size(dice: Dice, product: Product, site: SiteMode) -> Size:
    """How large this project is meant to be."""
    median, spread, least, most = _INVESTMENT[site]
    investment = _round(min(most, max(least, dice.lognormal(median, spread))))
    fixed = _round(investment * dice.between(*_FIXED_PERCENT[site]) / 100)
    land = None
    if site is SiteMode.LAND:
        land = Decimal(max(10, round(investment / dice.between(330, 560))))
        floor = int(land) * dice.between(700, 1100) // 100 * 100
    elif site is SiteMode.FACTORY:
        floor = max(600, round(investment / (0.55 + dice.share() * 0.8) / 100) * 100)
    else:
        floor = max(150, round(investment * (0.4 + dice.share() * 0.8) / 50) * 50)
    output = _round(investment * (0.8 + dice.share() * 1.1))
    tax = _round(output * (0.03 + dice.share() * 0.04))
    jobs = max(6, round(output / dice.between(55, 150)))
    return Size(
        investment=Decimal(investment),
        fixed=Decimal(fixed),
        land=land,
        floor=floor,
        output=Decimal(output),
        tax=Decimal(tax),
        jobs=min(jobs, 6000),
        quantity=_quantity(dice, product),
    )


def _round(amount: float) -> int:
    """As people say amounts: 1,850 but 23,000 and 410,000 万元."""
    unit = 10 if amount < 1000 else 50 if amount < 5000 else 500 if amount < 50_000 else 5000
    return max(unit, round(amount / unit) * unit)


def _quantity(dice: Dice, product: Product) -> str:
    """A round number in the product's unit; from 10,000 万 on it is said in 亿."""
    if not product.unit:
        return ""
    raw = product.least * (product.most / product.least) ** dice.share()
    digit = 10 ** max(0, len(str(int(raw))) - 2)
    number = max(1, round(raw / digit) * digit)
    if product.unit.startswith("万") and number >= 10_000:
        return f"{number / 10_000:g} 亿{product.unit[1:]}"
    return f"{number} {product.unit}"
