"""What the pages of one project share: opening it, its head, answering a refused form."""

from typing import Any

from flask import request, url_for

from app.accounts.actor import Actor
from app.companies import queries as company_queries
from app.core.errors import NotAllowed
from app.core.permissions import Permission
from app.projects import policy, queries
from app.projects.links import back_to, carried, list_url
from app.projects.models import Project

INDENT = "\u3000"


def open_for(permission: Permission, code: str, *, to: Actor) -> Project:
    """A project for a form that changes it, with all its page shows. Raises NoResultFound, NotAllowed."""
    project = queries.get_visible(code, to=to)
    policy.check(permission, to, project)
    return project


def open_known(permission: Permission, code: str, *, to: Actor) -> Project:
    """The same for forms that show what is kept from who may not know the investor. Raises NotAllowed."""
    project = open_for(permission, code, to=to)
    if not policy.knows_investor(to, project):
        message = "这是保密项目，只有负责人、园区招商负责人和商务局可以查看和修改。"
        raise NotAllowed(message)
    return project


def head(project: Project, to: Actor) -> dict[str, Any]:
    """What the head of every page of a project needs."""
    along = carried(request.args)
    show_url = url_for("projects.show", code=project.code, **along)
    return {
        "project": project,
        "title": policy.title_for(to, project),
        "known": policy.knows_investor(to, project),
        "along": along,
        "show_url": show_url,
        "list_url": list_url(along),
        "done_url": back_to(request.args) or show_url,
        "this_url": request.full_path.rstrip("?"),
    }


def sector_pairs() -> list[tuple[int, str]]:
    """The sector tree for a select, deeper ones moved in."""
    return [(sector.id, INDENT * sector.depth + sector.name) for sector in company_queries.sector_choices()]
