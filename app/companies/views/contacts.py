"""People at a company."""

from collections.abc import Sequence
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.companies import actions, policy, queries
from app.companies.forms import ContactForm, contact_values, contact_version
from app.companies.models import Company, Contact
from app.core.access import requires
from app.core.errors import DomainError, Stale
from app.core.permissions import Permission
from app.core.touched import Conflict

from .blueprint import CONFLICT, NUMBER, bp
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
    return _page(form, company), form.status


@bp.route(f"/<code>/contacts/{NUMBER}/edit", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def edit_contact(code: str, number: int) -> ResponseReturnValue:
    """Change what is known of a person. Number and address stand masked beside empty fields: only a reveal shows them."""
    company = _editable(code)
    contact = queries.find_contact(company, number, to=signed_in())
    form = ContactForm(data=contact_values(contact))
    form.open_on(ContactForm.stored_of(contact), contact_version(contact))
    here = url_for("companies.show", code=code)
    # Sent twice is no conflict with oneself: a number is compared by its seal, which does not say that it is the same.
    if form.is_submitted() and (done := form.once.claim()):
        return redirect(done)
    conflicts = form.clashes()
    if not conflicts and form.is_submitted() and form.valid_where_touched():
        try:
            actions.edit_contact(company, contact, by=signed_in(), **_touched(form))
        except DomainError as refusal:
            form.blame(refusal)
            if isinstance(refusal, Stale):
                return _page(form, company, contact), CONFLICT
        else:
            form.once.settle(here)
            flash("联系人已保存。", "ok")
            return redirect(here)
    return _page(form, company, contact, conflicts), CONFLICT if conflicts else form.status


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


def _page(
    form: ContactForm, company: Company, contact: Contact | None = None, conflicts: Sequence[Conflict] = ()
) -> str:
    return render_template("companies/contact.html", form=form, company=company, contact=contact, conflicts=conflicts)


def _touched(form: ContactForm) -> dict[str, Any]:
    """What was changed of a person; a text that was emptied is no text, not nothing."""
    return {
        name: (value or "") if name in ("name", "job_title", "note") else value
        for name, value in form.touched_values().items()
    }


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
