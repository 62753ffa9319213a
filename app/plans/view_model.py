"""What a plan says, worded for its page: comparators as words, both readings with their places, money with its unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.units import money_text, plain

from .enums import (
    AmountKind,
    CapScope,
    Comparator,
    Instrument,
    OrgRole,
    OrgType,
    Period,
    ProfileKind,
    RateKind,
    TargetKind,
    TargetScope,
    TaskKind,
)
from .models import Indicator, Measure, NamedOrganisation, Plan, Target, TargetProfile, Task

YUAN_PER_WAN = 10_000
TABLE_SIGN = "附表"


@dataclass(frozen=True)
class Reading:
    """One of two figures where a document contradicts itself."""

    place: str
    figure: str


@dataclass(frozen=True)
class TargetView:
    """A target, worded."""

    code: str
    kind: str
    metric: str
    qualifier: str
    comparator: str
    value: str
    unit: str
    figure: str
    year: str
    scope: str
    section: str
    readings: tuple[Reading, ...]  # two where text and table differ, otherwise none


@dataclass(frozen=True)
class IndicatorView:
    """An indicator, worded."""

    number: int
    group: str
    name: str
    target: str
    unit: str
    year: str
    responsible: str
    data: str
    note: str
    alternative: str


@dataclass(frozen=True)
class TaskView:
    """A task, worded."""

    number: str
    kind: str
    group: str
    name: str
    summary: str
    lead: str
    others: str
    note: str
    section: str
    deliverables: tuple[tuple[str, str, tuple[Reading, ...]], ...]  # metric, figure, readings
    differences: tuple[str, ...]


@dataclass(frozen=True)
class MeasureView:
    """A measure, worded. Sums are what the document prints; nothing is computed for a firm here."""

    number: str
    name: str
    supports: str
    eligibility: str
    instrument: str
    rate: str
    cap: str
    cap_scope: str
    tiers: tuple[tuple[str, str], ...]
    amounts: tuple[str, ...]
    units: str
    section: str
    note: str


@dataclass(frozen=True)
class OrganisationView:
    """A named organisation, worded."""

    name: str
    full_name: str
    kind: str
    role: str
    said: str
    city: str
    sectors: str
    basis: str
    section: str


def target_views(targets: Iterable[Target], tasks: Iterable[Task] = ()) -> list[TargetView]:
    """Targets in order; `tasks` tell in which table a second reading stands."""
    tables = {task.code: _table_of(task) for task in tasks}
    return [_target(target, tables.get(str(target.details.get("task")), TABLE_SIGN)) for target in targets]


def indicator_views(indicators: Iterable[Indicator]) -> list[IndicatorView]:
    """Indicators in order of their number."""
    return [
        IndicatorView(
            number=one.number,
            group=one.level1,
            name=one.name,
            target=_value_words(one.comparator, one.target_value, None, None),
            unit=one.unit,
            year=str(one.year or ""),
            responsible="、".join(one.responsible_units),
            data="、".join(one.data_units),
            note=str(one.details.get("note", "")),
            alternative=_alternative(one.details.get("alternative")),
        )
        for one in indicators
    ]


def task_views(tasks: Iterable[Task]) -> list[TaskView]:
    """Tasks in the document's order."""
    return [
        TaskView(
            number=one.number or "",
            kind=TaskKind(one.kind).label,
            group=one.group_name or "",
            name=one.name,
            summary=one.summary,
            lead=_units(one.lead_units, open_list=one.details.get("lead_units_open")),
            others=_others(one),
            note=str(one.details.get("units_note", "")),
            section=one.section,
            deliverables=tuple(_deliverable(each, one) for each in one.deliverables),
            differences=tuple(one.details.get("differences", [])),
        )
        for one in tasks
    ]


def measure_views(measures: Iterable[Measure]) -> list[MeasureView]:
    """Measures in the document's order."""
    return [
        MeasureView(
            number=one.number or "",
            name=one.name,
            supports=one.supports,
            eligibility=str(one.details.get("eligibility", "")),
            instrument=Instrument(one.instrument).label,
            rate=_rate(one),
            cap=_cap(one),
            cap_scope=(CapScope(one.cap_scope).label if one.cap_scope else "")
            + ("（文中未明写）" if one.details.get("cap_scope_implied") else ""),
            tiers=tuple((tier["label"], tier["cap_text"]) for tier in one.details.get("tiers", [])),
            amounts=_amounts(one),
            units=_units(one.lead_units, open_list=one.details.get("lead_units_open"))
            or _units(one.details.get("responsible_units", []), open_list=one.details.get("responsible_units_open")),
            section=one.section,
            note=str(one.details.get("note", "")),
        )
        for one in measures
    ]


def organisation_views(organisations: Iterable[NamedOrganisation]) -> list[OrganisationView]:
    """Named organisations in the document's order."""
    return [
        OrganisationView(
            name=one.name,
            full_name=str(one.details.get("full_name", "")),
            kind=OrgType(one.kind).label,
            role=OrgRole(one.role).label,
            said=one.said,
            city=one.city_name or "",
            sectors="、".join(sector.name for sector in one.sectors),
            basis=one.place_basis or "",
            section=one.section,
        )
        for one in organisations
    ]


