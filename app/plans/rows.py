"""The rows of a plan file, one frozen model each. The field names are the keys of the YAML files."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from . import enums, rules

T = TypeVar("T")


def _exact(value: object) -> object:
    """A figure as written (21.93, not 21.929999…): a YAML float goes through its shortest text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(repr(value)) if isinstance(value, float) else value


def _tuple(value: object) -> object:
    """A YAML list becomes a tuple, so that a frozen row is frozen all through."""
    return tuple(value) if isinstance(value, list) else value


_NO_CONTROLS = r"^[^\x00-\x1f\x7f]+$"  # PostgreSQL refuses NUL, and a line break would tear a table
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
CityCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
Name = Annotated[str, StringConstraints(pattern=_NO_CONTROLS, max_length=200, strip_whitespace=True)]
ShortName = Annotated[str, StringConstraints(pattern=_NO_CONTROLS, max_length=8, strip_whitespace=True)]
Text40 = Annotated[str, StringConstraints(pattern=_NO_CONTROLS, max_length=40, strip_whitespace=True)]
Text60 = Annotated[str, StringConstraints(pattern=_NO_CONTROLS, max_length=60, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(pattern=_NO_CONTROLS, max_length=1000, strip_whitespace=True)]
Year = Annotated[int, Field(ge=1949, le=2199)]
Order = Annotated[int, Field(ge=1, le=999)]
Number = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, lt=10**12, decimal_places=6)]
Percent = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1000, decimal_places=4)]
Yuan = Annotated[int, Field(ge=1, lt=10**14)]
Many = Annotated[tuple[T, ...], BeforeValidator(_tuple)]
Word = Annotated[T, Field(strict=False)]  # YAML has texts, not enum members


class Row(BaseModel):
    """Strict, closed and frozen: a wrong type or an unknown key is a fault, never a guess."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Source(Row):
    """Where a document says it."""

    doc: Code
    section: Text40


class Detail(Row):
    """A labelled list of short items, as a page or a print shows it."""

    label: Name
    items: Annotated[Many[Prose], Field(min_length=1)]


class Sourced(Row):
    """A row with its source, and further places that say the same."""

    source: Source
    also: Many[Source] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """All places, the first one first."""
        return (self.source, *self.also)


class Sector(Row):
    """A node of the sector tree."""

    code: Code
    parent: Code | None = None
    also_under: Many[Code] = ()
    kind: Word[enums.SectorKind]
    zh: Name
    en: Name
    synonyms: Many[Name] = ()
    includes: Many[Name] = ()
    sources: Annotated[Many[Source], Field(min_length=1)]


class City(Row):
    """The city a plan is for."""

    code: CityCode
    name: Name
    province: Name


class Section(Row):
    """A section that sources may cite: its number and our own short label."""

    code: Text40
    label: Name


class Phase(Row):
    """A stretch of the plan's period."""

    name: Name
    order: Order
    start: Year | None = None
    end: Year | None = None


class Reference(Row):
    """A higher document that the plan builds on."""

    title: Name
    number: Name | None = None


class Annex(Row):
    """An annex, and whether the text at hand includes it."""

    name: Name
    included: bool


class Document(Row):
    """The document a plan comes from. What it does not tell is absent, and named in `not_told`."""

    code: Code
    title: Name
    short_title: Text60
    title_told: bool  # False: the text carries no title, this one is descriptive
    notice_title: Name | None = None
    kind: Word[enums.PlanKind]
    issuing_body: Name | None = None
    issuing_body_note: Prose | None = None
    number: Text60 | None = None
    number_note: Prose | None = None
    index_number: Name | None = None
    issued_on: dt.date | None = None
    published_on: dt.date | None = None
    period_start: Year | None = None
    period_end: Year | None = None
    period_years: Order | None = None
    period_note: Name | None = None
    phases: Many[Phase] = ()
    city: CityCode
    drafting_departments: Many[Name] = ()
    validity: Name | None = None
    validity_note: Prose | None = None
    annexes: Many[Annex] = ()
    references: Many[Reference] = ()
    not_told: Many[Prose] = ()
    reposted_by: Name | None = None
    note: Prose | None = None
    source: Source
    sections: Annotated[Many[Section], Field(min_length=1)]

    @model_validator(mode="after")
    def _period(self) -> Self:
        if self.period_start and self.period_end and self.period_start > self.period_end:
            message = "period_start 不应晚于 period_end"
            raise ValueError(message)
        return self


