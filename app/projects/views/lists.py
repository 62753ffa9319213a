"""The list of projects: everything it shows stands in the URL."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import requires
from app.core.paging import PAGE_SIZES
from app.core.permissions import Permission
from app.first_reports.queries.listed import states_of
from app.projects import queries, view_model
from app.projects.queries.ordering import Order

from .blueprint import bp
from .frame import Frame, frame


@bp.get("/")
@requires(Permission.PROJECT_READ)
def index() -> ResponseReturnValue:
    """One page of the list; only its results when a script asks for them while somebody types."""
    page = frame("projects.index")
    if page.start_url:
        return redirect(page.start_url)
    order, size = page.state.order, page.state.size
    keys = keys_shown(page)
    today = clock.today()
    totals = queries.totals(page.criteria, to=page.actor, today=today)
    rows = queries.list_page(
        page.criteria,
        to=page.actor,
        today=today,
        sort=order.key,
        descending=order.descending,
        cursor=request.args.get("cursor") or None,
        size=size,
        known=totals,
    )
    partial = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    answer = make_response(
        render_template(
            "projects/_results.html" if partial else "projects/list.html",
            **page.facts(),
            **_table(page, order, keys),
            partial=partial,
            today=today,
            rows=rows.items,
            first=rows.first,
            last=rows.last,
            previous_url=page.url(cursor=rows.previous) if rows.previous else None,
            next_url=page.url(cursor=rows.next) if rows.next else None,
            totals=totals,
            page_investment=sum((row.investment or Decimal(0) for row in rows.items), Decimal(0)),
            sizes=[(number, page.url(size=number)) for number in PAGE_SIZES],
            size=size,
            with_status=view_model.shows_status(page.criteria),
            # With CODE for the project's code; the page of a project learns from it which list it was opened from.
            show_url=url_for("projects.show", code="CODE", **page.along),
            claims=claims_of(page, keys, [row.id for row in rows.items]),
            export_url=url_for("projects.export", **page.state.args()),
            may_bulk=Permission.PROJECT_EDIT in page.actor.permissions,
            bulk_url=url_for("worklists.change"),
            bulk_hidden=[(name, value) for name, values in page.state.args().items() for value in values]
            + ([("view", page.view.id)] if page.view else []),
        )
    )
    answer.vary.add("HX-Request")
    if partial:
        # The first text typed is a step that Back undoes; what is typed after it is not.
        typed_before = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("q")
        answer.headers["HX-Replace-Url" if typed_before else "HX-Push-Url"] = page.url()
    return answer


def _table(page: Frame, order: Order, keys: tuple[str, ...]) -> dict[str, Any]:
    """The columns, each with the link that sorts by it, and what the column picker offers."""
    shown = view_model.columns_of(keys)
    rest = {name: value for name, value in page.kept.items() if name != "sort"}
    args = page.criteria.args()
    return {
        "columns": [(column, _arrow(column, order), _sorted_url(column, order, args, rest)) for column in shown],
        # Those shown stand first, in their order.
        "all_columns": [(column, True) for column in shown]
        + [(column, False) for column in view_model.COLUMNS if column not in shown],
        # After the columns are kept the address need not name them.
        "columns_back": url_for(
            "projects.index", **args, **{name: value for name, value in page.kept.items() if name != "cols"}
        ),
    }


def keys_shown(page: Frame) -> tuple[str, ...]:
    """The columns that the address asks for, or this person usually; () for everybody's usual ones."""
    return page.state.columns or tuple(key for key in page.shelf.columns if key in view_model.COLUMN_KEYS)


def claims_of(page: Frame, keys: tuple[str, ...], ids: Sequence[int]) -> dict[int, str]:
    """How the first reports stand, asked for only where the column is shown and may be read."""
    if "first_report" not in keys or Permission.FIRST_REPORT_READ not in page.actor.permissions:
        return {}
    return {number: state.label for number, state in states_of(ids).items()}


def _arrow(column: view_model.Column, order: Order) -> str:
    """The order as the head of this column shows it; a turned column falls when its key rises."""
    if column.sort != order.key:
        return ""
    return column.sort if order.descending == column.turned else f"-{column.sort}"


def _sorted_url(column: view_model.Column, order: Order, args: dict[str, Any], rest: dict[str, Any]) -> str:
    return url_for("projects.index", **args, **rest, **order.by(column.sort).args) if column.sort else ""
