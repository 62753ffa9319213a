"""What a printed park sector brief says: every value worded, nothing left to decide.

A section that has nothing to say is `None` (or an empty tuple) and is left out of the print; no template ever writes "none".
Text may carry half-width marks as the plans' data does: `typography` sets them when the page is made.
"""

from dataclasses import dataclass
from typing import Literal

NodeKind = Literal["core", "zone", "base", "park", "equal", "district"]
LinkState = Literal["company", "carrier", "gap"]
CheckState = Literal["done", "open"]


@dataclass(frozen=True, kw_only=True)
class LayoutNode:
    """One place in the layout picture. Where it stands follows from kind and order alone."""

    kind: NodeKind
    order: int
    label: str
    details: tuple[str, ...] = ()
    group: str = ""
    """The district a tile belongs to; tiles of one district stand together."""
    here: bool = False


@dataclass(frozen=True, kw_only=True)
class LayoutPicture:
    """The plan's whole layout with this park picked out."""

    title: str
    """Text alternative: the finding in one or two sentences."""
    caption: str
    nodes: tuple[LayoutNode, ...]
    here_word: str = "本园区"


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The first page."""

    kicker: str
    title: str
    sub_lines: tuple[str, ...]
    issue: str
    issued_on: str
    as_of: str
    basis: str
    picture: LayoutPicture


@dataclass(frozen=True, kw_only=True)
class KeyNumber:
    """One of the five numbers of the band."""

    value: str
    unit: str
    text: str
    source: str
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A line of the table that shows this park among its neighbours."""

    kind: str
    name: str
    focus: str
    here: bool = False


@dataclass(frozen=True, kw_only=True)
class Note:
    """A margin note: a bold head and a few short lines."""

    head: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Proposition:
    """Who the park is, in one sentence, a paragraph, five numbers and its place in the layout."""

    lead: str
    paragraphs: tuple[str, ...]
    numbers: tuple[KeyNumber, ...]
    places: tuple[PlaceRow, ...]
    places_title: str
    places_source: str
    side: Note | None = None


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A short label with what it stands for (载体 → 智能芯谷)."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SectorFocus:
    """One sector the plan gives this park, with its carriers, named companies and what is to be attracted."""

    name: str
    lines: tuple[Labelled, ...]


@dataclass(frozen=True, kw_only=True)
class ChainLink:
    """A link of the industry chain: a company is named for it, or a carrier, or nobody (a gap)."""

    name: str
    note: str
    state: LinkState


