"""When things happened to an invented project: its moves, its activities, how it stands today. Only dates, no words."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.projects.enums import SiteMode, Stage, Status

from .dice import Dice

# How long a stage takes (least and further days), how often a project ends in it, how many activities it sees at most.
_DAYS: dict[Stage, tuple[int, int]] = {
    Stage.LEAD: (3, 38),
    Stage.NEGOTIATING: (20, 115),
    Stage.APPRAISAL: (7, 22),
    Stage.SIGNED: (25, 85),
    Stage.LANDED: (15, 60),
    Stage.CONSTRUCTION: (60, 190),
    Stage.PRODUCTION: (240, 420),
    Stage.FULL_CAPACITY: (9000, 0),
}
_DAYS_ON_LAND = {Stage.LANDED: (60, 130), Stage.CONSTRUCTION: (230, 280)}
_LOST = {
    Stage.LEAD: 0.2,
    Stage.NEGOTIATING: 0.2,
    Stage.APPRAISAL: 0.07,
    Stage.SIGNED: 0.05,
    Stage.LANDED: 0.03,
    Stage.CONSTRUCTION: 0.02,
    Stage.PRODUCTION: 0.01,
    Stage.FULL_CAPACITY: 0,
}
_ACTIVITIES = {
    Stage.LEAD: (1, 2),
    Stage.NEGOTIATING: (1, 5),
    Stage.APPRAISAL: (0, 2),
    Stage.SIGNED: (0, 2),
    Stage.LANDED: (0, 2),
    Stage.CONSTRUCTION: (1, 3),
    Stage.PRODUCTION: (0, 3),
    Stage.FULL_CAPACITY: (0, 2),
}
_IDLE_LIMIT = {Stage.LEAD: 14, Stage.NEGOTIATING: 30}
_USUAL_IDLE = 45
DAYS_BETWEEN = 3  # nobody meets the same firm three times on a day
FORGOTTEN_SHARE = 0.1  # of the projects: they rest in every stage
SLOW_SHARE = 0.12  # of the projects: everything takes them longer than the limits allow
BACK_SHARE = 0.05  # of the appraisals: sent back once
HOLD_SHARE = 0.05
TRANSFER_SHARE = 0.008


@dataclass(frozen=True)
class Step:
    """A move into a stage."""

    stage: Stage
    on: date
    back: bool = False


@dataclass(frozen=True)
class Touch:
    """An activity: when, in which stage, whether people met, and by when the next step is due."""

    on: date
    stage: Stage
    meeting: bool
    next_due: date | None


@dataclass
class Story:
    """Everything that happened to one project until today."""

    steps: list[Step] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    status: Status = Status.ACTIVE
    ended_on: date | None = None
    review_on: date | None = None

    @property
    def stage(self) -> Stage:
        """Where it is now."""
        return self.steps[-1].stage

    def entered(self, stage: Stage) -> date | None:
        """When it last came into a stage; None when it never did."""
        return next((step.on for step in reversed(self.steps) if step.stage is stage), None)


def tell(dice: Dice, *, registered_on: date, today: date, site: SiteMode) -> Story:
    """The story of a project that was registered on a day and builds on such a site."""
    story = Story()
    luck = dice.share()
    pace = 5.0 if luck < FORGOTTEN_SHARE else 2.2 if luck < FORGOTTEN_SHARE + SLOW_SHARE else 1.0
    stage, day, back = Stage.LEAD, registered_on, False
    while True:
        story.steps.append(Step(stage, day, back))
        least, more = (_DAYS_ON_LAND if site is SiteMode.LAND else {}).get(stage, _DAYS[stage])
        length = int((least + more * dice.share() ** 1.4) * pace)
        lost_on = day + timedelta(days=int(length * dice.share())) if dice.chance(_LOST[stage]) else None
        until = min(today, lost_on or day + timedelta(days=length))
        ends_here = (lost_on is not None and lost_on <= today) or day + timedelta(days=length) > today
        _visit(story, dice, stage, day, until, last=ends_here and lost_on is None, today=today)
        if lost_on is not None and lost_on <= today:
            story.status = Status.LOST if dice.chance(0.84) else Status.REMOVED
            story.ended_on = lost_on
            return story
        if ends_here:
            break
        day = _workday(day + timedelta(days=length), day)
        returned = back or stage is not Stage.APPRAISAL
        back = not returned and dice.chance(BACK_SHARE)
        stage = Stage.NEGOTIATING if back else stage.next or stage
    _pause(story, dice, today)
    return story


def _visit(story: Story, dice: Dice, stage: Stage, start: date, until: date, *, last: bool, today: date) -> None:
    """The activities of one stage, in order of time; before 在谈 people have met."""
    least, most = _ACTIVITIES[stage]
    count = dice.between(least, most)
    if last:
        count = dice.between(0, 1) if stage is Stage.LEAD and (until - start).days < 3 else max(1, count)
        until = max(start, today - timedelta(days=_idle(dice, stage)))
    count = min(count, 1 + (until - start).days // DAYS_BETWEEN)
    days = sorted(start + timedelta(days=dice.between(0, (until - start).days)) for _ in range(count))
    if last and days:
        days[-1] = until
    earlier = story.touches[-1].on if story.touches else start
    for place, raw in enumerate(days):
        day = max(_workday(raw, start), earlier)
        earlier = day
        final = place == len(days) - 1
        meeting = (final and stage is Stage.LEAD and not last) or dice.chance(0.3)
        story.touches.append(Touch(day, stage, meeting, _next_due(dice, day, today, open_end=last and final)))


def _idle(dice: Dice, stage: Stage) -> int:
    """Days since somebody last spoke with the firm: mostly within the limit, some yellow, some red."""
    limit = _IDLE_LIMIT.get(stage, _USUAL_IDLE)
    luck = dice.share()
    if luck < 0.6:
        return dice.between(0, limit - 1)
    return dice.between(limit, limit * 3 // 2) if luck < 0.8 else dice.between(limit * 3 // 2 + 1, limit * 3)


def _next_due(dice: Dice, day: date, today: date, *, open_end: bool) -> date | None:
    """When the next step is due; what is still open lies mostly ahead, some of it is due today, some overdue."""
    if not open_end:
        return day + timedelta(days=dice.between(2, 20)) if dice.chance(0.8) else None
    luck = dice.share()
    if luck < 0.12:
        return None
    if luck < 0.22:
        return today
    if luck < 0.78:
        return today + timedelta(days=dice.between(1, 18))
    return max(day, today - timedelta(days=dice.between(1, 14)))


def _pause(story: Story, dice: Dice, today: date) -> None:
    """Some of what is still open rests, or is being given to another park."""
    luck = dice.share()
    if story.stage.number <= Stage.LANDED.number and luck < HOLD_SHARE:
        story.status = Status.ON_HOLD
        story.review_on = today + timedelta(days=dice.between(-10, 60))
    elif story.stage.number <= Stage.NEGOTIATING.number and luck < HOLD_SHARE + TRANSFER_SHARE:
        story.status = Status.TRANSFERRING


def _workday(day: date, earliest: date) -> date:
    """Friday instead of the weekend, but never before the stage began."""
    return max(earliest, day - timedelta(days=max(0, day.weekday() - 4)))
