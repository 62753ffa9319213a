"""A plan entered on screen, with the layout it draws."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.queries import cities
from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.parks import actions
from app.parks.forms import PlanForm

from .blueprint import bp


@bp.route("/new-plan", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def create_plan() -> ResponseReturnValue:
    """Enter a plan and go on to its layout."""
    actor = signed_in()
    form = PlanForm()
    form.offer(city for city in cities() if city.id in actor.city_ids)
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            plan, layout = actions.create_plan(
                city_id=form.city_id.data,
                **form.facts(),
                layout_name=form.layout_name.data,
                shape=form.shape.data,
                section=form.section.data,
                by=actor,
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            there = url_for("parks.edit_layout", code=layout.code)
            form.once.settle(there)
            flash(f"规划“{plan.short_title}”已建立，请添加园区。", "ok")
            return redirect(there)
    return render_template("parks/new_plan.html", form=form), form.status
