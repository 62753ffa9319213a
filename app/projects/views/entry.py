"""A new lead: thirty seconds after a visit, often on a phone."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.companies import queries as company_queries
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.parks.models import Park
from app.projects import actions
from app.projects.forms import LeadForm
from app.projects.forms.entry import REQUIRED
from app.projects.models import Project

from .blueprint import bp
from .common import sector_pairs

AGAIN = "again"


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_CREATE)
def create() -> ResponseReturnValue:
    """Register a lead, and another one if wanted."""
    actor, today = signed_in(), clock.today()
    parks = company_queries.own_parks(actor)
    form = LeadForm()
    form.offer(parks, sector_pairs(), today=today)
    if request.method == "GET":
        _begin(form, actor)
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            project = actions.register(_draft(form, parks), by=actor)
        except DomainError as refusal:
            # The investor's name is the company's; the form's own `name` is the project's.
            refusal.field = "investor" if refusal.field == "name" else refusal.field
            form.blame(refusal)
        else:
            return _done(form, project)
    return render_template("projects/new.html", form=form, parks=parks, required=REQUIRED, again=AGAIN), form.status


def _begin(form: LeadForm, actor: Actor) -> None:
    """What a link may bring along: the park that was used last, the company whose page one comes from."""
    if (code := request.args.get("park", "")) in {choice.value for choice in form.park.choices or []}:
        form.park.data = code
    if code := request.args.get("company", ""):
        try:
            form.investor.data = company_queries.find(code, to=actor).name
        except NoResultFound:
            form.investor.data = ""


def _draft(form: LeadForm, parks: list[Park]) -> actions.Draft:
    step, due = form.step(clock.today())
    return actions.Draft(
        investor=actions.NewInvestor(name=form.investor.data or "", uscc=form.uscc.data),
        park=next(park for park in parks if park.code == form.park.data),
        source=form.source.data,
        content=form.content.data or "",
        name=form.name.data,
        sector_id=form.sector_id.data,
        investment=form.investment.data,
        fixed_investment=form.fixed_investment.data,
        site_mode=form.site_mode.data,
        land_mu=form.land_mu.data,
        floor_sqm=form.floor_sqm.data,
        next_step=step,
        next_due=due,
        confidential=form.confidential.data == "yes",
        code_name=form.code_name.data,
    )


def _done(form: LeadForm, project: Project) -> ResponseReturnValue:
    shown = url_for("projects.show", code=project.code)
    if request.form.get("then") == AGAIN:
        flash_with(f"已登记 {project.code}“{project.name}”。", label="查看", url=shown)
        shown = url_for("projects.create", park=form.park.data)
    else:
        flash(f"已登记 {project.code}。", "ok")
    form.once.settle(shown)
    return redirect(shown)
