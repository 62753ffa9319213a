"""Who may print what. Whether the park is seen at all is decided by `parks.queries`."""

from app.accounts.actor import Actor
from app.core.errors import NotAllowed
from app.core.permissions import Permission


def check_print(actor: Actor) -> None:
    """Raises NotAllowed."""
    if Permission.BRIEF_PRINT not in actor.permissions:
        message = "您的角色不能打印园区材料。"
        raise NotAllowed(message)


def check_bulk(actor: Actor) -> None:
    """Raises NotAllowed."""
    if Permission.BRIEF_BULK not in actor.permissions:
        message = "成批打印由园区招商负责人、商务局和市领导使用。"
        raise NotAllowed(message)
