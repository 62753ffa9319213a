"""First reports with their clocks: the list, renewing, giving up, reporting again."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core import clock, uploads
from app.core.access import requires
from app.core.errors import DomainError
from app.core.paging import MOST_NUMBER
from app.core.permissions import Permission
from app.first_reports import actions, limits, policy, queries, view_model
from app.first_reports.enums import HOLDING, ClaimState, ReportLevel
from app.first_reports.forms import RenewForm
from app.projects.models import Project
from app.projects.policy import title_for
from app.reviews import tabs

from .blueprint import bp

TAB = "first_reports"


@bp.get("/")
@requires(Permission.FIRST_REPORT_READ)
def index() -> ResponseReturnValue:
    """The list: one's own park's, or the city's."""
    actor = signed_in()
    wanted = queries.ClaimFilter.read(request.args)
    page = queries.claims_page(wanted, to=actor, cursor=request.args.get("cursor") or None)
    today, clocks = clock.today(), limits.clocks()
    return render_template(
        "first_reports/index.html",
        tabs=tab_links(actor, TAB),
        wanted=wanted,
        rows=[(row, view_model.clock_of(row, today, clocks), view_model.idle_days(row, today)) for row in page.items],
        page=page,
        previous_url=page.previous and _url(wanted, cursor=page.previous),
        next_url=page.next and _url(wanted, cursor=page.next),
        states=_states(wanted, actor),
        chips=_chips(wanted),
        levels=[(level, _url(wanted, level=level.value)) for level in ReportLevel],
        tones=view_model.TONES,
        clocks=clocks,
    )


def tab_links(actor: Actor, active: str) -> list[dict[str, Any]]:
    """The tabs of the review page with this one marked."""
    return [
        {"label": tab.label, "url": url_for(tab.endpoint), "active": tab.key == active, "count": tab.count}
        for tab in tabs.tabs(actor)
    ]


def _url(wanted: queries.ClaimFilter, **changed: str) -> str:
    args = {name: value for name, value in {**wanted.args(), **changed}.items() if value}
    return url_for("first_reports.index", **args)  # type: ignore[arg-type]


def _states(wanted: queries.ClaimFilter, actor: Actor) -> list[dict[str, Any]]:
    """Quick filters with their numbers."""
    counts = queries.state_counts(to=actor)
    held = sum(counts[state] for state in HOLDING)
    live = sum(number for state, number in counts.items() if state is not ClaimState.RELEASED)
    found = [("", "在库", live), ("held", "持有首报", held)]
    found += [
        (state.value, state.label, counts[state])
        for state in (
            ClaimState.WARNED,
            ClaimState.INCOMPLETE,
            ClaimState.LAPSED,
            ClaimState.CONTESTED,
            ClaimState.WAITING,
            ClaimState.RELEASED,
        )
    ]
    return [
        {"label": label, "url": _url(wanted, state=key), "active": wanted.state == key, "count": number}
        for key, label, number in found
    ]


def _chips(wanted: queries.ClaimFilter) -> list[dict[str, str]]:
    found = []
    if wanted.level:
        found.append({"label": "级别", "value": ReportLevel(wanted.level).label, "remove_url": _url(wanted, level="")})
    if wanted.mine:
        found.append({"label": "负责人", "value": "我", "remove_url": _url(wanted, mine="")})
    if wanted.park:
        found.append({"label": "园区", "value": wanted.park, "remove_url": _url(wanted, park="")})
    return found


@bp.route("/projects/<string:code>/renew", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def renew(code: str) -> ResponseReturnValue:
    """续期, with evidence."""
    actor = signed_in()
    claim, project = queries.claim_with_project(code, to=actor)
    policy.check_keeps(actor, project)
    form = RenewForm()
    shown = url_for("projects.show", code=code)
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            actions.renew(
                claim,
                project,
                reason=form.reason.data or "",
                kind=form.kind.data,
                files=form.files.data,
                by=actor,
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            form.once.settle(shown)
            flash(f"首报已续期，保护至 {claim.protected_until:%Y-%m-%d}。", "ok")
            return redirect(shown)
    page = head_of(project, actor)
    return render_template(
        "first_reports/renew.html", **page, form=form, claim=claim, clocks=limits.clocks()
    ), form.status


@bp.get("/projects/<string:code>/renewal/<int:number>")
@requires(Permission.FIRST_REPORT_READ)
def renewal_file(code: str, number: int) -> Response:
    """A file that a renewal rests on; for who may not know the investor there is none."""
    return uploads.answer(queries.find_renewal_evidence(code, min(number, MOST_NUMBER), to=signed_in()))


@bp.post("/projects/<string:code>/give-up")
@requires(Permission.PROJECT_EDIT)
def give_up(code: str) -> ResponseReturnValue:
    """放弃首报."""
    actor = signed_in()
    claim, project = queries.claim_with_project(code, to=actor)
    actions.give_up(claim, project, by=actor)
    flash("已放弃首报。", "ok")
    return redirect(url_for("projects.show", code=code))


@bp.post("/projects/<string:code>/again")
@requires(Permission.PROJECT_EDIT)
def again(code: str) -> ResponseReturnValue:
    """重新报备, at the end of the queue."""
    actor = signed_in()
    claim, project = queries.claim_with_project(code, to=actor)
    actions.report_again(claim, project, by=actor)
    flash(f"已重新报备：{claim.state.label}。", "ok")
    return redirect(url_for("projects.show", code=code))


def head_of(project: Project, actor: Actor) -> dict[str, Any]:
    """What the head of a form about one project needs."""
    return {
        "project": project,
        "project_name": title_for(actor, project),
        "show_url": url_for("projects.show", code=project.code),
    }
