"""The audit trail, for the auditor."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries, view_model
from app.accounts.queries import TrailFilter
from app.core.access import requires
from app.core.forms import EARLIEST, LATEST, trim
from app.core.permissions import Permission

from .blueprint import bp

MOST_TEXT = 100


@bp.get("/admin/audit")
@requires(Permission.AUDIT_READ)
def audit_trail() -> ResponseReturnValue:
    """Who did what when, newest first; `?check=1` follows the chain of fingerprints."""
    wanted, faults = _filter()
    page = queries.trail_page(wanted, cursor=request.args.get("at"))
    check = queries.check_chain() if request.args.get("check") == "1" else None
    said = _said(wanted)
    return render_template(
        "accounts/audit.html",
        page=page,
        lines=[view_model.entry_line(entry) for entry in page.items],
        wanted=wanted,
        faults=faults,
        said=said,
        chips=_chips(wanted, said),
        actions=view_model.ACTIONS,
        kinds=view_model.SUBJECTS,
        check=check,
        broken=[view_model.entry_line(entry) for entry in check.broken] if check else [],
    )


def _filter() -> tuple[TrailFilter, list[str]]:
    """The filter in the URL, and what in it could not be understood."""
    faults: list[str] = []

    def text(name: str) -> str:
        return (trim(request.args.get(name, "")) or "")[:MOST_TEXT]

    def day(name: str, label: str) -> date | None:
        if not (typed := text(name)):
            return None
        try:
            read = date.fromisoformat(typed)
        except ValueError:
            read = None
        if read is None or not EARLIEST <= read <= LATEST:
            faults.append(f"{label}“{typed}”不是有效日期，未按它筛选。")
            return None
        return read

    wanted = TrailFilter(
        person=text("person"),
        action=text("action"),
        kind=text("kind"),
        subject=text("subject"),
        first=day("first", "起始日期"),
        last=day("last", "截止日期"),
    )
    return wanted, faults


def _said(wanted: TrailFilter) -> dict[str, Any]:
    said = {
        "person": wanted.person,
        "action": wanted.action,
        "kind": wanted.kind,
        "subject": wanted.subject,
        "first": wanted.first and wanted.first.isoformat(),
        "last": wanted.last and wanted.last.isoformat(),
    }
    return {name: value for name, value in said.items() if value}


def _chips(wanted: TrailFilter, said: dict[str, Any]) -> list[dict[str, str]]:
    labels = {"person": "人员", "action": "操作", "kind": "对象类型", "subject": "对象", "first": "自", "last": "至"}
    worded = {"action": view_model.action_words(wanted.action), "kind": view_model.subject_words(wanted.kind)}
    return [
        {
            "label": labels[name],
            "value": worded.get(name, value),
            "remove_url": url_for(
                "accounts.audit_trail", **{other: kept for other, kept in said.items() if other != name}
            ),
        }
        for name, value in said.items()
    ]
