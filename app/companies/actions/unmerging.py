"""A merge taken back: both companies stand again as they were, and what was done since is not lost.

Fields that somebody changed after the merge keep the newer value; rows entered since stay with the kept company; rows
deleted since stay deleted. The kept company's version counts on, so that a form opened in between cannot overwrite it
unseen; the other one, which nobody could open meanwhile, gets its own version back.
"""

from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import indexing, policy, queries
from app.companies.models import Company, CompanyAlias, CompanyMerge, Contact
from app.companies.references import RULEBOOK
from app.companies.scopes import city_scope, park_scope
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken, Stale
from app.core.snapshots import plain, value_of
from app.extensions import db
from app.parks.models import Park

from .merging import KEEPERS, lock
from .records import add_scopes


def undo_merge(merge: CompanyMerge, *, by: Actor) -> list[str]:
    """Take it back; names of the fields that keep what was entered since.

    Raises NotAllowed, Stale when it was taken back already, and RuleBroken with what has to be done before.
    """
    kept, gone = db.session.get_one(Company, merge.kept_id), db.session.get_one(Company, merge.gone_id)
    policy.check_merge(by, queries.scopes_held(kept), merge.scopes)
    lock(kept, gone)
    db.session.refresh(merge)
    if merge.undone_at is not None:
        raise Stale("这次合并已经撤销。")
    if (reason := queries.why_merge_stands(merge)) is not None:
        raise RuleBroken(reason)
    snapshot = merge.snapshot
    RULEBOOK.move_back(snapshot["moved"], gone.id, kept.id)
    db.session.execute(
        sa.delete(CompanyAlias).where(CompanyAlias.id.in_(snapshot["names"]), CompanyAlias.company_id == kept.id)
    )
    db.session.execute(
        sa.update(Contact)
        .where(Contact.id.in_(snapshot["stepped_back"]), Contact.company_id == gone.id)
        .values(is_primary=True, updated_at=Contact.updated_at)
    )
    db.session.expire_all()
    newer = _set_back(kept, snapshot["set"])
    columns = Company.__table__.c
    db.session.execute(
        sa.update(Company)
        .where(Company.id == gone.id)
        .values(
            deleted_at=None,
            version=snapshot["gone"]["version"],
            updated_at=value_of(columns.updated_at, snapshot["gone"]["updated_at"]),
        )
        .execution_options(synchronize_session=False)
    )
    kept.updated_at = clock.now()
    merge.undone_at, merge.undone_by_id = clock.now(), by.id
    db.session.flush()
    db.session.expire_all()
    for company in (kept, gone):
        line = queries.ancestors_of(company.id)
        if len(line) != len(set(line)):
            raise RuleBroken("合并之后集团与控股关系有变，撤销会形成循环；请先修改上级集团或控股股东。")
    told: dict[str, Any] = {"merge": merge.id, "kept": kept.code, "gone": gone.code}
    _stay_in_books(kept)
    scopes = sorted(queries.scopes_held(kept))
    audit.record("company.unmerged", kept, by=by, name=gone.name, newer=newer, seen_by=merge.scopes, **told)
    audit.record("company.unmerged", gone, by=by, name=kept.name, seen_by=scopes, **told)
    indexing.put([kept.id, gone.id])
    return newer


def _stay_in_books(kept: Company) -> None:
    """Parks that worked with the kept company since go on seeing it, though its place in their books came by the merge."""
    parks = set(db.session.scalars(sa.select(Contact.park_id).where(Contact.company_id == kept.id)))
    parks |= set().union(*(ask(kept) for ask in KEEPERS))
    held = queries.scopes_held(kept)
    wanted = sa.select(Park.id, Park.city_id).where(Park.id.in_(parks - {None}))
    scopes = {scope for park, city in db.session.execute(wanted) for scope in (park_scope(park), city_scope(city))}
    if missing := scopes - held:
        add_scopes(kept, missing)


def _set_back(kept: Company, fields: dict[str, list[object]]) -> list[str]:
    """Give each field its value of before the merge, unless it was changed since; names of those that were."""
    columns = Company.__table__.c
    names = {"name", "normalised_name", "name_key"}
    newer = [name for name, (_, after) in fields.items() if plain(getattr(kept, name)) != after]
    if names & set(newer):
        newer = [*newer, *(names & fields.keys() - set(newer))]  # the three are one
    back = {name: value_of(columns[name], was) for name, (was, _) in fields.items() if name not in newer}
    assign(kept, **back)
    return sorted(set(newer) - {"normalised_name", "name_key"})
