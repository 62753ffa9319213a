"""The outline of all projects before any is written: when, where, what, by whom. A few numbers a project."""

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.companies.enums import Origin
from app.projects.enums import SiteMode

from .dice import Dice
from .names import Names
from .story import Story, tell
from .world import Product, World, trades

OLDEST_DAYS = 1350
_SITES = tuple(SiteMode)
SAME_FIRM_SHARE = 0.12
GROUP_SHARE = 0.08
BIG_PARK = "lay-ntit-zone-2"  # the team of the printed accounts: somebody who signs in finds enough to do
BIG_PARK_EXTRA = 6


@dataclass(frozen=True)
class Investor:
    """An invented firm; its number in the outline is its place in the list."""

    name: str
    brand: str
    origin: Origin
    place: str
    trade: str
    group: int  # the number of its parent among the investors, -1 without


@dataclass
class Outline:
    """Columns of the projects by their number from 0, in the order of registration."""

    seed: int
    today: date
    registered: list[date] = field(default_factory=list)
    place: "array[int]" = field(default_factory=lambda: array("h"))
    product: "array[int]" = field(default_factory=lambda: array("h"))
    site: "array[int]" = field(default_factory=lambda: array("b"))
    investor: "array[int]" = field(default_factory=lambda: array("l"))
    investors: list[Investor] = field(default_factory=list)
    # Columns of the activities in the order of the projects: project, place within it, day.
    touch_project: "array[int]" = field(default_factory=lambda: array("l"))
    touch_place: "array[int]" = field(default_factory=lambda: array("h"))
    touch_day: "array[int]" = field(default_factory=lambda: array("l"))

    def story(self, number: int) -> Story:
        """The story of a project; made anew each time, always the same."""
        return tell(
            Dice(self.seed, "story", number),
            registered_on=self.registered[number],
            today=self.today,
            site=_SITES[self.site[number]],
        )

    def site_of(self, number: int) -> SiteMode:
        """The kind of site of a project."""
        return _SITES[self.site[number]]


def draw(world: World, *, projects: int, seed: int, today: date) -> Outline:
    """Draw the outline of so many projects."""
    outline = Outline(seed, today)
    names = Names(world.real_names)
    _draw_groups(outline, names, seed, count=max(3, projects // 150))
    groups = len(outline.investors)
    outline.registered = sorted(_registered_on(Dice(seed, "age", number), today) for number in range(projects))
    weights = [place.weight + (BIG_PARK_EXTRA if place.code == BIG_PARK else 0) for place in world.places]
    products = {product: number for number, product in enumerate(world.products)}
    known: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number in range(projects):
        dice = Dice(seed, "outline", number)
        # The first projects of all go round the parks once, so that even a handful shows every park.
        where = number if number < len(world.places) else dice.weighted(range(len(world.places)), weights)
        place = world.places[where]
        product = dice.pick(place.products) if dice.chance(0.97) else dice.pick(world.products)
        outline.place.append(where)
        outline.product.append(products[product])
        outline.site.append(dice.weighted(range(len(_SITES)), _site_weights(product)))
        there = known[(place.city_id, product.trade)]
        if there and dice.chance(SAME_FIRM_SHARE):
            outline.investor.append(dice.pick(there))
            continue
        group = dice.between(0, groups - 1) if dice.chance(GROUP_SHARE) else -1
        outline.investor.append(len(outline.investors))
        there.append(len(outline.investors))
        name, brand, origin, home = names.firm(dice, trades()[product.trade]["words"])
        outline.investors.append(Investor(name, brand, origin, home, product.trade, group))
    for number in range(projects):
        for order, touch in enumerate(outline.story(number).touches):
            outline.touch_project.append(number)
            outline.touch_place.append(order)
            outline.touch_day.append(touch.on.toordinal())
    return outline


def _site_weights(product: Product) -> list[float]:
    weights = [float(weight) for weight in trades()[product.trade]["sites"]]
    # What makes no goods takes no land and seldom a factory.
    return [0, weights[1] * 0.3, max(weights[2], 2)] if not product.unit else weights


def _draw_groups(outline: Outline, names: Names, seed: int, *, count: int) -> None:
    for number in range(count):
        name, brand, origin, place = names.group(Dice(seed, "group", number))
        outline.investors.append(Investor(name, brand, origin, place, "", -1))


def _registered_on(dice: Dice, today: date) -> date:
    """A third in the last two months, a quarter in the half year before, the rest over four years; no weekends."""
    luck = dice.share()
    if luck < 0.32:
        age = dice.between(0, 60)
    elif luck < 0.58:
        age = dice.between(61, 240)
    else:
        age = dice.between(241, OLDEST_DAYS)
    day = today - timedelta(days=age)
    return day - timedelta(days=max(0, day.weekday() - 4))
