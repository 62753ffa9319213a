"""Who may do what with a company. What one may *see* is a WHERE: `queries.visible_to`."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet

from app.accounts.actor import SYSTEM, Actor
from app.core.errors import NotAllowed
from app.core.permissions import Permission

from .scopes import city_scope, numbers_in

Scopes = AbstractSet[str]
Condition = Callable[[Actor, Scopes], bool]


def serves_city(actor: Actor, scopes: Scopes) -> bool:
    """Works at the bureau of a city that has the company in its register."""
    return actor.is_bureau and any(city_scope(number) in scopes for number in actor.city_ids)


def keeps_it(actor: Actor, scopes: Scopes) -> bool:
    """One of the person's parks keeps the company in its book."""
    return not actor.park_ids.isdisjoint(numbers_in(frozenset(scopes), "park"))


def alone(actor: Actor, scopes: Scopes) -> bool:
    """Nobody else keeps the company: no other park, and no city shares it."""
    keys = frozenset(scopes)
    return numbers_in(keys, "park") <= actor.park_ids and not numbers_in(keys, "shared")


def serves_every_city(actor: Actor, scopes: Scopes) -> bool:
    """Works at a bureau of all cities that have the company in their registers."""
    cities = numbers_in(frozenset(scopes), "city")
    return actor.is_bureau and bool(cities) and cities <= actor.city_ids


# Granted when in any row every condition holds.
EDIT: list[list[Condition]] = [[serves_city], [keeps_it]]
REMOVE: list[list[Condition]] = [[serves_city], [keeps_it, alone]]
# Of both companies: what others keep is not joined behind their backs.
MERGE: list[list[Condition]] = [[serves_every_city], [keeps_it, alone]]


def may_edit(actor: Actor, scopes: Scopes) -> bool:
    """Whether this person may change the record."""
    return Permission.COMPANY_EDIT in actor.permissions and _granted(EDIT, actor, scopes)


def may_remove(actor: Actor, scopes: Scopes) -> bool:
    """Whether this person may throw the record away, or take it back."""
    return Permission.COMPANY_EDIT in actor.permissions and _granted(REMOVE, actor, scopes)


def check_edit(actor: Actor, scopes: Scopes) -> None:
    """Raises NotAllowed with a sentence."""
    if actor is not SYSTEM and not may_edit(actor, scopes):
        raise NotAllowed("只有把这家企业收入本园区企业库的园区和商务局可以修改；请先加入本园区企业库。")


def check_remove(actor: Actor, scopes: Scopes) -> None:
    """Raises NotAllowed with a sentence."""
    if actor is not SYSTEM and not may_remove(actor, scopes):
        raise NotAllowed("其他园区也在用或全市共享的企业，只有商务局可以删除。")


def may_merge(actor: Actor, *both: Iterable[str]) -> bool:
    """Whether this person may make one of these companies, or take that back; each by its keys."""
    return Permission.MERGE in actor.permissions and all(_granted(MERGE, actor, set(scopes)) for scopes in both)


def check_merge(actor: Actor, *both: Iterable[str]) -> None:
    """Raises NotAllowed with a sentence."""
    if actor is not SYSTEM and not may_merge(actor, *both):
        raise NotAllowed("园区招商负责人只能合并只收在本园区企业库的企业，其他的请商务局负责人合并。")


def check_register(actor: Actor, *, park_ids: AbstractSet[int], city_ids: AbstractSet[int]) -> None:
    """A park team registers for its own parks, a bureau for its own cities. Raises NotAllowed."""
    if actor is SYSTEM:
        return
    own = park_ids <= actor.park_ids and bool(park_ids)
    if Permission.COMPANY_EDIT not in actor.permissions or not (
        city_ids <= actor.city_ids and (actor.is_bureau or own)
    ):
        raise NotAllowed("只能登记到自己负责的园区或城市。")


def check_reveal(actor: Actor) -> None:
    """Raises NotAllowed with a sentence."""
    if Permission.CONTACT_REVEAL not in actor.permissions:
        raise NotAllowed("您的角色不能查看联系方式。")


def _granted(table: list[list[Condition]], actor: Actor, scopes: Scopes) -> bool:
    return any(all(condition(actor, scopes) for condition in row) for row in table)
