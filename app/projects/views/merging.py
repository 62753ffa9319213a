"""Two registrations of one project: pick the other one, look at what comes of it, merge, take back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken, Stale
from app.core.merge_forms import MergeForm
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.core.sides import read_sides, usual_side
from app.core.transaction import roll_back
from app.delivery import queries as delivery_queries
from app.projects import actions, history, policy, queries
from app.projects.discreet import cover_name
from app.projects.forms.merging import PickOtherForm
from app.projects.merge_lines import merge_lines
from app.projects.models import Project

from .blueprint import bp
from .common import head

GONE, CONFLICT = 410, 409
MOST_FOUND = 8


@bp.get("/<string:code>/merge")
@requires(Permission.MERGE)
def pick_other(code: str) -> ResponseReturnValue:
    """Which registration is the same project: those of the same investor are offered, any other can be looked for."""
    actor = signed_in()
    project = _mergeable(code, actor)
    form = PickOtherForm(formdata=request.args if "other" in request.args else None, meta={"csrf": False})
    rows = queries.rows_of([one.id for one in queries.like_this(project, to=actor)], to=actor, today=clock.today())
    title = "可能相同的项目"
    if "other" in request.args and form.validate():
        text = str(form.other.data)
        try:
            one = queries.find(text.split(" ", 1)[0].upper(), to=actor)
            return redirect(url_for("projects.merge", code=code, other=one.code))
        except NoResultFound:
            found = queries.newest_found(text, to=actor, today=clock.today(), limit=MOST_FOUND)
            rows, title = [row for row in found if row.id != project.id], f"查到“{text}”"
    page = render_template("projects/pick_other.html", **head(project, actor), form=form, rows=rows, list_title=title)
    return page, 422 if form.errors else 200


@bp.route("/<string:code>/merge/<string:other>", methods=["GET", "POST"])
@requires(Permission.MERGE)
def merge(code: str, other: str) -> ResponseReturnValue:
    """The preview, field by field, with a choice of side; sent, it is done in one go."""
    actor = signed_in()
    kept, gone = _mergeable(code, actor), _mergeable(other, actor)
    policy.check_merge(actor, kept, gone)
    usual = {
        name: usual_side(
            getattr(kept, name),
            getattr(gone, name),
            gone_is_newer=gone.updated_at > kept.updated_at and name not in {"name", "company_id"},
        )
        for name in actions.CHOSEN
    }
    form = MergeForm()
    sides = read_sides(request.form, usual)
    conflict = False
    if form.validate_on_submit():
        try:
            done = actions.merge(kept, gone, by=actor, sides=sides, seen=form.versions())
        except DomainError as refusal:
            form.blame(refusal)
            conflict = isinstance(refusal, Stale)
        else:
            undo = url_for("projects.undo_merge", number=done.id)
            flash_with(f"{gone.code} 已并入 {kept.code}。", label="撤销", url=undo, post=True)
            return redirect(url_for("projects.show", code=code))
    elif not form.is_submitted():
        try:
            actions.check_mergeable(kept, gone)
        except RuleBroken as refusal:
            form.blame(refusal)
    form.seen.data = f"{kept.version}:{gone.version}"
    story = queries.story_of(gone, limit=1)
    page = render_template(
        "projects/merge.html",
        **head(kept, actor),
        gone=gone,
        form=form,
        lines=merge_lines(kept, gone, sides),
        activities=story.count,
        moves=len(story.moves),
    )
    return page, CONFLICT if conflict else form.status if form.is_submitted() else 200


@bp.post("/merges/<int(max=2147483647):number>/undo")
@requires(Permission.MERGE)
def undo_merge(number: int) -> ResponseReturnValue:
    """Both projects again."""
    actor = signed_in()
    done = queries.find_merge(number, to=actor)
    kept, gone = queries.codes_of_merge(done)
    try:
        newer = actions.undo_merge(done, by=actor)
    except (RuleBroken, Stale) as refusal:
        roll_back()  # the answer is no error page, and nothing of what was begun may be kept
        flash(refusal.message, "error")
        return redirect(url_for("projects.show_history", code=kept))
    text = f"已撤销合并，{gone} 恢复为单独的项目。"
    if newer:
        text += f"合并后又改过的{'、'.join(history.LABELS.get(name, name) for name in newer)}保留新值。"
    flash_with(text, label="打开", url=url_for("projects.show", code=gone))
    return redirect(url_for("projects.show", code=kept))


def where_it_went(code: str, *, to: Actor) -> ResponseReturnValue:
    """The answer to the address of a project that went into another one. Raises NoResultFound for any other code."""
    kept = queries.survivor_of(code, to=to)
    if kept is not None:
        return redirect(url_for("projects.show", code=kept))
    # It was this person's; the one it went into is another park's, of which he learns nothing.
    return render_template("projects/went.html", code=code), GONE


def joined_cards(project: Project, actor: Actor, *, known: bool) -> list[dict[str, Any]]:
    """What went into this project, each with its own moves and history, and the way to take it back."""
    cards = []
    for one in queries.joined_to(project):
        entries = queries.trail_of([(Project.__tablename__, one.gone.id)])
        names = queries.names_in_trail(
            history.numbers_in(entries, "owner_id"), history.numbers_in(entries, "sector_id")
        )
        undo = one.kept_id == project.id and policy.may_merge(actor, project, one.gone)
        cards.append(
            {
                "code": one.gone.code,
                # Not `title_for`: it is known as the project it went into is, which may be the only confidential one.
                "name": one.gone.name if known else cover_name(one.gone),
                "at": one.at,
                "who": one.who,
                "undo_url": url_for("projects.undo_merge", number=one.number) if undo else None,
                "moves": queries.moves_of(one.gone),
                "happenings": history.happenings(
                    entries, names=names, further=delivery_queries.worded, open_texts=known
                ),
            }
        )
    return cards


def _mergeable(code: str, actor: Actor) -> Project:
    """A project for somebody who may merge it; the page is not even shown to others."""
    project = queries.get_visible(code, to=actor)
    policy.check_merge(actor, project)
    return project
