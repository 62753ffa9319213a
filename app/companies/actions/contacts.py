"""People at a company. Their numbers and addresses never enter the audit trail; every reveal does."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import policy, queries, rules
from app.companies.models import Company, Contact
from app.companies.scopes import numbers_in
from app.core import audit
from app.core.changes import assign
from app.core.errors import AlreadyExists, Stale
from app.extensions import db
from app.parks.models import Park

from .records import touch


@dataclass(frozen=True)
class Revealed:
    """What a reveal shows."""

    phone: str | None
    email: str | None


def add_contact(
    company: Company,
    *,
    name: str,
    by: Actor,
    job_title: str = "",
    phone: str | None = None,
    email: str | None = None,
    note: str = "",
    is_primary: bool = False,
) -> Contact:
    """Note a person; the contact belongs to the park of whoever notes it. Raises RuleBroken, AlreadyExists, NotAllowed."""
    scopes = queries.scopes_held(company)
    policy.check_edit(by, scopes)
    rules.check_contact(name=name, phone=phone, email=email)
    park_id, city_id = _owner(by, scopes)
    theirs = sa.select(Contact).where(Contact.company_id == company.id, Contact.park_id.is_not_distinct_from(park_id))
    known = list(db.session.scalars(theirs))
    if any((one.name, one.phone, one.email) == (name, phone, email) for one in known):
        raise AlreadyExists("这位联系人已经登记。", field="name")
    contact = Contact(
        company_id=company.id,
        name=name,
        job_title=job_title,
        phone=phone,
        email=email,
        note=note,
        is_primary=is_primary or not known,
        park_id=park_id,
        city_id=city_id,
    )
    db.session.add(contact)
    if is_primary:
        _step_back(known)
    db.session.flush()
    audit.record("contact.added", company, by=by, contact=contact.id, person=rules.masked_person(name))
    touch(company)
    return contact


def edit_contact(company: Company, contact: Contact, *, by: Actor, **facts: Any) -> None:
    """Change what is given of a person. Raises RuleBroken, NotAllowed, Stale when somebody else saved since it was read."""
    policy.check_edit(by, queries.scopes_held(company))
    name = facts.get("name", contact.name)
    rules.check_contact(name=name, phone=facts.get("phone"), email=facts.get("email"))
    standing = sa.select(Contact.updated_at).where(Contact.id == contact.id).with_for_update()
    if db.session.scalar(standing) != contact.updated_at:
        message = "没有保存：他人刚改过这位联系人，请再保存一次，核对两边的内容。"
        raise Stale(message)
    changes = assign(contact, **facts)
    if not changes:
        return
    if contact.is_primary:
        theirs = sa.select(Contact).where(
            Contact.company_id == company.id,
            Contact.id != contact.id,
            Contact.park_id.is_not_distinct_from(contact.park_id),
        )
        _step_back(list(db.session.scalars(theirs)))
    person, fields = rules.masked_person(name), sorted(changes)
    audit.record("contact.edited", company, by=by, contact=contact.id, person=person, fields=fields)
    touch(company)


def remove_contact(company: Company, contact: Contact, *, by: Actor) -> None:
    """Forget a person altogether: personal data has no bin."""
    policy.check_edit(by, queries.scopes_held(company))
    number, person = contact.id, rules.masked_person(contact.name)
    db.session.delete(contact)
    audit.record("contact.removed", company, by=by, contact=number, person=person)
    touch(company)


def reveal_contact(company: Company, contact: Contact, *, by: Actor) -> Revealed:
    """Number and address in full, and a line in the trail about who asked. Raises NotAllowed."""
    policy.check_reveal(by)
    audit.record("contact.revealed", company, by=by, contact=contact.id, person=rules.masked_person(contact.name))
    return Revealed(contact.phone, contact.email)


def _owner(by: Actor, scopes: set[str]) -> tuple[int | None, int | None]:
    """Park and city whose contact this becomes."""
    if own := sorted(numbers_in(scopes, "park") & by.park_ids):
        return own[0], db.session.scalar(sa.select(Park.city_id).where(Park.id == own[0]))
    served = sorted(numbers_in(scopes, "city") & by.city_ids)
    return None, served[0] if served else None


def _step_back(others: list[Contact]) -> None:
    for other in others:
        other.is_primary = False
