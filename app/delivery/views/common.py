"""What the pages share: opening the project, its head, where a page leads back to."""

from typing import Any

from flask import request, url_for
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.core.errors import NotAllowed
from app.core.permissions import Permission
from app.delivery.enums import Part
from app.projects import policy
from app.projects import queries as project_queries
from app.projects.actions.locking import lock
from app.projects.links import back_to, carried, list_url
from app.projects.models import Project

ROWS = (Part.CONTRACTS, Part.SITES, Part.PERMITS)
CONFLICT = 409


def open_to_read(code: str, *, to: Actor) -> Project:
    """A project whose facts this person may read. Raises NoResultFound, NotAllowed."""
    project = project_queries.get_visible(code, to=to)
    if not policy.knows_investor(to, project):
        message = "这是保密项目，只有负责人、园区招商负责人和商务局可以查看和修改。"
        raise NotAllowed(message)
    return project


def open_to_edit(code: str, *, to: Actor) -> Project:
    """The same for a form. A sent one holds the project, so that nothing it compares with can change meanwhile."""
    project = open_to_read(code, to=to)
    policy.check(Permission.PROJECT_EDIT, to, project)
    if request.method == "POST":
        lock(project)
    return project


def part_of(name: str) -> Part:
    """Which rows an address is about. Raises NoResultFound."""
    part = next((part for part in ROWS if part.value == name), None)
    if part is None:
        raise NoResultFound
    return part


def head(project: Project) -> dict[str, Any]:
    """What the head of every page needs; `back_url` is where a saved or given up form leads."""
    along = carried(request.args)
    facts_url = url_for("delivery.facts", code=project.code, **along)
    show_url = url_for("projects.show", code=project.code, **along)
    return {
        "project": project,
        "title": project.name,
        "along": along,
        "show_url": show_url,
        "facts_url": facts_url,
        "back_url": back_to(request.args) or (show_url if request.args.get("then") == "project" else facts_url),
        "list_url": list_url(along),
        "this_url": request.full_path.rstrip("?"),
    }
