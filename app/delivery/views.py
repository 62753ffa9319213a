"""The facts of a signed project: one form, in the order of the gates."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.companies.rules import tidy_uscc, uscc_warning
from app.core.access import requires
from app.core.errors import DomainError, NotAllowed
from app.core.permissions import Permission
from app.projects import policy
from app.projects import queries as project_queries
from app.projects.links import carried

from . import actions, queries
from .forms import HINTS, SECTIONS, FactsForm, stored_values

bp = Blueprint("delivery", __name__, url_prefix="/projects", template_folder="templates")
CONFLICT = 409


@bp.route("/<string:code>/facts", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Only what was touched is checked and saved."""
    actor = signed_in()
    project = project_queries.get_visible(code, to=actor)
    policy.check(Permission.PROJECT_EDIT, actor, project)
    if not policy.knows_investor(actor, project):
        message = "这是保密项目，只有负责人、园区招商负责人和商务局可以查看和修改。"
        raise NotAllowed(message)
    along = carried(request.args)
    back = url_for("projects.show", code=code, **along)
    facts = queries.facts_of(project)
    values = stored_values(facts)
    form = FactsForm(data=values)
    form.open_on(FactsForm(formdata=None, data=values), facts.version if facts else 0)
    conflicts = form.conflicts if form.is_submitted() else []
    if conflicts:
        form.renew()
    elif form.is_submitted() and form.valid_where_touched():
        found = form.values()
        if found.get("project_company_uscc"):
            found["project_company_uscc"] = tidy_uscc(found["project_company_uscc"])
        try:
            if found:
                actions.set_facts(project, by=actor, **found)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("已保存。" if found else "没有改动。", "ok")
            if warning := uscc_warning(found.get("project_company_uscc")):
                flash(warning, "info")
            return redirect(back)
    return render_template(
        "delivery/facts.html",
        project=project,
        title=project.name,
        form=form,
        sections=SECTIONS,
        hints=HINTS,
        conflicts=conflicts,
        this_url=request.full_path.rstrip("?"),
        show_url=back,
        list_url=url_for("projects.index", **along),
    ), CONFLICT if conflicts else form.status
