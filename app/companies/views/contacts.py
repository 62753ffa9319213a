"""People at a company."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.companies import actions, policy, queries
from app.companies.forms import ContactForm
from app.companies.models import Company
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission

from .blueprint import NUMBER, bp
from .records import page_of


@bp.route("/<code>/contacts/new", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def add_contact(code: str) -> ResponseReturnValue:
    """Note a person."""
    company = _editable(code)
    form = ContactForm()
    del form.forget
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            actions.add_contact(company, by=signed_in(), **_facts(form))
        except DomainError as refusal:
            form.blame(refusal)
        else:
            here = url_for("companies.show", code=code)
            form.once.settle(here)
            flash("联系人已保存。", "ok")
            return redirect(here)
    return render_template("companies/contact.html", form=form, company=company, contact=None), form.status


@bp.route(f"/<code>/contacts/{NUMBER}/edit", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def edit_contact(code: str, number: int) -> ResponseReturnValue:
    """Change what is known of a person. Number and address stand masked beside empty fields: only a reveal shows them."""
    company = _editable(code)
    contact = queries.find_contact(company, number, to=signed_in())
    form = ContactForm(data={name: getattr(contact, name) for name in ("name", "job_title", "note", "is_primary")})
    if form.validate_on_submit():
        facts = _facts(form)
        if not form.forget.data:
            facts |= {"phone": facts["phone"] or contact.phone, "email": facts["email"] or contact.email}
        try:
            actions.edit_contact(company, contact, by=signed_in(), **facts)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("联系人已保存。", "ok")
            return redirect(url_for("companies.show", code=code))
    return render_template("companies/contact.html", form=form, company=company, contact=contact), form.status


@bp.post(f"/<code>/contacts/{NUMBER}/remove")
@requires(Permission.COMPANY_EDIT)
def remove_contact(code: str, number: int) -> ResponseReturnValue:
    """Forget a person."""
    company = _editable(code)
    actions.remove_contact(company, queries.find_contact(company, number, to=signed_in()), by=signed_in())
    flash("联系人已删除。", "ok")
    return redirect(url_for("companies.show", code=code))


@bp.post(f"/<code>/contacts/{NUMBER}/reveal")
@requires(Permission.CONTACT_REVEAL)
def reveal_contact(code: str, number: int) -> ResponseReturnValue:
    """Number and address in full, and a line in the trail; a fragment for a script, otherwise the page."""
    company = queries.find(code, to=signed_in())
    contact = queries.find_contact(company, number, to=signed_in())
    shown = actions.reveal_contact(company, contact, by=signed_in())
    if "HX-Request" not in request.headers:
        return page_of(code, revealed=contact)
    fragment = make_response(render_template("companies/_revealed.html", shown=shown))
    fragment.headers["Cache-Control"] = "no-store"
    return fragment


def _editable(code: str) -> Company:
    company = queries.find(code, to=signed_in())
    policy.check_edit(signed_in(), queries.scopes_held(company))
    return company


def _facts(form: ContactForm) -> dict[str, Any]:
    """What was typed, as `actions` takes it."""
    return {
        "name": form.name.data,
        "job_title": form.job_title.data or "",
        "phone": form.phone.data,
        "email": form.email.data,
        "note": form.note.data or "",
        "is_primary": bool(form.is_primary.data),
    }
