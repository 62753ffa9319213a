"""Today's work and the figures of a city in words. Knows no URL and no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.formats import weekday
from app.notices.enums import NoticeKind
from app.notices.todos import Todo as Waiting
from app.notices.view_model import ICONS
from app.parks.enums import ParkMetric
from app.projects.enums import Light, Stage
from app.projects.queries import DueRow
from app.projects.rules import Limits, light_reason

from .queries.city import CityFigures, ParkLine
from .queries.own_work import MonthWork

DAYS_AHEAD = 7
# What each place of the top bar is for, to those who have no projects to work on.
PURPOSES = {
    "parks": "规划的空间布局、各园区定位与公开数据",
    "projects": "送到本部门的项目",
    "companies": "企业库",
    "plans": "规划的目标、指标、任务与政策",
    "briefs": "园区产业简介与汇编",
    "accounts": "单位、人员、角色与解锁",
    "settings": "时限、登录等规则",
    "audit": "查看操作记录，校验是否被改动",
}
OVERDUE, TODAY, SOON, LATER, UNDATED = "逾期", "今天", "接下来 7 天", "更晚", "等您处理"


@dataclass(frozen=True, kw_only=True)
class Todo:
    """One thing to do. Of one's own projects a next step or a limit, whichever is nearer: a project stands here once."""

    title: str
    hint: str
    on: date | None
    due: str
    late: bool
    icon: str
    tone: str
    code: str = ""  # of the project it is about
    link: str = ""  # where it is done; for a project of one's own its page
    notice_id: int | None = None
    note: bool = False  # recording an activity is what does it


@dataclass(frozen=True)
class Day:
    """One day of the strip."""

    day: date
    weekday: str
    number: int
    today: bool


@dataclass(frozen=True)
class TodayList:
    """All that is due, in its three groups, and the week ahead."""

    groups: list[tuple[str, list[Todo]]]
    week: list[Day]
    complete: bool

    @property
    def number(self) -> int:
        """Things to do."""
        return sum(len(todos) for _, todos in self.groups)

    @property
    def overdue(self) -> int:
        """Those that are late."""
        return sum(len(todos) for name, todos in self.groups if name == OVERDUE)


def until(today: date) -> date:
    """The last day that the page looks ahead to: seven days with today."""
    return today + timedelta(days=DAYS_AHEAD - 1)


def today_list(
    rows: Sequence[DueRow],
    *,
    others: Sequence[Waiting] = (),
    today: date,
    limits: Limits,
    most: int,
) -> TodayList:
    """A person's projects that want something and all else that waits, by the day on which it is wanted."""
    found = [*(_todo(row, today, limits) for row in rows), *(_other(one, today) for one in others)]
    todos = sorted(found, key=lambda todo: (todo.on or date.max, todo.code, todo.title))
    groups: dict[str, list[Todo]] = {name: [] for name in (OVERDUE, UNDATED, TODAY, SOON, LATER)}
    for todo in todos:
        groups[_group(todo.on, today)].append(todo)
    days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    return TodayList(
        groups=[(name, found) for name, found in groups.items() if found],
        week=[Day(day, weekday(day)[1:], sum(todo.on == day for todo in todos), day == today) for day in days],
        complete=len(rows) < most,
    )


def _group(on: date | None, today: date) -> str:
    if on is None:
        return UNDATED
    if on <= today:
        return TODAY if on == today else OVERDUE
    return SOON if on <= until(today) else LATER


def _other(one: Waiting, today: date) -> Todo:
    # A mention is of a day but due on none.
    on = None if one.kind is NoticeKind.MENTION else one.due
    late = on is not None and on < today
    return Todo(
        title=one.title,
        hint=one.reason,
        on=on,
        due=due_words(on, today) if on is not None else one.kind.label,
        late=late,
        icon=ICONS[one.kind],
        tone="red" if late else "yellow" if on == today else "accent" if on is None else "",
        code=one.project_code or "",
        link=one.link,
        notice_id=one.notice_id,
    )


def _todo(row: DueRow, today: date, limits: Limits) -> Todo:
    last = until(today)
    step_on = row.next_due if row.next_due is not None and row.next_due <= last else None
    limit_on = row.stale_on if row.stale_on is not None and row.stale_on <= last else None
    reason = light_reason(row.clockwork, limits, today) if limit_on is not None else ""
    on = min(day for day in (step_on, limit_on) if day is not None)
    by_limit = step_on is None or (limit_on is not None and limit_on < step_on)
    title = f"{row.title}：{reason}" if by_limit else f"{row.next_step or '下一步'}：{row.title}"
    facts = [row.investor, f"{row.stage.number} {row.stage.label}"]
    beside = f"下一步：{row.next_step}" if by_limit and row.next_step else "" if by_limit else reason
    facts.append(beside)
    return Todo(
        code=row.code,
        title=title,
        hint="·".join(fact for fact in facts if fact),
        on=on,
        due=due_words(on, today),
        late=on < today,
        icon="clock" if by_limit else "calendar-event",
        tone="red" if row.light is Light.RED or on < today else "yellow" if row.light is Light.YELLOW else "",
        note=True,
    )


def due_words(on: date, today: date) -> str:
    """逾期 2 天, 今天, 周二 11-24."""
    days = (today - on).days
    if days > 0:
        return f"逾期 {days} 天"
    return "今天" if days == 0 else f"{weekday(on)} {on:%m-%d}"


def month_figures(work: MonthWork) -> list[tuple[str, int]]:
    """The month so far: follow-ups, new leads, and every further stage that was reached."""
    reached = [
        (f"进入{stage.short_label}", work.entered[stage])
        for stage in Stage
        if stage is not Stage.LEAD and work.entered.get(stage)
    ]
    return [("跟进", work.activities), ("新线索", work.entered.get(Stage.LEAD, 0)), *reached]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """How far a park is behind its target of the year."""

    code: str
    name: str
    label: str
    value: int
    target: int

    @property
    def missing(self) -> int:
        """Projects still wanted."""
        return self.target - self.value


def biggest_gaps(figures: CityFigures, *, limit: int = 6) -> list[Gap]:
    """The parks that lack most towards the year's targets, the worst first."""
    gaps = [
        Gap(code=park.code, name=park.name, label=_METRICS[metric], value=_value(park, metric), target=target)
        for park in figures.parks
        for metric, target in park.targets.items()
        if target > _value(park, metric)
    ]
    return sorted(gaps, key=lambda gap: (-gap.missing, gap.value / gap.target, gap.code))[:limit]


def by_lights(parks: Iterable[ParkLine], *, limit: int = 8) -> list[ParkLine]:
    """The parks with lights, the reddest first."""
    lit = [park for park in parks if park.figures.red or park.figures.yellow]
    return sorted(lit, key=lambda park: (-park.figures.red, -park.figures.yellow, park.code))[:limit]


_METRICS = {ParkMetric.SIGNED: "签约", ParkMetric.LANDED: "落地"}


def _value(park: ParkLine, metric: ParkMetric) -> int:
    return park.figures.signed if metric is ParkMetric.SIGNED else park.figures.landed
