"""Making a table agree with a file: match by code, change only what differs, and say how many rows were touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core.changes import assign
from app.core.db import Model
from app.core.errors import AlreadyExists
from app.extensions import db

Row = TypeVar("Row", bound=Model)


@dataclass
class Tally:
    """What a load did, in rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0  # changed on screen, or gone from the file but still in use
    removed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(**{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(self)})

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.updated or self.removed)

    @property
    def words(self) -> str:
        """For the one who ran the command."""
        return (
            f"新增 {self.created}，更新 {self.updated}，未变 {self.unchanged}，"
            f"保留 {self.kept}（页面改过或仍被引用），移除 {self.removed}"
        )


def rows_by_code(model: type[Row], *where: "sa.ColumnElement[bool]", load: Iterable[Any] = ()) -> dict[str, Row]:
    """The stored rows, by code."""
    statement = sa.select(model).where(*where).options(*load)
    return {getattr(row, "code"): row for row in db.session.scalars(statement)}  # noqa: B009 - `Row` is any coded table


def sync(
    model: type[Row],
    wanted: Mapping[str, Mapping[str, Any]],
    *,
    stored: dict[str, Row],
    tally: Tally,
    touched: set[str] | None = None,
) -> dict[str, Row]:
    """Create and change rows of `model` until they are as `wanted` (code → column values); all of them, by code.

    `touched` receives the codes of those that were created or changed.
    """
    touched = set() if touched is None else touched
    result: dict[str, Row] = {}
    for code, values in wanted.items():
        if (row := stored.get(code)) is None:
            row = model(code=code, **values)
            db.session.add(row)
            tally.created += 1
            touched.add(code)
        elif assign(row, **values):
            tally.updated += 1
            touched.add(code)
        else:
            tally.unchanged += 1
        result[code] = row
    db.session.flush()
    return result


def refuse_foreign_codes(model: type[Model], codes: Iterable[str], *, plan_id: int, own: Iterable[str]) -> None:
    """A code that belongs to another plan is a mistake in the file, never a row to take over."""
    new = sorted(set(codes) - set(own))
    if not new:
        return
    table: Any = model
    taken = db.session.scalar(sa.select(table.code).where(table.code.in_(new), table.plan_id != plan_id).limit(1))
    if taken is not None:
        raise AlreadyExists(f"编码“{taken}”已被另一份规划使用；请在文件中换一个编码。")


def remove_vanished(stored: Mapping[str, Row], wanted: Iterable[str], *, tally: Tally) -> list[str]:
    """Delete the rows that the file no longer has; one that something refers to stays. The codes that are gone."""
    gone = []
    for code in sorted(stored.keys() - set(wanted)):
        if delete_if_unused(stored[code]):
            tally.removed += 1
            gone.append(code)
        else:
            tally.kept += 1
    return gone


def delete_if_unused(row: Model) -> bool:
    """Delete a row unless a foreign key holds it; says whether it is gone."""
    table: Any = type(row)
    number: int = row.id  # type: ignore[attr-defined]
    try:
        with db.session.begin_nested():
            db.session.execute(sa.delete(table).where(table.id == number).execution_options(synchronize_session=False))
    except IntegrityError:
        return False
    db.session.expunge(row)
    return True


def link(table: type[Model], left: str, right: str, wanted: Mapping[int, Iterable[int]]) -> int:
    """Make a table of pairs hold exactly `wanted` for these left numbers; how many left sides changed."""
    columns: Any = table
    left_column, right_column = getattr(columns, left), getattr(columns, right)
    held: dict[int, set[int]] = {number: set() for number in wanted}
    for number, other in db.session.execute(sa.select(left_column, right_column).where(left_column.in_(held))):
        held[number].add(other)
    changed = 0
    for number, others in wanted.items():
        goal = set(others)
        if goal == held[number]:
            continue
        changed += 1
        if surplus := held[number] - goal:
            db.session.execute(sa.delete(table).where(left_column == number, right_column.in_(surplus)))
        for other in sorted(goal - held[number]):
            db.session.execute(sa.insert(table).values({left: number, right: other}))
    return changed
