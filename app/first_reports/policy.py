"""Who may do what about first reports, conflicts and transfers. What one may see is in `queries`."""

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.errors import NotAllowed
from app.core.permissions import Permission
from app.projects import policy as projects
from app.projects.models import Project

from .enums import Release, Side, TransferParty
from .models import ConflictCase, FirstReport, Transfer

# After these a park may report the project again, at the end of the queue. Not after a ruling.
AGAIN = frozenset({Release.IDLE, Release.EXPIRED, Release.GIVEN_UP})


def may_keep(actor: Actor, project: Project) -> bool:
    """Whether this person looks after the project's first report: whoever may edit the project, for its park."""
    return project.park_id in actor.park_ids and projects.may(Permission.PROJECT_EDIT, actor, project)


def check_keeps(actor: Actor, project: Project) -> None:
    """Raises NotAllowed."""
    if not may_keep(actor, project):
        raise NotAllowed("只有本园区的项目负责人、园区招商负责人可以办理首报。")


def side_of(actor: Actor, case: ConflictCase) -> Side | None:
    """For which side this person stands in a case; None for the bureau and everybody else."""
    if case.incumbent.park_id in actor.park_ids:
        return Side.INCUMBENT
    return Side.CHALLENGER if case.challenger.park_id in actor.park_ids else None


def claim_on(side: Side, case: ConflictCase) -> FirstReport:
    """The registration of one side."""
    return case.incumbent if side is Side.INCUMBENT else case.challenger


def rules_case(actor: Actor, case: ConflictCase) -> bool:
    """Whether this person may rule in this case: the head of the bureau of its city."""
    return Permission.CONFLICT_RULE in actor.permissions and case.city_id in actor.city_ids


def check_rules(actor: Actor, case: ConflictCase) -> None:
    """Raises NotAllowed."""
    if not rules_case(actor, case):
        raise NotAllowed("只有本市商务局负责人可以裁定。")


def opens_by_hand(actor: Actor, claim: FirstReport, project: Project) -> bool:
    """The bureau of the city, or whoever keeps the project's first report."""
    return (actor.is_bureau and claim.city_id in actor.city_ids) or may_keep(actor, project)


def may_appeal(actor: Actor, case: ConflictCase) -> bool:
    """The head of either side's park."""
    return actor.has(Role.PARK_MANAGER) and side_of(actor, case) is not None


def transfer_parties(actor: Actor, transfer: Transfer) -> frozenset[TransferParty]:
    """For whom this person may agree to a transfer."""
    if Permission.TRANSFER not in actor.permissions:
        return frozenset()
    found = set()
    if actor.has(Role.PARK_MANAGER):
        if transfer.from_park_id in actor.park_ids:
            found.add(TransferParty.GIVER)
        if transfer.to_park_id in actor.park_ids:
            found.add(TransferParty.TAKER)
    if actor.has(Role.BUREAU_MANAGER) and transfer.city_id in actor.city_ids:
        found.add(TransferParty.BUREAU)
    return frozenset(found)


def may_propose(actor: Actor, project: Project) -> bool:
    """The head of the project's park, or of the bureau; that the project lies in its city is seen to by visibility."""
    if Permission.TRANSFER not in actor.permissions:
        return False
    return (actor.has(Role.PARK_MANAGER) and project.park_id in actor.park_ids) or actor.has(Role.BUREAU_MANAGER)


def check_opens(actor: Actor, claim: FirstReport, project: Project) -> None:
    """Raises NotAllowed."""
    if not opens_by_hand(actor, claim, project):
        raise NotAllowed("只有项目所在园区和商务局可以提请裁定。")
