"""Comments on a project, and the card on its page."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.follow_up import actions, policy, queries
from app.follow_up.forms import CommentForm
from app.follow_up.queries.talk import ALL
from app.projects import policy as project_policy
from app.projects import queries as project_queries
from app.projects.models import Project
from app.projects.panels import Panel, Visit

from .blueprint import bp


def talk_panel(visit: Visit) -> Panel | None:
    """Instructions and the latest comments; nothing for who may neither read nor write any."""
    talk = queries.talk_about(visit.project)
    may_comment = policy.may_comment(visit.actor)
    may_instruct = policy.may_instruct(visit.actor, visit.project.park.city_id)
    if not (may_comment or talk.remarks or talk.orders):
        return None
    return Panel(
        template="follow_up/_talk.html",
        place="main",
        order=40,
        context={
            **_facts(visit.project, visit.actor),
            "talk": talk,
            "may_comment": may_comment,
            "may_instruct": may_instruct,
            "form": CommentForm(formdata=None) if may_comment else None,
        },
    )


@bp.route("/projects/<string:code>/comments", methods=["GET", "POST"])
@requires(Permission.PROJECT_READ)
def comments(code: str) -> ResponseReturnValue:
    """All comments on a project, and a new one."""
    actor = signed_in()
    project = project_queries.get_visible(code, to=actor)
    form = CommentForm()
    if form.is_submitted():
        policy.check_comments(actor)
    if form.validate_on_submit():
        there = url_for("projects.show", code=code, _anchor="talk")
        if done := form.once.claim():
            return redirect(done)
        try:
            actions.comment(project, form.text.data or "", by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            form.once.settle(there)
            flash("评论已发表。", "ok")
            return redirect(there)
    facts = _facts(project, actor)
    return render_template(
        "follow_up/comments.html",
        project=project,
        title=project_policy.title_for(actor, project),
        panel=Panel(
            template="",
            place="main",
            order=0,
            context={
                **facts,
                "talk": queries.talk_about(project, limit=ALL),
                "may_comment": policy.may_comment(actor),
                "form": form,
            },
        ),
    ), form.status


@bp.post("/projects/<string:code>/comments/<int:number>/withdraw")
@requires(Permission.COMMENT_WRITE)
def withdraw(code: str, number: int) -> ResponseReturnValue:
    """Take back one's own comment."""
    actor = signed_in()
    project = project_queries.find(code, to=actor)
    try:
        actions.withdraw(queries.comment_of(project, number), project, by=actor)
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash("评论已撤回。", "ok")
    return redirect(url_for("projects.show", code=code, _anchor="talk"))


def _facts(project: Project, actor: Actor) -> dict[str, Any]:
    return {
        "code": project.code,
        "today": clock.today(),
        "reads": lambda one: policy.reads_text(actor, project, one.by_id),
        "may_withdraw": lambda one: actions.may_withdraw(one.by_id, one.at, by=actor),
    }
