"""Lists and boards of projects in words: chips, columns, limits, cells. Knows no URL and no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from app.core.units import WAN_PER_YI, money_text, plain, wan_text, yi_text

from .enums import Light, Recognition, Stage, Status
from .filters import ProjectFilter
from .queries.choices import Choices
from .queries.lists import ProjectRow
from .rules import Limits

# The counting rule of every published figure, in one sentence each: the same on screen, in exports and in print.
COUNTING_RULE = {
    "stock": "在库只计推进中的项目；签约起的阶段自商务局认定之日计入，未认定的计在此前阶段。",
    "signed": "签约只计经商务局认定的正式合同，按认定日期和认定金额；框架协议另列；同一项目只计一次。",
    "landed": "落地按商务局认定日期计，同一项目只计一次；凭框架协议签约的项目，落地后同样计入落地。",
    "left_out": "市内企业投资、财政投资和房地产开发项目不计入签约、落地。",
}

# How a criterion is called on its chip.
FACETS = {
    "q": "搜索",
    "park": "园区",
    "plan": "规划",
    "sector": "产业方向",
    "stage": "阶段",
    "status": "状态",
    "owner": "负责人",
    "source": "来源",
    "site": "用地方式",
    "light": "灯",
    "least": "总投资不低于",
    "most": "总投资不高于",
    "due_by": "下一步不晚于",
    "overdue": "下一步",
    "unowned": "负责人",
    "counted": "计入",
    "recognition": "认定",
    "signed": "签约年份",
    "framework": "框架协议年份",
    "landed": "落地年份",
}


class Entrance(Protocol):
    """What the pipeline says of a stage's gate."""

    @property
    def asks(self) -> Sequence[str]:
        """Asked for on every kind of site."""

    @property
    def by_site(self) -> Sequence[tuple[str, Sequence[str]]]:
        """What each kind of site asks for besides."""


@dataclass(frozen=True)
class Chip:
    """One criterion that holds, and the filter that is left when it is taken away."""

    label: str
    value: str
    without: ProjectFilter


def chips(criteria: ProjectFilter, choices: Choices) -> list[Chip]:
    """All criteria that hold, each removable by itself; several values of one criterion are several chips."""
    found = []
    for name, label in FACETS.items():
        held = getattr(criteria, name)
        if name == "status" and not held:
            found.append(Chip(label, "全部", replace(criteria, status=(Status.ACTIVE,))))
        elif isinstance(held, tuple):
            found += [Chip(label, _worded(name, one, choices), criteria.without(name, one)) for one in held]
        elif held not in (None, "", False):
            found.append(Chip(label, _worded(name, held, choices), criteria.without(name)))
    return found


def _worded(name: str, held: Any, choices: Choices) -> str:
    match name:
        case "park" | "plan" | "sector" | "owner":
            return choices.label(name, held)
        case "least" | "most":
            return money_text(held)
        case "due_by":
            return str(held)
        case "overdue":
            return "已逾期"
        case "unowned":
            return "未分配"
        case _:
            return str(getattr(held, "label", held))


@dataclass(frozen=True)
class QuickView:
    """A ready-made filter, as a tab."""

    label: str
    criteria: ProjectFilter
    count: int | None = None


def quick_views(*, login: str | None, mine: int | None = None) -> list[QuickView]:
    """The tabs above board and list; `login`: of somebody who looks after projects."""
    own = [QuickView("我负责的", ProjectFilter(owner=(login,)), mine)] if login else []
    return [
        QuickView("全部推进中", ProjectFilter()),
        *own,
        QuickView("待认定", ProjectFilter(recognition=(Recognition.SUBMITTED,))),
        QuickView("亿元以上", ProjectFilter(least=Decimal(WAN_PER_YI))),
        QuickView("红黄灯", ProjectFilter(light=(Light.RED, Light.YELLOW))),
        QuickView("逾期下一步", ProjectFilter(overdue=True)),
    ]


def limit_words(limits: Limits) -> dict[Stage, str]:
    """The time limit of each stage as the head of its column says it."""
    start = sorted({limits.factory_start_months, limits.land_start_months})
    build = sorted({limits.construction_months, limits.construction_months_5yi, limits.construction_months_10yi})
    return {
        Stage.LEAD: f"{limits.lead_respond_days} 天内响应、{limits.lead_screen_days} 天内筛选",
        Stage.NEGOTIATING: f"{limits.negotiating_days} 天须跟进",
        Stage.APPRAISAL: f"评审限 {limits.appraisal_days} 天",
        Stage.SIGNED: f"{limits.landing_months} 个月内落地",
        Stage.LANDED: f"{_span(start)} 个月内开工",
        Stage.CONSTRUCTION: f"{_span(build)} 个月内投产",
        Stage.PRODUCTION: f"{limits.production_months} 个月内达产",
        Stage.FULL_CAPACITY: "",
    }


