"""From a checked plan file to the tables of this package. Parks take over where a code means a place.

A row's columns hold what the product filters and counts by; everything else of the file's row stands in `details`
under the file's own keys (see `rows` and `promises`), so nothing that a document says is lost on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts.models import City
from app.core.errors import AlreadyExists
from app.extensions import db

from .files import PlanFile, SectorFile
from .models import (
    Indicator,
    Measure,
    NamedOrganisation,
    NamedOrganisationSector,
    Plan,
    Sector,
    Target,
    TargetProfile,
    Task,
)
from .rows import Row
from .sync import Tally, link, refuse_foreign_codes, remove_vanished, rows_by_code, sync

ALWAYS_APART = {"code", "source"}


def details_of(row: Row, *columns: str) -> dict[str, Any]:
    """What of a file's row has no column of its own."""
    return row.model_dump(mode="json", exclude_defaults=True, exclude={*ALWAYS_APART, *columns})


def load_sectors(file: SectorFile, *, name: str) -> Tally:
    """The sector tree. Sectors that left this file go, unless something uses them."""
    tally = Tally()
    wanted = {
        sector.code: {
            "name": sector.zh,
            "name_en": sector.en,
            "kind": sector.kind.value,
            "synonyms": list(sector.synonyms),
            "position": position,
            "details": {**details_of(sector, "parent", "zh", "en", "kind", "synonyms"), "file": name},
        }
        for position, sector in enumerate(file.sectors)
    }
    stored = rows_by_code(Sector)
    fresh = wanted.keys() - stored.keys()
    before = tally.updated
    sectors = sync(Sector, wanted, stored=stored, tally=tally)
    for sector in file.sectors:
        parent_id = sectors[sector.parent].id if sector.parent else None
        row = sectors[sector.code]
        if row.parent_id != parent_id:
            row.parent_id = parent_id
            if sector.code not in fresh and tally.updated == before:
                tally.updated, tally.unchanged = tally.updated + 1, tally.unchanged - 1
    db.session.flush()
    of_this_file = {code: row for code, row in stored.items() if row.details.get("file") == name}
    remove_vanished(of_this_file, wanted, tally=tally)
    return tally


def load_plan(file: PlanFile, *, position: int) -> tuple[Plan, Tally]:
    """The city, the plan and everything it says, except for its places."""
    tally = Tally()
    city = _city(file)
    plan = _plan(file, city, position, tally)
    _targets(file, plan, tally)
    _indicators(file, plan, tally)
    _tasks(file, plan, tally)
    _measures(file, plan, tally)
    _organisations(file, plan, tally)
    _profiles(file, plan, tally)
    return plan, tally


def next_position() -> int:
    """Where a plan that is not here yet goes in the row of plans."""
    return (db.session.scalar(sa.select(sa.func.max(Plan.position))) or 0) + 1


def _city(file: PlanFile) -> City:
    city = db.session.scalar(sa.select(City).where(City.code == file.city.code))
    if city is None:
        if db.session.scalar(sa.select(City.id).where(City.name == file.city.name)) is not None:
            raise AlreadyExists(f"城市“{file.city.name}”已用另一编码登记；请在文件 city.code 中改用已有编码。")
        city = City(code=file.city.code, name=file.city.name, province=file.city.province)
        db.session.add(city)
        db.session.flush()
    return city


def _plan(file: PlanFile, city: City, position: int, tally: Tally) -> Plan:
    document = file.document
    columns = (
        "title",
        "short_title",
        "title_told",
        "issuing_body",
        "number",
        "issued_on",
        "period_start",
        "period_end",
        "period_note",
    )
    details = details_of(document, *columns, "city")
    details["source"] = document.source.section
    details["groupings"] = [grouping.model_dump(mode="json", exclude_defaults=True) for grouping in file.groupings]
    details["baselines"] = [baseline.model_dump(mode="json", exclude_defaults=True) for baseline in file.baselines]
    stored = rows_by_code(Plan, Plan.code == file.code)
    if (existing := stored.get(file.code)) is not None:
        if not existing.from_file:
            raise AlreadyExists(f"规划编码“{file.code}”已用于页面上新建的规划；请在文件中换一个编码。")
        position = existing.position
    values = {column: getattr(document, column) for column in columns}
    values |= {"city_id": city.id, "position": position, "from_file": True, "details": details}
    return sync(Plan, {file.code: values}, stored=stored, tally=tally)[file.code]


def _sync_rows(model: type[Any], plan: Plan, wanted: Mapping[str, Mapping[str, Any]], tally: Tally) -> dict[str, Any]:
    stored = rows_by_code(model, model.plan_id == plan.id)
    refuse_foreign_codes(model, wanted, plan_id=plan.id, own=stored)
    rows = sync(
        model, {code: {"plan_id": plan.id, **values} for code, values in wanted.items()}, stored=stored, tally=tally
    )
    remove_vanished(stored, wanted, tally=tally)
    return rows


