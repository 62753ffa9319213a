"""Who may change a saved view, and which projects a person may change along with others."""

from typing import Any, cast

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.errors import NotAllowed
from app.core.permissions import Permission
from app.projects import policy as projects
from app.projects.enums import Status
from app.projects.models import Project

from .enums import BulkKind
from .models import SavedView

_ENDED = (Status.LOST, Status.REMOVED)


def may_share(actor: Actor) -> bool:
    """Whether this person may show views to the own team."""
    return Permission.VIEW_SHARE in actor.permissions


def may_manage(actor: Actor, view: SavedView) -> bool:
    """A view is its owner's; one shared with a team also its head's, for people leave and views stay."""
    if view.owner_id == actor.id:
        return True
    heads = actor.has(Role.PARK_MANAGER, Role.BUREAU_MANAGER)
    return heads and view.organisation_id is not None and view.organisation_id == actor.organisation_id


def check_manage(actor: Actor, view: SavedView) -> None:
    """Raises NotAllowed with a sentence."""
    if not may_manage(actor, view):
        message = "只有视图的创建人或本单位负责人可以修改这个视图。"
        raise NotAllowed(message)


def refusal(kind: BulkKind, actor: Actor, row: Any) -> str:
    """Why this project cannot be changed along; empty when it can. `row`: a project, or its columns.

    The action behind the change checks again; this says beforehand what it will say.
    """
    project = cast("Project", row)
    if not projects.may(Permission.PROJECT_EDIT, actor, project):
        return "保密项目，只有负责人和园区招商负责人可以改" if project.confidential else "负责人是别人，您无权修改"
    if kind.is_status:
        return _status_refusal(kind, project.status)
    return ""


def _status_refusal(kind: BulkKind, status: Status) -> str:
    if status is Status.TRANSFERRING:
        return "正在流转，流转办结后再改"
    if kind is BulkKind.REACTIVATE:
        return "本来就在推进中" if status is Status.ACTIVE else ""
    return f"已{status.label}，须先恢复推进" if status in _ENDED else ""
