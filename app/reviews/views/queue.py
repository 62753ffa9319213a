"""The review queue with the one that is open beside it; deciding on one and on many."""

from collections.abc import Mapping
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken, Stale
from app.core.paging import MOST_NUMBER
from app.core.permissions import Permission
from app.projects.enums import Stage
from app.reviews import actions, limits, policy, queries, tabs, view_model
from app.reviews.enums import StepKind, SubmissionState
from app.reviews.filters import QueueFilter
from app.reviews.forms import BulkForm, RecogniseForm, ReturnForm
from app.reviews.models import Submission

from .blueprint import CONFLICT, NUMBER, bp

PAGE: Final = 30
MOST_PICKED: Final = 100
TAB = "recognition"
_STATES = (SubmissionState.SUBMITTED, SubmissionState.RETURNED, SubmissionState.RECOGNISED, SubmissionState.REVOKED)


@bp.get("/reviews/")
@requires(Permission.PROJECT_READ)
def index() -> ResponseReturnValue:
    """The queue; on a wide screen the first one stands open beside it."""
    return _page(signed_in())


@bp.get(f"/reviews/{NUMBER}")
@requires(Permission.PROJECT_READ)
def show(number: int) -> ResponseReturnValue:
    """The queue with this one open; on a phone only this one."""
    return _page(signed_in(), number)


@bp.post(f"/reviews/{NUMBER}/recognise")
@requires(Permission.RECOGNITION_DECIDE)
def recognise(number: int) -> ResponseReturnValue:
    """Recognise, and open the next one."""
    actor = signed_in()
    submission, project = queries.open_one(number, to=actor)
    form = RecogniseForm()
    siblings = {one.code: one for one in queries.signed_siblings(project)}
    form.offer(list(siblings.values()))
    if not form.validate():
        return _page(actor, number, recognise_form=form), form.status
    counting = None
    if form.counting.data == "1" and submission.stage is Stage.SIGNED:
        original = siblings.get(form.expansion_of.data or "")
        counting = actions.Counting(form.not_counted.data, original.id if original else None)
    try:
        actions.recognise(submission, by=actor, seen=form.seen, counting=counting)
    except Stale as refusal:
        return _page(actor, number, refusal=refusal.message), CONFLICT
    except DomainError as refusal:
        form.blame(refusal)
        return _page(actor, number, recognise_form=form), form.status
    return _next(submission, f"已认定 {project.code} 的“{submission.stage.label}”。", actor)


@bp.post(f"/reviews/{NUMBER}/return")
@requires(Permission.RECOGNITION_DECIDE)
def send_back(number: int) -> ResponseReturnValue:
    """Return with the reason, and open the next one."""
    actor = signed_in()
    submission, project = queries.open_one(number, to=actor)
    form = ReturnForm()
    if not form.validate():
        return _page(actor, number, return_form=form), form.status
    try:
        actions.send_back(submission, reason=form.reason.data, text=form.text.data, by=actor, seen=form.seen)
    except Stale as refusal:
        return _page(actor, number, refusal=refusal.message, return_form=form), CONFLICT
    except DomainError as refusal:
        form.blame(refusal)
        return _page(actor, number, return_form=form), form.status
    return _next(submission, f"已退回 {project.code} 的“{submission.stage.label}”。", actor)


