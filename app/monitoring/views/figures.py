"""Time in stage and what became of what was signed: figures of the night before, each leading to its projects."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import BadAddress
from app.core.permissions import Permission
from app.monitoring import charts, queries, view_model
from app.monitoring.enums import Scope
from app.monitoring.queries import figures
from app.monitoring.queries.figures import Place
from app.projects.enums import Stage

from .blueprint import bp
from .common import place_tabs

STEPS = {"year": (12, "年"), "quarter": (3, "季"), "month": (1, "月")}
MOST_PERIODS = {"year": 10, "quarter": 12, "month": 24}
COHORT_LISTS = {
    "signed": "签约",
    "landed": "落地",
    "started": "开工",
    "producing": "投产",
    "full": "达产",
    "due": "约定开工已到期",
    "kept": "按约已开工",
    "unkept": "约定到期未开工",
}
# A project stays in its last stage for good: no time in stage is expected of it.
STAGES = tuple(stage for stage in Stage if stage is not Stage.FULL_CAPACITY)


@bp.get("/velocity/")
@requires(Permission.PROJECT_READ)
def velocity() -> ResponseReturnValue:
    """Median and p90 of the days in each stage: of a city or a park, by park and by sector."""
    actor = signed_in()
    places, place = _place(figures.places(actor))
    computed = queries.computed_on()
    whole = figures.stage_figures(place) if place else {}
    parks = [one for one in places if one.scope is Scope.PARK and place and one.city_id == place.city_id]

    def behind(place_key: str, stage: Stage, *, sector: str = "", lasting: bool = False) -> str:
        facts: dict[str, Any] = {"place": place_key, "stage": stage.value, "sector": sector or None}
        return url_for("monitoring.stays", **facts, lasting=1 if lasting else None)

    return render_template(
        "monitoring/velocity.html",
        place_tabs=place_tabs("velocity"),
        **_frame(places, place, "monitoring.velocity"),
        computed=computed,
        stages=STAGES,
        figures=whole,
        chart=charts.stage_chart(whole, STAGES, place.name) if place and computed else None,
        parks=figures.by_park(parks) if place and place.scope is Scope.CITY else [],
        sectors=figures.by_sector(place) if place else [],
        behind=behind,
        definitions=view_model.DEFINITIONS,
    )


@bp.get("/velocity/stays")
@requires(Permission.PROJECT_READ)
def stays() -> ResponseReturnValue:
    """The stays behind a figure, the longest first; without a stage there is no figure to look behind."""
    if "stage" not in request.args:
        return redirect(url_for("monitoring.velocity"))
    actor, today = signed_in(), clock.today()
    places, place = _place(figures.places(actor))
    stage = _read(Stage, request.args.get("stage", ""), "没有这个阶段。")
    lasting = request.args.get("lasting") == "1"
    code = request.args.get("sector", "")
    try:
        sector = figures.sector_number(code)
    except NoResultFound as fault:
        raise BadAddress("没有这个产业方向，请重新选择。") from fault
    page = figures.stays_page(
        _parks(places, place),
        stage=stage,
        sector=sector,
        lasting=lasting,
        to=actor,
        today=today,
        cursor=request.args.get("cursor") or None,
    )

    def url(**changed: Any) -> str:
        kept = {"place": place.key if place else None, "stage": stage.value, "sector": code or None}
        return url_for("monitoring.stays", **{**kept, "lasting": 1 if lasting else None, **changed})

    return render_template(
        "monitoring/stays.html",
        place=place,
        stage=stage,
        lasting=lasting,
        switch=[
            {"label": "已结束", "url": url(lasting=None), "active": not lasting},
            {"label": "尚在本阶段", "url": url(lasting=1), "active": lasting},
        ],
        rows=page.items,
        first=page.first,
        last=page.last,
        previous_url=url(cursor=page.previous) if page.previous else None,
        next_url=url(cursor=page.next) if page.next else None,
        back_url=url_for("monitoring.velocity", place=place.key if place else None),
        computed=queries.computed_on(),
    )


@bp.get("/velocity/cohorts")
@requires(Permission.PROJECT_READ)
def cohorts() -> ResponseReturnValue:
    """Of those signed in a period: how many landed, started, produce, reached full output."""
    actor = signed_in()
    places, place = _place(figures.places(actor))
    by = request.args.get("by") or "year"
    if by not in STEPS:
        raise BadAddress("只能按年、季、月归批。")
    step = STEPS[by][0]
    found = figures.cohorts(_parks(places, place), step=step)[: MOST_PERIODS[by]]

    def behind(cohort: figures.Cohort, which: str) -> str:
        return url_for(
            "monitoring.cohort",
            place=place.key if place else None,
            by=by,
            start=cohort.start.isoformat(),
            which=which,
        )

    return render_template(
        "monitoring/cohorts.html",
        place_tabs=place_tabs("cohorts"),
        **_frame(places, place, "monitoring.cohorts", by=by),
        steps=[
            {"label": f"按{words}", "url": _url("monitoring.cohorts", place, by=key), "active": key == by}
            for key, (_, words) in STEPS.items()
        ],
        cohorts=found,
        chart=charts.cohort_chart(found, place.name) if found and place else None,
        behind=behind,
        computed=queries.computed_on(),
        definitions=view_model.DEFINITIONS,
    )


@bp.get("/velocity/cohort")
@requires(Permission.PROJECT_READ)
def cohort() -> ResponseReturnValue:
    """The projects of a cohort, as they stand now; without a period there is none."""
    if "start" not in request.args:
        return redirect(url_for("monitoring.cohorts"))
    actor, today = signed_in(), clock.today()
    places, place = _place(figures.places(actor))
    by, which = request.args.get("by", ""), request.args.get("which", "")
    if by not in STEPS or which not in COHORT_LISTS:
        raise BadAddress("没有这样的批次，请从签约转化页重新打开。")
    step = STEPS[by][0]
    try:
        start = figures.period_of(date.fromisoformat(request.args.get("start", "")), step)
    except ValueError as fault:
        raise BadAddress("没有这样的批次，请从签约转化页重新打开。") from fault
    if start.year >= 9990:
        abort(404)
    page = figures.cohort_page(
        _parks(places, place),
        start=start,
        step=step,
        which=which,
        to=actor,
        today=today,
        cursor=request.args.get("cursor") or None,
    )

    def url(**changed: Any) -> str:
        return _url("monitoring.cohort", place, by=by, start=start.isoformat(), which=which, **changed)

    return render_template(
        "monitoring/cohort.html",
        place=place,
        label=figures.period_label(start, step),
        which=COHORT_LISTS[which],
        rows=page.items,
        first=page.first,
        last=page.last,
        previous_url=url(cursor=page.previous) if page.previous else None,
        next_url=url(cursor=page.next) if page.next else None,
        back_url=_url("monitoring.cohorts", place, by=by),
    )


def _place(places: list[Place]) -> tuple[list[Place], Place | None]:
    """The place asked for, the first when none is; one that is not this person's is no place."""
    wanted = request.args.get("place", "")
    if not wanted:
        return places, next(iter(places), None)
    found = next((one for one in places if one.key == wanted), None)
    if found is None:
        raise BadAddress("没有这个园区或城市的数据，请重新选择。")
    return places, found


