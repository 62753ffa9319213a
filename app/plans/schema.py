"""The door to the plan data: read a file, or what ships with the product.

The keys are defined in `rows` (document, layout, parks, companies) and `promises` (targets, indicators, tasks,
measures); `files` puts them together and `references` checks codes across files.
"""

from functools import cache
from pathlib import Path

from .files import PlanFile, SectorFile
from .reading import PlanFileError, read
from .references import check_references

DATA = Path(__file__).with_name("data")


def read_plan_file(path: Path | str) -> PlanFile:
    """One plan, checked in itself; `check_references` checks it against the others."""
    return read(Path(path), PlanFile)


def read_sector_file(path: Path | str) -> SectorFile:
    """The sector tree."""
    return read(Path(path), SectorFile)


@cache
def _bundled() -> tuple[SectorFile, tuple[PlanFile, ...]]:
    sectors = read_sector_file(DATA / "sectors.yaml")
    plans = tuple(read_plan_file(path) for path in sorted((DATA / "plans").glob("*.yaml")))
    check_references(plans, sectors)
    return sectors, plans


def bundled_plans() -> list[PlanFile]:
    """The plans that ship with the product, by code; read once."""
    return list(_bundled()[1])


def bundled_sectors() -> SectorFile:
    """The sector tree that ships with the product; read once."""
    return _bundled()[0]


__all__ = [
    "DATA",
    "PlanFile",
    "PlanFileError",
    "SectorFile",
    "bundled_plans",
    "bundled_sectors",
    "check_references",
    "read_plan_file",
    "read_sector_file",
]
