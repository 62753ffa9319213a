"""Weekly reports of parks: the overview, the draft one writes, the report one reads and prints."""

from typing import Any, cast

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.addresses import row_number
from app.core.errors import AlreadyExists, DomainError
from app.core.permissions import Permission
from app.follow_up import actions, limits, policy, queries, view_model
from app.follow_up.enums import WeeklyStatus
from app.follow_up.forms import CorrectForm, WeeklyForm
from app.follow_up.models import WeeklyReport
from app.follow_up.rules import Week, read_week, week_of
from app.parks import queries as park_queries

from .blueprint import bp

CONFLICT = 409
WEEKS_LISTED = 12


@bp.get("/weekly/")
@requires(Permission.PROJECT_READ)
def weekly() -> ResponseReturnValue:
    """All parks of a week for bureau and leaders; for a park team its own parks, week by week."""
    actor, now = signed_in(), clock.now()
    this = week_of(clock.today())
    if not actor.sees_every_park:
        weeks, week = [], this
        for _ in range(WEEKS_LISTED):
            weeks.append((week, limits.due_at(week)))
            week = week.previous
        return render_template(
            "follow_up/weekly_own.html",
            rows=queries.of_parks(actor, weeks, now=now),
            standings=view_model.STANDINGS,
            due=limits.due_at(this.previous),
        )
    week = read_week(request.args["week"]) if request.args.get("week") else this.previous
    due = limits.due_at(week)
    rows = queries.of_week(actor, week, due=due, now=now)
    return render_template(
        "follow_up/weekly_all.html",
        rows=rows,
        week=week,
        due=due,
        standings=view_model.STANDINGS,
        submitted=sum(one.edition > 0 for one in rows),
        missing=sum(one.standing == "missing" for one in rows),
        late=sum(one.standing == "submitted_late" for one in rows),
        next_week=week.next if week.next <= this else None,
    )


@bp.get("/weekly/<string:code>/<string:week>")
@requires(Permission.PROJECT_READ)
def weekly_report(code: str, week: str) -> ResponseReturnValue:
    """One report; a draft opens for writing, a week without one offers to begin it."""
    actor, wanted = signed_in(), read_week(week)
    park = park_queries.get_visible(code, to=actor)
    writes = policy.may_write_weekly(actor, park.id)
    existing = queries.editions(park.id, wanted) if writes else []
    edition = row_number(asked) or 0 if (asked := request.args.get("edition")) else None
    if writes and not existing:
        return render_template(
            "follow_up/weekly_begin.html",
            park=park,
            week=wanted,
            due=limits.due_at(wanted),
            begun=wanted <= week_of(clock.today()),
        )
    report = queries.get_report(code, wanted, edition=edition, to=actor)
    if report.status is WeeklyStatus.DRAFT:
        return redirect(url_for("follow_up.edit_weekly", code=code, week=week))
    others = existing or [report]
    return render_template(
        "follow_up/weekly_report.html",
        report=report,
        week=wanted,
        paper=view_model.weekly_paper(report),
        basis=view_model.basis_words(report),
        sections=[
            (heading, view_model.lines_of(getattr(report, name)), nothing)
            for name, heading, nothing in view_model.SECTIONS
        ],
        intact=actions.is_intact(report),
        late=report.submitted_at is not None and report.submitted_at > limits.due_at(wanted),
        others=[one for one in others if one.submitted_at is not None],
        draft=next((one for one in existing if one.submitted_at is None), None),
        writes=writes,
        correct=CorrectForm(formdata=None),
    )


@bp.post("/weekly/<string:code>/<string:week>/begin")
@requires(Permission.REPORT_WRITE)
def begin_weekly(code: str, week: str) -> ResponseReturnValue:
    """Draft it from the week's changes."""
    actor = signed_in()
    park = park_queries.get_visible(code, to=actor)
    policy.check_writes_weekly(actor, park.id)  # a refusal, not a message on a page that is not his either
    try:
        actions.begin(park, read_week(week), by=actor)
    except AlreadyExists as refusal:
        flash(refusal.message, "info")
    except DomainError as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("follow_up.weekly_report", code=code, week=week))


