"""Taking demo data away again: what `flask demo seed` wrote, and nothing that people made."""

import sqlalchemy as sa

from app.accounts.actor import SYSTEM
from app.companies import indexing as company_index
from app.companies.models import Company, CompanyScope, Contact
from app.core import audit
from app.core.audit import AuditEntry
from app.delivery.models import Contract, DeliveryFacts, DeliveryFile, Permit, SiteContract
from app.extensions import db
from app.parks.enums import ParkMetric
from app.parks.models import Park, ParkCheck, ParkTarget
from app.projects import indexing as project_index
from app.projects import tally
from app.projects.models import Activity, Move, Project

from . import talk_rows
from .parks import DONE_NOTE, MAIL


def is_seeded() -> bool:
    """Whether there is demo data already, in the recycle bin too."""
    return bool(db.session.scalar(sa.select(sa.or_(_there_is(Project), _there_is(Company)))))


def remove() -> None:
    """Remove it. A demo firm stays while a project or a firm that is no demo still needs it. The caller commits."""
    projects = sa.select(Project.id).where(Project.is_demo)
    touched = list(db.session.scalars(sa.select(Project.park_id).where(Project.is_demo).distinct()))
    _unlist(project_index.INDEX.table, projects)
    for statement in talk_rows.remove(projects):
        _delete(statement)
    for model in (Activity, Move, DeliveryFile, Permit, SiteContract, Contract, DeliveryFacts):
        _delete(sa.delete(model).where(model.project_id.in_(projects)))
    # What enlarges an invented project counts on for itself.
    _delete(sa.update(Project).where(Project.expansion_of_id.in_(projects)).values(expansion_of_id=None))
    _delete(sa.delete(Project).where(Project.is_demo))
    own, other = sa.orm.aliased(Project), sa.orm.aliased(Company)
    needed = sa.union(
        sa.select(own.company_id),
        sa.select(other.parent_id).where(other.is_demo.is_(False), other.parent_id.is_not(None)),
    ).subquery()
    _delete(
        sa.update(Company)
        .where(Company.is_demo, Company.id.in_(sa.select(needed)), Company.parent_id.is_not(None))
        .values(parent_id=None)
    )
    firms = sa.select(Company.id).where(Company.is_demo, Company.id.not_in(sa.select(needed)))
    _unlist(company_index.INDEX.table, firms)
    for part in (Contact, CompanyScope):
        _delete(sa.delete(part).where(part.company_id.in_(firms)))
    _delete(sa.update(Company).where(Company.id.in_(firms)).values(parent_id=None))
    _delete(sa.delete(Company).where(Company.is_demo, Company.id.not_in(sa.select(needed))))
    _unfurnish()
    db.session.expire_all()
    tally.recount(*touched)
    audit.record("demo.removed", None, by=SYSTEM, label="演示数据")


def _unfurnish() -> None:
    """Targets as they were seeded, unless somebody set another figure since; checks and contacts by their marks."""
    last = db.session.scalar(
        sa.select(AuditEntry.changes).where(AuditEntry.action == "demo.seeded").order_by(AuditEntry.id.desc()).limit(1)
    )
    for code, year, metric, value in (last or {}).get("targets", []):
        park = sa.select(Park.id).where(Park.code == code).scalar_subquery()
        _delete(
            sa.delete(ParkTarget).where(
                ParkTarget.park_id == park,
                ParkTarget.year == year,
                ParkTarget.metric == ParkMetric(metric),
                ParkTarget.value == value,
            )
        )
    undone = {"done": False, "evidence": "", "done_on": None}
    _delete(sa.update(ParkCheck).where(ParkCheck.evidence.endswith(DONE_NOTE)).values(undone))
    empty = dict.fromkeys(("contact_name", "contact_title", "contact_phone", "contact_email", "contact_address"))
    _delete(sa.update(Park).where(Park.contact_email.endswith(MAIL)).values(empty))


def _there_is(model: type[Project] | type[Company]) -> "sa.ColumnElement[bool]":
    return sa.exists().where(model.is_demo)


def _unlist(table: str, numbers: "sa.Select[int]") -> None:
    """Let them be found no more."""
    key = "id" if db.engine.dialect.name == "postgresql" else "rowid"
    listed = sa.table(table, sa.column(key))
    _delete(sa.delete(listed).where(listed.c[key].in_(numbers)))


def _delete(statement: "sa.Delete | sa.Update") -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
