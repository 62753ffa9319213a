"""Who may change a plan. What one may see is a WHERE: `queries.visible_plans`."""

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.errors import NotAllowed
from app.core.permissions import Permission


def may_edit(actor: Actor, city_id: int) -> bool:
    """The head of the commerce bureau, for the cities it serves."""
    return Permission.PLAN_EDIT in actor.permissions and actor.has(Role.BUREAU_MANAGER) and city_id in actor.city_ids


def check_edit(actor: Actor, city_id: int) -> None:
    """Raises NotAllowed with a sentence."""
    if not may_edit(actor, city_id):
        message = "只有本市商务局负责人可以新建或修改规划。"
        raise NotAllowed(message)
