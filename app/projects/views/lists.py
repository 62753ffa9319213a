"""The list of projects: everything it shows stands in the URL."""

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import requires
from app.core.paging import DEFAULT_SIZE, PAGE_SIZES
from app.core.permissions import Permission
from app.projects import queries, view_model
from app.projects.filters import BadFilter
from app.projects.queries.ordering import Order

from .blueprint import bp
from .frame import Frame, frame


@bp.get("/")
@requires(Permission.PROJECT_READ)
def index() -> ResponseReturnValue:
    """One page of the list; only its results when a script asks for them while somebody types."""
    order = Order.read(request.args.get("sort", ""))
    size = _size(request.args.get("size", ""))
    keys = _keys(request.args.getlist("cols"))
    page = frame(
        "projects.index",
        cols=",".join(keys) if keys and tuple(keys) != view_model.DEFAULT_COLUMNS else "",
        size="" if size == DEFAULT_SIZE else size,
        sort=order.args.get("sort", ""),
    )
    today = clock.today()
    rows = queries.list_page(
        page.criteria,
        to=page.actor,
        today=today,
        sort=order.key,
        descending=order.descending,
        cursor=request.args.get("cursor") or None,
        size=size,
    )
    totals = queries.totals(page.criteria, to=page.actor, today=today)
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
            show_url=url_for("projects.show", code="CODE", **{**page.criteria.args(), **order.args}),
        )
    )
    answer.vary.add("HX-Request")
    if partial:
        # The first text typed is a step that Back undoes; what is typed after it is not.
        typed_before = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("q")
        answer.headers["HX-Replace-Url" if typed_before else "HX-Push-Url"] = page.url()
    return answer


def _table(page: Frame, order: Order, keys: list[str]) -> dict[str, Any]:
    """The columns, each with the link that sorts by it, and what the column picker offers."""
    shown = view_model.columns_of(keys)
    rest = {name: value for name, value in page.kept.items() if name != "sort"}
    args = page.criteria.args()
    return {
        "columns": [(column, _arrow(column, order), _sorted_url(column, order, args, rest)) for column in shown],
        "all_columns": [(column, column in shown) for column in view_model.COLUMNS],
        "picker_hidden": [(name, value) for name, values in args.items() for value in values]
        + [(name, value) for name, value in page.kept.items() if name != "cols"],
        "usual_columns_url": url_for(
            "projects.index", **args, **{name: value for name, value in page.kept.items() if name != "cols"}
        ),
    }


def _arrow(column: view_model.Column, order: Order) -> str:
    """The order as the head of this column shows it; a turned column falls when its key rises."""
    if column.sort != order.key:
        return ""
    return column.sort if order.descending == column.turned else f"-{column.sort}"


def _sorted_url(column: view_model.Column, order: Order, args: dict[str, Any], rest: dict[str, Any]) -> str:
    return url_for("projects.index", **args, **rest, **order.by(column.sort).args) if column.sort else ""


def _size(text: str) -> int:
    """Rows a page. Raises BadFilter."""
    if not text:
        return DEFAULT_SIZE
    if text not in map(str, PAGE_SIZES):
        raise BadFilter(f"每页行数只能是 {'、'.join(map(str, PAGE_SIZES))}。")
    return int(text)


def _keys(listed: list[str]) -> list[str]:
    """The columns asked for, one by one or joined by commas. Raises BadFilter."""
    keys = [key for text in listed for key in text.split(",") if key]
    known = {column.key for column in view_model.COLUMNS}
    if not known.issuperset(keys):
        raise BadFilter("没有这样的列，请清除后重选。")
    return [column.key for column in view_model.COLUMNS if column.key in keys]
