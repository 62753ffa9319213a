"""Writing down contract, site, permits, acceptance and output."""

from datetime import date
from typing import Any

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken
from app.core.permissions import Permission
from app.core.saving import saving
from app.extensions import db
from app.projects.actions.register import LATER_THAN_TODAY, discreet, label_of
from app.projects.actions.upkeep import touch
from app.projects.models import Project
from app.projects.policy import check

from . import queries
from .models import DeliveryFacts

# Days of things that have happened; the agreed days lie ahead.
HAPPENED = (
    "appraised_on",
    "contract_on",
    "site_contract_on",
    "started_on",
    "accepted_on",
    "equipment_installed_on",
    "first_invoice_on",
)


def set_facts(project: Project, *, by: Actor, **values: Any) -> DeliveryFacts:
    """Set some of the facts. Raises NotAllowed, RuleBroken for days that cannot be, AlreadyExists on a race."""
    check(Permission.PROJECT_EDIT, by, project)
    for name in HAPPENED:
        day = values.get(name)
        if isinstance(day, date) and day > clock.today():
            raise RuleBroken(LATER_THAN_TODAY, field=name)
    facts = queries.facts_of(project)
    if not values.keys().isdisjoint({"agreed_start_on", "agreed_production_on"}):
        start, production = (
            values.get(name, getattr(facts, name, None)) for name in ("agreed_start_on", "agreed_production_on")
        )
        if start and production and production < start:
            message = "约定投产日期不能早于约定开工日期。"
            field = "agreed_production_on" if "agreed_production_on" in values else "agreed_start_on"
            raise RuleBroken(message, field=field)
    if facts is None:
        facts = DeliveryFacts(project_id=project.id)
        with saving(uq_delivery_facts_project_id=("appraisal_result", "他人刚刚保存了这个项目的资料，请刷新后再填。")):
            db.session.add(facts)
    if changes := assign(facts, **values):
        touch(project)
        audit.record("delivery.facts_set", facts, by=by, label=label_of(project), changes=discreet(project, changes))
    return facts
