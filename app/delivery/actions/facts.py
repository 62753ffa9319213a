"""What a project has once: appraisal, project company, start, acceptance, first output."""

from typing import Any

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.permissions import Permission
from app.core.saving import saving
from app.delivery import queries
from app.delivery.models import DeliveryFacts
from app.delivery.rules import check_days
from app.extensions import db
from app.projects.actions.locking import lock
from app.projects.actions.register import discreet, label_of
from app.projects.actions.upkeep import refresh, touch
from app.projects.models import Project
from app.projects.policy import check


def set_facts(project: Project, *, by: Actor, **values: Any) -> DeliveryFacts:
    """Set some of the facts. Raises NotAllowed, RuleBroken for days that cannot be."""
    lock(project)
    check(Permission.PROJECT_EDIT, by, project)
    check_days(None, values, clock.today())
    facts = queries.facts_of(project)
    if facts is None:
        facts = DeliveryFacts(project_id=project.id)
        with saving(uq_delivery_facts_project_id=("appraisal_result", "他人刚刚保存了这个项目的资料，请刷新后再填。")):
            db.session.add(facts)
    if changes := assign(facts, **values):
        touch(project)
        refresh(project)
        audit.record("delivery.facts_set", facts, by=by, label=label_of(project), changes=discreet(project, changes))
    return facts
