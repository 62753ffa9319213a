"""The inbox, and what of it comes by mail."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import BadAddress, DomainError
from app.core.permissions import Permission

from . import actions, queries, view_model
from .enums import NoticeKind
from .forms import PreferenceForm
from .rules import NO_WISH

_KEPT = ("kind", "show", "page")
bp = Blueprint("notices", __name__, template_folder="templates")


def _kind() -> NoticeKind | None:
    """The kind in the URL. Raises BadAddress."""
    text = request.values.get("kind", "")
    if text and text not in set(NoticeKind):
        raise BadAddress("没有这类提醒。")
    return NoticeKind(text) if text else None


@bp.get("/notices/")
@requires(Permission.SELF)
def index() -> ResponseReturnValue:
    """What I have been told, unread first."""
    actor, kind = signed_in(), _kind()
    only_unread = request.args.get("show") == "unread"
    args: dict[str, Any] = {
        name: value for name, value in (("kind", kind), ("show", "unread" if only_unread else None)) if value
    }
    page = queries.inbox(actor, kind=kind, only_unread=only_unread, cursor=request.args.get("page"))
    counts = queries.counts(actor)
    total, fresh = (sum(pair[place] for pair in counts.values()) for place in (0, 1))
    here_total, here_fresh = counts.get(kind, (0, 0)) if kind else (total, fresh)

    def url(**more: Any) -> str:
        return url_for("notices.index", **{**args, **more})

    return render_template(
        "notices/index.html",
        page=page,
        kind=kind,
        total=here_fresh if only_unread else here_total,
        unread_here=here_fresh,
        only_unread=only_unread,
        kept={name: request.args[name] for name in _KEPT if name in request.args},
        icons=view_model.ICONS,
        tabs=[
            {"label": "全部", "url": url(kind=None), "active": kind is None, "count": fresh or None},
            *(
                {"label": one.label, "url": url(kind=one.value), "active": one is kind, "count": pair[1] or None}
                for one, pair in counts.items()
            ),
        ],
        switch=[
            {"label": "全部", "url": url(show=None), "active": not only_unread},
            {"label": "未读", "url": url(show="unread"), "active": only_unread},
        ],
        previous_url=url(page=page.previous) if page.previous else None,
        next_url=url(page=page.next) if page.next else None,
    )


@bp.post("/notices/<int:number>/open")
@requires(Permission.SELF)
def open_one(number: int) -> ResponseReturnValue:
    """Mark as read, and go to what it is about."""
    notice = queries.own(number, to=signed_in())
    actions.read(notice)
    return redirect(notice.link)


@bp.post("/notices/<int:number>/read")
@requires(Permission.SELF)
def read_one(number: int) -> ResponseReturnValue:
    """Mark as read, and stay."""
    actions.read(queries.own(number, to=signed_in()))
    kept: dict[str, Any] = {name: request.args[name] for name in _KEPT if name in request.args}
    return redirect(url_for("notices.index", **kept))


@bp.post("/notices/read")
@requires(Permission.SELF)
def read_all() -> ResponseReturnValue:
    """Mark all as read, or all of a kind."""
    kind = _kind()
    number = actions.read_all(kind, by=signed_in())
    flash(f"已把 {number} 条提醒标为已读。", "ok")
    return redirect(url_for("notices.index", kind=kind))


@bp.route("/account/notices", methods=["GET", "POST"])
@requires(Permission.SELF)
def preferences() -> ResponseReturnValue:
    """What I want by mail, and when I want quiet."""
    actor = signed_in()
    assert actor.id is not None
    kept = queries.preference(actor.id)
    form = PreferenceForm(obj=kept)
    wish = queries.wish_of(kept) if kept is not None else NO_WISH
    if not form.is_submitted():
        form.digest_hour.data = wish.digest_hour
        for kind in NoticeKind:
            form.show(kind, wish.mode(kind))
    if form.validate_on_submit():
        try:
            actions.choose(
                email=form.email.data,
                modes=form.modes,
                digest_hour=form.digest_hour.data,
                quiet_from=form.quiet_from.data,
                quiet_until=form.quiet_until.data,
                by=actor,
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("提醒设置已保存。" if form.email.data else "提醒设置已保存；没有邮箱，只在站内提醒。", "ok")
            return redirect(url_for("notices.preferences"))
    return render_template("notices/preferences.html", form=form, failures=kept.failures if kept else 0), form.status
