"""The eight steps of a project in words, from its move log. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from .enums import Stage
from .models import Project
from .queries.timeline import TimelineEntry
from .standing import effective


@dataclass
class Step:
    """A stage as the stepper draws it: done, now, next or todo."""

    stage: Stage
    state: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Stay:
    """A stay in a stage."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How long it lasted; a log that goes back in time counts nothing."""
        return max(0, (self.until - self.since).days)


def stays(moves: Sequence[TimelineEntry], today: date) -> dict[Stage, list[Stay]]:
    """How long the project was in each stage, from the log and never from when a row was written.

    As in the figures of time in stage, a move that was taken back was none.
    """
    found: dict[Stage, list[Stay]] = {}
    held = effective(moves)
    for move, after in zip_longest(held, held[1:]):
        if move.to_stage is not None:
            found.setdefault(move.to_stage, []).append(Stay(move.on, after.on if after else today))
    return found


def steps(
    project: Project,
    moves: Sequence[TimelineEntry],
    *,
    today: date,
    limit: str,
    missing: int | None,
    agreed: Mapping[Stage, str],
) -> list[Step]:
    """All eight. `limit` and `missing` concern the present stage and the next; `agreed` says what the contract promised.

    `missing` is None for a project that goes no further.
    """
    spent = stays(moves, today)
    here = project.stage

    def step(stage: Stage) -> Step:
        if stage is here:
            return Step(stage, "now", [f"{_day(project.stage_since, today)} 起", since_words(project, today, limit)])
        if stage.number < here.number:
            return Step(stage, "done", _past(spent.get(stage, []), today))
        promised = [agreed[stage]] if stage in agreed else []
        if stage is here.next and missing is not None:
            return Step(stage, "next", [f"还缺 {missing} 项" if missing else "条件已齐", *promised])
        return Step(stage, "todo", promised)

    return [step(stage) for stage in Stage]


def since_words(project: Project, today: date, limit: str) -> str:
    """第 15 天·评审限 20 天."""
    days = (today - project.stage_since).days
    return "·".join(filter(None, [f"第 {days} 天" if days > 0 else "今天进入", limit]))


def _past(spent: Sequence[Stay], today: date) -> list[str]:
    if not spent:
        return []
    last = spent[-1]
    days = sum(stay.days for stay in spent)
    times = f"，{len(spent)} 次" if len(spent) > 1 else ""
    return [f"{_day(last.since, today)} 至 {_day(last.until, today)}", f"{days} 天{times}"]


def _day(day: date, today: date) -> str:
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()
