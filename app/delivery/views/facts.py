"""Everything that was written down, and the form of what a project has once."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.companies.rules import tidy_uscc, uscc_warning
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.delivery import actions, queries
from app.delivery.enums import Part, PermitKind
from app.delivery.forms import HINTS, SECTIONS, FactsForm, stored_values
from app.projects import policy

from .blueprint import bp
from .common import CONFLICT, head, open_to_edit, open_to_read


@bp.get("/<string:code>/facts")
@requires(Permission.PROJECT_READ)
def facts(code: str) -> ResponseReturnValue:
    """Contracts, company, sites, permits, photos, production: to read, with the way to each form."""
    actor = signed_in()
    project = open_to_read(code, to=actor)
    rows = queries.rows_of(project)
    return render_template(
        "delivery/facts.html",
        **head(project),
        rows=rows,
        lacking=[kind for kind in PermitKind if kind not in {permit.kind for permit in rows.permits}],
        parts=Part,
        may_edit=policy.may(Permission.PROJECT_EDIT, actor, project),
    )


@bp.route("/<string:code>/facts/edit", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Only what was touched is checked and saved."""
    actor = signed_in()
    project = open_to_edit(code, to=actor)
    page = head(project)
    stored = queries.facts_of(project)
    values = stored_values(stored, FactsForm)
    form = FactsForm(data=values)
    form.open_on(FactsForm(formdata=None, data=values), stored.version if stored else 0)
    conflicts = form.clashes()
    if not conflicts and form.is_submitted() and form.valid_where_touched():
        found = form.touched_values()
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
            return redirect(page["back_url"])
    return render_template(
        "delivery/edit.html", **page, form=form, sections=SECTIONS, hints=HINTS, conflicts=conflicts
    ), CONFLICT if conflicts else form.status
