"""The two kinds of data file, and what must hold inside one of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from .promises import Baseline, Indicator, Measure, Target, Task
from .rows import Carrier, City, Company, Document, Grouping, Layout, Many, Row, Sector, Source, TargetProfile, Unit


def _refuse_twin_codes(codes: Iterable[str]) -> None:
    if twins := [code for code, times in Counter(codes).items() if times > 1]:
        message = f"编码“{twins[0]}”重复，同一文件中每个编码只能用一次"
        raise ValueError(message)


class SectorFile(Row):
    """`sectors.yaml`: the sector tree that all plans share."""

    sectors: Annotated[Many[Sector], Field(min_length=1)]

    @property
    def codes(self) -> frozenset[str]:
        """Every sector code."""
        return frozenset(sector.code for sector in self.sectors)

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        _refuse_twin_codes(sector.code for sector in self.sectors)
        parents = {sector.code: sector.parent for sector in self.sectors}
        for sector in self.sectors:
            for parent in (sector.parent, *sector.also_under):
                if parent is not None and parent not in parents:
                    message = f"产业“{sector.code}”的上级“{parent}”不存在"
                    raise ValueError(message)
        for code, parent in parents.items():
            above, seen = parent, {code}
            while above is not None:
                if above in seen:
                    message = f"产业“{code}”的上级关系成环"
                    raise ValueError(message)
                seen.add(above)
                above = parents[above]
        return self


class PlanFile(Row):
    """`plans/<code>.yaml`: one plan as its document puts it."""

    document: Document
    city: City
    layouts: Annotated[Many[Layout], Field(min_length=1)]
    units: Many[Unit]
    carriers: Many[Carrier]
    groupings: Many[Grouping]
    targets: Many[Target]
    baselines: Many[Baseline]
    indicators: Many[Indicator]
    tasks: Many[Task]
    measures: Many[Measure]
    companies: Many[Company]
    target_profiles: Many[TargetProfile]

    @property
    def code(self) -> str:
        """The plan's code is its document's."""
        return self.document.code

    @property
    def coded(self) -> Iterator[tuple[str, str]]:
        """Every code of the file with the list it stands in, deliverables included."""
        yield "document", self.document.code
        for name in type(self).model_fields:
            if name not in {"document", "city"}:
                for row in getattr(self, name):
                    yield name, row.code
        for task in self.tasks:
            for deliverable in task.deliverables:
                yield "deliverables", deliverable.code

    def units_of(self, layout: Layout) -> list[Unit]:
        """The nodes of a layout, kind by kind in the document's order."""
        kinds = list(layout.counts)
        mine = [unit for unit in self.units if unit.layout == layout.code]
        return sorted(mine, key=lambda unit: (kinds.index(unit.kind) if unit.kind in kinds else len(kinds), unit.order))

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        _refuse_twin_codes(code for _, code in self.coded)
        if self.document.city != self.city.code:
            message = f"document.city“{self.document.city}”与 city.code“{self.city.code}”不一致"
            raise ValueError(message)
        _refuse_twin_codes(section.code for section in self.document.sections)
        _check_sections(self)
        _check_layouts(self)
        return self


def sources_of(row: object, place: str) -> Iterator[tuple[str, Source]]:
    """Every source in a row, however deep, with its place."""
    if isinstance(row, Source):
        yield place, row
    elif isinstance(row, tuple):
        for number, item in enumerate(row):
            yield from sources_of(item, f"{place}[{number}]")
    elif isinstance(row, Row):
        for name in type(row).model_fields:
            yield from sources_of(getattr(row, name), f"{place}.{name}".removeprefix("."))


def _check_sections(plan: PlanFile) -> None:
    known = {section.code for section in plan.document.sections}
    for place, source in sources_of(plan, ""):
        if source.doc == plan.code and source.section not in known:
            message = f"{place} 的章节“{source.section}”不在 document.sections 中"
            raise ValueError(message)
    loose = [
        *((f"units[{n}]", org.section) for n, unit in enumerate(plan.units) for org in unit.related_orgs),
        *((f"groupings[{n}]", code) for n, grouping in enumerate(plan.groupings) for code in grouping.sections),
    ]
    for place, code in loose:
        if code not in known:
            message = f"{place} 的章节“{code}”不在 document.sections 中"
            raise ValueError(message)


def _check_layouts(plan: PlanFile) -> None:
    known = {layout.code for layout in plan.layouts}
    for number, unit in enumerate(plan.units):
        if unit.layout not in known:
            message = f"units[{number}] 的布局“{unit.layout}”不存在"
            raise ValueError(message)
    for number, layout in enumerate(plan.layouts):
        units = plan.units_of(layout)
        if Counter(unit.kind for unit in units) != Counter(layout.counts):
            message = f"layouts[{number}].counts 与 units 中各类园区的个数不一致"
            raise ValueError(message)
        if len({(unit.kind, unit.order) for unit in units}) != len(units):
            message = f"layouts[{number}] 有同类园区的 order 相同"
            raise ValueError(message)
        if not units and not layout.no_units_note:
            message = f"layouts[{number}] 没有园区，应在 no_units_note 说明"
            raise ValueError(message)
