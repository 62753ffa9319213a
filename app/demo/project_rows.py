"""The rows of an invented project: itself, its moves, its delivery facts. Pure: an outline goes in, rows come out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.projects.enums import BackReason, HoldReason, LostReason, RemovalReason, SiteMode, Source, Stage, Status
from app.projects.rules import Clockwork, Limits, due_days

from . import recognition, wording
from .amounts import Size, size
from .delivery_rows import Delivered, delivered
from .dice import Dice
from .moments import at_work
from .outline import Outline
from .story import Story
from .world import Place, Product, World, talk, trades

Row = dict[str, Any]
CONFIDENTIAL_SHARE = 0.04
MANAGER_SHARE = 0.2
_SOURCES = (
    (Source.VISIT, 24),
    (Source.RECEPTION, 18),
    (Source.FAIR, 14),
    (Source.REFERRAL, 20),
    (Source.CALL, 8),
    (Source.ASSIGNED, 8),
    (Source.ONLINE, 5),
    (Source.OTHER, 3),
)
_OTHER_CITIES = ("苏州", "无锡", "合肥", "武汉", "成都", "东莞", "嘉兴", "西安", "长沙", "青岛")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is known of a project besides its story."""

    number: int
    place: Place
    product: Product
    site: SiteMode
    firm: wording.Firm
    size: Size
    owner: tuple[int, str] | None


@dataclass(frozen=True)
class Written:
    """The rows of one project."""

    project: Row
    moves: list[Row]
    delivered: Delivered


def scene(outline: Outline, world: World, number: int) -> Scene:
    """The people and amounts of a project; the same each time it is asked for."""
    place, product = world.places[outline.place[number]], world.products[outline.product[number]]
    site = outline.site_of(number)
    investor = outline.investors[outline.investor[number]]
    people = wording.firm_people(Dice(outline.seed, "people", outline.investor[number]))
    dice = Dice(outline.seed, "scene", number)
    owner = place.manager if dice.chance(MANAGER_SHARE) else dice.pick(place.officers)
    return Scene(
        number=number,
        place=place,
        product=product,
        site=site,
        firm=wording.firm(investor.brand, investor.place, people),
        size=size(dice, product, site),
        owner=owner,
    )


def write(
    outline: Outline,
    seen: Scene,
    story: Story,
    *,
    row_id: int,
    company_id: int,
    code: str,
    limits: Limits,
    now: datetime,
) -> Written:
    """All rows of a project but its activities."""
    dice = Dice(outline.seed, "project", seen.number)
    registered_at = at_work(story.steps[0].on, dice, latest=now)
    stage, since = story.stage, story.steps[-1].on
    confidential = dice.chance(CONFIDENTIAL_SHARE)
    moves = _moves(seen, story, dice, row_id=row_id, registered_at=registered_at, now=now)
    recognition.recognise(moves, seed=outline.seed, number=seen.number, amount=seen.size.investment, now=now)
    reached = max((step.stage for step in story.steps), key=lambda one: one.number)
    known = _known(seen, reached, dice)
    last = last_note(outline, seen, story)
    row: Row = {
        "id": row_id,
        "code": code,
        "name": wording.title(dice, seen.firm, seen.product, seen.site, seen.size.quantity)[:60],
        "code_name": f"{dice.pick(talk()['code_names'])}项目-{code[-3:]}" if confidential else None,
        "confidential": confidential,
        "company_id": company_id,
        "park_id": seen.place.id,
        "chain_link": dice.pick(trades()[seen.product.trade]["links"]) if dice.chance(0.7) else None,
        **recognition.standing_of(moves),
        "source": dice.weighted([source for source, _ in _SOURCES], [weight for _, weight in _SOURCES]),
        "content": wording.content(
            dice,
            seen.firm,
            seen.product,
            seen.place,
            site=seen.site,
            quantity=seen.size.quantity,
            amount=known["investment"],
        ),
        **known,
        **_standing(story, dice),
        "problems": wording.problem(dice, stage) if story.status is Status.ACTIVE else "",
        "registered_at": registered_at,
        "last_activity_on": story.touches[-1].on if story.touches else None,
        "next_step": last.next_step if last else None,
        "next_due": story.touches[-1].next_due if last and last.next_step else None,
        "rank": -moves[-1]["moved_at"].timestamp(),
        "is_demo": True,
        "deleted_at": None,
        "created_at": registered_at,
        "updated_at": _touched(story, moves, dice, now),
        "version": 1 + len(moves) + len(story.touches),
    }
    written_down = delivered(outline, seen, story, project_id=row_id, updated_at=row["updated_at"])
    row |= written_down.agreed
    row["stale_on"], row["alarm_on"] = due_days(
        Clockwork(
            stage=stage,
            status=row["status"],
            stage_since=since,
            last_activity_on=row["last_activity_on"],
            review_on=row["review_on"],
            investment=row["investment"],
            site_mode=row["site_mode"],
            **written_down.agreed,
        ),
        limits,
    )
    return Written(row, moves, written_down)


