"""Who may do what to a project. What one may *see* is a WHERE: `queries.visible_to`."""

from collections.abc import Callable
from typing import Protocol

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.errors import NotAllowed
from app.core.permissions import Permission

from .discreet import Titled, cover_name
from .models import Project

Condition = Callable[[Actor, Project], bool]


class Guarded(Protocol):
    """A project as far as it says who may know its investor: the record, or a row with these columns."""

    @property
    def confidential(self) -> bool:
        """Whether not everybody who sees it may."""

    @property
    def owner_id(self) -> int | None:
        """Who looks after it."""

    @property
    def park_id(self) -> int:
        """Where it is."""


class GuardedTitle(Guarded, Titled, Protocol):
    """Its names along with it."""


def owns(actor: Actor, project: Guarded) -> bool:
    """It is this person's project."""
    return project.owner_id is not None and project.owner_id == actor.id


def same_park(actor: Actor, project: Guarded) -> bool:
    """The project is at one of this person's parks."""
    return project.park_id in actor.park_ids


def is_manager(actor: Actor, _project: Project) -> bool:
    """Heads a park's investment team."""
    return actor.has(Role.PARK_MANAGER)


def is_unowned(_actor: Actor, project: Project) -> bool:
    """Nobody looks after it yet."""
    return project.owner_id is None


def is_open(_actor: Actor, project: Project) -> bool:
    """Nothing about it is kept from colleagues."""
    return not project.confidential


def heads_bureau(actor: Actor, _project: Project) -> bool:
    """Heads the commerce bureau; that the project lies in the jurisdiction is seen to by visibility."""
    return actor.has(Role.BUREAU_MANAGER)


# Granted when in any row every condition holds.
POLICY: dict[Permission, list[list[Condition]]] = {
    Permission.PROJECT_EDIT: [
        [owns, same_park],
        [is_manager, same_park],
        [is_unowned, is_open, same_park],
        [heads_bureau],
    ],
    Permission.PROJECT_MOVE: [
        [owns, same_park],
        [is_manager, same_park],
        [is_unowned, is_open, same_park],
        [heads_bureau],
    ],
    Permission.ACTIVITY_CREATE: [[same_park], [heads_bureau]],
}


def may(permission: Permission, actor: Actor, project: Project) -> bool:
    """Whether this person may do this to this project."""
    if permission not in actor.permissions:
        return False
    for row in POLICY[permission]:  # plain loops: a board asks twice a card
        for condition in row:
            if not condition(actor, project):
                break
        else:
            return True
    return False


def check(permission: Permission, actor: Actor, project: Project) -> None:
    """Raises NotAllowed with a sentence."""
    if not may(permission, actor, project):
        message = "只有本园区的项目负责人、园区招商负责人可以做这项操作。"
        raise NotAllowed(message)


def may_merge(actor: Actor, *projects: Project) -> bool:
    """Whether this person may make one of these projects: of one park its manager, across parks the bureau's head.

    That they lie within sight is seen to by visibility.
    """
    if Permission.MERGE not in actor.permissions or not all(knows_investor(actor, project) for project in projects):
        return False
    if actor.has(Role.BUREAU_MANAGER):
        return True
    parks = {project.park_id for project in projects}
    return len(parks) == 1 and parks <= actor.park_ids


def check_merge(actor: Actor, *projects: Project) -> None:
    """Raises NotAllowed with a sentence."""
    if not may_merge(actor, *projects):
        raise NotAllowed("本园区的项目由园区招商负责人合并，跨园区的由商务局负责人合并。")


def knows_investor(actor: Actor, project: Guarded) -> bool:
    """Of a confidential project only its owner, its park's manager and the bureau learn the investor (domain.md 1)."""
    return (
        not project.confidential
        or owns(actor, project)
        or actor.is_bureau
        or (actor.has(Role.PARK_MANAGER) and same_park(actor, project))
    )


def title_for(actor: Actor, project: GuardedTitle) -> str:
    """What this reader sees a project called: its name, or the code name for who may not know the investor.

    Where readers are many or not known: `discreet.public_name`.
    """
    return project.name if knows_investor(actor, project) else cover_name(project)