def profile_lines(profiles: Iterable[TargetProfile]) -> list[tuple[str, str, str, str]]:
    """Whom the plan wants: name, kind, items, section."""
    return [(one.name, ProfileKind(one.kind).label, "、".join(one.items), one.section) for one in profiles]


def period_words(plan: Plan) -> str:
    """2018—2025 年."""
    if plan.period_start and plan.period_end:
        return (
            f"{plan.period_start}—{plan.period_end} 年"
            if plan.period_start != plan.period_end
            else f"{plan.period_start} 年"
        )
    years = plan.details.get("period_years")
    return plan.period_note or (f"自印发起 {years} 年" if years else "")


def _target(target: Target, table: str) -> TargetView:
    details = target.details
    text_figure = (details.get("text") or {}).get("figure", "")
    table_figure = (details.get("table") or {}).get("figure", "")
    readings: tuple[Reading, ...] = ()
    if details.get("differs") and text_figure and table_figure and text_figure != table_figure:
        readings = (Reading(f"正文 {target.section}", text_figure), Reading(table, table_figure))
    period = Period(target.period).label if target.period else ""
    scope = target.scope_text if target.scope is TargetScope.OTHER else target.scope.label
    return TargetView(
        code=target.code,
        kind=TargetKind(target.kind).label,
        metric=target.metric,
        qualifier=target.qualifier or "",
        comparator=target.comparator.label,
        value=_number_words(target.value, target.value_min, target.value_max),
        unit=target.unit,
        figure=str(details.get("figure", "")),
        year="，".join(part for part in (f"{target.year} 年" if target.year else "", period) if part),
        scope=scope or "",
        section=target.section,
        readings=readings,
    )


def _number_words(value: Decimal | None, least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and most is not None:
        return f"{plain(least)}—{plain(most)}"
    return plain(value) if value is not None else ""


def _value_words(comparator: Comparator, value: Decimal | None, least: Decimal | None, most: Decimal | None) -> str:
    number = _number_words(value, least, most)
    bare = comparator in {Comparator.EQUAL, Comparator.REACH, Comparator.BETWEEN, Comparator.QUALITATIVE}
    return number if bare else f"{comparator.label} {number}"


def _table_of(task: Task) -> str:
    places = [also["section"] for also in task.details.get("also", [])]
    return next((place for place in places if place.startswith(TABLE_SIGN)), TABLE_SIGN)


def _deliverable(each: Mapping[str, Any], task: Task) -> tuple[str, str, tuple[Reading, ...]]:
    text = (each.get("text") or {}).get("figure", "")
    table = (each.get("table") or {}).get("figure", "")
    readings: tuple[Reading, ...] = ()
    if each.get("differs"):
        places = ((f"正文 {task.section}", text), (_table_of(task), table))
        readings = tuple(Reading(place, figure) for place, figure in places if figure)
    return str(each["metric"]), text or table, readings


def _units(names: Sequence[str], *, open_list: object) -> str:
    return "、".join(names) + ("等" if names and open_list else "")


def _others(task: Task) -> str:
    taking_part = _units(task.participating_units, open_list=task.details.get("participating_units_open"))
    responsible = _units(
        task.details.get("responsible_units", []), open_list=task.details.get("responsible_units_open")
    )
    return "；".join(part for part in (taking_part, responsible) if part)


def _alternative(other: Mapping[str, Any] | None) -> str:
    if not other:
        return ""
    return f"另一读法：责任单位 {'、'.join(other['responsible_units'])}，数据单位 {'、'.join(other['data_units'])}"


def _rate(measure: Measure) -> str:
    details = measure.details
    if details.get("from_pct") is not None and details.get("to_pct") is not None:
        return f"{plain(Decimal(details['from_pct']))}% → {plain(Decimal(details['to_pct']))}%"
    if measure.rate_percent is None:
        return ""
    kind = RateKind(measure.rate_kind) if measure.rate_kind else RateKind.FIXED
    words = (
        f"{plain(measure.rate_percent)}%" if kind is RateKind.FIXED else f"{kind.label} {plain(measure.rate_percent)}%"
    )
    return f"{measure.base}的 {words}" if measure.base else words


def _cap(measure: Measure) -> str:
    if measure.cap_yuan is None:
        return ""
    printed = str(measure.details.get("cap_text") or money_text(measure.cap_yuan / YUAN_PER_WAN))
    return printed + ("（累计）" if measure.details.get("cap_cumulative") else "")


def _amounts(measure: Measure) -> tuple[str, ...]:
    kind = measure.details.get("amount_kind")
    label = AmountKind(kind).label if kind else ""
    words = []
    for amount in measure.details.get("amounts", []):
        number = _number_words(
            *(Decimal(amount[key]) if key in amount else None for key in ("value", "value_min", "value_max"))
        )
        printed = amount.get("text") or f"{number} {amount['unit']}"
        words.append(
            f"{amount.get('label') or label}：{printed}"
            + (f"（{amount['each_of']} 个，每个）" if amount.get("each_of") else "")
        )
    return tuple(words)
