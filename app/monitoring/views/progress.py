"""Progress of building work: reports month by month, and the plan they are held against."""

from datetime import date
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError, NotAllowed
from app.core.permissions import Permission
from app.monitoring import policy, view_model
from app.monitoring.actions import progress as acts
from app.monitoring.forms import PointForm, ProgressForm
from app.monitoring.queries.progress import entries_of
from app.projects import limits, rules
from app.projects import queries as project_queries
from app.projects.actions.upkeep import clockwork
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.policy import knows_investor, title_for

from .blueprint import bp


@bp.route("/projects/<string:code>/progress", methods=["GET", "POST"])
@requires(Permission.PROJECT_READ)
def progress(code: str) -> ResponseReturnValue:
    """What was reported; who may edit the project reports here."""
    actor = signed_in()
    project = _open(code)
    form = ProgressForm()
    if request.method == "POST":
        policy.check_reports(actor, project)
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            acts.report(
                project,
                as_of=cast("date", form.as_of.data),
                percent=int(form.percent.data or 0),
                words=form.words.data or "",
                problems=form.problems.data or "",
                invested=form.invested.data,
                by=actor,
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            url = url_for("monitoring.progress", code=code)
            form.once.settle(url)
            flash("进度已填报。", "ok")
            return redirect(url)
    return _page(project, form, PointForm(formdata=None)), form.status


@bp.post("/projects/<string:code>/progress/plan")
@requires(Permission.PROJECT_EDIT)
def plan_progress(code: str) -> ResponseReturnValue:
    """Add a point to the construction plan, or take one away (`drop`, its day)."""
    actor = signed_in()
    project = _open(code)
    policy.check_reports(actor, project)
    points = list(rules.plan_points(project.planned_progress))
    form = PointForm()
    dropped = request.form.get("drop", "")
    if dropped:
        points = [point for point in points if point[0].isoformat() != dropped]
    elif form.validate():
        points = [point for point in points if point[0] != form.on.data]
        points.append((cast("date", form.on.data), int(form.percent.data or 0)))
    else:
        return _page(project, ProgressForm(formdata=None), form), form.status
    try:
        acts.plan(project, points, by=actor)
    except DomainError as refusal:
        form.blame(refusal)
        return _page(project, ProgressForm(formdata=None), form), form.status
    flash("建设计划已更新。", "ok")
    return redirect(url_for("monitoring.progress", code=code, _anchor="plan"))


def _open(code: str) -> Project:
    actor = signed_in()
    project = project_queries.get_visible(code, to=actor)
    if not knows_investor(actor, project):
        message = "这是保密项目，只有负责人、园区招商负责人和商务局可以查看和修改。"
        raise NotAllowed(message)
    return project


def _page(project: Project, form: ProgressForm, point: PointForm) -> str:
    actor, today = signed_in(), clock.today()
    work, held = clockwork(project), limits.current()
    plan = rules.plan_of(work)
    facts: dict[str, Any] = {
        "project": project,
        "title": title_for(actor, project),
        "show_url": url_for("projects.show", code=project.code),
        "this_url": url_for("monitoring.progress", code=project.code),
        "plan_url": url_for("monitoring.plan_progress", code=project.code),
        "may_report": policy.may_report(actor, project),
        "building": project.stage.number >= Stage.CONSTRUCTION.number,
    }
    return render_template(
        "monitoring/progress.html",
        **facts,
        form=form,
        point=point,
        entries=entries_of(project),
        entered=rules.plan_points(project.planned_progress),
        planned_today=rules.planned_at(plan, today) if plan else None,
        planned_at=lambda day: rules.planned_at(plan, day) if plan else None,
        lines=view_model.clock_lines(work, held, today),
        even=bool(plan) and not project.planned_progress,
    )
