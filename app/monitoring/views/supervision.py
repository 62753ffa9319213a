"""Supervision notices: the list, one notice, and what is done with it."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.session import signed_in
from app.core import clock, uploads
from app.core.access import requires
from app.core.addresses import row_number
from app.core.errors import BadAddress, DomainError, NotAllowed, Stale
from app.core.forms import AppForm
from app.core.permissions import Permission
from app.core.settings import value
from app.core.touched import Conflict
from app.monitoring import limits, policy, queries, view_model
from app.monitoring.actions import supervision as acts
from app.monitoring.enums import Cause, NoticeState
from app.monitoring.forms import AnswerForm, DecisionForm, DraftForm, stored_values
from app.monitoring.models import SupervisionNotice
from app.monitoring.queries.notices import MOST_COUNTED, TABS
from app.parks import queries as park_queries
from app.projects import queries as project_queries
from app.projects.policy import knows_investor, title_for

from .blueprint import bp
from .common import place_tabs

TAB_LABELS = {"drafts": "待印发", "awaited": "待答复", "answered": "待审核", "closed": "已办结"}
CONFLICT = 409
MOST_PICKED = 100


@bp.get("/supervision/")
@requires(Permission.PROJECT_READ)
def supervision() -> ResponseReturnValue:
    """The notices this person sees, by what is to be done with them."""
    actor, today = signed_in(), clock.today()
    counts = queries.counts(actor)
    tabs = [name for name in TABS if name in counts]
    usual = next((name for name in tabs if counts[name]), tabs[0])
    tab = request.args.get("tab") or usual
    if tab not in tabs:
        raise BadAddress("没有这样的分栏。")
    cause = _cause(request.args.get("cause", ""))
    parks = park_queries.own_parks(actor) if actor.park_ids else park_queries.list_visible(actor)
    park = request.args.get("park", "")
    if park and park not in {one.code for one in parks}:
        raise BadAddress("没有这个园区，请重新选择。")
    page = queries.list_page(
        tab, to=actor, today=today, park=park, cause=cause, cursor=request.args.get("cursor") or None
    )
    kept = {"tab": tab, "park": park or None, "cause": cause.value if cause else None}

    def url(**changed: Any) -> str:
        return url_for("monitoring.supervision", **{**kept, **changed})

    return render_template(
        "monitoring/supervision.html",
        place_tabs=place_tabs("supervision"),
        tabs=[
            {"label": TAB_LABELS[name], "url": url(tab=name), "active": name == tab, "count": _capped(counts[name])}
            for name in tabs
        ],
        tab=tab,
        rows=page.items,
        first=page.first,
        last=page.last,
        total=_capped(counts[tab]) if not park and cause is None else None,
        previous_url=url(cursor=page.previous) if page.previous else None,
        next_url=url(cursor=page.next) if page.next else None,
        today=today,
        supervises=policy.may_supervise(actor),
        parks=parks,
        park=park,
        causes=Cause,
        cause=cause,
        clear_url=url_for("monitoring.supervision", tab=tab),
        answer_days=value(limits.ANSWER_DAYS),
    )


@bp.post("/supervision/bulk")
@requires(Permission.SUPERVISE)
def supervise_many() -> ResponseReturnValue:
    """Issue or take back the drafts that were picked; each that can not be is named."""
    actor = signed_in()
    what: Callable[..., None] = acts.issue if request.form.get("do") == "issue" else acts.drop
    picked = [number for text in request.form.getlist("pick")[:MOST_PICKED] if (number := row_number(text)) is not None]
    done, refused = 0, []
    for number in picked:
        try:
            notice = queries.get_notice(number, to=actor)
            what(notice, by=actor)
        except NoResultFound:
            refused.append(f"{number} 号已不存在")
        except DomainError as refusal:
            refused.append(f"{title_for(actor, notice.project)}：{refusal.message}")
        else:
            done += 1
    words = "印发" if what is acts.issue else "撤回"
    if done or not refused:
        flash(f"已{words} {done} 份督办单。" if done else "没有选择督办单。", "ok" if done else "info")
    if refused:
        flash(f"{len(refused)} 份没有{words}：" + "；".join(refused[:5]), "error")
    return redirect(url_for("monitoring.supervision", tab="drafts"))


@bp.get("/supervision/<int:number>")
@requires(Permission.PROJECT_READ)
def notice(number: int) -> ResponseReturnValue:
    """One notice with its answers."""
    return _page(queries.get_notice(number, to=signed_in()), DecisionForm(formdata=None))


@bp.route("/supervision/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.SUPERVISE)
def edit_notice(number: int) -> ResponseReturnValue:
    """A draft: change it, and issue it with the other button."""
    actor = signed_in()
    held = queries.get_notice(number, to=actor)
    values = stored_values(held)
    form = DraftForm(data=values)
    form.open_on(DraftForm(formdata=None, data=values), held.version)
    conflicts = form.clashes() if held.state is NoticeState.DRAFT else []
    if not conflicts and form.is_submitted() and form.valid_where_touched():
        issues = request.form.get("do") == "issue"
        try:
            acts.edit(held, by=actor, **form.touched_values())
            if issues:
                acts.issue(held, by=actor)
        except DomainError as refusal:
            form.blame(refusal)
            if isinstance(refusal, Stale):
                return _edit_page(held, form), CONFLICT
        else:
            flash(f"已印发 {held.number}。" if issues else "草稿已保存。", "ok")
            return redirect(url_for("monitoring.notice", number=number))
    return _edit_page(held, form, conflicts=conflicts), CONFLICT if conflicts else form.status


@bp.route("/projects/<string:code>/supervise", methods=["GET", "POST"])
@requires(Permission.SUPERVISE)
def new_notice(code: str) -> ResponseReturnValue:
    """A notice about what no clock shows."""
    actor = signed_in()
    project = project_queries.get_visible(code, to=actor)
    form = DraftForm()
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        said = _said(form)
        try:
            made = acts.draft_by_hand(project, reason=said["reason"], demand=said["demand"], by=actor)
            held = queries.get_notice(made.id, to=actor)
            if said["due_on"]:
                acts.edit(held, **said, by=actor)
            if request.form.get("do") == "issue":
                acts.issue(held, by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            url = url_for("monitoring.notice", number=made.id)
            form.once.settle(url)
            flash(f"已印发 {held.number}。" if held.number else "草稿已保存。", "ok")
            return redirect(url)
    return _edit_page(None, form, project=project), form.status


@bp.post("/supervision/<int:number>/issue")
@requires(Permission.SUPERVISE)
def issue_notice(number: int) -> ResponseReturnValue:
    """Issue a draft as it is."""
    return _do(number, acts.issue, lambda held: f"已印发 {held.number}。")


@bp.post("/supervision/<int:number>/drop")
@requires(Permission.SUPERVISE)
def drop_notice(number: int) -> ResponseReturnValue:
    """Take a draft back."""
    return _do(number, acts.drop, lambda _held: "草稿已撤回。")


@bp.route("/supervision/<int:number>/answer", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def answer_notice(number: int) -> ResponseReturnValue:
    """The park answers."""
    actor = signed_in()
    held = queries.get_notice(number, to=actor)
    policy.check_answers(actor, held.project)
    form = AnswerForm()
    status = 200
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            acts.answer(
                held,
                text=form.text.data or "",
                measures=form.measures.data or "",
                promised_on=form.promised_on.data,
                uploads=form.files.data or [],
                by=actor,
            )
        except DomainError as refusal:
            form.blame(refusal)
            status = CONFLICT if isinstance(refusal, Stale) else 0
        else:
            url = url_for("monitoring.notice", number=number)
            form.once.settle(url)
            flash("已答复，等待商务局审核。", "ok")
            return redirect(url)
    return render_template(
        "monitoring/answer.html", **_facts(held), form=form
    ), status if status == 409 else form.status


@bp.post("/supervision/<int:number>/decide")
@requires(Permission.SUPERVISE)
def decide_notice(number: int) -> ResponseReturnValue:
    """Close, or send the answer back."""
    actor = signed_in()
    held = queries.get_notice(number, to=actor)
    form = DecisionForm()
    status = 0
    if form.validate():
        returns = request.form.get("do") == "return"
        try:
            if returns:
                acts.send_back(held, reason=form.note.data or "", due_on=form.due_on.data, by=actor)
            else:
                acts.close(held, note=form.note.data or "", by=actor)
        except DomainError as refusal:
            form.blame(refusal)
            status = CONFLICT if isinstance(refusal, Stale) else 0
        else:
            flash("已退回，园区会收到提醒。" if returns else "已办结。", "ok")
            return redirect(url_for("monitoring.notice", number=number))
    return _page(held, form), status or form.status


@bp.get("/supervision/<int:number>/files/<int:file>")
@requires(Permission.PROJECT_READ)
def notice_file(number: int, file: int) -> ResponseReturnValue:
    """Evidence beside an answer; not for who may not know the investor."""
    actor = signed_in()
    held, found = queries.get_file(number, file, to=actor)
    if not knows_investor(actor, held.project):
        raise NotAllowed("这是保密项目，佐证材料只向负责人、园区招商负责人和商务局显示。")
    return uploads.answer(found)


def _do(number: int, act: Callable[..., None], words: Callable[[SupervisionNotice], str]) -> ResponseReturnValue:
    actor = signed_in()
    held = queries.get_notice(number, to=actor)
    try:
        act(held, by=actor)
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(words(held), "ok")
    return redirect(url_for("monitoring.notice", number=number))


def _said(form: DraftForm) -> dict[str, Any]:
    return {"reason": form.reason.data or "", "demand": form.demand.data or "", "due_on": form.due_on.data}


def _facts(held: SupervisionNotice) -> dict[str, Any]:
    actor, today = signed_in(), clock.today()
    return {
        "notice": held,
        "project": held.project,
        "title": title_for(actor, held.project),
        "known": knows_investor(actor, held.project),
        "late": view_model.days_late(held, today),
        "today": today,
        "show_url": url_for("projects.show", code=held.project.code),
        "notice_url": url_for("monitoring.notice", number=held.id),
        "answer_days": value(limits.ANSWER_DAYS),
    }


def _page(held: SupervisionNotice, form: AppForm) -> str:
    actor = signed_in()
    supervises = policy.may_supervise(actor)
    return render_template(
        "monitoring/notice.html",
        **_facts(held),
        form=form,
        supervises=supervises,
        answers=held.state.awaits_park and policy.may_answer(actor, held.project),
        answered=held.state is NoticeState.ANSWERED,
        late_of=view_model.answer_late,
    )


def _edit_page(
    held: SupervisionNotice | None, form: DraftForm, project: Any = None, conflicts: Sequence[Conflict] = ()
) -> str:
    project = project or (held.project if held else None)
    return render_template(
        "monitoring/edit_notice.html",
        notice=held,
        project=project,
        title=title_for(signed_in(), project),
        form=form,
        conflicts=conflicts,
        this_url=request.path,
        back_url=url_for("monitoring.notice", number=held.id) if held else url_for("projects.show", code=project.code),
        answer_days=value(limits.ANSWER_DAYS),
    )


def _capped(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def _cause(text: str) -> Cause | None:
    try:
        return Cause(text) if text else None
    except ValueError as fault:
        raise BadAddress("没有这样的督办原因，请重新选择。") from fault
