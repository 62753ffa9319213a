"""What invented teams have at their parks: yearly targets, the checklist partly done, a contact. Only where nothing is."""

import sqlalchemy as sa

from app.extensions import db
from app.parks.enums import ParkMetric
from app.parks.models import Layout, LayoutNode, Park, ParkCheck, ParkTarget
from app.projects.models import YearTally
from app.projects.rules import add_months

from .dice import Dice
from .names import person
from .outline import Outline
from .world import World

DONE_NOTE = "（演示数据）"
MAIL = "@parklead.example"
_AREA_CODES = {"NT": "0513", "GZ": "020", "TJ": "022"}
_PLAINLY = {"synchronize_session": False}
_EVIDENCE = ("管委会已发文明确", "牵头单位和责任人已明确", "已纳入年度要点并按季调度", "已经市级牵头部门核查")


def furnish(outline: Outline, world: World) -> list[tuple[str, int, str, int]]:
    """Give targets, checks and contacts; tells which targets were set, so that they can be taken away again."""
    targets = _set_targets(outline, world)
    _tick(outline, world)
    _name_contacts(outline, world)
    return targets


def _set_targets(outline: Outline, world: World) -> list[tuple[str, int, str, int]]:
    """For this year and the last, near what the park reaches: some are ahead, some behind."""
    there = set(db.session.execute(sa.select(ParkTarget.park_id, ParkTarget.year, ParkTarget.metric)))
    reached = {
        (park_id, year): (signed, landed)
        for park_id, year, signed, landed in db.session.execute(
            sa.select(YearTally.park_id, YearTally.year, YearTally.signed, YearTally.landed)
        )
    }
    given = []
    for place in world.places:
        for year in (outline.today.year - 1, outline.today.year):
            dice = Dice(outline.seed, f"target{place.code}", year)
            figures = zip((ParkMetric.SIGNED, ParkMetric.LANDED), reached.get((place.id, year), (0, 0)), strict=True)
            for metric, figure in figures:
                value = max(2, round(figure * (0.8 + dice.share() * 0.7)))
                if (place.id, year, metric) not in there:
                    db.session.add(ParkTarget(park_id=place.id, year=year, metric=metric, value=value))
                    given.append((place.code, year, metric.value, value))
    return given


def _tick(outline: Outline, world: World) -> None:
    """Some items of the checklists done, with the day and a word of evidence; items somebody has touched stay."""
    checklists = db.session.execute(
        sa.select(LayoutNode.park_id, Layout.checklist)
        .join(Layout, Layout.id == LayoutNode.layout_id)
        .order_by(LayoutNode.park_id, Layout.code)
    )
    touched = {
        (check.park_id, check.item): check.done or check.evidence != ""
        for check in db.session.scalars(sa.select(ParkCheck))
    }
    codes = {place.id: place.code for place in world.places}
    for park_id, items in checklists:
        if park_id not in codes:
            continue
        dice = Dice(outline.seed, f"check{codes[park_id]}")
        for item in items:
            done, months, day = dice.chance(0.6), dice.between(1, 30), dice.between(3, 27)
            evidence = dice.pick(_EVIDENCE) + DONE_NOTE
            if not done or touched.get((park_id, item)):
                continue
            done_on = add_months(outline.today.replace(day=day), -months)
            values = {"done": True, "evidence": evidence, "done_on": done_on}
            if (park_id, item) in touched:
                here = (ParkCheck.park_id == park_id, ParkCheck.item == item)
                db.session.execute(sa.update(ParkCheck).where(*here).values(values), execution_options=_PLAINLY)
            else:
                db.session.execute(sa.insert(ParkCheck).values(park_id=park_id, item=item, **values))
            touched[park_id, item] = True


def _name_contacts(outline: Outline, world: World) -> None:
    """Numbers of a block that is given to nobody, mail of a domain that does not exist."""
    for number, place in enumerate(world.places):
        dice = Dice(outline.seed, f"contact{place.code}")
        values = {
            "contact_name": person(dice),
            "contact_title": dice.pick(("招商服务中心主任", "投资促进局局长", "招商一部部长", "产业发展部部长")),
            "contact_phone": f"{_AREA_CODES.get(place.city_code, '0513')}-0000 {1000 + number:04d}",
            "contact_email": f"invest{number + 1}{MAIL}",
            "contact_address": f"{place.city_name}市{place.short_name}招商服务中心（示例地址）",
        }
        # A plain UPDATE: nothing about the park as a record has changed, nobody's open form is stale because of it.
        db.session.execute(
            sa.update(Park)
            .where(Park.id == place.id, Park.contact_name.is_(None), Park.contact_phone.is_(None))
            .values(values),
            execution_options=_PLAINLY,
        )