def last_note(outline: Outline, seen: Scene, story: Story) -> wording.Note | None:
    """The last activity in words: its next step is the project's while the project is open."""
    if not story.touches:
        return None
    return activity_note(outline, seen, story, len(story.touches) - 1)


def activity_note(outline: Outline, seen: Scene, story: Story, place: int) -> wording.Note:
    """One of the activities in words."""
    touch = story.touches[place]
    ended = story.status in {Status.LOST, Status.REMOVED} and place == len(story.touches) - 1
    return wording.note(
        Dice(outline.seed, "note", seen.number * 64 + place),
        seen.firm,
        seen.product,
        seen.place,
        touch.stage,
        meeting=touch.meeting,
        owner=seen.owner[1] if seen.owner else seen.place.manager[1],
        open_end=touch.next_due is not None and not ended,
    )


def _known(seen: Scene, stage: Stage, dice: Dice) -> Row:
    """What has been learned by now: little of a lead, everything from 评审 on."""
    full = stage.number >= Stage.APPRAISAL.number
    talking = stage is not Stage.LEAD
    measured = seen.size
    on_land = seen.site is SiteMode.LAND
    site = full or dice.chance(0.75)
    estimated = full or (talking and dice.chance(0.4))
    amount = measured.investment if talking or dice.chance(0.7) else None
    owned = talking or dice.chance(0.94)
    return {
        "sector_id": seen.product.sector_id if talking or dice.chance(0.92) else None,
        "owner_id": seen.owner[0] if owned and seen.owner else None,
        "site_mode": seen.site if site else None,
        "investment": amount,
        "fixed_investment": measured.fixed if amount is not None and (full or dice.chance(0.6)) else None,
        "land_mu": measured.land if site and on_land else None,
        "floor_sqm": Decimal(measured.floor) if site and (not on_land or dice.chance(0.3)) else None,
        "output_estimate": measured.output if estimated else None,
        "tax_estimate": measured.tax if estimated else None,
        "jobs_estimate": measured.jobs if estimated else None,
        "requirements": wording.requirements(dice, seen.product, seen.site, floor=measured.floor, land=measured.land)
        if full or (talking and dice.chance(0.5))
        else "",
    }


def _standing(story: Story, dice: Dice) -> Row:
    """The status and what it asks for."""
    row: Row = {
        "status": story.status,
        "status_reason": None,
        "lost_reason": None,
        "competing_city": None,
        "hold_reason": None,
        "removal_reason": None,
        "review_on": story.review_on,
    }
    if story.status is Status.LOST:
        reason = dice.pick(list(LostReason))
        row |= {"lost_reason": reason, "status_reason": dice.pick(talk()["lost"][reason.value])}
        if reason is LostReason.COMPETITOR:
            row["competing_city"] = dice.pick(_OTHER_CITIES)
    elif story.status is Status.REMOVED:
        removal = dice.pick(list(talk()["removed"]))
        row |= {"removal_reason": RemovalReason(removal), "status_reason": talk()["removed"][removal]}
    elif story.status is Status.ON_HOLD:
        hold = dice.pick(list(talk()["on_hold"]))
        row |= {"hold_reason": HoldReason(hold), "status_reason": talk()["on_hold"][hold]}
    return row


def _moves(seen: Scene, story: Story, dice: Dice, *, row_id: int, registered_at: datetime, now: datetime) -> list[Row]:
    """The move log. A move is entered up to three days after it happened, never before the one before."""
    rows: list[Row] = []
    earlier, before = registered_at, None
    for step in story.steps:
        moved_at = registered_at
        if before is not None:
            entered = at_work(step.on + timedelta(days=dice.pick((0, 0, 0, 1, 3))), dice, latest=now)
            moved_at = max(entered, min(earlier + timedelta(minutes=7), now))
        back = dice.pick(list(talk()["back"])) if step.back else None
        rows.append(
            {
                "project_id": row_id,
                "from_stage": before,
                "to_stage": step.stage,
                "event_on": step.on,
                "moved_at": moved_at,
                "by_id": seen.owner[0] if seen.owner else None,
                "back_reason": BackReason(back) if back else None,
                "reason": talk()["back"][back] if back else "",
            }
        )
        earlier, before = moved_at, step.stage
    return rows


def _touched(story: Story, moves: list[Row], dice: Dice, now: datetime) -> datetime:
    """When somebody last wrote something down about it."""
    latest: datetime = moves[-1]["moved_at"]
    for day in (story.touches[-1].on if story.touches else None, story.ended_on):
        if day is not None:
            latest = max(latest, at_work(day, dice, latest=now))
    return latest
