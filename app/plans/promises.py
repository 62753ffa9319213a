"""The rows of a plan file that promise something: targets, indicators, tasks and measures."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from . import enums
from .rows import (
    Code,
    Detail,
    Figured,
    Many,
    Name,
    Number,
    Order,
    Percent,
    Prose,
    Row,
    Source,
    Sourced,
    Text40,
    Word,
    Year,
    Yuan,
)


class Reading(Figured):
    """One of two readings, where the text and the table of a document differ."""

    figure: Name


class Threshold(Figured):
    """What makes somebody count, e.g. 年收入 > 100 亿元."""

    metric: Name
    unit: Text40


class OtherUnit(Row):
    """The same figure in another unit."""

    value: Number
    unit: Text40


class Target(Figured):
    """A published target. `figure` is the shortest string as printed."""

    code: Code
    kind: Word[enums.TargetKind]
    metric: Name
    unit: Text40 | None = None
    order_of_magnitude: bool = False  # 百亿级: a size, not an exact number
    value_alt: OtherUnit | None = None
    year: Year | None = None  # None: the document states no year
    period: Word[enums.Period] | None = None
    scope: Word[enums.TargetScope]
    scope_note: Name | None = None
    scope_ambiguous: bool = False
    place: Code | None = None  # the unit or carrier it binds, where it binds one
    counts: Word[enums.TargetCount] | None = None
    qualifier: Name | None = None
    figure: Name
    threshold: Threshold | None = None
    text: Reading | None = None
    table: Reading | None = None
    differs: bool = False
    see: Code | None = None
    sector: Code | None = None
    measure: Code | None = None
    indicator: Code | None = None
    layout: Code | None = None
    task: Code | None = None
    deliverable: Code | None = None
    source: Source

    @model_validator(mode="after")
    def _scope_in_words(self) -> Self:
        if self.scope is enums.TargetScope.OTHER and not self.scope_note:
            message = "scope 为 other 时应在 scope_note 写明范围"
            raise ValueError(message)
        return self


class Baseline(Row):
    """A past or current figure, not a target."""

    code: Code
    metric: Name
    comparator: Word[enums.Comparator]
    value: Number | None = None
    value_text: Name | None = None  # a figure that is no decimal (三分之二)
    unit: Text40 | None = None
    of_value: Number | None = None
    of_figure: Name | None = None
    year: Year | None = None
    figure: Name
    note: Prose | None = None
    source: Source

    @model_validator(mode="after")
    def _one_value(self) -> Self:
        if (self.value is None) == (self.value_text is None):
            message = "value 与 value_text 应填且只填一项"
            raise ValueError(message)
        return self


class UnitsReading(Row):
    """Another reading of who is responsible, where the table's columns cannot be told apart."""

    responsible_units: Many[Name]
    data_units: Many[Name]


class Indicator(Figured):
    """A line of an indicator table; who is responsible enters the value, who keeps the data confirms it."""

    code: Code
    number: Order
    group: Name
    name: Name
    unit: Text40
    year: Year
    responsible_units: Annotated[Many[Name], Field(min_length=1)]
    data_units: Annotated[Many[Name], Field(min_length=1)]
    units_ambiguous: bool = False
    alternative: UnitsReading | None = None
    target: Code | None = None
    note: Prose | None = None
    source: Source


class Deliverable(Row):
    """A countable result of a task, as the text and as the table give it."""

    code: Code
    metric: Name
    unit: Text40
    year: Year
    scope: Word[enums.TargetScope]
    place: Code | None = None
    text: Reading | None = None
    table: Reading | None = None
    differs: bool = False
    note: Prose | None = None

    @model_validator(mode="after")
    def _some_reading(self) -> Self:
        if self.text is None and self.table is None:
            message = "text 与 table 至少填一项"
            raise ValueError(message)
        return self


class Responsible(Sourced):
    """Who does it. `_open` means that the list ends with 等; `_table` holds what the task table says instead."""

    lead_units: Many[Name] = ()
    lead_units_open: bool = False
    participating_units: Many[Name] = ()
    participating_units_open: bool = False
    responsible_units: Many[Name] = ()  # where the document does not tell lead from participant
    responsible_units_open: bool = False
    units_note: Prose | None = None
    targets: Many[Code] = ()


class Task(Responsible):
    """A task or a safeguard of the plan."""

    code: Code
    kind: Word[enums.TaskKind]
    number: Order | None = None
    group: Name
    group_number: Name | None = None
    name: Name
    name_table: Name | None = None
    summary: Prose
    lead_units_table: Many[Name] | None = None
    participating_units_table: Many[Name] | None = None  # empty: the table leaves the cell blank
    deliverables: Many[Deliverable] = ()
    differences: Many[Prose] = ()


class Tier(Row):
    """One level of a tiered grant."""

    label: Name
    cap_yuan: Yuan
    cap_text: Name


class Amount(Figured):
    """A sum, number or quota of a measure that is not a cap; money in 元."""

    label: Name | None = None
    unit: Text40
    text: Name | None = None
    each_of: Order | None = None  # so many givers, each of them this much


class Measure(Responsible):
    """A policy measure: what is supported, by what means, how much at most."""

    code: Code
    number: Text40
    name: Name
    supports: Prose
    eligibility: Prose | None = None
    instrument: Word[enums.Instrument]
    rate_pct: Percent | None = None
    rate_kind: Word[enums.RateKind] | None = None
    base: Name | None = None
    from_pct: Percent | None = None
    to_pct: Percent | None = None
    cap_yuan: Yuan | None = None
    cap_text: Name | None = None
    cap_scope: Word[enums.CapScope] | None = None
    cap_scope_implied: bool = False  # the text does not say it outright
    cap_cumulative: bool = False
    tiers: Many[Tier] = ()
    amount_kind: Word[enums.AmountKind] | None = None
    amounts: Many[Amount] = ()
    period: Word[enums.Period] | None = None
    max_years: Order | None = None
    policy_family: Name | None = None
    upstream: Name | None = None
    alternative_to: Code | None = None
    place: Code | None = None
    details: Many[Detail] = ()
    figures: Many[Name] = ()
    note: Prose | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.rate_pct is None) != (self.rate_kind is None):
            message = "rate_pct 与 rate_kind 应同时填写"
            raise ValueError(message)
        if bool(self.amounts) != (self.amount_kind is not None):
            message = "amounts 与 amount_kind 应同时填写"
            raise ValueError(message)
        return self
