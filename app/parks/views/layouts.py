"""The layout page: every plan's layout as a picture, as a table, or, where it names no parks, in words."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.permissions import Permission
from app.parks import policy, queries, view_model
from app.parks.models import Layout
from app.plans.models import Plan
from app.plans.queries import targets_of
from app.plans.view_model import target_views
from app.projects.enums import Stage
from app.projects.queries import park_figures

from .blueprint import bp

VIEWS = ("", "table")


@bp.get("/")
@requires(Permission.PARK_READ)
def index() -> ResponseReturnValue:
    """The layouts of one plan; `?plan=` chooses, the first plan otherwise."""
    actor = signed_in()
    pairs = queries.plans_with_layouts(actor)
    wanted, shown_as = request.args.get("plan", ""), request.args.get("view", "")
    if shown_as not in VIEWS:
        abort(404)
    plan = next((plan for plan, _ in pairs if plan.code == wanted or not wanted), None)
    if plan is None:
        if wanted:
            abort(404)
        return render_template("parks/empty.html", may_arrange=policy.may_arrange_any(actor))
    tabs = {one.code: (one, layout) for one, layout in reversed(pairs)}
    return render_template(
        "parks/index.html",
        plan=plan,
        tabs=[tabs[code] for code in dict.fromkeys(one.code for one, _ in pairs)],
        shown_as=shown_as,
        stages=list(Stage),
        may_arrange=policy.may_arrange(actor, plan.city_id),
        **_drawn(plan, [layout for one, layout in pairs if one is plan]),
    )


def _drawn(plan: Plan, layouts: list[Layout]) -> dict[str, Any]:
    """The layouts with their figures, or what the plan says of the parks to come."""
    now, year = clock.now(), clock.today().year
    nodes = queries.nodes_of(layout.id for layout in layouts)
    park_ids = [node.park_id for members in nodes.values() for node in members]
    if not park_ids:
        return {
            "views": [],
            "silent": layouts,
            "targets": target_views(targets_of(plan)),
            "carriers": queries.carriers_of_plan(plan),
            "now": now,
            "year": year,
        }
    figures = park_figures(park_ids, year=year, today=clock.today())
    targets = queries.year_targets(park_ids, year=year)
    leading = queries.leading_sectors(park_ids)
    views = [
        view_model.build(layout, nodes[layout.id], figures=figures, targets=targets, leading=leading)
        for layout in layouts
    ]
    sums = sum((view.sums for view in views), view_model.Sums())
    return {"views": views, "silent": [], "sums": sums, "now": now, "year": year}
