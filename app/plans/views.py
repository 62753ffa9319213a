"""Pages of the plans: the list, and each plan by what it says."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.parks.queries import layouts_of

from . import actions, policy, queries, view_model
from .blueprint import bp
from .enums import PlanKind
from .forms import EditPlanForm, differences, plan_values
from .models import Plan

__all__ = ["bp"]

CONFLICT = 409
TABS = {
    "": "概况",
    "targets": "目标",
    "indicators": "指标",
    "tasks": "任务",
    "measures": "政策措施",
    "organisations": "点名机构",
}
_COUNTED = {
    "targets": "target",
    "indicators": "indicator",
    "tasks": "task",
    "measures": "measure",
    "organisations": "named_organisation",
}


@bp.get("/")
@requires(Permission.PLAN_READ)
def index() -> ResponseReturnValue:
    """The plans of the reader's cities."""
    actor = signed_in()
    plans = queries.list_visible(actor)
    numbers = [plan.id for plan in plans]
    return render_template(
        "plans/index.html",
        plans=plans,
        counts=queries.counts_of(numbers),
        layouts=layouts_of(numbers),
        period=view_model.period_words,
        may_create=any(policy.may_edit(actor, city_id) for city_id in actor.city_ids),
    )


@bp.get("/<code>")
@requires(Permission.PLAN_READ)
def show(code: str) -> ResponseReturnValue:
    """One plan; `?tab=` chooses what of it."""
    actor = signed_in()
    tab = request.args.get("tab", "")
    if tab not in TABS:
        abort(404)
    plan = queries.get_visible(code, to=actor)
    counts = queries.counts_of([plan.id])[plan.id]
    return render_template(
        "plans/show.html",
        plan=plan,
        tab=tab,
        tabs=[(key, label, counts[_COUNTED[key]] if key else None) for key, label in TABS.items()],
        layouts=layouts_of([plan.id])[plan.id],
        period=view_model.period_words(plan),
        kind=PlanKind(plan.details["kind"]).label if plan.details.get("kind") else "",
        may_edit=policy.may_edit(actor, plan.city_id),
        **_content(plan, tab),
    )


@bp.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Change the facts of a plan that was entered on screen."""
    actor = signed_in()
    plan = queries.get_visible(code, to=actor)
    policy.check_edit(actor, plan.city_id)
    stored = plan_values(plan)
    form = EditPlanForm(data=stored)
    clash: list[dict[str, str]] = []
    if form.validate_on_submit():
        stale = form.version.stale(plan.version)
        clash = differences(form, stored) if stale else []
        if stale and not clash:  # sent twice: what was typed is what is stored
            return redirect(url_for("plans.show", code=code))
        if clash:
            form.version.data = str(plan.version)
        else:
            try:
                actions.edit(plan, **form.facts(), by=actor)
            except DomainError as refusal:
                form.blame(refusal)
            else:
                flash("已保存。", "ok")
                return redirect(url_for("plans.show", code=code))
    page = render_template("plans/edit.html", form=form, plan=plan, clash=clash)
    return page, CONFLICT if clash else form.status


def _content(plan: Plan, tab: str) -> dict[str, Any]:
    """What the chosen tab shows."""
    match tab:
        case "targets":
            return {"rows": view_model.target_views(queries.targets_of(plan), queries.tasks_of(plan))}
        case "indicators":
            return {"rows": view_model.indicator_views(queries.indicators_of(plan))}
        case "tasks":
            return {"rows": view_model.task_views(queries.tasks_of(plan))}
        case "measures":
            return {"rows": view_model.measure_views(queries.measures_of(plan))}
        case "organisations":
            return {
                "rows": view_model.organisation_views(queries.organisations_of(plan)),
                "profiles": view_model.profile_lines(queries.profiles_of(plan)),
            }
        case _:
            tree = queries.sector_tree()
            known = {node.code: [step.name for step in tree.path(node.id)] for node in tree.nodes.values()}
            return {"rows": [], "paths": known}