def entrance_words(stage: Stage, entrance: Entrance) -> str:
    """What a stage asks for before it is entered, for the head of its column; empty for the first."""
    parts = ["、".join(entrance.asks), *(f"{site}另须{'、'.join(asked)}" for site, asked in entrance.by_site)]
    said = "；".join(filter(None, parts))
    return f"进入“{stage.label}”须具备：{said}" if said else ""


def _span(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}～{numbers[-1]}"


def next_words(row: ProjectRow, today: date) -> str:
    """The next step as a card shows it: day first, said when it is late."""
    if row.next_due is None:
        return row.next_step or ""
    day = f"{row.next_due:%m-%d}" if row.next_due.year == today.year else row.next_due.isoformat()
    late = (today - row.next_due).days
    when = f"{day} 逾期 {late} 天" if late > 0 else "今天" if late == 0 else day
    return f"{when} {row.next_step or ''}".strip()


@dataclass(frozen=True)
class Column:
    """A column of the list: head, unit, what it is sorted by, and a cell in words."""

    key: str
    label: str
    text: Callable[[ProjectRow], str] | None = None  # None: the template draws it
    exact: Callable[[ProjectRow], str] | None = None  # of a rounded number: what stands behind it
    unit: str = ""
    number: bool = False
    sort: str = ""
    turned: bool = False  # rises when what it is sorted by falls: days in a stage against the day of entering it
    phone: bool = False  # also on a phone's card
    default: bool = False


def _dash(value: Any) -> str:
    return "—" if value is None or value == "" else str(value)


def _day(value: date | None) -> str:
    return value.isoformat() if value else "—"


def _area(value: Any) -> str:
    return "—" if value is None else plain(value)


def _amount(key: str, label: str, of: Callable[[ProjectRow], Decimal | None], **more: Any) -> Column:
    """Rounded in 亿元; what stands behind it is at hand."""
    return Column(
        key,
        label,
        lambda row: yi_text(of(row)),
        exact=lambda row: wan_text(of(row)),
        unit="亿元",
        number=True,
        **more,
    )


COLUMNS = (
    Column("investor", "投资方", lambda row: _dash(row.investor), phone=True, default=True),
    Column("park", "园区", lambda row: row.park_name, phone=True, default=True),
    Column("sector", "产业方向", lambda row: _dash(row.sector_name), default=True),
    Column("stage", "阶段", phone=True, default=True),
    _amount("investment", "总投资", lambda row: row.investment, sort="investment", phone=True, default=True),
    _amount("fixed", "固定资产投资", lambda row: row.fixed_investment),
    Column("land", "用地", lambda row: _area(row.land_mu), unit="亩", number=True, default=True),
    Column("floor", "厂房", lambda row: _area(row.floor_sqm), unit="㎡", number=True),
    Column(
        "days",
        "本阶段",
        lambda row: str(row.days_in_stage),
        unit="天",
        number=True,
        sort="since",
        turned=True,
        default=True,
    ),
    Column("owner", "负责人", lambda row: row.owner_name or "未分配", phone=True, default=True),
    Column("activity", "最近跟进", default=True),
    Column("step", "下一步", lambda row: _dash(row.next_step), default=True),
    Column("due", "日期", sort="due", phone=True, default=True),
    Column("status", "状态"),
    Column("source", "来源", lambda row: row.source.label),
    Column("site", "用地方式", lambda row: row.site_mode.label if row.site_mode else "—"),
    Column("recognition", "认定", lambda row: row.recognition.label if row.recognition else "—"),
    Column("counted", "计入阶段", lambda row: row.counted_stage.label),
    Column("signed", "签约认定日", lambda row: _day(row.signed_on)),
    Column("framework", "框架协议认定日", lambda row: _day(row.framework_on)),
    Column("landed", "落地认定日", lambda row: _day(row.landed_on)),
    Column("first_report", "首报"),
    Column("code", "编号", lambda row: row.code),
    Column("registered", "登记日期", sort="registered"),
)
_BY_KEY = {column.key: column for column in COLUMNS}
COLUMN_KEYS = frozenset(_BY_KEY)
DEFAULT_COLUMNS = tuple(column.key for column in COLUMNS if column.default)


def columns_of(keys: Sequence[str]) -> list[Column]:
    """These columns in this order; the usual ones when none is asked for. Raises KeyError."""
    return [_BY_KEY[key] for key in keys or DEFAULT_COLUMNS]


def shows_status(criteria: ProjectFilter) -> bool:
    """Whether rows of several statuses stand together, so that each must say its own."""
    return criteria.status != (Status.ACTIVE,)