def _targets(file: PlanFile, plan: Plan, tally: Tally) -> None:
    columns = ("kind", "metric", "comparator", "value", "value_min", "value_max", "year", "scope", "qualifier")
    wanted = {
        target.code: {
            **{column: getattr(target, column) for column in columns},
            "kind": target.kind.value,
            "unit": target.unit or "",
            "period": target.period.value if target.period else None,
            "scope_text": target.scope_note,
            "section": target.source.section,
            "position": position,
            "details": details_of(target, *columns, "unit", "period", "scope_note"),
        }
        for position, target in enumerate(file.targets)
    }
    _sync_rows(Target, plan, wanted, tally)


def _indicators(file: PlanFile, plan: Plan, tally: Tally) -> None:
    columns = ("number", "name", "unit", "comparator", "year")
    wanted = {
        indicator.code: {
            **{column: getattr(indicator, column) for column in columns},
            "level1": indicator.group,
            "target_value": indicator.value,
            "responsible_units": list(indicator.responsible_units),
            "data_units": list(indicator.data_units),
            "section": indicator.source.section,
            "details": details_of(indicator, *columns, "group", "value", "responsible_units", "data_units"),
        }
        for indicator in file.indicators
    }
    _sync_rows(Indicator, plan, wanted, tally)


def _tasks(file: PlanFile, plan: Plan, tally: Tally) -> None:
    apart = ("kind", "number", "group", "name", "summary", "lead_units", "participating_units", "deliverables")
    wanted = {
        task.code: {
            "kind": task.kind.value,
            "number": str(task.number) if task.number else None,
            "group_name": task.group,
            "name": task.name,
            "summary": task.summary,
            "lead_units": list(task.lead_units),
            "participating_units": list(task.participating_units),
            "deliverables": [one.model_dump(mode="json", exclude_defaults=True) for one in task.deliverables],
            "section": task.source.section,
            "position": position,
            "details": details_of(task, *apart),
        }
        for position, task in enumerate(file.tasks)
    }
    _sync_rows(Task, plan, wanted, tally)


def _measures(file: PlanFile, plan: Plan, tally: Tally) -> None:
    apart = ("number", "name", "supports", "instrument", "rate_pct", "rate_kind", "base", "cap_yuan", "cap_scope")
    wanted = {
        measure.code: {
            "number": measure.number,
            "name": measure.name,
            "supports": measure.supports,
            "instrument": measure.instrument.value,
            "rate_percent": measure.rate_pct,
            "rate_kind": measure.rate_kind.value if measure.rate_kind else None,
            "base": measure.base,
            "cap_yuan": measure.cap_yuan,
            "cap_scope": measure.cap_scope.value if measure.cap_scope else None,
            "lead_units": list(measure.lead_units),
            "section": measure.source.section,
            "position": position,
            "details": details_of(measure, *apart, "lead_units"),
        }
        for position, measure in enumerate(file.measures)
    }
    _sync_rows(Measure, plan, wanted, tally)


def _organisations(file: PlanFile, plan: Plan, tally: Tally) -> None:
    apart = ("name", "type", "role", "desc", "city", "aliases", "place", "place_basis", "sectors")
    wanted = {
        organisation.code: {
            "name": organisation.name,
            "kind": organisation.type.value,
            "role": organisation.role.value,
            "said": organisation.desc,
            "city_name": organisation.city,
            "aliases": list(organisation.aliases),
            "place_code": organisation.place,
            "place_basis": organisation.place_basis,
            "section": organisation.source.section,
            "position": position,
            "details": details_of(organisation, *apart),
        }
        for position, organisation in enumerate(file.companies)
    }
    rows = _sync_rows(NamedOrganisation, plan, wanted, tally)
    numbers = sector_numbers()
    link(
        NamedOrganisationSector,
        "named_organisation_id",
        "sector_id",
        {rows[one.code].id: numbers_of(one.sectors, numbers) for one in file.companies},
    )


def _profiles(file: PlanFile, plan: Plan, tally: Tally) -> None:
    wanted = {
        profile.code: {
            "name": profile.name,
            "kind": profile.kind.value,
            "items": list(profile.items),
            "sector_codes": list(profile.sectors),
            "place_code": profile.place,
            "section": profile.source.section,
            "position": position,
        }
        for position, profile in enumerate(file.target_profiles)
    }
    _sync_rows(TargetProfile, plan, wanted, tally)


def sector_numbers() -> dict[str, int]:
    """Sector numbers by code."""
    return dict(db.session.execute(sa.select(Sector.code, Sector.id)).all())


def numbers_of(codes: Iterable[str], numbers: Mapping[str, int]) -> Sequence[int]:
    """The numbers of these sectors; `check_references` has seen that all of them exist."""
    return [numbers[code] for code in codes]
