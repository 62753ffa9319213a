"""Where something that is missing can be filled in, and where a list was left: addresses that several pages share."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from app.core.errors import DomainError

from .filters import ProjectFilter
from .queries.ordering import Order
from .state import ListState

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
    number = args.get("view", "")
    return {**state.args(), **({"view": number} if number.isdecimal() else {})}
