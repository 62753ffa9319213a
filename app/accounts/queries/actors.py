"""The person behind a session, in two queries. Every request asks for one, so the statements are built once.

How many notices wait for that person comes along with the second: the bell on every page costs no query of its own.
"""

from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.models import Organisation, OrganisationCity, OrganisationPark, User, UserRole
from app.accounts.roles import permissions_of
from app.extensions import db

_PERSON = sa.select(
    User.id,
    User.login,
    User.name,
    User.organisation_id,
    User.disabled_at,
    User.must_change_password,
    User.session_serial,
    Organisation.short_name.label("organisation_name"),
    Organisation.kind.label("organisation_kind"),
    Organisation.disabled_at.label("organisation_disabled_at"),
).join(Organisation, Organisation.id == User.organisation_id)
MOST_UNREAD = 100  # counted no further: the bell says 99+
# Notices stand above accounts: only their number is read, from the table itself.
_notice = sa.table("notice", sa.column("user_id", sa.Integer), sa.column("read_at"))
_UNREAD = sa.select(sa.func.count()).select_from(
    sa.select(_notice.c.user_id)
    .where(_notice.c.user_id == sa.bindparam("user_id"), _notice.c.read_at.is_(None))
    .limit(MOST_UNREAD)
    .subquery()
)
_BY_NUMBER = _PERSON.where(User.id == sa.bindparam("number"))
_BY_LOGIN = _PERSON.where(User.login == sa.bindparam("login"))
_SERVED = sa.union_all(
    sa.select(sa.literal("role").label("kind"), UserRole.role.cast(sa.String).label("value")).where(
        UserRole.user_id == sa.bindparam("user_id")
    ),
    sa.select(sa.literal("city"), OrganisationCity.city_id.cast(sa.String)).where(
        OrganisationCity.organisation_id == sa.bindparam("organisation_id")
    ),
    sa.select(sa.literal("park"), OrganisationPark.park_id.cast(sa.String)).where(
        OrganisationPark.organisation_id == sa.bindparam("organisation_id")
    ),
    sa.select(sa.literal("unread"), sa.cast(_UNREAD.scalar_subquery(), sa.String)),
)


def actor_of(user_id: int) -> Actor | None:
    """The person with this number, in two queries; None when there is none or the account is closed."""
    person = db.session.execute(_BY_NUMBER, {"number": user_id}).one_or_none()
    if person is None or person.disabled_at is not None or person.organisation_disabled_at is not None:
        return None
    return _as_actor(person)


def actor_by_login(login: str) -> Actor:
    """The person with this sign-in name, for commands. Raises NoResultFound."""
    return _as_actor(db.session.execute(_BY_LOGIN, {"login": login}).one())


def _as_actor(person: Any) -> Actor:
    held: dict[str, set[str]] = {"role": set(), "city": set(), "park": set(), "unread": set()}
    jurisdiction = {"user_id": person.id, "organisation_id": person.organisation_id}
    for kind, value in db.session.execute(_SERVED, jurisdiction):
        held[kind].add(value)
    roles = frozenset(Role(value) for value in held["role"])
    return Actor(
        id=person.id,
        login=person.login,
        name=person.name,
        organisation_id=person.organisation_id,
        organisation_name=person.organisation_name,
        organisation_kind=person.organisation_kind,
        roles=roles,
        permissions=permissions_of(roles),
        city_ids=frozenset(int(value) for value in held["city"]),
        park_ids=frozenset(int(value) for value in held["park"]),
        must_change_password=person.must_change_password,
        session_serial=person.session_serial,
        unread=sum(int(value) for value in held["unread"]),
    )
