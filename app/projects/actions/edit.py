"""Changing what a project says. Editing validates only what is touched; moving validates the whole gate."""

from typing import Any

from app.accounts.actor import Actor
from app.accounts.models import User
from app.companies import actions as companies
from app.companies.models import Company
from app.core import audit
from app.core.changes import assign
from app.core.errors import RuleBroken
from app.core.permissions import Permission
from app.extensions import db
from app.parks.models import Park
from app.projects import tally
from app.projects.models import Project
from app.projects.policy import check

from .locking import wait_for
from .register import discreet, label_of
from .upkeep import refresh

EDITABLE = (
    "name",
    "code_name",
    "confidential",
    "company_id",
    "sector_id",
    "chain_link",
    "source",
    "content",
    "site_mode",
    "investment",
    "fixed_investment",
    "land_mu",
    "floor_sqm",
    "output_estimate",
    "tax_estimate",
    "jobs_estimate",
    "requirements",
    "problems",
    "next_step",
    "next_due",
)


def edit(project: Project, *, by: Actor, **values: Any) -> None:
    """Set some of EDITABLE. Raises NotAllowed, RuleBroken."""
    check(Permission.PROJECT_EDIT, by, project)
    if unknown := values.keys() - set(EDITABLE):
        message = f"Not editable: {sorted(unknown)}"
        raise TypeError(message)
    if (
        not values.keys().isdisjoint({"confidential", "code_name"})
        and values.get("confidential", project.confidential)
        and not values.get("code_name", project.code_name)
    ):
        message = "保密项目须填写代号，无权知悉的人只看到代号。"
        raise RuleBroken(message, field="code_name")
    investment = values.get("investment", project.investment)
    fixed = values.get("fixed_investment", project.fixed_investment)
    if (
        not values.keys().isdisjoint({"investment", "fixed_investment"})
        and investment is not None
        and fixed is not None
        and fixed > investment
    ):
        message = "固定资产投资不能超过总投资。"
        raise RuleBroken(message, field="fixed_investment" if "fixed_investment" in values else "investment")
    if values.get("next_due") is not None and not values.get("next_step", project.next_step):
        message = "写了下一步日期，请也写做什么。"
        raise RuleBroken(message, field="next_step")
    if changes := assign(project, **values):
        if "company_id" in changes:
            # The search index reads the investor's name: not the one loaded before.
            db.session.expire(project, ["company"])
        refresh(project)
        audit.record("project.edited", project, by=by, label=label_of(project), changes=discreet(project, changes))


def change_investor(project: Project, company: Company, *, by: Actor) -> None:
    """Another investor, kept in the park's book from now on."""
    check(Permission.PROJECT_EDIT, by, project)
    wait_for(project)
    tally.hold(project.park_id)
    companies.keep_in_book(company, db.session.get_one(Park, project.park_id), by=by)
    edit(project, by=by, company_id=company.id)


def give_to(project: Project, owner: User | None, *, by: Actor, serves: bool) -> None:
    """Make somebody else responsible. `serves`: whether that person's team serves the park."""
    check(Permission.PROJECT_EDIT, by, project)
    if owner is not None and not serves:
        message = "负责人须是本园区招商团队的成员。"
        raise RuleBroken(message, field="owner")
    if changes := assign(project, owner_id=owner.id if owner else None):
        refresh(project)
        audit.record("project.given", project, by=by, label=label_of(project), changes=changes)
