"""The views a person finds above lists: the own ones and those shared in the own team."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import given, kept, me, my_team
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.extensions import db
from app.worklists.enums import ViewPage
from app.worklists.models import ListHabit, SavedView


@dataclass(frozen=True, kw_only=True)
class ViewTab:
    """A view as a tab shows it."""

    id: int
    name: str
    page: ViewPage
    args: dict[str, Any]
    shared: bool
    own: bool


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A person's views and what the lists of this person start with."""

    views: Sequence[ViewTab] = ()
    columns: tuple[str, ...] = ()
    defaults: dict[ViewPage, int] = field(default_factory=dict)

    def view(self, number: int | None) -> ViewTab | None:
        """The view with this number, if it is within sight."""
        return next((view for view in self.views if view.id == number), None)


def within_sight(actor: Actor) -> "sa.ColumnElement[bool]":
    """Own views, and those shared with the team one works in."""
    own = SavedView.owner_id == me(actor)
    if actor.organisation_id is None:  # = NULL would be everything that is private
        return own
    return sa.or_(own, SavedView.organisation_id == my_team(actor))


def shelf_of(actor: Actor) -> Shelf:
    """Everything in one query: own views in their order, then the team's by name."""
    found = plain_rows(_shelf_statement(actor), given(actor))
    if not found:
        return Shelf()
    first = found[0]
    views = [
        ViewTab(
            id=row.id,
            name=row.name,
            page=row.page,
            args=row.args,
            shared=row.organisation_id is not None,
            own=row.owner_id == actor.id,
        )
        for row in found
        if row.id is not None
    ]
    seen = {view.id for view in views}
    wanted = {ViewPage.LIST: first.list_view_id, ViewPage.BOARD: first.board_view_id}
    return Shelf(
        views=views,
        columns=tuple(key for key in (first.columns or "").split(",") if key),
        # A view that is no longer shared opens for nobody else, whoever starts with it.
        defaults={page: number for page, number in wanted.items() if number in seen},
    )


@kept
def _shelf_statement(actor: Actor) -> "sa.Select[Any]":
    own = SavedView.owner_id == me(actor)
    statement: Any = (
        sa.select(
            ListHabit.columns,
            ListHabit.list_view_id,
            ListHabit.board_view_id,
            SavedView.id,
            SavedView.name,
            SavedView.page,
            SavedView.args,
            SavedView.organisation_id,
            SavedView.owner_id,
        )
        .select_from(User)
        .outerjoin(ListHabit, ListHabit.user_id == User.id)
        .outerjoin(SavedView, within_sight(actor))
        .where(User.id == me(actor))
        .order_by(own.desc(), sa.case((own, SavedView.position)), SavedView.name, SavedView.id)
    )
    return cast("sa.Select[Any]", statement.execution_options(**PREPARED))


def find_view(number: int, *, to: Actor) -> SavedView:
    """A view within sight. Raises NoResultFound."""
    return db.session.scalars(sa.select(SavedView).where(SavedView.id == number, within_sight(to))).one()


def views_to_manage(actor: Actor) -> list[tuple[SavedView, str]]:
    """All within sight with the names of their owners, the own ones first."""
    own = SavedView.owner_id == actor.id
    rows = db.session.execute(
        sa.select(SavedView, User.name)
        .join(User, User.id == SavedView.owner_id)
        .where(within_sight(actor))
        .order_by(own.desc(), sa.case((own, SavedView.position)), SavedView.name, SavedView.id)
    )
    return [(view, name) for view, name in rows]
