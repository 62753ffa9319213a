"""One company: its page, registering it, changing it, throwing it away and taking it back."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.models import City
from app.accounts.session import signed_in
from app.companies import actions, policy, queries, rules
from app.companies.forms import CompanyForm, shown_values
from app.companies.models import Company, Contact
from app.companies.view_model import events
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken
from app.core.permissions import Permission
from app.parks.models import Park
from app.projects.queries import investments_of

from .blueprint import CONFLICT, bp


@bp.get("/<code>")
@requires(Permission.COMPANY_READ)
def show(code: str) -> ResponseReturnValue:
    """Everything about one company; of one that went into another, that other."""
    try:
        return page_of(code)
    except NoResultFound:
        return redirect(url_for("companies.show", code=queries.survivor_of(code, to=signed_in())))


def page_of(code: str, *, revealed: Contact | None = None) -> Response:
    """The page, with one contact's number in full right after it was revealed."""
    actor = signed_in()
    company = queries.find(code, to=actor)
    parts = queries.parts_of(company, to=actor)
    joined = queries.joined_to(company, to=actor)
    history = queries.history_of(company, to=actor, joined=[one.gone_id for one in joined])
    edits = Permission.COMPANY_EDIT in actor.permissions and not actor.is_bureau
    response = make_response(
        render_template(
            "companies/show.html",
            company=company,
            parts=parts,
            warning=rules.uscc_warning(company.uscc),
            contacts=queries.contacts_of(company, to=actor),
            revealed=revealed,
            group=queries.group_of(company, to=actor),
            # A park team's own parks that do not keep the company yet.
            may_keep=[book for book in parts.books if not book.kept] if edits else [],
            mentions=queries.mentions_of(company, to=actor),
            projects=investments_of(company, to=actor),
            joined=joined,
            history=events(history, of=company.id),
            may_edit=policy.may_edit(actor, parts.scopes),
            may_remove=policy.may_remove(actor, parts.scopes),
            may_merge=policy.may_merge(actor, parts.scopes),
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def create() -> ResponseReturnValue:
    """Register a company."""
    actor = signed_in()
    parks, cities = queries.own_parks(actor), queries.own_cities(actor)
    form = CompanyForm(data={"name": request.args.get("name", "")})
    form.offer(
        queries.sector_choices(),
        parks=parks if len(parks) > 1 and not actor.is_bureau else [],
        cities=cities if actor.is_bureau and len(cities) > 1 else [],
    )
    found = queries.Similar()
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        found = queries.similar(form.name.data, form.uscc.data, to=actor)
        try:
            if found.strong and not form.distinct.data:
                raise RuleBroken("已登记名称或代码相同的企业；若确为另一家，请勾选确认后再保存。", field="distinct")
            company = actions.register(
                by=actor,
                parks=_parks_chosen(form, actor, parks),
                city_ids=_cities_chosen(form, actor, cities),
                **_facts(form, actor),
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            form.once.settle(url_for("companies.show", code=company.code))
            shown = url_for("companies.show", code=company.code)
            text = f"“{company.name}”已登记，编号 {company.code}。"
            _toast({"text": text, "action_label": "打开", "action_url": shown})
            return redirect(url_for("companies.create") if request.form.get("then") == "again" else shown)
    return render_template("companies/create.html", form=form, found=found), form.status


@bp.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Change a company."""
    actor = signed_in()
    company = queries.get_visible(code, to=actor)
    policy.check_edit(actor, queries.scopes_held(company))
    parent = queries.parent_of(company, to=actor)
    stored = shown_values(company, sectors=[sector.code for sector in company.sectors], parent=parent)
    form = CompanyForm(data=stored)
    form.offer(queries.sector_choices())
    form.open_on(CompanyForm(formdata=None, data=stored), company.version)
    here = url_for("companies.show", code=code)
    # Sent twice is no conflict with oneself: a parent typed by its name is stored, and shown, with its code.
    if form.is_submitted() and (done := form.once.claim()):
        return redirect(done)
    conflicts = form.clashes()
    if not conflicts and form.is_submitted() and form.valid_where_touched():
        try:
            actions.edit(company, by=actor, **_touched(form, actor))
        except DomainError as refusal:
            form.blame(refusal)
        else:
            form.once.settle(here)
            flash("已保存。", "ok")
            return redirect(here)
    page = render_template("companies/edit.html", form=form, company=company, conflicts=conflicts)
    return page, CONFLICT if conflicts else form.status


@bp.post("/<code>/keep")
@requires(Permission.COMPANY_EDIT)
def keep(code: str) -> ResponseReturnValue:
    """Put a company that one sees into a park's book."""
    actor = signed_in()
    company = queries.find(code, to=actor)
    wanted = request.form.get("park", "")
    park = next((park for park in queries.own_parks(actor) if park.code == wanted), None)
    if park is None:
        abort(404)
    actions.keep_in_book(company, park, by=actor)
    flash(f"已加入{park.short_name}企业库。", "ok")
    return redirect(url_for("companies.show", code=code))


@bp.post("/<code>/remove")
@requires(Permission.COMPANY_EDIT)
def remove(code: str) -> ResponseReturnValue:
    """Into the bin, with a way back."""
    company = queries.find(code, to=signed_in())
    try:
        actions.remove(company, by=signed_in())
    except RuleBroken as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("companies.show", code=code))
    undo = url_for("companies.restore", code=code)
    text = f"“{company.name}”已移到回收站。"
    _toast({"text": text, "action_label": "撤销", "action_url": undo, "action_method": "post"})
    return redirect(url_for("companies.index"))


@bp.post("/<code>/restore")
@requires(Permission.COMPANY_EDIT)
def restore(code: str) -> ResponseReturnValue:
    """Out of the bin."""
    company = queries.find(code, to=signed_in(), deleted=True)
    actions.restore(company, by=signed_in())
    flash(f"“{company.name}”已恢复。", "ok")
    return redirect(url_for("companies.show", code=code))


def _toast(message: dict[str, str]) -> None:
    """A message with something to press."""
    flash(message, "ok")  # type: ignore[arg-type]  # Flask keeps any value; components/toast.html reads mappings


def _facts(form: CompanyForm, actor: Actor) -> dict[str, Any]:
    """What was typed, as `actions` takes it. Raises RuleBroken for a parent that nobody can find."""
    numbers = {sector.code: sector.id for sector in queries.sector_choices()}
    return {
        "name": form.name.data,
        "uscc": form.uscc.data,
        "origin": form.origin.data,
        "origin_place": form.origin_place.data,
        "chain_position": form.chain_position.data,
        "chain_link": form.chain_link.data,
        "business": form.business.data or "",
        "website": form.website.data,
        "registered_capital": form.registered_capital.data,
        "founded_year": form.founded_year.data,
        "parent": _parent(form.parent.data, actor),
        "sector_ids": [numbers[code] for code in form.sectors.data or []],
    }


def _touched(form: CompanyForm, actor: Actor) -> dict[str, Any]:
    """What was changed, as `actions` takes it. A parent out of this person's sight is shown empty, so it stays."""
    facts = form.touched_values()
    if "business" in facts:
        facts["business"] = facts["business"] or ""
    if "parent" in facts:
        facts["parent"] = _parent(facts["parent"], actor)
    if "sectors" in facts:
        numbers = {sector.code: sector.id for sector in queries.sector_choices()}
        facts["sector_ids"] = [numbers[code] for code in facts.pop("sectors")]
    return facts


def _parent(text: str | None, actor: Actor) -> Company | None:
    if not text:
        return None
    match queries.with_name(text, to=actor):
        case [one]:
            return one
        case []:
            raise RuleBroken("没有找到这家上级企业；请先登记它，或从提示中选一家。", field="parent")
        case _:
            raise RuleBroken("有多家企业叫这个名称，请填写它的编号（QY-…）。", field="parent")


def _cities_chosen(form: CompanyForm, actor: Actor, cities: list[City]) -> list[int]:
    """The city for whose parks a bureau registers; the only one where there is no choice."""
    if not actor.is_bureau:
        return []
    if "city" not in form:
        return [city.id for city in cities]
    chosen = [city.id for city in cities if city.code == form.city.data]
    if not chosen:
        raise RuleBroken("请选择所属城市。", field="city")
    return chosen


def _parks_chosen(form: CompanyForm, actor: Actor, parks: list[Park]) -> list[Park]:
    """The parks in whose book a park team puts the company; its only one where there is no choice."""
    if actor.is_bureau:
        return []
    return [park for park in parks if park.code in form.parks.data] if "parks" in form else parks
