"""Where something that is missing can be filled in, and where a list was left: addresses that several pages share."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from app.accounts.rules import local_path
from app.core.errors import DomainError

from .filters import ProjectFilter
from .queries.ordering import Order
from .state import ListState

BOARD = "board"  # `on=board`: the project was opened from the board
_FORMS = {
    "project": ("projects.edit", {}, "填写"),
    "facts": ("delivery.edit", {"then": "project"}, "填写"),
    "contract": ("delivery.fill", {"part": "contracts", "then": "project"}, "填写"),
    "site": ("delivery.fill", {"part": "sites", "then": "project"}, "填写"),
    "permit": ("delivery.fill", {"part": "permits", "then": "project"}, "填写"),
    "photo": ("delivery.add_photos", {"then": "project"}, "上传"),
    "recognition": ("reviews.project", {}, "申报认定"),
    "activity": ("projects.add_activity", {"kind": "meeting"}, "记面谈"),
}


def requirement_link(code: str, where: str, carried: Mapping[str, Any]) -> tuple[str, str]:
    """Address and wording of the link to the very field that a gate asks for; `where` is `form#field`.

    A form of which a project has several kinds is written `permit-filing#number`.
    """
    form, _, field = where.partition("#")
    form, _, kind = form.partition("-")
    endpoint, args, words = _FORMS[form]
    values: dict[str, Any] = {**args, **({"kind": kind} if kind else {}), **carried}
    return url_for(endpoint, code=code, **values, _anchor=field), words


def list_left(args: Any) -> tuple[ProjectFilter, Order]:
    """Filter and order of the list somebody came from; a URL that was tampered with counts as none."""
    try:
        return ProjectFilter.from_args(args), Order.read(args.get("sort", ""))
    except DomainError:
        return ProjectFilter(), Order()


def carried(args: Any) -> dict[str, Any]:
    """The whole state of the list as URL arguments, to be taken along from page to page."""
    try:
        state = ListState.from_args(args)
    except DomainError:
        return {}
    found = state.args()
    if (number := args.get("view", "")).isdecimal():
        found["view"] = number
    if args.get("on") == BOARD:
        found["on"] = BOARD
    return found


def list_url(along: Mapping[str, Any]) -> str:
    """Where somebody came from: the list, or the board."""
    wanted = {name: value for name, value in along.items() if name != "on"}
    return url_for("projects.board" if along.get("on") == BOARD else "projects.index", **wanted)


def back_to(args: Any) -> str | None:
    """Where a form leads once it is saved, when it was opened from elsewhere: `back`, a path of this site."""
    return local_path(args.get("back"))
