"""What contracts, sites, permits and facts can say. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.errors import RuleBroken

from .enums import Part

LATER_THAN_TODAY = "日期不能晚于今天。"
# Days of things that have happened; the agreed days lie ahead.
HAPPENED: Mapping[Part | None, tuple[str, ...]] = {
    None: (
        "appraised_on",
        "licensed_on",
        "started_on",
        "accepted_on",
        "equipment_installed_on",
        "first_invoice_on",
    ),
    Part.CONTRACTS: ("signed_on",),
    Part.SITES: ("signed_on",),
    Part.PERMITS: ("issued_on",),
}


def check_days(part: Part | None, touched: Mapping[str, Any], today: date) -> None:
    """What has happened lies not ahead. Raises RuleBroken."""
    for name in HAPPENED[part]:
        day = touched.get(name)
        if isinstance(day, date) and day > today:
            raise RuleBroken(LATER_THAN_TODAY, field=name)


def check_contract(touched: Mapping[str, Any], stored: Mapping[str, Any]) -> None:
    """Production after start, fixed investment within the whole; only where one of the two was touched. Raises RuleBroken."""
    whole = {**stored, **touched}
    start, production = whole.get("agreed_start_on"), whole.get("agreed_production_on")
    if touched.keys() & {"agreed_start_on", "agreed_production_on"} and start and production and production < start:
        message = "约定投产日期不能早于约定开工日期。"
        field = "agreed_production_on" if "agreed_production_on" in touched else "agreed_start_on"
        raise RuleBroken(message, field=field)
    investment, fixed = whole.get("investment"), whole.get("fixed_investment")
    if (
        touched.keys() & {"investment", "fixed_investment"}
        and investment is not None
        and fixed is not None
        and fixed > investment
    ):
        message = "固定资产投资不能超过总投资。"
        raise RuleBroken(message, field="fixed_investment" if "fixed_investment" in touched else "investment")
