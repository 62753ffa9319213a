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


def check_official(actor: Actor, *, bureau_only: bool) -> None:
    """Whoever may read an official paper may print it; rulings and notices are the bureau's to issue. Raises NotAllowed."""
    check_print(actor)
    if bureau_only and not actor.is_bureau:
        message = "这类文书由商务局出具；出具后可在这里下载。"
        raise NotAllowed(message)


def may_issue(actor: Actor, *, bureau_only: bool) -> bool:
    """Whether the button is offered."""
    return Permission.BRIEF_PRINT in actor.permissions and (actor.is_bureau or not bureau_only)
