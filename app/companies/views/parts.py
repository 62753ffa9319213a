"""Other names and titles of a company: small forms of their own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.companies import actions, policy, queries
from app.companies.forms import AliasForm, TagForm
from app.companies.models import Company
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission

from .blueprint import NUMBER, bp


@bp.route("/<code>/aliases/new", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def add_alias(code: str) -> ResponseReturnValue:
    """Another name."""
    company = _editable(code)
    form = AliasForm()
    if form.validate_on_submit():
        try:
            actions.add_alias(company, name=form.name.data, kind=form.kind.data, by=signed_in())
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("名称已加上。", "ok")
            return redirect(url_for("companies.show", code=code))
    return render_template("companies/alias.html", form=form, company=company), form.status


@bp.post(f"/<code>/aliases/{NUMBER}/remove")
@requires(Permission.COMPANY_EDIT)
def remove_alias(code: str, number: int) -> ResponseReturnValue:
    """Forget a name."""
    company = _editable(code)
    actions.remove_alias(company, queries.find_alias(company, number), by=signed_in())
    flash("名称已删除。", "ok")
    return redirect(url_for("companies.show", code=code))


@bp.route("/<code>/tags/new", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def add_tag(code: str) -> ResponseReturnValue:
    """A title."""
    company = _editable(code)
    form = TagForm()
    if form.validate_on_submit():
        try:
            actions.add_tag(
                company,
                kind=form.kind.data,
                level=form.level.data,
                year=form.year.data,
                evidence=form.evidence.data or "",
                by=signed_in(),
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("标签已加上。", "ok")
            return redirect(url_for("companies.show", code=code))
    return render_template("companies/tag.html", form=form, company=company), form.status


@bp.post(f"/<code>/tags/{NUMBER}/remove")
@requires(Permission.COMPANY_EDIT)
def remove_tag(code: str, number: int) -> ResponseReturnValue:
    """Take a title away."""
    company = _editable(code)
    actions.remove_tag(company, queries.find_tag(company, number), by=signed_in())
    flash("标签已删除。", "ok")
    return redirect(url_for("companies.show", code=code))


def _editable(code: str) -> Company:
    """The company, for somebody who may change it; a form is not even shown to others."""
    company = queries.find(code, to=signed_in())
    policy.check_edit(signed_in(), queries.scopes_held(company))
    return company
