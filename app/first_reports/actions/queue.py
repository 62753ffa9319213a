"""The queue itself: marks of investors, and which registration holds them. Whatever happens, one holder a mark."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.companies.models import Company, CompanyAlias
from app.core.audit import CHAIN_LOCK
from app.extensions import db
from app.first_reports.enums import ClaimState
from app.first_reports.models import FirstReport, FirstReportMark
from app.first_reports.rules import marks_of

Mark = FirstReportMark


def serialise() -> None:
    """One change of holders at a time.

    PostgreSQL: under the trail's own lock, which whoever changes a holder takes anyway to write it down; a second lock
    would be met in another order by somebody. SQLite has one writer at a time.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": CHAIN_LOCK})


def marks_of_company(company_id: int) -> frozenset[str]:
    """By what this investor is known now."""
    db.session.flush()
    rows = db.session.execute(
        sa.select(Company.normalised_name, Company.uscc)
        .where(Company.id == company_id)
        .union_all(
            sa.select(CompanyAlias.normalised_name, sa.cast(sa.null(), sa.String)).where(
                CompanyAlias.company_id == company_id
            )
        )
    ).all()
    uscc = next((code for _, code in rows if code), None)
    return marks_of(company_id=company_id, uscc=uscc, names=[name for name, _ in rows])


def put_marks(claim: FirstReport, marks: Iterable[str]) -> bool:
    """Write the marks; whether any changed. New ones are not held."""
    db.session.flush()
    wanted = set(marks)
    stored = set(db.session.scalars(sa.select(Mark.mark).where(Mark.first_report_id == claim.id)))
    if gone := stored - wanted:
        _run(sa.delete(Mark).where(Mark.first_report_id == claim.id, Mark.mark.in_(gone)))
    if new := sorted(wanted - stored):
        db.session.execute(
            sa.insert(Mark),
            [{"first_report_id": claim.id, "mark": mark, "city_id": claim.city_id, "held": False} for mark in new],
        )
    return stored != wanted


def hold_marks(claim: FirstReport) -> None:
    """The marks are this registration's."""
    _run(sa.update(Mark).where(Mark.first_report_id == claim.id).values(held=True))


def free_marks(claim: FirstReport) -> None:
    """The marks are nobody's."""
    _run(sa.update(Mark).where(Mark.first_report_id == claim.id).values(held=False))


def holders_beside(claim: FirstReport) -> list[FirstReport]:
    """Who holds a mark of this registration, the earliest first."""
    db.session.flush()
    own = sa.select(Mark.mark).where(Mark.first_report_id == claim.id)
    found = sa.select(Mark.first_report_id).where(
        Mark.city_id == claim.city_id, Mark.held, Mark.mark.in_(own), Mark.first_report_id != claim.id
    )
    return list(
        db.session.scalars(
            sa.select(FirstReport)
            .where(FirstReport.id.in_(found))
            .order_by(FirstReport.completed_at, FirstReport.id)
            .execution_options(populate_existing=True)
        )
    )


def next_in_line(claim: FirstReport) -> list[FirstReport]:
    """Complete registrations that share a mark, in order of time."""
    db.session.flush()
    own = sa.select(Mark.mark).where(Mark.first_report_id == claim.id)
    found = sa.select(Mark.first_report_id).where(
        Mark.city_id == claim.city_id, Mark.mark.in_(own), Mark.first_report_id != claim.id
    )
    return list(
        db.session.scalars(
            sa.select(FirstReport)
            .where(
                FirstReport.id.in_(found),
                FirstReport.completed_at.is_not(None),
                FirstReport.state.in_([ClaimState.WAITING, ClaimState.CONTESTED]),
            )
            .order_by(FirstReport.completed_at, FirstReport.id)
            .execution_options(populate_existing=True)
        )
    )


def marks_in_common(one: FirstReport, other: FirstReport) -> list[str]:
    """By what two registrations are of the same investor."""
    theirs = sa.select(Mark.mark).where(Mark.first_report_id == other.id)
    return list(db.session.scalars(sa.select(Mark.mark).where(Mark.first_report_id == one.id, Mark.mark.in_(theirs))))


def _run(statement: "sa.Update | sa.Delete") -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
