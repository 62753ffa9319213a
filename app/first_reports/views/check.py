"""The live check while a lead is typed. It looks the same whatever lies outside the reader's sight."""

from decimal import Decimal
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.companies import rules as company_rules
from app.core.access import requires
from app.core.errors import DomainError
from app.core.forms import trim
from app.core.permissions import Permission
from app.core.units import parse_money
from app.first_reports import queries
from app.first_reports.view_model import ELSEWHERE
from app.projects.enums import SiteMode

from .blueprint import bp

MOST_NAME, MOST_CONTENT = 200, 300


@bp.get("/check")
@requires(Permission.PROJECT_CREATE)
def check() -> ResponseReturnValue:
    """Own matches by name, others as one sentence, a doubtful code."""
    uscc = company_rules.tidy_uscc(_text("uscc", 40))
    typed = queries.Typed(
        investor=_text("investor", MOST_NAME),
        uscc=uscc,
        content=_text("content", MOST_CONTENT),
        investment=_amount(),
        sector_id=_number("sector_id"),
        site_mode=_site(),
    )
    found = queries.check(typed, to=signed_in())
    return render_template(
        "first_reports/_check.html", found=found, warning=company_rules.uscc_warning(uscc), elsewhere=ELSEWHERE
    )


def _text(name: str, most: int) -> str:
    """What stands in a field; whatever is no text counts as nothing."""
    return str(trim(request.args.get(name, "")))[:most]


def _amount() -> Decimal | None:
    try:
        return parse_money(_text("investment", 40))
    except (DomainError, ValueError, ArithmeticError):
        return None


def _number(name: str) -> int | None:
    text = _text(name, 9)
    return int(text) if text.isascii() and text.isdigit() else None


def _site() -> SiteMode | None:
    text: Any = _text("site_mode", 20)
    return SiteMode(text) if text in set(SiteMode) else None
