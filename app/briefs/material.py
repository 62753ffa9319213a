"""Everything a park's brief is made from, as one bundle: rows of the plan and the park, and its figures on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from app.parks.enums import ParkMetric
from app.parks.models import Carrier, Layout, LayoutNode, Park, ParkCheck, ParkTie
from app.plans.models import Measure, NamedOrganisation, Plan, Sector, Target, TargetProfile, Task
from app.projects.queries import ParkFigures, SectorFigures, YearMonths


@dataclass(frozen=True, kw_only=True)
class PlanMaterial:
    """What all briefs of a plan share; read once for a pack."""

    plan: Plan
    layout: Layout
    nodes: Sequence[LayoutNode]  # with their parks, in drawing order
    carriers: Sequence[Carrier]  # of the plan, with sectors
    organisations: Sequence[NamedOrganisation]  # named by the plan, with sectors
    profiles: Sequence[TargetProfile]
    targets: Sequence[Target]
    tasks: Sequence[Task]
    measures: Sequence[Measure]
    sectors: Mapping[str, Sector]  # the whole tree, by code
    plans: Mapping[int, Plan]  # all plans, for what another document says of a park
    reached: Mapping[ParkMetric, int]  # recognised as signed and landed at the layout's parks within the plan's period

    @cached_property
    def children(self) -> Mapping[int, list[Sector]]:
        """Sectors by the number of their parent."""
        found: dict[int, list[Sector]] = {}
        for sector in self.sectors.values():
            if sector.parent_id is not None:
                found.setdefault(sector.parent_id, []).append(sector)
        return found


@dataclass(frozen=True, kw_only=True)
class Material:
    """One park's brief before it is worded."""

    shared: PlanMaterial
    node: LayoutNode
    park: Park
    sectors: Sequence[Sector]
    carriers: Sequence[Carrier]  # tied to this park, whichever plan names them
    ties: Sequence[ParkTie]  # with their organisations
    checks: Sequence[ParkCheck]
    year_targets: Mapping[ParkMetric, int]
    figures: ParkFigures
    by_sector: Sequence[SectorFigures]
    months: YearMonths
    today: date
    demo: bool
    number: str = ""  # 园简〔2026〕17号; empty for a preview
    code: str = ""  # what the last page shows for checking
    verify_url: str = ""
    digest: str = ""
    sections: set[str] = field(default_factory=set)  # of the plan's document, as they are quoted