@dataclass(frozen=True, kw_only=True)
class ChainColumn:
    """A stretch of the chain with its links, from top to bottom."""

    name: str
    links: tuple[ChainLink, ...]


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The industry chain as far as the plan's words carry."""

    title: str
    subtitle: str
    alt: str
    columns: tuple[ChainColumn, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class Focus:
    """Role and sector focus, and the chain with its gaps."""

    lead: str
    sectors: tuple[SectorFocus, ...]
    source: str
    paragraphs: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    """Existing industry base, as the plan names it."""
    attract: tuple[Labelled, ...] = ()
    """Target profiles that hold for the whole park (or the whole city), not for one sector."""
    chain: Chain | None = None


@dataclass(frozen=True, kw_only=True)
class CarrierRow:
    """A carrier or platform."""

    name: str
    place: str
    focus: str
    source: str


@dataclass(frozen=True, kw_only=True)
class CarrierGroup:
    """Carriers of one sort, such as 产业载体 or 公共平台."""

    name: str
    rows: tuple[CarrierRow, ...]


@dataclass(frozen=True, kw_only=True)
class CompanyRow:
    """A named company, institute or fund."""

    name: str
    tie: str
    text: str
    source: str


@dataclass(frozen=True, kw_only=True)
class CompanyGroup:
    """Companies whose tie to the park is equally strong."""

    name: str
    rows: tuple[CompanyRow, ...]


@dataclass(frozen=True, kw_only=True)
class CheckItem:
    """One of the demands the layout makes on every park (专业园区 …)."""

    name: str
    state: CheckState
    text: str


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """The demands of the layout, ticked or open."""

    title: str
    items: tuple[CheckItem, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Carriers and platforms, named companies, and the layout's demands."""

    lead: str
    title: str = "载体、平台与企业"
    carriers: tuple[CarrierGroup, ...] = ()
    carriers_note: str = ""
    companies: tuple[CompanyGroup, ...] = ()
    companies_note: str = "点名不等于入驻。入驻与在谈情况以企业库为准。"
    checklist: Checklist | None = None


@dataclass(frozen=True, kw_only=True)
class Bullet:
    """A target with a known actual: bar against line."""

    name: str
    note: str
    actual: str
    target: str
    ratio: float
    """Actual over target; 1.0 is met."""
    ratio_text: str


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """A target as the plan prints it, comparator in words."""

    metric: str
    horizon: str
    comparator: str
    value: str
    unit: str
    source: str


@dataclass(frozen=True, kw_only=True)
class TargetGroup:
    """Targets of one scope (每家园区, 中央创新区, 全市)."""

    name: str
    rows: tuple[TargetRow, ...]


@dataclass(frozen=True, kw_only=True)
class Targets:
    """The plan's targets that concern this park."""

    lead: str
    groups: tuple[TargetGroup, ...]
    source: str
    bullets: tuple[Bullet, ...] = ()
    bullets_note: str = ""
    bullets_alt: str = ""
    bullets_demo: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task of the plan."""

    name: str
    text: str
    lead_unit: str
    source: str


@dataclass(frozen=True, kw_only=True)
class MeasureRow:
    """A lawful support measure of the plan."""

    name: str
    supports: str
    terms: str
    """Rate, cap and its scope, or the sort of support where the plan names no figure."""
    lead_unit: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Support:
    """Tasks and lawful policy measures."""

    lead: str
    tasks: tuple[TaskRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """Projects that stand in one stage today."""

    name: str
    count: int
    investment: str
    """In the unit named by the chart's column head (亿元), worded; "—" when unknown."""
    recognised: bool = False


@dataclass(frozen=True, kw_only=True)
class TrendSeries:
    """Cumulated counts month by month; shorter than the months when the year is not over."""

    name: str
    values: tuple[int, ...]
    target: int | None = None


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Signed and landed through the year against the year's target."""

    title: str
    alt: str
    months: tuple[str, ...]
    series: tuple[TrendSeries, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class SectorRow:
    """Projects in the pipeline by sector."""

    name: str
    count: str
    investment: str
    signed: str
    landed: str


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """Figures of the projects, each with its counting rule."""

    lead: str
    stages: tuple[StageRow, ...]
    stages_alt: str
    stages_note: str
    demo: bool
    year: tuple[Bullet, ...] = ()
    """Signed and landed of the year against the year's target."""
    year_alt: str = ""
    year_note: str = ""
    trend: Trend | None = None
    sectors: tuple[SectorRow, ...] = ()
    sectors_total: SectorRow | None = None
    sectors_note: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A document, or the product's own books, with the sections used."""

    title: str
    meta: str = ""
    sections: str = ""
    document: bool = True
    """A published document, whose title stands in 《》; not so the product's own books."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where everything comes from and how it was counted."""

    rows: tuple[SourceRow, ...]
    rules: tuple[Labelled, ...]
    notice: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to call. Empty lines are left out."""

    role: str
    name: str
    lines: tuple[str, ...]
    place_head: str = ""
    place: str = ""
    place_lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verification:
    """How a reader makes sure that the paper is genuine."""

    url: str
    code: str
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class ParkBrief:
    """One park sector brief (园区产业简介)."""

    code: str
    park: str
    """Name in the running head."""
    document_title: str
    status: str
    """Foot line: 含演示数据, as-of date."""
    cover: Cover
    proposition: Proposition
    sources: Sources
    focus: Focus | None = None
    resources: Resources | None = None
    targets: Targets | None = None
    support: Support | None = None
    pipeline: Pipeline | None = None
    contact: Contact | None = None
    verification: Verification | None = None


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The briefing pack (汇编): a cover, contents and any number of briefs under one numbering."""

    title_lines: tuple[str, ...]
    kicker: str
    subtitle: str
    document_title: str
    issuer: str
    issued_on: str
    issue: str
    as_of: str
    status: str
    """Foot line of every inner page, such as 内部资料 and the mark of demo data."""
    parts: tuple[ParkBrief, ...]
