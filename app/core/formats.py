"""How numbers, amounts and times are worded on every screen: filters for the templates, plain functions for the rest."""

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from markupsafe import Markup

from . import clock
from .units import money_text, plain, wan_text, yi_text

WEEKDAYS = "一二三四五六日"


def number(value: Decimal | float | None) -> str:
    """Thousands separators, no trailing noughts; — when there is none."""
    return "—" if value is None else plain(Decimal(str(value)))


def fixed(value: Decimal | None, places: int = 2) -> str:
    """Equal decimals, for a column."""
    return "—" if value is None else f"{value:,.{places}f}"


def date_cn(day: date | datetime | None) -> str:
    """2026-11-20; — when there is none."""
    return "—" if day is None else _day(day).isoformat()


def date_short(day: date | datetime | None) -> str:
    """11-20 within this year, otherwise 2025-11-20."""
    if day is None:
        return "—"
    day = _day(day)
    return f"{day:%m-%d}" if day.year == clock.today().year else day.isoformat()


def datetime_cn(moment: datetime | None) -> str:
    """2026-11-20 14:05 on a wall clock in Shanghai."""
    return "—" if moment is None else f"{clock.local(moment):%Y-%m-%d %H:%M}"


def weekday(day: date) -> str:
    """周五."""
    return f"周{WEEKDAYS[day.weekday()]}"


def ago_words(day: date | datetime | None) -> str:
    """今天, 昨天, 5 天前, 3 天后; from a year on the date itself."""
    if day is None:
        return "—"
    days = (clock.today() - _day(day)).days
    near = {0: "今天", 1: "昨天", -1: "明天"}
    if days in near:
        return near[days]
    if abs(days) > 365:
        return date_cn(day)
    return f"{days} 天前" if days > 0 else f"{-days} 天后"


def ago(day: date | datetime | None) -> Markup:
    """The relative words, with the exact time at hand."""
    if day is None:
        return Markup("—")
    exact = datetime_cn(day) if isinstance(day, datetime) else day.isoformat()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(_day(day).isoformat(), exact, ago_words(day))


def file_size(size: int) -> str:
    """0.6 MB, 12 KB."""
    kib = 1024
    return f"{size / kib / kib:.1f} MB" if size >= kib * kib // 10 else f"{max(1, round(size / kib))} KB"


def masked_phone(phone: str | None) -> str:
    """138****1234: enough to recognise, not enough to call."""
    if not phone:
        return "—"
    shown = 4
    if len(phone) <= shown + 3:
        return "*" * max(0, len(phone) - 2) + phone[-2:]
    return f"{phone[:3]}****{phone[-shown:]}"


def masked_email(email: str | None) -> str:
    """z***@example.com."""
    if not email:
        return "—"
    name, at, house = email.partition("@")
    return f"{name[:1]}***{at}{house}"


def _day(day: date | datetime) -> date:
    return clock.local(day).date() if isinstance(day, datetime) else day


def init_app(app: Flask) -> None:
    """Make them filters."""
    app.jinja_env.filters.update(
        ago=ago,
        ago_words=ago_words,
        date_cn=date_cn,
        date_short=date_short,
        datetime_cn=datetime_cn,
        file_size=file_size,
        fixed=fixed,
        masked_email=masked_email,
        masked_phone=masked_phone,
        money=money_text,
        money_wan=wan_text,
        money_yi=yi_text,
        number=number,
        weekday=weekday,
    )
