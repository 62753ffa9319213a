"""Writing down what was done with an investor."""

from datetime import date
from typing import cast

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.projects import actions
from app.projects.enums import ActivityKind
from app.projects.forms import ActivityForm

from .blueprint import bp
from .common import head, open_for


@bp.route("/<string:code>/activities/new", methods=["GET", "POST"])
@requires(Permission.ACTIVITY_CREATE)
def add_activity(code: str) -> ResponseReturnValue:
    """Kind, day, result, next step; made for a phone."""
    actor = signed_in()
    project = open_for(Permission.ACTIVITY_CREATE, code, to=actor)
    page = head(project, actor)
    form = ActivityForm()
    if request.method == "GET" and request.args.get("kind") in set(ActivityKind):
        form.kind.data = ActivityKind(request.args["kind"])
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            actions.record_activity(
                project,
                kind=form.kind.data,
                happened_on=cast("date", form.happened_on.data),
                people=form.people.data or "",
                result=form.result.data or "",
                next_step=form.next_step.data,
                next_due=form.next_due.data,
                by=actor,
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            form.once.settle(page["show_url"])
            flash("已记下这次跟进。", "ok")
            return redirect(page["show_url"])
    return render_template(
        "projects/activity.html", **page, form=form, completes=request.args.get("completes") == "1"
    ), form.status
