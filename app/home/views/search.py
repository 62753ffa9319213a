"""Search over everything: a page, and suggestions for the command palette."""

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core.access import requires
from app.core.forms import trim
from app.core.permissions import Permission
from app.core.search import split
from app.home import queries
from app.home.queries.finding import MOST_TEXT

from .blueprint import bp

A_PAGE = 20
SUGGESTED = 8


@bp.get("/search")
@requires(Permission.SELF)
def search() -> ResponseReturnValue:
    """What was found, by kind."""
    text = str(trim(request.args.get("q", "")))
    problem = _problem(text)
    found = queries.Found() if problem else queries.find(text, to=signed_in(), limit=A_PAGE)
    page = render_template(
        "home/search.html",
        text=text[: MOST_TEXT * 2],
        problem=problem,
        number=found.number,
        kinds=[
            {
                "label": label,
                "icon": icon,
                "hits": [(hit, url_for(endpoint, code=hit.code)) for hit in getattr(found, kind)],
                "more_url": more(text) if more and kind in found.more else None,
                "more": kind in found.more,
            }
            for kind, label, icon, endpoint, more in _KINDS
            if getattr(found, kind)
        ],
    )
    return page, 422 if problem and text else 200


@bp.get("/search/suggest")
@requires(Permission.SELF)
def suggest() -> ResponseReturnValue:
    """At most eight of each kind, for the command palette."""
    text = str(trim(request.args.get("q", "")))
    found = queries.Found() if _problem(text) else queries.find(text, to=signed_in(), limit=SUGGESTED)
    return jsonify(
        [
            {"group": label, "label": hit.label, "hint": hit.hint, "url": url_for(endpoint, code=hit.code)}
            for kind, label, _icon, endpoint, _more in _KINDS
            for hit in getattr(found, kind)
        ]
    )


def _problem(text: str) -> str:
    """Why nothing can be looked for; empty when it can."""
    if len(text) > MOST_TEXT:
        return f"搜索文字最多 {MOST_TEXT} 个字，请只写名称中的几个字。"
    if text and not split(text):
        return "请输入文字、字母或数字；只有标点和符号无法搜索。"
    return "" if text else "empty"


def _all_projects(text: str) -> str:
    return url_for("projects.index", q=text, status="all")


def _all_companies(text: str) -> str:
    return url_for("companies.index", q=text)


_KINDS: tuple[tuple[str, str, str, str, Any], ...] = (
    ("projects", "项目", "layout-kanban", "projects.show", _all_projects),
    ("companies", "企业", "building", "companies.show", _all_companies),
    ("parks", "园区", "map-2", "parks.show", None),
)
