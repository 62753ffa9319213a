"""批示: the list, one with what became of it, and writing one."""

from datetime import date
from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import BadAddress, DomainError
from app.core.permissions import Permission
from app.follow_up import actions, policy, queries
from app.follow_up.enums import InstructionStatus
from app.follow_up.forms import InstructionForm, ReportForm, VerdictForm
from app.follow_up.models import Instruction
from app.parks import queries as park_queries
from app.parks.models import Park
from app.projects import policy as project_policy
from app.projects import queries as project_queries
from app.projects.models import Project

from .blueprint import bp


@bp.get("/instructions/")
@requires(Permission.PROJECT_READ)
def instructions() -> ResponseReturnValue:
    """Instructions within sight, those to be done first."""
    actor, today = signed_in(), clock.today()
    show = request.args.get("show", "open")
    if show not in queries.SHOWN:
        raise BadAddress("没有这一栏，请从上方选择。")
    counts = queries.counts(actor, today=today)
    page = queries.page_of(actor, show=show, today=today, cursor=request.args.get("page"))
    return render_template(
        "follow_up/instructions.html",
        page=page,
        show=show,
        total=counts[show],
        late=counts["late"],
        tabs=[
            {
                "label": label,
                "url": url_for("follow_up.instructions", show=key),
                "active": key == show,
                "count": counts[key] or None,
            }
            for key, label in queries.SHOWN.items()
        ],
        previous_url=url_for("follow_up.instructions", show=show, page=page.previous) if page.previous else None,
        next_url=url_for("follow_up.instructions", show=show, page=page.next) if page.next else None,
    )


@bp.get("/instructions/<int:number>")
@requires(Permission.PROJECT_READ)
def instruction(number: int) -> ResponseReturnValue:
    """One, with what became of it and what one may do."""
    return _show(queries.get_visible(number, to=signed_in()))


@bp.post("/instructions/<int:number>/report")
@requires(Permission.PROJECT_READ)
def report_instruction(number: int) -> ResponseReturnValue:
    """Say what was done."""
    actor = signed_in()
    made = queries.get_visible(number, to=actor)
    form = ReportForm()
    if form.validate_on_submit():
        try:
            actions.report(made, text=form.text.data or "", done_on=cast("date", form.done_on.data), by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("办理情况已反馈，批示人会收到提醒。", "ok")
            return redirect(url_for("follow_up.instruction", number=number))
    return _show(made, report=form)


@bp.post("/instructions/<int:number>/<any(close, back):verdict>")
@requires(Permission.PROJECT_READ)
def judge_instruction(number: int, verdict: str) -> ResponseReturnValue:
    """Close it, or send it back."""
    actor = signed_in()
    made = queries.get_visible(number, to=actor)
    form = VerdictForm()
    if form.validate_on_submit():
        try:
            if verdict == "close":
                actions.close(made, text=form.text.data or "", by=actor)
            else:
                actions.send_back(made, text=form.text.data or "", by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("批示已办结。" if verdict == "close" else "已退回再办。", "ok")
            return redirect(url_for("follow_up.instruction", number=number))
    return _show(made, verdict=form)


@bp.route("/projects/<string:code>/instructions/new", methods=["GET", "POST"])
@requires(Permission.INSTRUCTION_WRITE)
def instruct_project(code: str) -> ResponseReturnValue:
    """Write one on a project."""
    actor = signed_in()
    project = project_queries.get_visible(code, to=actor)
    return _write(
        project,
        project_policy.title_for(actor, project),
        url_for("projects.show", code=code, _anchor="talk"),
    )


@bp.route("/parks/<string:code>/instructions/new", methods=["GET", "POST"])
@requires(Permission.INSTRUCTION_WRITE)
def instruct_park(code: str) -> ResponseReturnValue:
    """Write one on a park."""
    park = park_queries.get_visible(code, to=signed_in())
    return _write(park, park.name, url_for("parks.show", code=code))


def _write(about: Project | Park, title: str, back: str) -> ResponseReturnValue:
    form = InstructionForm()
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            made = actions.instruct(
                about,
                text=form.text.data or "",
                addressee=form.addressee.data,
                due_on=cast("date", form.due_on.data),
                by=signed_in(),
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            there = url_for("follow_up.instruction", number=made.id)
            form.once.settle(there)
            flash("批示已发出，承办单位会收到提醒。", "ok")
            return redirect(there)
    return render_template(
        "follow_up/instruct.html",
        form=form,
        title=title,
        back_url=back,
        confidential=isinstance(about, Project) and about.confidential,
        this_url=request.path,
    ), form.status


def _show(
    made: Instruction, *, report: ReportForm | None = None, verdict: VerdictForm | None = None
) -> ResponseReturnValue:
    actor, project = signed_in(), made.project
    park = project.park if project is not None else made.park
    assert park is not None
    reporter = actions.last_reporter(made)
    about = park.name if project is None else project_policy.title_for(actor, project)
    may_report = policy.may_report(actor, made, park_id=park.id, city_id=park.city_id)
    may_close = policy.may_close(actor, made, city_id=park.city_id, reported_by=reporter)
    refused = report or verdict
    return render_template(
        "follow_up/instruction.html",
        made=made,
        park=park,
        about=about,
        about_url=url_for("projects.show", code=project.code)
        if project is not None
        else url_for("parks.show", code=park.code),
        reads=policy.reads_text(actor, project, made.by_id),
        late=made.status is InstructionStatus.OPEN and made.due_on < clock.today(),
        may_report=may_report,
        may_close=may_close,
        report=report or ReportForm(formdata=None),
        verdict=verdict or VerdictForm(formdata=None, prefix=""),
    ), refused.status if refused else 200
