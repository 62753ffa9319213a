"""Saving, renaming, sharing, ordering and removing views, and what a person's lists start with."""

from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit
from app.core.changes import Changes, assign
from app.core.errors import NotAllowed
from app.core.saving import saving
from app.extensions import db
from app.worklists.enums import ViewPage
from app.worklists.models import ListHabit, SavedView
from app.worklists.policy import check_manage, may_share
from app.worklists.rules import check_view

_TWICE = ("name", "您已有同名的视图，请换个名字。")


def save_view(
    *, name: str, page: ViewPage, args: dict[str, Any], shared: bool, starts: bool = False, by: Actor
) -> SavedView:
    """Keep a state of a list under a name. Raises RuleBroken, AlreadyExists, NotAllowed."""
    owned = db.session.scalar(sa.select(sa.func.count()).where(SavedView.owner_id == by.id)) or 0
    check_view(name, args, owned=owned)
    last = db.session.scalar(sa.select(sa.func.max(SavedView.position)).where(SavedView.owner_id == by.id))
    view = SavedView(
        owner_id=by.id,
        organisation_id=_shared_with(by) if shared else None,
        name=name,
        page=page,
        args=args,
        position=(last or 0) + 1,
    )
    with saving(uq_saved_view_owner_id_name=_TWICE):
        db.session.add(view)
    if starts:
        start_with(view, page, by=by)
    audit.record("view.created", view, by=by, shared=shared)
    return view


def save_state(view: SavedView, *, page: ViewPage, args: dict[str, Any], by: Actor) -> None:
    """Let the view hold another filter, order, columns from now on."""
    check_manage(by, view)
    check_view(view.name, args, owned=0)
    if changes := assign(view, page=page, args=args):
        audit.record("view.edited", view, by=by, changes=changes)


def edit_view(view: SavedView, *, name: str, shared: bool, by: Actor) -> None:
    """Rename, share, make private again. Raises RuleBroken, AlreadyExists, NotAllowed."""
    check_manage(by, view)
    check_view(name, view.args, owned=0)
    changes: Changes = {}
    with saving(uq_saved_view_owner_id_name=_TWICE):
        changes |= assign(view, name=name)
        if shared != (view.organisation_id is not None):
            changes |= assign(view, organisation_id=_shared_with(by) if shared else None)
    if changes:
        audit.record("view.edited", view, by=by, changes=changes)


def remove_view(view: SavedView, *, by: Actor) -> None:
    """Gone for all who saw it; their lists then start as usual."""
    check_manage(by, view)
    audit.record("view.removed", view, by=by)
    db.session.delete(view)
    db.session.flush()


def move_view(view: SavedView, *, up: bool, by: Actor) -> None:
    """One place to the left or right among the own tabs."""
    if view.owner_id != by.id:
        message = "只能调整自己的视图顺序。"
        raise NotAllowed(message)
    own = list(
        db.session.scalars(
            sa.select(SavedView)
            .where(SavedView.owner_id == by.id)
            .order_by(SavedView.position, SavedView.name, SavedView.id)
        )
    )
    place = own.index(view)
    goal = place - 1 if up else place + 1
    if 0 <= goal < len(own):
        own[place], own[goal] = own[goal], own[place]
    for number, one in enumerate(own, start=1):
        one.position = number


def start_with(view: SavedView | None, page: ViewPage, *, by: Actor) -> None:
    """What list or board show when the address says nothing; None: as usual."""
    habit = _habit(by)
    number = view.id if view else None
    if page is ViewPage.LIST:
        habit.list_view_id = number
    else:
        habit.board_view_id = number


def keep_columns(columns: tuple[str, ...], *, by: Actor) -> None:
    """The columns a person's lists show from now on; () for the usual ones."""
    _habit(by).columns = ",".join(columns)


def _habit(by: Actor) -> ListHabit:
    """The row of this person; two windows that write it first at the same time do not collide."""
    db.session.execute(
        sa.text("INSERT INTO list_habit (user_id, columns) VALUES (:user, '') ON CONFLICT (user_id) DO NOTHING"),
        {"user": by.id},
    )
    return db.session.get_one(ListHabit, by.id)


def _shared_with(by: Actor) -> int | None:
    if not may_share(by):
        message = "您的角色不能共享视图。"
        raise NotAllowed(message, field="shared")
    return by.organisation_id
