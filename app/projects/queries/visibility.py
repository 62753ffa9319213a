"""The one predicate that says which projects a person sees, and the criteria that narrow them further."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.sight import at_seen_parks, kept
from app.core.reading import among_found, aside
from app.core.search import is_found
from app.parks.models import Layout, LayoutNode, Park
from app.plans.models import Plan, Sector
from app.projects.enums import Light, Stage
from app.projects.filters import ProjectFilter
from app.projects.indexing import INDEX, city_tag, owner_tag, park_tag
from app.projects.models import Project

Where = sa.ColumnElement[bool]
Further = ParamSpec("Further")
Built = TypeVar("Built")


def seen_by(actor: Actor) -> Where:
    """domain.md section 1: a park team sees its own parks' projects, bureau and leaders those of their cities.

    A department sees what was sent to it: nothing can be sent yet. Deleted projects are in the bin only.
    """
    return sa.and_(Project.deleted_at.is_(None), at_seen_parks(Project.park_id, actor))


def kept_by_filter(
    build: Callable[Concatenate[ProjectFilter, Further], Built],
) -> Callable[Concatenate[ProjectFilter, Further], Built]:
    """Keep the statements that `build` makes; those with a text are made anew: there is no end of texts."""
    keeping = kept(build)

    @wraps(build)
    def made(criteria: ProjectFilter, *args: Further.args, **more: Further.kwargs) -> Built:
        return build(criteria, *args, **more) if criteria.q else keeping(criteria, *args, **more)

    return cast("Callable[Concatenate[ProjectFilter, Further], Built]", made)


def visible_to(actor: Actor) -> "sa.Select[Project]":
    """All projects this person sees."""
    return sa.select(Project).where(seen_by(actor))


def stage_alone() -> "sa.ColumnElement[Stage]":
    """The stage to group by, so written that SQLite does not walk the index of all stages to save itself a sort."""
    return sa.func.coalesce(Project.stage, sa.literal_column("''"))


def narrowed(criteria: ProjectFilter, actor: Actor, today: date, *, along: bool = False) -> list[Where]:
    """Visibility and all criteria as conditions on `Project`.

    `along`: rows are met in the order of a list, and only checked by them.
    """
    found = [*_chosen(criteria), *_bounded(criteria, today)]
    if criteria.light:
        found += _lit(frozenset(criteria.light), today)
    seen = aside(seen_by(actor)) if actor.sees_every_park and criteria.points_out else seen_by(actor)
    found = [aside(condition) if along else condition for condition in (seen, *found)]
    if criteria.q and (matches := matching_within(criteria.q, actor)) is not None:
        hit = is_found(Project.id, matches, along=along)
        # Beside other criteria SQLite looks for what these find: to fetch all that a common word finds takes longest.
        found.append(hit if criteria.only_text else aside(hit))
    return found


def _chosen(criteria: ProjectFilter) -> list[Where]:
    """Criteria that name one or several values."""
    choices: tuple[tuple[Any, Any], ...] = (
        (Project.stage, criteria.stage),
        (Project.counted_stage, criteria.counted),
        (Project.recognition, criteria.recognition),
        (Project.status, criteria.status),
        (Project.source, criteria.source),
        (Project.site_mode, criteria.site),
    )
    found = [column == values[0] if len(values) == 1 else column.in_(values) for column, values in choices if values]
    if criteria.park:
        found.append(at_parks(Project.park_id, criteria.park))
    if criteria.plan:
        found.append(among_found(Project.park_id, parks_of_plan(criteria.plan)))
    if criteria.owner:
        found.append(_numbered(Project.owner_id, User.id, User.login, criteria.owner))
    if criteria.sector:
        found.append(_in_sectors(criteria.sector))
    return found


def at_parks(column: Any, codes: tuple[str, ...]) -> Where:
    """At the parks with these codes."""
    return _numbered(column, Park.id, Park.code, codes)


def _numbered(column: Any, number: Any, key: Any, keys: tuple[str, ...]) -> Where:
    """`column` is the number of one of these; of a single one so that an index by `column` still serves an order."""
    if len(keys) == 1:
        return cast("Where", column == sa.select(number).where(key == keys[0]).scalar_subquery())
    return among_found(column, sa.select(number).where(key.in_(keys)))


def _bounded(criteria: ProjectFilter, today: date) -> list[Where]:
    """Criteria that set a border."""
    found: list[Where] = []
    if criteria.unowned:
        found.append(Project.owner_id.is_(None))
    if criteria.least is not None:
        found.append(Project.investment >= criteria.least)
    if criteria.most is not None:
        found.append(Project.investment <= criteria.most)
    if criteria.due_by is not None:
        found.append(Project.next_due <= criteria.due_by)
    if criteria.overdue:
        found.append(Project.next_due < today)
    for day, year in (
        (Project.signed_on, criteria.signed),
        (Project.framework_on, criteria.framework),
        (Project.landed_on, criteria.landed),
    ):
        if year is not None:
            found.append(day.between(date(year, 1, 1), date(year, 12, 31)))
    return found


def matching_within(query: str, actor: Actor) -> "sa.Select[int] | None":
    """`matching` for a statement that `seen_by` stands in: to whom sees whole cities tags only make the search longer."""
    return matching(query, actor, tagged=not actor.sees_every_park)


def matching(query: str, actor: Actor, *, tagged: bool = True, newest: int | None = None) -> "sa.Select[int] | None":
    """The numbers that a text finds within this person's sight, the newest first; None when it holds no words.

    By name, investor or code; of a confidential project only for whom may know its investor.
    `tagged=False`: in every park, for statements that narrow by parks themselves. `newest`: no more than so many.
    """
    if actor.sees_every_park:
        tags = [city_tag(number) for number in sorted(actor.city_ids)]
    else:
        tags = [park_tag(number) for number in sorted(actor.park_ids)]
    return INDEX.matches(
        query,
        any_tag=(tags or ["nobody"]) if tagged else (),
        secret=actor.is_bureau or actor.has(Role.PARK_MANAGER),
        secret_tag=owner_tag(actor.id) if actor.id is not None else None,
        newest=newest,
    )


def _lit(lights: frozenset[Light], today: date) -> list[Where]:
    """The lights as ranges of two days, stale first: for an OR an engine leaves the index or goes through it twice."""
    alarmed, stale = Project.alarm_on <= today, Project.stale_on <= today
    quiet, calm = (sa.func.coalesce(day, date.max) > today for day in (Project.stale_on, Project.alarm_on))
    return {
        frozenset({Light.RED}): [stale, alarmed],
        frozenset({Light.YELLOW}): [stale, Project.alarm_on > today],
        frozenset({Light.GREEN}): [quiet],
        frozenset({Light.RED, Light.YELLOW}): [stale],
        frozenset({Light.RED, Light.GREEN}): [sa.or_(quiet, alarmed)],
        frozenset({Light.YELLOW, Light.GREEN}): [calm],
    }.get(lights, [])


def parks_of_plan(code: str) -> "sa.Select[Any]":
    """The parks in the layouts of a plan."""
    return (
        sa.select(LayoutNode.park_id)
        .join(Layout, Layout.id == LayoutNode.layout_id)
        .join(Plan, Plan.id == Layout.plan_id)
        .where(Plan.code == code)
    )


def _in_sectors(codes: tuple[str, ...]) -> Where:
    """In these sectors or beneath them in the tree."""
    tree = sa.select(Sector.id).where(Sector.code.in_(codes)).cte("sectors_below", recursive=True)
    tree = tree.union(sa.select(Sector.id).join(tree, Sector.parent_id == tree.c.id))
    return among_found(Project.sector_id, sa.select(tree.c.id))
