"""The board: eight columns of the whole filter, and further cards of one."""

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.permissions import Permission
from app.core.units import wan_text, yi_text
from app.pipeline import queries as pipeline_queries
from app.projects import limits, policy, queries, view_model
from app.projects.enums import Stage, Status
from app.projects.filters import BadFilter, ProjectFilter
from app.projects.links import BOARD
from app.projects.models import Project
from app.projects.queries.board import Card
from app.worklists.queries import ViewTab

from .blueprint import bp
from .frame import frame

CARDS = 6  # as many as a large screen shows of a column; the page must stay under 100 KB
FEWER_CARDS = 5  # of what a text finds: its words stand in every link of a card
MORE_CARDS = 30


@bp.get("/board")
@requires(Permission.PROJECT_READ)
def board() -> ResponseReturnValue:
    """The whole board."""
    at = _at(request.args.get("at", ""))
    page = frame("projects.board", at=at and at.value)
    if page.start_url:
        return redirect(page.start_url)
    today = clock.today()
    found = queries.board(page.criteria, to=page.actor, today=today, cards=FEWER_CARDS if page.criteria.q else CARDS)
    words = view_model.limit_words(limits.current())
    patterns = _patterns(page.criteria, page.view)
    missing = pipeline_queries.missing_counts([card.id for column in found for card in column.cards])
    entrances = pipeline_queries.entrances()
    return render_template(
        "projects/board.html",
        **page.facts(),
        at=at,
        columns=[
            {
                "stage": column.stage,
                "count": column.count,
                "sum": yi_text(column.investment),
                "stale": column.stale,
                "limit": words[column.stage],
                "url": page.url(at=column.stage.value),
                "gate": view_model.entrance_words(column.stage, entrances[column.stage]),
                "cards": [_card(card, page.actor, patterns, missing, today) for card in column.cards],
                "more": _more(page.criteria, column.stage, column.cards, column.hidden),
            }
            for column in found
        ],
        total=sum(column.count for column in found),
        narrowed=len(page.criteria.args()) > 0,
        investment=sum((column.investment for column in found), Decimal(0)),
        place_url=patterns["place"],
        move_url=patterns["move"] if Permission.PROJECT_MOVE in page.actor.permissions else "",
        lost_url=patterns["lose"] if Permission.PROJECT_EDIT in page.actor.permissions else "",
    )


@bp.get("/board/<string:stage>")
@requires(Permission.PROJECT_READ)
def column(stage: str) -> ResponseReturnValue:
    """Further cards of one column, as a piece of the page; whoever opens the address itself gets the list."""
    actor, criteria, wanted = signed_in(), ProjectFilter.from_args(request.args), _stage(stage)
    today = clock.today()
    if "HX-Request" not in request.headers:
        return redirect(url_for("projects.index", **{**criteria.args(), "stage": wanted.value}))
    after = _after(request.args.get("after", ""))
    cards = queries.column_cards(criteria, wanted, to=actor, today=today, after=after, cards=MORE_CARDS)
    left = max(0, request.args.get("left", 0, type=int) - len(cards)) if len(cards) == MORE_CARDS else 0
    patterns = _patterns(criteria, None)
    missing = pipeline_queries.missing_counts([card.id for card in cards])
    return render_template(
        "projects/_cards.html",
        stage=wanted,
        cards=[_card(card, actor, patterns, missing, today) for card in cards],
        more=_more(criteria, wanted, cards, left),
    )


def _at(text: str) -> Stage | None:
    """The column a phone shows first. Raises BadFilter."""
    if not text:
        return None
    try:
        return Stage(text)
    except ValueError as fault:
        raise BadFilter("没有这个阶段，请清除后重选。") from fault


def _stage(text: str) -> Stage:
    """A stage named in the path. Raises NoResultFound, which is a 404."""
    try:
        return Stage(text)
    except ValueError as fault:
        raise NoResultFound from fault


def _after(mark: str) -> tuple[float, int] | None:
    """Where the cards shown so far end: rank and number of the last. Raises BadFilter."""
    if not mark:
        return None
    rank, _, number = mark.partition("_")
    try:
        place = (float(rank), int(number))
    except ValueError as fault:
        raise BadFilter("看板的位置标记无效，请刷新看板。") from fault
    if not math.isfinite(place[0]) or not 0 <= place[1] < 2**31:
        raise BadFilter("看板的位置标记无效，请刷新看板。")
    return place


def _more(criteria: ProjectFilter, stage: Stage, cards: list[Card], left: int) -> dict[str, Any] | None:
    """The link to what is not shown: in place with scripts, to the list without."""
    if left <= 0 or not cards:
        return None
    last = cards[-1]
    # The column's own stage stands in for those that the filter may name.
    args = {**criteria.args(), "stage": stage.value}
    return {
        "left": left,
        "url": url_for("projects.column", **{**args, "after": f"{last.rank!r}_{last.id}", "left": left}),
        "list_url": url_for("projects.index", **args),
    }


def _patterns(criteria: ProjectFilter, view: ViewTab | None) -> dict[str, str]:
    """The addresses behind a card with CODE for its code: asked for once, not once a card.

    A move takes the filter along: it answers with the figures of the columns, and comes back to this very board.
    """
    args = criteria.args()
    along = {**args, **({"view": view.id} if view else {}), "on": BOARD}
    return {
        "show": url_for("projects.show", code="CODE", **along),
        "move": url_for("pipeline.move", code="CODE", **{**args, "from": "board"}),
        "place": url_for("places.place", **along),
        "note": url_for("projects.add_activity", code="CODE"),
        "lose": url_for("projects.lose", code="CODE"),
    }


def _card(row: Card, actor: Actor, patterns: dict[str, str], missing: Mapping[int, int], today: date) -> dict[str, Any]:
    """A card in words, with the stages it may be moved to from its menu."""
    movable = row.status is Status.ACTIVE and policy.may(Permission.PROJECT_MOVE, actor, cast("Project", row))
    return {
        "code": row.code,
        "rank": repr(row.rank),
        "name": row.title,
        "company": row.investor,
        "park": row.park_name if len(actor.park_ids) != 1 else "",
        "amount": yi_text(row.investment),
        "exact": wan_text(row.investment),
        "light": row.light.value,
        "reason": row.reason,
        "owner": row.owner_name,
        "days": row.days_in_stage,
        "recognition": row.recognition,
        "missing": missing.get(row.id, 0),
        "next": view_model.next_words(row, today),
        "late": row.next_due is not None and row.next_due < today,
        "forward": row.stage.next if movable else None,
        "movable": movable,
        "noted": policy.may(Permission.ACTIVITY_CREATE, actor, cast("Project", row)),
        "links": {name: pattern.replace("CODE", row.code) for name, pattern in patterns.items()},
        "status": row.status if row.status is not Status.ACTIVE else None,
    }