@bp.route("/reviews/bulk", methods=["GET", "POST"])
@requires(Permission.RECOGNITION_DECIDE)
def bulk() -> ResponseReturnValue:
    """Many at once: first how many and which, then what became of each."""
    actor, today = signed_in(), clock.today()
    criteria = QueueFilter.from_args(request.args)
    doing = StepKind.RETURNED if request.values.get("do") == "return" else StepKind.RECOGNISED
    numbers = _picked()
    back = url_for("reviews.index", **criteria.args())
    form = BulkForm()
    if form.is_submitted() and form.validate():
        if done := form.once.claim():
            return redirect(done)
        try:
            if doing is StepKind.RECOGNISED:
                outcomes = actions.recognise_many(numbers, by=actor)
            else:
                outcomes = actions.send_back_many(numbers, reason=form.reason.data, text=form.text.data or "", by=actor)
        except RuleBroken as refusal:
            form.blame(refusal)
        else:
            form.once.settle(back)
            numbers = [one.submission_id for one in outcomes]
            known = {row.id: row for row in queries.rows_of(numbers, to=actor, today=today)}
            return render_template("reviews/bulk_done.html", doing=doing, outcomes=outcomes, rows=known, back_url=back)
    rows = queries.rows_of(queries.visible_ids(numbers, to=actor), to=actor, today=today)
    if not rows and not form.is_submitted():
        flash("请先勾选要办理的申报。", "info")
        return redirect(back)
    page = render_template(
        "reviews/bulk.html",
        form=form,
        doing=doing,
        rows=rows,
        lost=len(numbers) - len(rows),
        back_url=back,
        this_url=url_for("reviews.bulk", **criteria.args()),
        waiting=SubmissionState.SUBMITTED,
    )
    return page, form.status


def _page(
    actor: Actor,
    number: int | None = None,
    *,
    refusal: str = "",
    recognise_form: RecogniseForm | None = None,
    return_form: ReturnForm | None = None,
) -> str:
    today = clock.today()
    criteria = QueueFilter.from_args(request.args)
    cursor = request.args.get("page") or None
    page = queries.queue_page(criteria, to=actor, today=today, cursor=cursor, size=PAGE)
    chosen = number if number is not None else (page.items[0].id if page.items else None)
    opened = None
    if chosen is not None:
        row = next((one for one in page.items if one.id == chosen), None)
        opened = _opened(chosen, actor, row, recognise_form=recognise_form, return_form=return_form)
    along: dict[str, Any] = {**criteria.args(), **({"page": cursor} if cursor else {})}
    template = "reviews/_pane.html" if request.headers.get("HX-Target") == "pane" else "reviews/queue.html"
    waiting = queries.waiting_counts(actor, today) if template == "reviews/queue.html" else None
    return render_template(
        template,
        **(_frame(actor, criteria, waiting) if waiting is not None else {}),
        criteria=criteria,
        page=page,
        along=along,
        chosen=chosen,
        explicit=number is not None,
        opened=opened,
        refusal=refusal,
        decides=queries.decides(actor),
        limit=limits.days(),
        waited=view_model.waited_words,
        previous_url=_url(along, page.previous),
        next_url=_url(along, page.next),
        first_state=SubmissionState.SUBMITTED,
    )


def _frame(actor: Actor, criteria: QueueFilter, waiting: queries.Waiting) -> dict[str, Any]:
    """Tabs, states and filters around the queue."""
    counts = {SubmissionState.SUBMITTED: waiting.submitted}
    if not queries.decides(actor):
        counts[SubmissionState.RETURNED] = waiting.back
    kept: dict[str, Any] = {name: value for name, value in criteria.args().items() if name != "state"}
    listed = []
    for tab in tabs.tabs(actor):
        count = waiting.submitted if tab.key == TAB else tab.count
        url = url_for(tab.endpoint)
        listed.append({"label": tab.label, "url": url, "active": tab.key == TAB, "count": count or None})
    chips = [
        {"label": "阶段", "value": one.label, "remove_url": _filter_url(criteria.without("stage", one))}
        for one in criteria.stage
    ]
    parks = queries.parks_to_filter(actor, chosen=bool(criteria.park or criteria.city))
    names = {code: name for _, code, name in parks}
    chips += [
        {"label": "园区", "value": names.get(one, one), "remove_url": _filter_url(criteria.without("park", one))}
        for one in criteria.park
    ]
    cities = dict.fromkeys(city for city, _, _ in parks)
    city_names = dict(city.split(" ", 1) for city in cities)
    chips += [
        {"label": "城市", "value": city_names.get(one, one), "remove_url": _filter_url(criteria.without("city", one))}
        for one in criteria.city
    ]
    if criteria.over:
        chips.append({"label": "时限", "value": "超过时限", "remove_url": _filter_url(criteria.without("over"))})
    return {
        "tabs": listed if len(listed) > 1 else [],
        "states": [
            {
                "label": state.label,
                "url": _state_url(kept, state),
                "active": state is criteria.state,
                "count": counts.get(state) or None,
            }
            for state in _STATES
        ],
        "chips": chips,
        "clear_url": _filter_url(QueueFilter(state=criteria.state)),
        "parks": parks,
        "cities": city_names,
        "stages": [stage for stage in Stage if stage.needs_recognition],
        "over_url": _filter_url(QueueFilter(over=True)),
        "waiting": waiting,
    }


