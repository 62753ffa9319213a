"""Two records of one company: pick the other one, look at what comes of it, merge, take back."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.companies import actions, policy, queries
from app.companies.forms import PickOtherForm
from app.companies.models import Company
from app.companies.view_model import FIELDS, merge_lines
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken, Stale
from app.core.merge_forms import MergeForm
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.core.sides import read_sides, usual_side
from app.core.transaction import roll_back
from app.projects.queries import projects_of

from .blueprint import CONFLICT, NUMBER, bp


@bp.get("/<code>/merge")
@requires(Permission.MERGE)
def pick_other(code: str) -> ResponseReturnValue:
    """Which record is the same company: similar ones are offered, any other can be typed. Leads on to the preview."""
    actor = signed_in()
    company = _mergeable(code, actor)
    form = PickOtherForm(formdata=request.args if "other" in request.args else None, meta={"csrf": False})
    if "other" in request.args and form.validate():
        match queries.with_name(str(form.other.data), to=actor):
            case [one] if one.id != company.id:
                return redirect(url_for("companies.merge", code=code, other=one.code))
            case [_]:
                form.other.errors = ["这就是当前企业，请选择另一家。"]
            case []:
                form.other.errors = ["没有找到这家企业，请从提示中选一家。"]
            case _:
                form.other.errors = ["有多家企业叫这个名称，请填写编号（QY-…）。"]
    found = queries.similar(company.name, company.uscc, to=actor, besides=company.id)
    page = render_template("companies/pick_other.html", company=company, form=form, found=found)
    return page, 422 if form.errors else 200


@bp.route("/<code>/merge/<other>", methods=["GET", "POST"])
@requires(Permission.MERGE)
def merge(code: str, other: str) -> ResponseReturnValue:
    """The preview, field by field, with a choice of side; sent, it is done in one go."""
    actor = signed_in()
    kept, gone = _mergeable(code, actor), _mergeable(other, actor)
    policy.check_merge(actor, queries.scopes_held(kept), queries.scopes_held(gone))
    usual = {
        name: usual_side(
            getattr(kept, name),
            getattr(gone, name),
            gone_is_newer=gone.updated_at > kept.updated_at and name != "name",  # the kept record's name leads
        )
        for name in actions.CHOSEN
    }
    form = MergeForm()
    sides = read_sides(request.form, usual)
    obstacle = None
    if form.validate_on_submit():
        try:
            done = actions.merge(kept, gone, by=actor, sides=sides, seen=form.versions())
        except DomainError as refusal:
            form.blame(refusal)
            obstacle = CONFLICT if isinstance(refusal, Stale) else None
        else:
            undo = url_for("companies.undo_merge", number=done.id)
            flash_with(f"“{gone.name}”已并入“{kept.name}”。", label="撤销", url=undo, post=True)
            return redirect(url_for("companies.show", code=code))
    elif not form.is_submitted():
        try:
            actions.check_mergeable(kept, gone, by=actor)
        except RuleBroken as refusal:
            form.blame(refusal)
    form.seen.data = f"{kept.version}:{gone.version}"
    page = render_template(
        "companies/merge.html",
        kept=kept,
        gone=gone,
        form=form,
        lines=merge_lines(kept, gone, sides, queries.names_of([kept.parent_id, gone.parent_id], to=actor)),
        two_codes=bool(kept.uscc and gone.uscc and kept.uscc != gone.uscc),
        along=_along(gone, actor),
        books=_books(kept, gone, actor),
    )
    return page, obstacle or (form.status if form.is_submitted() else 200)


@bp.post(f"/merges/{NUMBER}/undo")
@requires(Permission.MERGE)
def undo_merge(number: int) -> ResponseReturnValue:
    """Both companies again."""
    actor = signed_in()
    done = queries.find_merge(number, to=actor)
    kept = actions.company_of(done.kept_id)
    shown = url_for("companies.show", code=kept.code)
    try:
        newer = actions.undo_merge(done, by=actor)
    except (RuleBroken, Stale) as refusal:
        roll_back()  # the answer is no error page, and nothing of what was begun may be kept
        flash(refusal.message, "error")
        return redirect(shown)
    gone = actions.company_of(done.gone_id)
    text = f"已撤销合并，“{gone.name}”恢复为单独一家。"
    if newer:
        text += f"合并后又改过的{'、'.join(FIELDS[name] for name in newer if name in FIELDS)}保留新值。"
    flash_with(text, label="打开", url=url_for("companies.show", code=gone.code))
    return redirect(shown)


def _mergeable(code: str, actor: Actor) -> Company:
    """A company for somebody who may merge it; the page is not even shown to others."""
    company = queries.get_visible(code, to=actor)
    policy.check_merge(actor, queries.scopes_held(company))
    return company


def _along(gone: Company, actor: Actor) -> Sequence[tuple[str, str]]:
    """What moves along, as far as this person sees it: (label, words)."""
    projects = projects_of(gone, to=actor, today=clock.today())
    told: list[tuple[str, Any]] = [
        ("项目", "、".join(project.title for project in projects[:5])),
        ("联系人", "、".join(contact.name for contact in queries.contacts_of(gone, to=actor))),
        ("名称", "、".join([gone.name, *(alias.name for alias in gone.aliases)])),
        ("标签", "、".join(tag.kind.label for tag in gone.tags)),
        ("产业", "、".join(sector.name for sector in gone.sectors)),
        ("规划表述", "、".join(mention.plan.short_title for mention in queries.mentions_seen(gone, to=actor))),
    ]
    if len(projects) > 5:
        told[0] = ("项目", f"{told[0][1]} 等 {len(projects)} 个")
    return [(label, words) for label, words in told if words]


def _books(kept: Company, gone: Company, actor: Actor) -> list[str]:
    """Parks that keep the company afterwards, as far as this person may know."""
    both = [*queries.keeping_of(kept, to=actor).parks, *queries.keeping_of(gone, to=actor).parks]
    return list(dict.fromkeys(park.short_name for park in both))
