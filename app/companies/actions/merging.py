"""Two records of one company become one: the one keeps its code, the other's rows move to it, and it can be taken back.

Nothing is deleted. The company that goes keeps its row, out of sight like one in the bin, and whatever the kept one had
already; a snapshot says what both were and which rows moved. `unmerging` takes it back.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import indexing, policy, queries, rules
from app.companies.enums import AliasKind
from app.companies.models import Company, CompanyAlias, CompanyMerge, Contact
from app.companies.references import RULEBOOK
from app.core import audit, clock
from app.core.errors import RuleBroken, Stale
from app.core.repointing import Moved
from app.core.sides import Side
from app.core.snapshots import row_of
from app.extensions import db

from .records import edit

# Taken from either side; what belongs to a company in rows of its own (names, titles, people …) is joined.
CHOSEN = (
    "name",
    "uscc",
    "origin",
    "origin_place",
    "parent_id",
    "chain_position",
    "chain_link",
    "business",
    "website",
    "registered_capital",
    "founded_year",
)
_COUNTED_ON = {"version", "updated_at"}  # an undo never turns these back: a form opened in between must stay refused

# Packages above say here which parks' rows name a company, so that it stays in their books when a merge is taken back.
KEEPERS: list[Callable[[Company], set[int]]] = []
# And why two companies must stay apart for this person: a sentence, or None.
BEFORE_MERGE: list[Callable[[Company, Company, Actor], str | None]] = []


def merge(
    kept: Company,
    gone: Company,
    *,
    by: Actor,
    sides: Mapping[str, Side] | None = None,
    seen: tuple[int, int] | None = None,
) -> CompanyMerge:
    """Let `gone` go into `kept`. `sides`: from which side each of CHOSEN is taken, the kept one's where it is not said.

    `seen`: the versions (kept, gone) that the person had before him. Raises NotAllowed, RuleBroken, and Stale when one of
    the two has changed since or is no more, perhaps because somebody merged the same two a second ago.
    """
    scopes, theirs = queries.scopes_held(kept), queries.scopes_held(gone)
    policy.check_merge(by, scopes, theirs)
    lock(kept, gone)
    check_mergeable(kept, gone, by=by)
    if seen is not None and seen != (kept.version, gone.version):
        raise Stale("打开之后，其中一家企业的资料已被他人修改；请核对后再合并。")
    before, lost = row_of(kept), row_of(gone)
    edit(kept, by=by, **_taken(gone, sides or {}))
    if kept.named_organisation_id is None:
        kept.named_organisation_id = gone.named_organisation_id
    db.session.flush()
    after = row_of(kept)
    moved = RULEBOOK.move(gone.id, kept.id)
    names = _keep_names(kept, [before["name"], gone.name])
    stepped_back = _one_first_contact(kept, moved)
    gone.deleted_at = clock.now()
    done = CompanyMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        by_id=by.id,
        scopes=sorted(theirs),
        snapshot={
            "kept": before,
            "gone": lost,
            "moved": moved,
            "set": {
                name: [before[name], after[name]]
                for name in after
                if name not in _COUNTED_ON and after[name] != before[name]
            },
            "names": names,
            "stepped_back": stepped_back,
        },
    )
    db.session.add(done)
    db.session.flush()
    told: dict[str, Any] = {"merge": done.id, "kept": kept.code, "gone": gone.code}
    # `seen_by`: whoever could not see the other company does not read of it here either.
    audit.record("company.merged", kept, by=by, name=gone.name, seen_by=sorted(theirs), **told)
    audit.record("company.merged_away", gone, by=by, name=kept.name, seen_by=sorted(scopes), **told)
    db.session.expire_all()
    indexing.put([kept.id, gone.id])
    return done


def lock(*companies: Company) -> None:
    """Wait for whoever has one of these in hand, always in the same order, and read them anew."""
    numbers = sorted({company.id for company in companies})
    db.session.flush()
    for number in numbers:
        db.session.execute(sa.select(Company.id).where(Company.id == number).with_for_update())
    for company in companies:
        db.session.refresh(company)


def company_of(number: int) -> Company:
    """A company that a merge names, in sight or not; for whoever has found the merge."""
    return db.session.get_one(Company, number)


def check_mergeable(kept: Company, gone: Company, *, by: Actor) -> None:
    """Whether these two can become one at all. Raises RuleBroken, and Stale when one of them is no more."""
    if kept.id == gone.id:
        raise RuleBroken("请选择另一家企业，不能与自己合并。", field="other")
    for company in (kept, gone):
        if company.deleted_at is not None:
            raise Stale(f"“{company.name}”已被合并或删除，请刷新后再操作。")
    if gone.id in queries.ancestors_of(kept.id) or kept.id in queries.ancestors_of(gone.id):
        raise RuleBroken("两家企业是上下级关系，不是同一家；若登记有误，请先修改上级集团或控股股东。")
    for asks in BEFORE_MERGE:
        if (reason := asks(kept, gone, by)) is not None:
            raise RuleBroken(reason)


def _taken(gone: Company, sides: Mapping[str, Side]) -> dict[str, Any]:
    """What is taken over from the one that goes, as `edit` wants it."""
    facts = {name: getattr(gone, name) for name in CHOSEN if sides.get(name) is Side.GONE}
    if "parent_id" in facts:
        number = facts.pop("parent_id")
        facts["parent"] = db.session.get(Company, number) if number is not None else None
    return facts


def _keep_names(kept: Company, names: list[str]) -> list[int]:
    """Every name under which one of the two was known finds the company from now on; numbers of those that are new."""
    known = set(db.session.scalars(sa.select(CompanyAlias.name).where(CompanyAlias.company_id == kept.id)))
    known.add(kept.name)
    added = []
    for name in dict.fromkeys(names):
        if name not in known:
            alias = CompanyAlias(
                company_id=kept.id, name=name, normalised_name=rules.normalise(name), kind=AliasKind.ALIAS
            )
            db.session.add(alias)
            added.append(alias)
    db.session.flush()
    return [alias.id for alias in added]


def _one_first_contact(kept: Company, moved: Moved) -> list[int]:
    """A park has one first contact at a company: of two the one that came along steps back. Numbers of those that did."""
    came = [mark["id"] for mark in moved.get("contact.company_id", [])]
    if not came:
        return []
    first = sa.select(Contact.park_id).where(
        Contact.company_id == kept.id, Contact.is_primary.is_(True), Contact.id.not_in(came)
    )
    parks = set(db.session.scalars(first))
    theirs = sa.select(Contact.id, Contact.park_id).where(Contact.id.in_(came), Contact.is_primary.is_(True))
    back = [number for number, park in db.session.execute(theirs) if park in parks]
    if back:
        db.session.execute(
            sa.update(Contact).where(Contact.id.in_(back)).values(is_primary=False, updated_at=Contact.updated_at)
        )
    return back