@bp.route("/weekly/<string:code>/<string:week>/edit", methods=["GET", "POST"])
@requires(Permission.REPORT_WRITE)
def edit_weekly(code: str, week: str) -> ResponseReturnValue:
    """Write the draft. Scripts save it by themselves and are answered in JSON."""
    actor = signed_in()
    report = _draft(code, week)
    if report is None:
        if _wants_json():
            return jsonify(message="周报已经提交，不能再改。"), CONFLICT
        return redirect(url_for("follow_up.weekly_report", code=code, week=week))
    form, submits = _form(report), request.form.get("do") == "submit"
    conflicts = form.clashes()
    if conflicts:
        if _wants_json():
            names = "、".join(one.label for one in conflicts)
            return jsonify(message=f"同事刚改过“{names}”，按“保存草稿”查看两边的内容。"), CONFLICT
    elif form.is_submitted() and form.valid_where_touched():
        try:
            actions.edit(report, by=actor, **{name: text or "" for name, text in form.touched_values().items()})
            if submits:
                actions.submit(report, by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            if _wants_json():
                return jsonify(_go_on(report))
            flash("周报已提交，内容不再改动。" if submits else "草稿已保存。", "ok")
            return redirect(url_for(f"follow_up.{'weekly_report' if submits else 'edit_weekly'}", code=code, week=week))
    if _wants_json() and form.is_submitted():
        return jsonify(
            message="没有存上：" + "；".join(str(one) for errors in form.errors.values() for one in errors)
        ), 422
    return render_template(
        "follow_up/weekly_edit.html",
        report=report,
        week=Week(report.week_start),
        form=form,
        conflicts=conflicts,
        due=limits.due_at(Week(report.week_start)),
    ), CONFLICT if conflicts else form.status


@bp.post("/weekly/<string:code>/<string:week>/redraft")
@requires(Permission.REPORT_WRITE)
def redraft_weekly(code: str, week: str) -> ResponseReturnValue:
    """Draft it anew."""
    if (report := _draft(code, week)) is not None:
        try:
            actions.redraft(report, by=signed_in())
        except DomainError as refusal:
            flash(refusal.message, "error")
        else:
            flash("已按最新数据重新生成。", "ok")
    return redirect(url_for("follow_up.weekly_report", code=code, week=week))


@bp.post("/weekly/<string:code>/<string:week>/correct")
@requires(Permission.REPORT_WRITE)
def correct_weekly(code: str, week: str) -> ResponseReturnValue:
    """Begin a corrected edition."""
    actor = signed_in()
    report = queries.get_report(code, read_week(week), edition=None, to=actor)
    try:
        actions.correct(report, why=CorrectForm().why.data or "", by=actor)
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("follow_up.weekly_report", code=code, week=week))
    return redirect(url_for("follow_up.edit_weekly", code=code, week=week))


def _draft(code: str, week: str) -> WeeklyReport | None:
    """The draft of a park's week. Raises NoResultFound, NotAllowed; None when there is none any more."""
    actor, wanted = signed_in(), read_week(week)
    park = park_queries.get_visible(code, to=actor)
    policy.check_writes_weekly(actor, park.id)
    drafts = [one for one in queries.editions(park.id, wanted) if one.status is WeeklyStatus.DRAFT]
    return queries.get_report(code, wanted, edition=drafts[0].edition, to=actor) if drafts else None


def _form(report: WeeklyReport) -> WeeklyForm:
    values = {name: getattr(report, name) for name in actions.TEXTS}
    form = WeeklyForm(data=values)
    form.open_on(WeeklyForm(formdata=None, data=values), report.version)
    return form


def _go_on(report: WeeklyReport) -> dict[str, Any]:
    """The hidden fields to go on with, as the form would carry them if it were opened now."""
    values = {name: getattr(report, name) for name in actions.TEXTS}
    fresh = WeeklyForm(formdata=None, data=values)
    fresh.open_on(WeeklyForm(formdata=None, data=values), report.version)
    fresh.renew()
    return {
        "fields": {"version": cast("str", fresh.version.data), "opened": cast("str", fresh.opened.data)},
        "at": f"{clock.local(clock.now()):%H:%M}",
    }


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
