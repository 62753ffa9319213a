"""What can be done to plans on screen. What a file brought is changed in the file."""

from datetime import date

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import City
from app.core import audit
from app.core.changes import assign
from app.core.errors import AlreadyExists, NotAllowed, RuleBroken
from app.extensions import db

from .models import Plan
from .policy import check_edit


def create(
    *,
    city_id: int,
    title: str,
    short_title: str,
    issuing_body: str | None,
    number: str | None,
    issued_on: date | None,
    period_start: int | None,
    period_end: int | None,
    by: Actor,
) -> Plan:
    """Enter a plan of one of the actor's cities; its code is given."""
    check_edit(by, city_id)
    city = db.session.get(City, city_id)
    if city is None:
        message = "没有这座城市。"
        raise NotAllowed(message)
    _check_period(period_start, period_end)
    _refuse_twin(city_id, title)
    plan = Plan(
        code=_free_code(city),
        title=title,
        short_title=short_title,
        issuing_body=issuing_body,
        number=number,
        issued_on=issued_on,
        period_start=period_start,
        period_end=period_end,
        city_id=city_id,
        city=city,
        position=(db.session.scalar(sa.select(sa.func.max(Plan.position))) or 0) + 1,
    )
    db.session.add(plan)
    audit.record("plan.created", plan, by=by, label=title, code=plan.code, city=city.name)
    return plan


def edit(
    plan: Plan,
    *,
    title: str,
    short_title: str,
    issuing_body: str | None,
    number: str | None,
    issued_on: date | None,
    period_start: int | None,
    period_end: int | None,
    by: Actor,
) -> None:
    """Change what stands on the document. A plan from a file is changed in its file."""
    check_edit(by, plan.city_id)
    if plan.from_file:
        message = "这份规划由文件载入，请修改文件后重新载入（flask plans load）。"
        raise RuleBroken(message)
    _check_period(period_start, period_end)
    if title != plan.title:
        _refuse_twin(plan.city_id, title)
    changes = assign(
        plan,
        title=title,
        short_title=short_title,
        issuing_body=issuing_body,
        number=number,
        issued_on=issued_on,
        period_start=period_start,
        period_end=period_end,
    )
    if changes:
        audit.record("plan.edited", plan, by=by, label=plan.title, changes=changes)


def _check_period(start: int | None, end: int | None) -> None:
    if end is not None and start is None:
        message = "填了终止年份，请同时填写起始年份。"
        raise RuleBroken(message, field="period_start")
    if start is not None and end is not None and start > end:
        message = "终止年份不能早于起始年份。"
        raise RuleBroken(message, field="period_end")


def _refuse_twin(city_id: int, title: str) -> None:
    twin = sa.select(Plan.id).where(Plan.city_id == city_id, Plan.title == title).limit(1)
    if db.session.scalar(twin) is not None:
        message = "本市已有同名的规划。"
        raise AlreadyExists(message, field="title")


def _free_code(city: City) -> str:
    """plan-nt-1, plan-nt-2 …: permanent, and never one that a file uses."""
    stem = f"plan-{city.code.lower()}-"
    held = set(db.session.scalars(sa.select(Plan.code).where(Plan.code.startswith(stem, autoescape=True))))
    number = len(held) + 1
    while f"{stem}{number}" in held:
        number += 1
    return f"{stem}{number}"
