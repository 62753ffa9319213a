"""What the reader may see of plans, and the sector tree that all plans share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import Actor
from app.extensions import db

from .models import Indicator, Measure, NamedOrganisation, Plan, Sector, Target, TargetProfile, Task

Row = TypeVar("Row", Target, Indicator, Task, Measure, TargetProfile)


@dataclass(frozen=True)
class SectorNode:
    """A sector as lists and pickers need it."""

    id: int
    code: str
    parent_id: int | None
    name: str
    kind: str
    synonyms: tuple[str, ...]


class SectorTree:
    """The whole tree, read in one query (some hundred rows); ask it anything without another."""

    def __init__(self, nodes: Iterable[SectorNode]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.by_code = {node.code: node for node in self.nodes.values()}

    @cached_property
    def children(self) -> dict[int | None, list[SectorNode]]:
        """By parent; None holds the roots."""
        found: dict[int | None, list[SectorNode]] = {}
        for node in self.nodes.values():
            found.setdefault(node.parent_id, []).append(node)
        return found

    def path(self, number: int) -> list[SectorNode]:
        """From the root down to this sector."""
        way: list[SectorNode] = []
        step: int | None = number
        while step is not None and len(way) <= len(self.nodes):
            node = self.nodes[step]
            way.append(node)
            step = node.parent_id
        return way[::-1]

    def under(self, numbers: Iterable[int]) -> frozenset[int]:
        """These sectors and everything below them."""
        found: set[int] = set()
        todo = [number for number in numbers if number in self.nodes]
        while todo:
            number = todo.pop()
            if number not in found:
                found.add(number)
                todo += [child.id for child in self.children.get(number, ())]
        return frozenset(found)

    def walk(self) -> Iterator[tuple[int, SectorNode]]:
        """Every sector with its depth, parents before children, in the order of the file."""

        def below(parent: int | None, depth: int) -> Iterator[tuple[int, SectorNode]]:
            for node in self.children.get(parent, ()):
                yield depth, node
                yield from below(node.id, depth + 1)

        return below(None, 0)

    def choices(self) -> list[tuple[int, str]]:
        """For a select: each sector after its parent, its synonyms beside it so that typing finds them."""
        return [
            (
                node.id,
                (f"{self.nodes[node.parent_id].name} / " if node.parent_id in self.nodes else "")
                + node.name
                + (f"（{'、'.join(node.synonyms)}）" if node.synonyms else ""),
            )
            for _, node in self.walk()
        ]


def sector_tree() -> SectorTree:
    """Read the tree. Call it once a request and hand it on."""
    rows = db.session.execute(
        sa.select(Sector.id, Sector.code, Sector.parent_id, Sector.name, Sector.kind, Sector.synonyms).order_by(
            Sector.position, Sector.id
        )
    )
    return SectorTree(
        SectorNode(row.id, row.code, row.parent_id, row.name, row.kind, tuple(row.synonyms)) for row in rows
    )


def under(sector_ids: "sa.Select[Any]") -> "sa.Select[int]":
    """A statement of the numbers of these sectors and everything below them, for use inside a WHERE."""
    start = sa.select(Sector.id).where(Sector.id.in_(sector_ids)).cte("sectors_under", recursive=True)
    whole = start.union(sa.select(Sector.id).join(start, Sector.parent_id == start.c.id))
    return sa.select(whole.c.id)


def visible_plans(actor: Actor) -> "sa.Select[Plan]":
    """Plans are public within the jurisdiction: those of the reader's cities, in the order of the tabs."""
    return (
        sa.select(Plan)
        .options(joinedload(Plan.city))
        .where(Plan.city_id.in_(actor.city_ids))
        .order_by(Plan.position, Plan.id)
    )


def list_visible(actor: Actor) -> list[Plan]:
    """The reader's plans."""
    return list(db.session.scalars(visible_plans(actor)))


def get_visible(code: str, *, to: Actor) -> Plan:
    """One plan. Raises NoResultFound."""
    return db.session.scalars(visible_plans(to).where(Plan.code == code)).one()


def targets_of(plan: Plan) -> list[Target]:
    """In the document's order."""
    return _of(Target, plan, Target.position)


def indicators_of(plan: Plan) -> list[Indicator]:
    """By their number in the table."""
    return _of(Indicator, plan, Indicator.number)


def tasks_of(plan: Plan) -> list[Task]:
    """In the document's order."""
    return _of(Task, plan, Task.position)


def measures_of(plan: Plan) -> list[Measure]:
    """In the document's order."""
    return _of(Measure, plan, Measure.position)


def profiles_of(plan: Plan) -> list[TargetProfile]:
    """Whom the plan wants to attract."""
    return _of(TargetProfile, plan, TargetProfile.position)


def organisations_of(plan: Plan) -> list[NamedOrganisation]:
    """Whom the plan names, with their sectors."""
    return list(
        db.session.scalars(
            sa.select(NamedOrganisation)
            .options(selectinload(NamedOrganisation.sectors))
            .where(NamedOrganisation.plan_id == plan.id)
            .order_by(NamedOrganisation.position, NamedOrganisation.id)
        )
    )


def counts_of(plan_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many targets, indicators, tasks, measures and named organisations each plan has; one query."""
    wanted = sorted(set(plan_ids))
    models: tuple[Any, ...] = (Target, Indicator, Task, Measure, NamedOrganisation)
    counted = sa.union_all(
        *(
            sa.select(sa.literal(model.__tablename__).label("name"), model.plan_id.label("plan_id"), sa.func.count())
            .where(model.plan_id.in_(wanted))
            .group_by(model.plan_id)
            for model in models
        )
    )
    found: dict[int, dict[str, int]] = {number: {model.__tablename__: 0 for model in models} for number in wanted}
    for name, plan_id, count in db.session.execute(counted):
        found[plan_id][name] = count
    return found


def _of(model: type[Row], plan: Plan, order: Any) -> list[Row]:
    return list(db.session.scalars(sa.select(model).where(model.plan_id == plan.id).order_by(order, model.id)))
