"""Writing down what was done with an investor; mending one's own note; whom one can mention."""

from datetime import date
from typing import Any, cast

from flask import flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.core.pinyin import syllables
from app.core.settings import value
from app.projects import actions, queries
from app.projects.actions.activities import EDIT_HOURS
from app.projects.enums import ActivityKind
from app.projects.forms import ActivityForm, MendForm

from .blueprint import bp
from .common import head, open_for, open_known


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
            actions.record_activity(project, **_said(form), by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            form.once.settle(page["done_url"])
            flash("已记下这次跟进。", "ok")
            return redirect(page["done_url"])
    return render_template(
        "projects/activity.html", **page, form=form, mended=None, completes=request.args.get("completes") == "1"
    ), form.status


@bp.route("/<string:code>/activities/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.ACTIVITY_CREATE)
def mend_activity(code: str, number: int) -> ResponseReturnValue:
    """Change one's own note while it is fresh."""
    actor = signed_in()
    project = open_known(Permission.ACTIVITY_CREATE, code, to=actor)
    activity = queries.activity_of(project, number)
    page = head(project, actor)
    form = MendForm(obj=activity)
    if not form.is_submitted():
        form.seen.data = activity.updated_at.isoformat()
    may = actions.may_mend(activity, project, by=actor)
    if form.validate_on_submit():
        try:
            actions.mend_activity(
                activity, project, actions.Note(**_said(form)), seen=form.seen_at(activity.updated_at), by=actor
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("跟进已修改，修改前的内容保留在修订记录中。", "ok")
            return redirect(page["show_url"])
    return render_template(
        "projects/activity.html",
        **page,
        form=form,
        mended=activity,
        may_mend=may,
        hours=value(EDIT_HOURS),
        completes=False,
    ), form.status


@bp.post("/<string:code>/activities/<int:number>/take-back")
@requires(Permission.ACTIVITY_CREATE)
def take_back_activity(code: str, number: int) -> ResponseReturnValue:
    """Take one's own note out of the timeline while it is fresh."""
    actor = signed_in()
    project = open_known(Permission.ACTIVITY_CREATE, code, to=actor)
    url = head(project, actor)["show_url"]
    try:
        actions.take_back_activity(queries.activity_of(project, number), project, by=actor)
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash("跟进已撤回，内容保留在修订记录中。", "ok")
    return redirect(url)


@bp.get("/<string:code>/activities/revisions")
@requires(Permission.PROJECT_READ)
def show_revisions(code: str) -> ResponseReturnValue:
    """What notes said before they were changed or taken back; for who may read the project's texts."""
    actor = signed_in()
    project = queries.get_visible(code, to=actor)
    page = head(project, actor)
    return render_template(
        "projects/revisions.html", **page, revisions=queries.revisions_of(project) if page["known"] else []
    )


@bp.get("/<string:code>/people")
@requires(Permission.COMMENT_WRITE)
def people(code: str) -> ResponseReturnValue:
    """Whom a text about this project can mention: name, unit, and how the name is read aloud."""
    actor = signed_in()
    found = queries.readers_of(queries.find(code, to=actor))
    names = [one.name for one in found]
    rows = []
    for one in found:
        if one.id != actor.id:
            read = syllables(one.name, keep_others=True)
            typed = one.name if names.count(one.name) == 1 else one.login
            keys = ["".join(read), "".join(part[:1] for part in read), one.login]
            rows.append({"typed": typed, "name": one.name, "unit": one.organisation, "keys": keys})
    return jsonify(rows)


def _said(form: ActivityForm) -> dict[str, Any]:
    return {
        "kind": form.kind.data,
        "happened_on": cast("date", form.happened_on.data),
        "people": form.people.data or "",
        "result": form.result.data or "",
        "next_step": form.next_step.data,
        "next_due": form.next_due.data,
    }
