"""Who supervises and who answers. What one may *see* is a WHERE: `queries.notices.seen_notices`."""

from app.accounts.actor import Actor
from app.core.errors import NotAllowed
from app.core.permissions import Permission
from app.projects.models import Project
from app.projects.policy import is_manager, knows_investor, may, owns, same_park


def may_supervise(actor: Actor) -> bool:
    """Drafts, issues, sends back and closes: the bureau. That the project lies in its cities is seen to by visibility."""
    return Permission.SUPERVISE in actor.permissions


def check_supervises(actor: Actor) -> None:
    """Raises NotAllowed with a sentence."""
    if not may_supervise(actor):
        message = "督办单由商务局印发和办结。"
        raise NotAllowed(message)


def may_answer(actor: Actor, project: Project) -> bool:
    """The park answers: whoever looks after the project there, and the park's manager; never the bureau for it."""
    return (
        Permission.PROJECT_EDIT in actor.permissions
        and same_park(actor, project)
        and knows_investor(actor, project)
        and (owns(actor, project) or is_manager(actor, project) or project.owner_id is None)
    )


def check_answers(actor: Actor, project: Project) -> None:
    """Raises NotAllowed with a sentence."""
    if not may_answer(actor, project):
        message = "只有本园区的项目负责人和园区招商负责人可以答复督办单。"
        raise NotAllowed(message)


def may_report(actor: Actor, project: Project) -> bool:
    """Who may edit a project reports its progress."""
    return knows_investor(actor, project) and may(Permission.PROJECT_EDIT, actor, project)


def check_reports(actor: Actor, project: Project) -> None:
    """Raises NotAllowed with a sentence."""
    if not may_report(actor, project):
        message = "只有本园区的项目负责人、园区招商负责人可以填报进度。"
        raise NotAllowed(message)
