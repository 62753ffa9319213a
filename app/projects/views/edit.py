"""Changing what a project says."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts import queries as account_queries
from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.session import signed_in
from app.companies import queries as company_queries
from app.companies.models import Company
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken
from app.core.permissions import Permission
from app.projects import actions
from app.projects.forms import EditForm
from app.projects.forms.edit import SECTIONS, stored_values
from app.projects.models import Project

from .blueprint import bp
from .common import head, open_known, sector_pairs

CONFLICT = 409


@bp.route("/<string:code>/edit", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Sections with anchors; only what was touched is checked and saved."""
    actor = signed_in()
    project = open_known(Permission.PROJECT_EDIT, code, to=actor)
    page = head(project, actor)
    people = account_queries.colleagues_at(project.park_id)
    values = stored_values(project)
    form = EditForm(data=values)
    form.offer(sector_pairs(), _offered(people, project))
    form.open_on(EditForm(formdata=None, data=values), project.version)
    conflicts = form.clashes()
    status = form.status
    if conflicts:
        status = CONFLICT
    elif form.is_submitted() and form.valid_where_touched():
        try:
            _save(project, form, people, by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("已保存。" if form.touched else "没有改动。", "ok")
            return redirect(page["done_url"])
    return render_template(
        "projects/edit.html", **page, form=form, sections=SECTIONS, conflicts=conflicts
    ), status if conflicts else form.status


def _offered(people: list[User], project: Project) -> list[tuple[int, str]]:
    """Who can look after the project; whoever does so now stays in the list, wherever he works."""
    offered = [(person.id, person.name) for person in people]
    if project.owner is not None and project.owner.id not in {number for number, _ in offered}:
        offered.append((project.owner.id, f"{project.owner.name}（已不在本园区）"))
    return offered


def _save(project: Project, form: EditForm, people: list[User], *, by: Actor) -> None:
    """Texts first, then the investor, then the owner: whoever gives a project away may still do the rest."""
    values = form.values()
    company = _company(values.pop("company_id"), to=by) if "company_id" in values else None
    gives = "owner_id" in values
    owner_id = values.pop("owner_id", None)
    if values:
        actions.edit(project, by=by, **values)
    if company is not None:
        actions.change_investor(project, company, by=by)
    if gives:
        owner = next((person for person in people if person.id == owner_id), None)
        try:
            actions.give_to(project, owner, by=by, serves=owner is not None)
        except DomainError as refusal:
            refusal.field = "owner_id"
            raise


def _company(text: str, *, to: Actor) -> Company:
    """The investor meant by a name or a picker's text. Raises RuleBroken."""
    found = company_queries.with_name(text, to=to)
    if len(found) == 1:
        return found[0]
    message = (
        "企业库里有不止一家同名企业，请写企业编号（如 QY-000001）。"
        if found
        else "企业库里没有这家企业，请从提示中选用，或先到“企业”中新建。"
    )
    raise RuleBroken(message, field="company_id")