class ChecklistItem(Row):
    """One requirement that every park of a layout has to meet (六专)."""

    code: Code
    name: Name


class Layout(Sourced):
    """The spatial layout of a plan; `shape` says how it is drawn."""

    code: Code
    name: Text60
    name_zh: Name | None = None
    shape: Word[enums.LayoutShape]
    counts: dict[Word[enums.UnitKind], Order] = {}
    open_list: bool = False  # the document says 等: more parks may follow
    built_by: Year | None = None
    checklist_name: Name | None = None
    checklist: Many[ChecklistItem] = ()
    no_units_note: Prose | None = None  # what the page says where the document names no parks
    details: Many[Detail] = ()
    note: Prose | None = None


class RelatedOrg(Row):
    """A company that the document ties to a unit, with the reason."""

    company: Code
    basis: Name
    section: Text40


class Unit(Sourced):
    """A node of a layout: core, zone, base, park or district."""

    code: Code
    layout: Code
    kind: Word[enums.UnitKind]
    order: Order  # among the nodes of its kind
    name: Name
    short_name: ShortName
    en: Name
    aliases: Many[Name] = ()
    districts: Many[Name] = ()  # host places as the document names them; empty where it does not
    places: Annotated[Many[Name], Field(min_length=1, max_length=2)]
    covers_two: bool = False
    focus: Annotated[Many[Name], Field(min_length=1)]
    sectors: Annotated[Many[Code], Field(min_length=1)]
    role: Prose
    details: Many[Detail] = ()
    open_list: bool = False
    carriers: Many[Code] = ()
    related_orgs: Many[RelatedOrg] = ()
    notes: Many[Prose] = ()
    reconstructed: bool = False

    @model_validator(mode="after")
    def _two_places(self) -> Self:
        if self.covers_two != (len(self.places) > 1):
            message = "covers_two 应与 places 的个数一致（两地为 true）"
            raise ValueError(message)
        return self


class Carrier(Sourced):
    """A named sub-park, platform or other place; `unit` only where the document ties it to one."""

    code: Code
    name: Name
    kind: Word[enums.CarrierKind]
    unit: Code | None = None
    unit_note: Prose | None = None
    place: Name | None = None
    sectors: Many[Code] = ()
    desc: Prose | None = None
    details: Many[Detail] = ()
    note: Prose | None = None
    reconstructed: bool = False  # repaired from damaged characters


class GroupingItem(Row):
    """A sector as a plan's own list words it."""

    order: Order
    name: Name
    sector: Code


class Grouping(Row):
    """An ordered list of sectors exactly as the plan draws it."""

    code: Code
    name: Name
    items: Annotated[Many[GroupingItem], Field(min_length=1)]
    sections: Many[Text40] = ()
    note: Prose | None = None
    source: Source


class Company(Sourced):
    """An organisation that the plan names, with only what the plan says of it."""

    code: Code
    name: Name
    full_name: Name | None = None
    aliases: Many[Name] = ()
    type: Word[enums.OrgType]
    role: Word[enums.OrgRole]
    desc: Prose
    city: Name | None = None
    city_basis: Prose | None = None
    place: Code | None = None  # a unit or a carrier
    place_basis: Name | None = None
    sectors: Many[Code] = ()
    note: Prose | None = None


class TargetProfile(Row):
    """A type of newcomer that the plan wants to attract, without names."""

    code: Code
    name: Name
    kind: Word[enums.ProfileKind]
    items: Annotated[Many[Name], Field(min_length=1)]
    sectors: Many[Code] = ()
    place: Code | None = None
    note: Prose | None = None
    source: Source


class Figured(Row):
    """A comparator with the numbers that belong to it."""

    comparator: Word[enums.Comparator]
    value: Number | None = None
    value_min: Number | None = None
    value_max: Number | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if fault := rules.figure_fault(self.comparator, self.value, self.value_min, self.value_max):
            raise ValueError(fault)
        return self

    def attained(self, actual: Decimal | None) -> bool | None:
        """Whether `actual` fulfils it; None when that cannot be said."""
        return rules.attained(self.comparator, actual, self.value, self.value_min)
