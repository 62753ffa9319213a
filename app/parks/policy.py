"""Who may do what to a park. What one may *see* is a WHERE: `queries.visible_parks`."""

from collections.abc import Callable
from enum import StrEnum

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.errors import NotAllowed
from app.core.permissions import Permission

from .models import Park

Condition = Callable[[Actor, Park], bool]


class Deed(StrEnum):
    """What can be done to a park."""

    EDIT = "edit"  # its data, its place, retiring it
    CONTACT = "contact"
    CHECK = "check"  # tick the checklist
    TARGET = "target"  # what is expected of it in a year


def heads_bureau(actor: Actor, park: Park) -> bool:
    """Heads the commerce bureau of the park's city."""
    return actor.has(Role.BUREAU_MANAGER) and park.city_id in actor.city_ids


def heads_team(actor: Actor, park: Park) -> bool:
    """Heads the park's own team."""
    return actor.has(Role.PARK_MANAGER) and park.id in actor.park_ids


# The right at the door, and the rows of which one must hold whole.
POLICY: dict[Deed, tuple[Permission, list[list[Condition]]]] = {
    Deed.EDIT: (Permission.PARK_EDIT, [[heads_bureau]]),
    Deed.CONTACT: (Permission.PARK_EDIT, [[heads_bureau], [heads_team]]),
    Deed.CHECK: (Permission.PARK_EDIT, [[heads_bureau], [heads_team]]),
    Deed.TARGET: (Permission.TARGET_EDIT, [[heads_bureau]]),
}
REFUSALS: dict[Deed, str] = {
    Deed.EDIT: "只有本市商务局负责人可以修改园区资料和布局。",
    Deed.CONTACT: "只有本市商务局负责人和本园区招商负责人可以修改联系方式。",
    Deed.CHECK: "只有本市商务局负责人和本园区招商负责人可以登记六专等清单。",
    Deed.TARGET: "只有本市商务局负责人可以设定年度目标。",
}


def may(deed: Deed, actor: Actor, park: Park) -> bool:
    """Whether this person may do this to this park."""
    permission, rows = POLICY[deed]
    return permission in actor.permissions and any(all(holds(actor, park) for holds in row) for row in rows)


def check(deed: Deed, actor: Actor, park: Park) -> None:
    """Raises NotAllowed with a sentence."""
    if not may(deed, actor, park):
        raise NotAllowed(REFUSALS[deed])


def may_arrange(actor: Actor, city_id: int) -> bool:
    """Whether this person may change the layouts of a city."""
    return Permission.PARK_EDIT in actor.permissions and actor.has(Role.BUREAU_MANAGER) and city_id in actor.city_ids


def may_arrange_any(actor: Actor) -> bool:
    """Whether this person may enter a plan for some city."""
    return any(may_arrange(actor, city_id) for city_id in actor.city_ids)


def check_arrange(actor: Actor, city_id: int) -> None:
    """Raises NotAllowed with a sentence."""
    if not may_arrange(actor, city_id):
        raise NotAllowed(REFUSALS[Deed.EDIT])
