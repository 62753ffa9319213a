"""The person behind a session, in one query. Every request asks for one, so the statement is built once.

Roles, jurisdiction and how many notices wait come along as columns: the bell on every page costs no query of its own.
"""

from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.models import Organisation, OrganisationCity, OrganisationPark, User, UserRole
from app.accounts.roles import SEE_EVERY_PARK, permissions_of
from app.core import settings
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.extensions import db

MOST_UNREAD = 100  # counted no further: the bell says 99+
# Notices and parks stand above accounts: only numbers are read, from the tables themselves.
_notice = sa.table("notice", sa.column("user_id", sa.Integer), sa.column("read_at"))
_park = sa.table("park", sa.column("id", sa.Integer), sa.column("city_id", sa.Integer))


def _joined(column: Any, *where: Any) -> Any:
    """All values of a column in one text, as a column of the person."""
    return sa.select(sa.func.aggregate_strings(sa.cast(column, sa.String), ",")).where(*where).scalar_subquery()


_sees_all = sa.exists().where(UserRole.user_id == User.id, UserRole.role.in_(SEE_EVERY_PARK))
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
    _joined(UserRole.role, UserRole.user_id == User.id).label("roles"),
    _joined(OrganisationCity.city_id, OrganisationCity.organisation_id == User.organisation_id).label("cities"),
    _joined(OrganisationPark.park_id, OrganisationPark.organisation_id == User.organisation_id).label("parks"),
    _joined(
        _park.c.id,
        _park.c.city_id == OrganisationCity.city_id,
        OrganisationCity.organisation_id == User.organisation_id,
        _sees_all,
    ).label("city_parks"),
    sa.select(sa.func.count())
    .select_from(
        sa.select(_notice.c.user_id)
        .where(_notice.c.user_id == User.id, _notice.c.read_at.is_(None))
        .correlate(User)
        .limit(MOST_UNREAD)
        .subquery()
    )
    .scalar_subquery()
    .label("unread"),
).join(Organisation, Organisation.id == User.organisation_id)
_BY_NUMBER = _PERSON.add_columns(settings.ALONG.label("rules")).where(User.id == sa.bindparam("number"))
_BY_NUMBER = _BY_NUMBER.execution_options(**PREPARED)
_BY_LOGIN = _PERSON.where(User.login == sa.bindparam("login"))


def actor_of(user_id: int) -> Actor | None:
    """The person with this number; None when there is none or the account is closed.

    In one query, which also brings the rules of the installation: every page asks for both.
    """
    person = next(iter(plain_rows(_BY_NUMBER, {"number": user_id})), None)
    if person is None or person.disabled_at is not None or person.organisation_disabled_at is not None:
        return None
    settings.take(person.rules)
    return _as_actor(person)


def actor_by_login(login: str) -> Actor:
    """The person with this sign-in name, for commands. Raises NoResultFound."""
    return _as_actor(db.session.execute(_BY_LOGIN, {"login": login}).one())


def _as_actor(person: Any) -> Actor:
    roles = frozenset(Role(value) for value in _split(person.roles))
    return Actor(
        id=person.id,
        login=person.login,
        name=person.name,
        organisation_id=person.organisation_id,
        organisation_name=person.organisation_name,
        organisation_kind=person.organisation_kind,
        roles=roles,
        permissions=permissions_of(roles),
        city_ids=frozenset(map(int, _split(person.cities))),
        park_ids=frozenset(map(int, _split(person.parks))),
        city_park_ids=frozenset(map(int, _split(person.city_parks))),
        must_change_password=person.must_change_password,
        session_serial=person.session_serial,
        unread=person.unread,
    )


def _split(text: str | None) -> list[str]:
    return text.split(",") if text else []
