"""Who acts: a signed-in person with roles, rights and jurisdiction, read once per request."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from app.core.permissions import Permission

from .enums import OrganisationKind, Role
from .roles import SEE_EVERY_PARK

_NOBODY = -1


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person as every query, policy and action sees them. Flask-Login's `current_user` is one of these."""

    id: int | None
    login: str
    name: str
    organisation_id: int | None
    organisation_name: str
    organisation_kind: OrganisationKind
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    city_ids: frozenset[int] = field(default_factory=frozenset)
    park_ids: frozenset[int] = field(default_factory=frozenset)
    city_park_ids: frozenset[int] = field(default_factory=frozenset)  # of whoever sees every park: those of the cities
    must_change_password: bool = False
    session_serial: int = 0
    unread: int = field(default=0, compare=False)  # notices not opened yet, as of this request
    is_kind: bool = False  # nobody in particular: see `kind`

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session cookie keeps; a raised serial ends the session."""
        return f"{self.id}:{self.session_serial}"

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)

    @property
    def sees_every_park(self) -> bool:
        """Bureau and leaders see all projects of their cities."""
        return self.has(*SEE_EVERY_PARK)

    @property
    def seen_park_ids(self) -> frozenset[int]:
        """The parks whose projects are seen in full (domain.md section 1)."""
        if Permission.PROJECT_READ not in self.permissions:
            return frozenset()
        return self.city_park_ids if self.sees_every_park else self.park_ids

    @cached_property
    def kind(self) -> "Actor":
        """Anybody with the same rights and a jurisdiction of the same shape: what a statement is kept by.

        The numbers are nobody's. Statements have places for those of the person who asks: `sight`.
        """
        if self.is_kind:
            return self
        return replace(
            self,
            is_kind=True,
            id=None if self.id is None else _NOBODY,
            login="",
            name="",
            organisation_id=None if self.organisation_id is None else _NOBODY,
            organisation_name="",
            city_ids=_none_one_several(self.city_ids),
            park_ids=_none_one_several(self.park_ids),
            city_park_ids=_none_one_several(self.city_park_ids),
            must_change_password=False,
            session_serial=0,
        )

    @property
    def is_bureau(self) -> bool:
        """Works at the commerce bureau."""
        return self.has(Role.REVIEWER, Role.BUREAU_MANAGER)

    @property
    def role_label(self) -> str:
        """The first role in words, for the top bar."""
        return next((role.label for role in Role if role in self.roles), "")

    @property
    def initial(self) -> str:
        """One character for the round mark."""
        return self.name[:1]


def _none_one_several(numbers: frozenset[int]) -> frozenset[int]:
    return frozenset(range(_NOBODY, _NOBODY - min(len(numbers), 2), -1))


SYSTEM = Actor(
    id=None,
    login="",
    name="系统",
    organisation_id=None,
    organisation_name="园招通",
    organisation_kind=OrganisationKind.OPERATIONS,
    roles=frozenset(),
    permissions=frozenset(),
)
