"""The facts that the gates look at, and the gate before a project."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.delivery.models import DeliveryFacts
from app.extensions import db
from app.projects.enums import ActivityKind, Recognition
from app.projects.models import Activity, Project

from .rules import Answer, Delivered, Facts, checklist

_MEETINGS = [kind for kind in ActivityKind if kind.is_meeting]


def facts_of(project: Project) -> Facts:
    """Everything the gates look at, in one query beyond the project."""
    delivered, met = db.session.execute(
        sa.select(
            DeliveryFacts,
            sa.exists().where(Activity.project_id == project.id, Activity.kind.in_(_MEETINGS)),
        )
        .select_from(Project)
        .outerjoin(DeliveryFacts, DeliveryFacts.project_id == Project.id)
        .where(Project.id == project.id)
    ).one()
    recognised = project.recognition in {None, Recognition.RECOGNISED}
    return Facts(project=project, delivered=delivered, met_in_person=met, recognised=recognised)


@dataclass(frozen=True)
class Outlook:
    """What stands before a project: what was delivered so far, and the gate of the next stage, missing items first."""

    delivered: Delivered | None
    answers: Sequence[Answer]


def outlook(project: Project) -> Outlook:
    """Both in one query; no answers after the last stage."""
    facts = facts_of(project)
    answers = checklist(project.stage.next, facts) if project.stage.next else ()
    return Outlook(facts.delivered, answers)
