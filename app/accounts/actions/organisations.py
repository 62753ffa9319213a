"""Making, changing and closing organisations, and what they serve."""

from collections.abc import Collection

import sqlalchemy as sa

from app.accounts import policy, queries
from app.accounts.actor import Actor
from app.accounts.enums import OrganisationKind
from app.accounts.models import Organisation, OrganisationCity, OrganisationPark
from app.accounts.roles import ROLES_OF
from app.core import audit, clock
from app.core.changes import Changes, assign
from app.core.errors import RuleBroken
from app.core.saving import saving
from app.extensions import db

_NAME_TAKEN = ("name", "已有同名单位。")


def create_organisation(
    *,
    name: str,
    kind: OrganisationKind,
    by: Actor,
    short_name: str = "",
    city_ids: Collection[int] = (),
    park_ids: Collection[int] = (),
) -> Organisation:
    """Register an organisation and what it serves. A park team's cities are those of its parks."""
    policy.check_manages(by)
    city_ids, park_ids = _jurisdiction(kind, city_ids, park_ids)
    organisation = Organisation(name=name, short_name=short_name or name[:40], kind=kind)
    with saving(uq_organisation_name=_NAME_TAKEN):
        db.session.add(organisation)
    changes = _serve(organisation, city_ids, park_ids)
    audit.record("organisation.created", organisation, by=by, changes=changes, kind=kind)
    return organisation


def edit_organisation(
    organisation: Organisation,
    *,
    name: str,
    short_name: str,
    kind: OrganisationKind,
    city_ids: Collection[int],
    park_ids: Collection[int],
    by: Actor,
) -> None:
    """Change an organisation. Its people keep their sessions: what they may see is read anew with every page."""
    policy.check_manages(by)
    if foreign := [role for role in queries.roles_held_at(organisation) if role not in ROLES_OF[kind]]:
        held = "、".join(sorted(role.label for role in foreign))
        raise RuleBroken(f"该单位还有{held}，请先调整这些账号，再改为“{kind.label}”。", field="kind")
    city_ids, park_ids = _jurisdiction(kind, city_ids, park_ids)
    with saving(uq_organisation_name=_NAME_TAKEN):
        changes = assign(organisation, name=name, short_name=short_name or name[:40], kind=kind)
    served = _serve(organisation, city_ids, park_ids)
    if served:
        # Otherwise a change of the jurisdiction alone would not count as a new version.
        organisation.updated_at = clock.now()
    if changes | served:
        audit.record("organisation.edited", organisation, by=by, changes=changes | served)


def disable_organisation(organisation: Organisation, *, by: Actor) -> None:
    """Close an organisation and with it all its accounts."""
    policy.check_manages(by)
    if organisation.disabled_at is not None:
        raise RuleBroken("该单位已经停用。")
    if by.organisation_id == organisation.id:
        raise RuleBroken("不能停用自己所在的单位。")
    admins = queries.open_admins()
    if admins and not admins - {user.id for user in queries.people_of({organisation.id})}:
        raise RuleBroken("该单位有最后一个可用的系统管理员，不能停用。")
    assign(organisation, disabled_at=clock.now())
    audit.record("organisation.disabled", organisation, by=by)


def enable_organisation(organisation: Organisation, *, by: Actor) -> None:
    """Open an organisation again."""
    policy.check_manages(by)
    if organisation.disabled_at is None:
        raise RuleBroken("该单位没有停用。")
    assign(organisation, disabled_at=None)
    audit.record("organisation.enabled", organisation, by=by)


def _jurisdiction(
    kind: OrganisationKind, city_ids: Collection[int], park_ids: Collection[int]
) -> tuple[set[int], set[int]]:
    """Cities and parks as they fit the kind, checked."""
    if kind is OrganisationKind.OPERATIONS:
        return set(), set()
    if kind is OrganisationKind.PARK_TEAM:
        found = queries.parks(set(park_ids), retired=True)
        if not found or len(found) != len(set(park_ids)):
            raise RuleBroken("请选择该团队服务的园区。", field="park_ids")
        return {park.city_id for park in found}, {park.id for park in found}
    known = {city.id for city in queries.cities()}
    if not city_ids or not set(city_ids) <= known:
        raise RuleBroken("请选择该单位服务的城市。", field="city_ids")
    return set(city_ids), set()


def _serve(organisation: Organisation, city_ids: set[int], park_ids: set[int]) -> Changes:
    """Write down what is served; the changes in names, for the trail."""
    former_cities, former_parks = queries.served_by(organisation)
    changes: Changes = {}
    if former_cities != city_ids:
        changes["cities"] = (queries.city_names(former_cities), queries.city_names(city_ids))
        db.session.execute(sa.delete(OrganisationCity).where(OrganisationCity.organisation_id == organisation.id))
        db.session.add_all(OrganisationCity(organisation_id=organisation.id, city_id=number) for number in city_ids)
    if former_parks != park_ids:
        changes["parks"] = (_park_names(former_parks), _park_names(park_ids))
        db.session.execute(sa.delete(OrganisationPark).where(OrganisationPark.organisation_id == organisation.id))
        db.session.add_all(OrganisationPark(organisation_id=organisation.id, park_id=number) for number in park_ids)
    db.session.flush()
    return changes


def _park_names(numbers: set[int]) -> list[str]:
    return [park.name for park in queries.parks(numbers, retired=True)]