def _parks(places: list[Place], place: Place | None) -> list[int]:
    """The parks of a place."""
    if place is None:
        return []
    if place.scope is Scope.PARK:
        return [place.id]
    return [one.id for one in places if one.scope is Scope.PARK and one.city_id == place.city_id]


def _frame(places: list[Place], place: Place | None, endpoint: str, **kept: Any) -> dict[str, Any]:
    """The choice of place: cities as a switch, parks as a select."""
    return {
        "place": place,
        "cities": [
            {"label": one.name, "url": _url(endpoint, one, **kept), "active": bool(place and one.id == place.city_id)}
            for one in places
            if one.scope is Scope.CITY
        ],
        "parks_to_choose": [
            one for one in places if one.scope is Scope.PARK and place and one.city_id == place.city_id
        ],
        "city": next((one for one in places if one.scope is Scope.CITY and place and one.id == place.city_id), None),
        "endpoint": endpoint,
        "kept": kept,
    }


def _url(endpoint: str, place: Place | None, **facts: Any) -> str:
    return url_for(endpoint, place=place.key if place else None, **facts)


def _read(kind: Callable[[str], Stage], text: str, sentence: str) -> Stage:
    try:
        return kind(text)
    except ValueError as fault:
        raise BadAddress(sentence) from fault
