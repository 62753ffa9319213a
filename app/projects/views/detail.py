"""The page of a project."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.companies import queries as company_queries
from app.core import clock
from app.core.access import requires
from app.core.formats import date_cn
from app.core.permissions import Permission
from app.delivery import queries as delivery_queries
from app.pipeline import queries as pipeline_queries
from app.projects import history, limits, panels, policy, queries, rules, stepping
from app.projects.actions import mendable
from app.projects.actions.upkeep import clockwork
from app.projects.enums import Stage, Status
from app.projects.links import list_left, requirement_link
from app.projects.models import Project

from .blueprint import bp
from .common import head
from .merging import joined_cards, where_it_went

FIRST_EVENTS, ALL_EVENTS = 8, 300
ENDED = (Status.LOST, Status.REMOVED)  # nothing is expected of these any more
BIG_WAN = Decimal(10_000)  # 亿元级
TABS = (("all", "全部"), ("activities", "跟进"), ("moves", "移动"))


@bp.get("/<string:code>")
@requires(Permission.PROJECT_READ)
def show(code: str) -> ResponseReturnValue:
    """Everything about one project that this person may know."""
    actor, today = signed_in(), clock.today()
    try:
        project, outlook = pipeline_queries.opened(code, to=actor)
    except NoResultFound:
        return where_it_went(code, to=actor)
    page = head(project, actor)
    story = queries.story_of(project, limit=_most_shown())
    criteria, order = list_left(request.args)
    beside = queries.neighbours(project, criteria, to=actor, today=today, sort=order.key, descending=order.descending)
    held = limits.current()
    due = rules.deadline(clockwork(project), held)
    stale_on, alarm_on = rules.due_days(clockwork(project), held)
    ended = project.status in ENDED
    missing = sum(not answer.met for answer in outlook.answers)
    return render_template(
        "projects/show.html",
        **page,
        **_rights(actor, project, known=page["known"]),
        today=today,
        previous_url=beside.before and url_for("projects.show", code=beside.before, **page["along"]),
        next_url=beside.after and url_for("projects.show", code=beside.after, **page["along"]),
        place=beside.words,
        steps=stepping.steps(
            project,
            story.moves,
            today=today,
            limit=due.limit,
            missing=None if ended else missing,
            agreed=_agreed(outlook.filed.contract),
        ),
        step_note=stepping.since_words(project, today, due.limit),
        light=rules.light(stale_on=stale_on, alarm_on=alarm_on, today=today),
        light_reason=rules.light_reason(clockwork(project), held, today),
        gate=_gate(project, outlook.answers, page["along"]),
        missing=missing,
        filed=outlook.filed,
        investor=company_queries.on_project(project.company_id, to=actor) if page["known"] else None,
        standing=_standing(project, known=page["known"]),
        ended=ended,
        is_big=project.investment is not None and project.investment >= BIG_WAN,
        stages=Stage,
        mendable=lambda one: mendable(one.by_id, one.at, by=actor),
        panels=panels.panels(panels.Visit(project=project, actor=actor, known=page["known"], today=today)),
        **_timeline(project, story, page),
    )


def _rights(actor: Actor, project: Project, *, known: bool) -> dict[str, bool]:
    """What this person may do here; texts that are kept from somebody cannot be edited by him either."""
    edits = known and policy.may(Permission.PROJECT_EDIT, actor, project)
    return {
        "may_edit": edits,
        "may_move": project.status is Status.ACTIVE and policy.may(Permission.PROJECT_MOVE, actor, project),
        "may_note": policy.may(Permission.ACTIVITY_CREATE, actor, project),
        "may_merge": policy.may_merge(actor, project),
    }


def _standing(project: Project, *, known: bool) -> str:
    """How a project stands that is not going on, and why; a reason that only repeats the coded one is said once."""
    reasons = []
    if known:
        code = project.lost_reason or project.hold_reason or project.removal_reason
        coded = code.label if code else ""
        reasons = [
            coded,
            f"落户{project.competing_city}" if project.competing_city else "",
            "" if project.status_reason == coded else (project.status_reason or "").rstrip("。"),
        ]
    said = "；".join(filter(None, reasons))
    review = f"（{date_cn(project.review_on)} 复核）" if project.review_on else ""
    return f"项目{project.status.label}{'：' if said else ''}{said}{review}"


def _gate(project: Project, answers: Sequence[Any], along: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The checklist as the template shows it, each missing item with the way to its field."""
    found = []
    for answer in answers:
        url, words = requirement_link(project.code, answer.requirement.where, along)
        found.append(
            {
                "met": answer.met,
                "label": answer.requirement.label,
                "hint": answer.requirement.hint,
                "url": url,
                "words": words,
            }
        )
    return found


def _agreed(contract: Any) -> dict[Stage, str]:
    """What the contract promises of later stages."""
    if contract is None:
        return {}
    days: tuple[tuple[Stage, date | None], ...] = (
        (Stage.CONSTRUCTION, contract.agreed_start_on),
        (Stage.PRODUCTION, contract.agreed_production_on),
    )
    return {stage: f"约定 {day:%Y-%m}" for stage, day in days if day is not None}


def _most_shown() -> int:
    return ALL_EVENTS if request.args.get("more") == "1" else FIRST_EVENTS


def _timeline(project: Project, story: queries.Story, page: Mapping[str, Any]) -> dict[str, Any]:
    """What happened, the chosen kind of it, the latest first."""
    wanted = request.args.get("events", "all")
    kind = wanted if wanted in dict(TABS) else "all"
    most = _most_shown()
    chosen = {"all": [*story.activities, *story.moves], "activities": story.activities, "moves": story.moves}[kind]
    totals = {"all": story.count + len(story.moves), "activities": story.count, "moves": len(story.moves)}

    def url(key: str, *, more: bool = False) -> str:
        args: dict[str, Any] = {**page["along"]}
        if key != "all":
            args["events"] = key
        if more:
            args["more"] = 1
        return url_for("projects.show", code=project.code, **args, _anchor="events")

    return {
        "events": queries.newest_first(chosen)[:most],
        "event_tabs": [
            {"label": label, "url": url(key), "active": key == kind, "count": totals[key]} for key, label in TABS
        ],
        "more_events_url": url(kind, more=True) if totals[kind] > most else None,
        "event_total": totals[kind],
    }


@bp.get("/<string:code>/history")
@requires(Permission.PROJECT_READ)
def show_history(code: str) -> ResponseReturnValue:
    """What was changed, by whom and when, from the audit trail."""
    actor = signed_in()
    project = queries.get_visible(code, to=actor)
    page = head(project, actor)
    subjects = [(Project.__tablename__, project.id), *delivery_queries.subjects_of(project)]
    entries = queries.trail_of(subjects)
    names = queries.names_in_trail(history.numbers_in(entries, "owner_id"), history.numbers_in(entries, "sector_id"))
    return render_template(
        "projects/history.html",
        **page,
        happenings=history.happenings(entries, names=names, further=delivery_queries.worded, open_texts=page["known"]),
        joined=joined_cards(project, actor, known=page["known"]),
    )
