"""Writing invented projects in bulk: 100,000 of them with half a million activities in a few minutes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from app.accounts.actor import SYSTEM
from app.companies import indexing as company_index
from app.companies.models import Company, CompanyScope, CompanySector, CompanyTag, Contact
from app.companies.scopes import city_scope, park_scope
from app.core import audit, clock
from app.core.counter import next_numbers
from app.core.db import Model
from app.extensions import db
from app.projects import indexing as project_index
from app.projects import limits, tally
from app.projects.models import Activity, Move, Project

from . import first_report_rows, monitoring_rows, parks, photo, project_rows, recognition_rows, talk_rows
from .company_rows import company_row, contact_rows, tag_rows
from .delivery_rows import Delivered
from .dice import Dice
from .moments import at_work, end_of
from .outline import Outline, draw
from .world import World, world

CHUNK = 2000
Row = dict[str, Any]
Item = TypeVar("Item")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Seeded:
    """What was written."""

    companies: int
    projects: int
    activities: int


@dataclass(frozen=True)
class _Numbers:
    """Row numbers and codes, given out before anything is written."""

    first_company: int
    first_project: int
    company_codes: Sequence[str]
    project_codes: Sequence[str]
    activity_ids: Sequence[int]  # by the place of the activity in the outline


def seed(*, projects: int, number: int, today: date, say: Progress = lambda _: None) -> Seeded:
    """Write so many invented projects as of a day; the same `number` gives the same data. The caller commits."""
    now = end_of(today)
    with clock.held_at(now):
        stage = world()
        say(f"编排 {projects:,} 个项目…")
        outline = draw(stage, projects=projects, seed=number, today=today)
        numbers = _numbered(outline, stage)
        say(f"写入 {len(outline.investors):,} 家企业…")
        _write_companies(outline, stage, numbers, now)
        # Before there are projects: an investor that is indexed takes its projects along, which would be done twice.
        company_index.put(range(numbers.first_company, numbers.first_company + len(outline.investors)))
        say(f"写入 {projects:,} 个项目、{len(outline.touch_day):,} 条跟进…")
        _write_projects(outline, stage, numbers, now)
        say("建立检索…")
        project_index.put(range(numbers.first_project, numbers.first_project + projects))
        say("统计园区…")
        db.session.expire_all()
        tally.recount(*(place.id for place in stage.places))
        targets = parks.furnish(outline, stage)
        say("排认定…")
        recognition_rows.furnish(number, now)
        say("排首报…")
        first_report_rows.write(numbers.first_project, projects, seed=number, today=today)
        say("计算灯和阶段用时…")
        monitoring_rows.furnish(number, today)
        say("写批示、评论和周报…")
        talk_rows.write(today=today)
        made = Seeded(len(outline.investors), projects, len(outline.touch_day))
        audit.record(
            "demo.seeded", None, by=SYSTEM, label="演示数据", targets=targets, **vars(made), seed=number, as_of=today
        )
    db.session.execute(sa.text("ANALYZE"))
    return made


def _numbered(outline: Outline, stage: World) -> _Numbers:
    years = [
        f"{stage.places[where].city_code}-{day.year}"
        for where, day in zip(outline.place, outline.registered, strict=True)
    ]
    given = {prefix: iter(next_numbers(prefix, count)) for prefix, count in sorted(Counter(years).items())}
    firms = next_numbers("QY", len(outline.investors))
    return _Numbers(
        first_company=_reserve(Company, len(outline.investors)),
        first_project=_reserve(Project, len(outline.place)),
        company_codes=[f"QY-{number:06d}" for number in firms],
        project_codes=[f"{prefix}-{next(given[prefix]):05d}" for prefix in years],
        activity_ids=_in_order_of_time(outline, _reserve(Activity, len(outline.touch_day))),
    )


def _reserve(model: type[Model], count: int) -> int:
    """The first of so many free row numbers.

    Rows get their numbers here, so that they can refer to each other before they are written; on PostgreSQL the table
    is locked and its sequence moved on.
    """
    name = model.__tablename__
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))
        sequence = f"pg_get_serial_sequence('{name}', 'id')"
        first = int(db.session.execute(sa.text(f"SELECT nextval({sequence})")).scalar_one())
        db.session.execute(sa.text(f"SELECT setval({sequence}, :last)"), {"last": first + max(count, 1) - 1})
        return first
    return int(db.session.scalar(sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(name))) or 0) + 1


def _in_order_of_time(outline: Outline, first: int) -> Sequence[int]:
    """Row numbers of the activities: later ones have higher numbers, as if they had been entered day by day."""
    ids = [0] * len(outline.touch_day)
    for rank, place in enumerate(sorted(range(len(ids)), key=outline.touch_day.__getitem__)):
        ids[place] = first + rank
    return ids


def _write_companies(outline: Outline, stage: World, numbers: _Numbers, now: datetime) -> None:
    first_seen: dict[int, int] = {}
    scopes: dict[int, set[str]] = {}
    sectors: dict[int, set[int]] = {}
    for project, investor in enumerate(outline.investor):
        place = stage.places[outline.place[project]]
        line = [investor, outline.investors[investor].group] if outline.investors[investor].group >= 0 else [investor]
        for firm in line:
            first_seen.setdefault(firm, project)
            scopes.setdefault(firm, set()).update((park_scope(place.id), city_scope(place.city_id)))
        sectors.setdefault(investor, set()).add(stage.products[outline.product[project]].sector_id)

    def seen_at(firm: int) -> datetime:
        project = first_seen.get(firm)
        if project is None:
            return now
        dice = Dice(outline.seed, "project", project)
        return at_work(outline.registered[project], dice, latest=now)

    def row_of(firm: int) -> Row:
        group = outline.investors[firm].group
        return company_row(
            outline,
            firm,
            row_id=numbers.first_company + firm,
            code=numbers.company_codes[firm],
            parent_id=numbers.first_company + group if group >= 0 else None,
            seen_at=seen_at(firm),
        )

    everybody = range(len(outline.investors))
    everywhere = sorted({city_scope(place.city_id) for place in stage.places})
    for chunk in _chunks(everybody):
        _insert(Company, [row_of(firm) for firm in chunk])
        ids = {firm: numbers.first_company + firm for firm in chunk}
        _insert(
            CompanyScope,
            [
                {"company_id": ids[firm], "scope": scope}
                for firm in chunk
                for scope in sorted(scopes.get(firm, everywhere))
            ],
        )
        _insert(
            CompanySector,
            [
                {"company_id": ids[firm], "sector_id": sector}
                for firm in chunk
                for sector in sorted(sectors.get(firm, ()))
            ],
        )
        _insert(CompanyTag, [row for firm in chunk for row in tag_rows(outline, firm, ids[firm])])
        _insert(
            Contact,
            [
                row
                for firm in chunk
                if firm in sectors
                for place in [stage.places[outline.place[first_seen[firm]]]]
                for row in contact_rows(
                    outline, firm, ids[firm], park_id=place.id, city_id=place.city_id, at=seen_at(firm)
                )
            ],
        )


def _write_projects(outline: Outline, stage: World, numbers: _Numbers, now: datetime) -> None:
    held = limits.current()
    photo.keep()
    touched = 0
    for chunk in _chunks(range(len(outline.place))):
        projects, moves, delivered, activities = [], [], Delivered(), []
        for number in chunk:
            seen = project_rows.scene(outline, stage, number)
            row_id = numbers.first_project + number
            story = outline.story(number)
            written = project_rows.write(
                outline,
                seen,
                story,
                row_id=row_id,
                company_id=numbers.first_company + outline.investor[number],
                code=numbers.project_codes[number],
                limits=held,
                now=now,
            )
            projects.append(written.project)
            moves += written.moves
            delivered.extend(written.delivered)
            for place, touch in enumerate(story.touches):
                note = project_rows.activity_note(outline, seen, story, place)
                at = at_work(touch.on, Dice(outline.seed, "hour", number * 64 + place), latest=now)
                activities.append(
                    {
                        "id": numbers.activity_ids[touched],
                        "project_id": row_id,
                        "kind": note.kind,
                        "happened_on": touch.on,
                        "people": note.people,
                        "result": note.result,
                        "next_step": note.next_step,
                        "next_due": touch.next_due if note.next_step else None,
                        "by_id": seen.owner[0] if seen.owner else None,
                        "created_at": at,
                        "updated_at": at,
                    }
                )
                touched += 1
        _insert(Project, projects)
        _insert(Move, moves)
        for model, rows in delivered.tables():
            _insert(model, rows)
        _insert(Activity, activities)


def _insert(model: type[Model], rows: Sequence[Row]) -> None:
    """One statement for many rows, past the unit of work: the rows are complete."""
    if rows:
        db.session.connection().execute(model.metadata.tables[model.__tablename__].insert(), rows)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
