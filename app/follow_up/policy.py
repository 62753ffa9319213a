"""Who may comment, instruct, report back, close; who writes a park's weekly report."""

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.errors import NotAllowed
from app.core.permissions import Permission
from app.projects.models import Project
from app.projects.policy import knows_investor

from .enums import Addressee, InstructionStatus
from .models import Instruction


def may_comment(actor: Actor) -> bool:
    """Whoever sees the project, which `queries` have made sure of, and is no mere reader."""
    return Permission.COMMENT_WRITE in actor.permissions


def check_comments(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not may_comment(actor):
        raise NotAllowed("您的角色不能发表评论。")


def may_instruct(actor: Actor, city_id: int) -> bool:
    """A leader of the city."""
    return Permission.INSTRUCTION_WRITE in actor.permissions and city_id in actor.city_ids


def check_instructs(actor: Actor, city_id: int) -> None:
    """Raises NotAllowed."""
    if not may_instruct(actor, city_id):
        raise NotAllowed("只有市领导可以作出批示。")


def reads_text(actor: Actor, project: Project | None, by_id: int) -> bool:
    """Texts about a confidential project are for who may know its investor, and for who wrote them."""
    return project is None or by_id == actor.id or knows_investor(actor, project)


def may_report(actor: Actor, instruction: Instruction, *, park_id: int, city_id: int) -> bool:
    """The unit addressed: the park's team, or the city's bureau; of a confidential project who may read of it."""
    if instruction.status is InstructionStatus.CLOSED or not reads_text(actor, instruction.project, instruction.by_id):
        return False
    if instruction.addressee is Addressee.BUREAU:
        return actor.is_bureau and city_id in actor.city_ids
    return Permission.REPORT_WRITE in actor.permissions and park_id in actor.park_ids


def may_close(actor: Actor, instruction: Instruction, *, city_id: int, reported_by: int | None) -> bool:
    """The leader who wrote it, or the bureau; nobody closes what he has himself reported as done."""
    if instruction.status is InstructionStatus.CLOSED or reported_by == actor.id:
        return False
    return instruction.by_id == actor.id or (
        actor.has(Role.REVIEWER, Role.BUREAU_MANAGER) and city_id in actor.city_ids
    )


def may_write_weekly(actor: Actor, park_id: int) -> bool:
    """The park's own team."""
    return Permission.REPORT_WRITE in actor.permissions and park_id in actor.park_ids


def check_writes_weekly(actor: Actor, park_id: int) -> None:
    """Raises NotAllowed."""
    if not may_write_weekly(actor, park_id):
        raise NotAllowed("只有本园区的招商团队可以写本园区的周报。")
