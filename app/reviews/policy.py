"""Who may submit, who may decide, and that nobody decides on his own work."""

from collections.abc import Collection

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.errors import NotAllowed
from app.core.permissions import Permission
from app.projects.models import Move, Project
from app.projects.policy import Condition, is_manager, owns, same_park

from .models import Submission


def is_bureau(actor: Actor, _project: Project) -> bool:
    """Works at the commerce bureau; that the project lies in the jurisdiction is seen to by visibility."""
    return actor.has(Role.REVIEWER, Role.BUREAU_MANAGER)


# Granted when in any row every condition holds.
POLICY: dict[Permission, list[list[Condition]]] = {
    Permission.RECOGNITION_SUBMIT: [[owns, same_park], [is_manager, same_park]],
    Permission.RECOGNITION_DECIDE: [[is_bureau]],
}
_REFUSALS = {
    Permission.RECOGNITION_SUBMIT: "只有项目负责人和园区招商负责人可以准备证明材料、申报和撤回。",
    Permission.RECOGNITION_DECIDE: "只有商务局审核人员可以认定、退回和撤销认定。",
}


def may(permission: Permission, actor: Actor, project: Project) -> bool:
    """Whether this person may do this to this project."""
    return permission in actor.permissions and any(
        all(condition(actor, project) for condition in row) for row in POLICY[permission]
    )


def check(permission: Permission, actor: Actor, project: Project) -> None:
    """Raises NotAllowed with a sentence."""
    if not may(permission, actor, project):
        raise NotAllowed(_REFUSALS[permission])


def own_hand(actor: Actor, move: Move, submission: Submission | None, attached_by: Collection[int | None]) -> str:
    """What this person did himself of what he is to decide on; empty when nothing (domain.md section 5, rule 4)."""
    if actor.id is None:
        return ""
    if submission is not None and submission.submitted_by_id == actor.id:
        return "申报"
    if move.by_id == actor.id:
        return "阶段变更"
    return "证明材料" if actor.id in attached_by else ""


def check_other_hands(
    actor: Actor, move: Move, submission: Submission | None, attached_by: Collection[int | None]
) -> None:
    """Maker is not checker, whatever roles he holds. Raises NotAllowed."""
    if own := own_hand(actor, move, submission, attached_by):
        message = f"这项认定的{own}是您本人办的，须由商务局其他人员决定。"
        raise NotAllowed(message)
