"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from app.accounts.actor import Actor
from app.companies.indexing import FOLLOWERS
from app.companies.references import RULEBOOK as COMPANY_RULES
from app.core import migrating
from app.core.permissions import Permission
from app.core.repointing import MOVE, STAY
from app.core.transaction import transaction
from app.projects import panels
from app.projects.actions.merge import ON_MERGE
from app.projects.actions.upkeep import follow
from app.projects.references import RULEBOOK
from app.reviews import tabs

from . import actions, panel, queries, views


def init_app(app: Flask) -> None:
    """Install the package's pages; stand behind every change of a project and of a company's names."""
    app.register_blueprint(views.bp)
    # In a merge: each registration has its own place in the queue; `inherit` hands over what the one that went
    # held, and those of the kept company are compared anew.
    RULEBOOK.declare("first_report.project_id", STAY)
    COMPANY_RULES.declare("first_report.company_id", MOVE)
    RULEBOOK.declare("project_transfer.project_id", STAY)
    migrating.afterwards(_stand_in_line)
    follow(actions.follow)
    panels.offer(panel.panel)
    for tab in (_claims, _cases, _transfers):
        tabs.offer(tab)
    if actions.inherit not in ON_MERGE:
        ON_MERGE.append(actions.inherit)
    if actions.follow_companies not in FOLLOWERS:
        FOLLOWERS.append(actions.follow_companies)


def _stand_in_line() -> None:
    """Projects older than first reports get their place before anybody edits a younger one past them."""
    with transaction():
        actions.catch_up()


def _claims(actor: Actor) -> tabs.Tab | None:
    return _tab(actor, "first_reports", "首报", "first_reports.index", 20)


def _cases(actor: Actor) -> tabs.Tab | None:
    if Permission.FIRST_REPORT_READ not in actor.permissions:
        return None
    count = queries.number_waiting(actor)
    return tabs.Tab(key="conflicts", label="撞单", endpoint="first_reports.cases", order=21, count=count)


def _transfers(actor: Actor) -> tabs.Tab | None:
    return _tab(actor, "transfers", "流转", "first_reports.transfers", 22)


def _tab(actor: Actor, key: str, label: str, endpoint: str, order: int) -> tabs.Tab | None:
    if Permission.FIRST_REPORT_READ not in actor.permissions:
        return None
    return tabs.Tab(key=key, label=label, endpoint=endpoint, order=order)