def _opened(
    number: int,
    actor: Actor,
    row: queries.QueueRow | None,
    *,
    recognise_form: RecogniseForm | None,
    return_form: ReturnForm | None,
) -> Mapping[str, Any]:
    """The one that is open, with its facts, its evidence and what can be done. Raises NoResultFound."""
    found = queries.opened(number, to=actor)
    one, files = found.one, found.files
    row = row or queries.rows_of([number], to=actor, today=clock.today())[0]
    decidable = one.state is SubmissionState.SUBMITTED and policy.may(Permission.RECOGNITION_DECIDE, actor, one)
    own = policy.own_hand(actor, one, one, {file.attached_by_id for file in files}) if decidable else ""
    signed = decidable and one.stage is Stage.SIGNED
    siblings = queries.siblings_of(one.project_id, one.company_id, one.park_id) if signed else []
    original = next((sibling for sibling in siblings if sibling.id == one.expansion_of_id), None)
    if decidable:
        if recognise_form is None:
            recognise_form = RecogniseForm(formdata=None)
            recognise_form.offer(siblings)
            recognise_form.not_counted.data = one.not_counted.value if one.not_counted else ""
            recognise_form.expansion_of.data = original.code if original else ""
        return_form = return_form or ReturnForm(formdata=None)
        for form in (recognise_form, return_form):
            form.version.data, form.version.raw_data = str(one.version), None
    viewable = [file for file in files if file.media_type in view_model.VIEWABLE]
    wanted = request.args.get("file", "")
    return {
        "one": one,
        "row": row,
        "known": found.known,
        "files": files,
        "viewed": next((file for file in viewable if str(file.file_id) == wanted), viewable[0] if viewable else None),
        "viewable": view_model.VIEWABLE,
        "decidable": decidable,
        "own": own,
        "siblings": siblings,
        "contract": view_model.contract_words(one.contract_kind, one.amount),
        "counting": view_model.counting_words(one, original.code if original else None),
        "due_on": queries.due_on(one.submitted_at),
        "signed": Stage.SIGNED,
        "recognise_form": recognise_form,
        "return_form": return_form,
    }


def _next(submission: Submission, said: str, actor: Actor) -> ResponseReturnValue:
    """To the one that waits behind, within the filter."""
    flash(said, "ok")
    criteria = QueueFilter.from_args(request.args)
    follows = queries.next_after(criteria, submission.submitted_at, submission.id, to=actor, today=clock.today())
    if follows is None:
        return redirect(url_for("reviews.index", **criteria.args()))
    return redirect(url_for("reviews.show", number=follows, **criteria.args()))


def _picked() -> list[int]:
    """The numbers that were ticked. Raises RuleBroken when they are too many."""
    texts = dict.fromkeys(request.values.getlist("pick"))
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 10]
    if len(numbers) > MOST_PICKED:
        message = f"一次最多办理 {MOST_PICKED} 项，请分批勾选。"
        raise RuleBroken(message)
    return [number for number in numbers if number <= MOST_NUMBER]


def _state_url(kept: Mapping[str, Any], state: SubmissionState) -> str:
    """The same filter over attempts in this state."""
    args: dict[str, Any] = dict(kept)
    if state is not _STATES[0]:
        args["state"] = state.value
    return url_for("reviews.index", **args)


def _filter_url(criteria: QueueFilter) -> str:
    return url_for("reviews.index", **criteria.args())


def _url(along: Mapping[str, Any], mark: str | None) -> str | None:
    return url_for("reviews.index", **{**along, "page": mark}) if mark else None
