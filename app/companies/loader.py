"""Companies that the plans name, entered into the register once; loading again adds only what is new.

What somebody has since changed on screen is left alone, also when it was thrown away.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import SYSTEM
from app.core import audit
from app.core.counter import next_numbers
from app.extensions import db
from app.plans.enums import OrgRole, OrgType
from app.plans.models import NamedOrganisation

from . import indexing, rules
from .actions import code_of
from .actions.records import PREFIX
from .enums import AliasKind, Origin
from .models import Company, CompanyAlias, CompanyMention, CompanyScope, CompanySector
from .scopes import city_scope, shared_scope

# Whom one can talk to about an investment or a partnership; events, alliances, agencies and brands are not.
REGISTERED = (
    OrgType.COMPANY,
    OrgType.COMPANY_OR_PRODUCT_LINE,
    OrgType.INSTITUTE,
    OrgType.UNIVERSITY,
    OrgType.PLATFORM,
    OrgType.FUND,
)


def load_named_companies() -> int:
    """Register what the plans name and is not registered yet; how many companies are new. The caller commits."""
    mentioned = sa.select(CompanyMention.named_organisation_id)
    fresh = list(
        db.session.scalars(
            sa.select(NamedOrganisation)
            .options(joinedload(NamedOrganisation.plan), selectinload(NamedOrganisation.sectors))
            .where(
                NamedOrganisation.kind.in_([kind.value for kind in REGISTERED]), NamedOrganisation.id.not_in(mentioned)
            )
            .order_by(NamedOrganisation.plan_id, NamedOrganisation.position, NamedOrganisation.id)
        )
    )
    if not fresh:
        return 0
    known = _named_before()
    groups: dict[str, list[NamedOrganisation]] = {}
    for organisation in fresh:
        groups.setdefault(rules.normalise(organisation.name), []).append(organisation)
    new = [key for key in groups if key not in known]
    numbers = iter(next_numbers(PREFIX, len(new)))
    companies = {key: known.get(key) or _company(groups[key], next(numbers)) for key in groups}
    db.session.flush()
    for key, organisations in groups.items():
        _tie(companies[key], organisations)
    if new:
        audit.record("company.loaded", None, by=SYSTEM, label="规划点名企业", count=len(new))
    indexing.put([company.id for company in companies.values()])
    return len(new)


def _named_before() -> dict[str, Company]:
    """Companies that plans named in an earlier load, by the names under which the plans know them."""
    found: dict[str, Company] = {}
    rows = db.session.execute(
        sa.select(Company, NamedOrganisation.name)
        .join(CompanyMention, CompanyMention.company_id == Company.id)
        .join(NamedOrganisation, NamedOrganisation.id == CompanyMention.named_organisation_id)
        .order_by(Company.id)
    )
    for company, name in rows:
        found.setdefault(rules.normalise(name), company)
    return found


def _company(organisations: list[NamedOrganisation], number: int) -> Company:
    first = organisations[0]
    foreign = any(one.role == OrgRole.FOREIGN_INVESTED for one in organisations)
    company = Company(
        code=code_of(number),
        **rules.names_of(first.name),
        origin=Origin.FOREIGN if foreign else None,
        named_organisation_id=first.id,
    )
    db.session.add(company)
    return company


def _tie(company: Company, organisations: Iterable[NamedOrganisation]) -> None:
    """Mentions, sectors, other names and keys of sight that these lines of the plans bring."""
    number = company.id
    sectors = set(db.session.scalars(sa.select(CompanySector.sector_id).where(CompanySector.company_id == number)))
    scopes = set(db.session.scalars(sa.select(CompanyScope.scope).where(CompanyScope.company_id == number)))
    names = set(db.session.scalars(sa.select(CompanyAlias.name).where(CompanyAlias.company_id == number)))
    names.add(company.name)
    for organisation in organisations:
        db.session.add(CompanyMention(company_id=number, named_organisation_id=organisation.id))
        for sector in organisation.sectors:
            if sector.id not in sectors:
                sectors.add(sector.id)
                db.session.add(CompanySector(company_id=number, sector_id=sector.id))
        city = organisation.plan.city_id
        for scope in (city_scope(city), shared_scope(city)):
            if scope not in scopes:
                scopes.add(scope)
                db.session.add(CompanyScope(company_id=number, scope=scope))
        for name in (organisation.name, *organisation.aliases):
            if name not in names:
                names.add(name)
                db.session.add(
                    CompanyAlias(
                        company_id=number, name=name, normalised_name=rules.normalise(name), kind=AliasKind.ALIAS
                    )
                )
