"""Issuing prints: number, code, snapshot, file. What is issued is never made anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.counter import next_number
from app.core.errors import RuleBroken
from app.core.transaction import transaction
from app.extensions import db
from app.parks.models import Park
from app.plans.models import Plan

from . import queries
from .enums import PrintKind, PrintState
from .issuing import DIGEST_SIGNS, Address, digest_of, keep, new_code, snapshot_of, spaced
from .material import Material, PlanMaterial
from .models import Print
from .pdf import Document, render
from .policy import check_bulk, check_print
from .render import brief_html, pack_html
from .view_model import ParkBrief
from .wording import build_brief, build_pack


def brief_of(park: Park, *, today: date, shared: PlanMaterial | None = None, **marks: Any) -> ParkBrief:
    """The worded brief of a park. `marks`: number, code, verify_url of an issued one.

    Raises RuleBroken for a park that stands in no layout.
    """
    try:
        shared = shared or queries.plan_material(queries.plan_of(park))
        material: Material = queries.park_material(park, shared, today=today)
    except (LookupError, sa.exc.NoResultFound) as fault:
        message = f"“{park.name}”不在任何规划布局中，或已停用，无法生成简介。"
        raise RuleBroken(message) from fault
    brief = build_brief(replace(material, **marks))
    if brief.verification is None:
        return brief
    return replace(brief, verification=replace(brief.verification, digest=digest_of(snapshot_of(brief))[:DIGEST_SIGNS]))


def preview(park: Park, *, today: date) -> Document:
    """The brief as it would be issued now, without a number and a code."""
    return render(brief_html(brief_of(park, today=today)))


def issue_brief(park: Park, *, by: Actor, address: Address) -> Print:
    """Issue the park's brief: it gets a number and a code and is kept as it is."""
    check_print(by)
    today = clock.today()
    code = new_code()
    number = _number(today)
    brief = brief_of(park, today=today, number=number, code=spaced(code), verify_url=address(code))
    document = render(brief_html(brief))
    issued = Print(
        code=code,
        number=number,
        kind=PrintKind.BRIEF,
        state=PrintState.DONE,
        title=brief.document_title,
        park_id=park.id,
        as_of=today,
        by_id=by.id,
        steps_done=1,
        steps_all=1,
        started_at=clock.now(),
        snapshot=snapshot_of(brief),
    )
    keep(issued, document)
    db.session.add(issued)
    audit.record("print.issued", issued, by=by, label=f"{number} {park.name}")
    return issued


def order_pack(plan: Plan, *, parks: int, by: Actor) -> Print:
    """Order the pack of a plan; a job makes it (`jobs.make_pack`)."""
    check_bulk(by)
    if parks == 0:
        message = "这份规划还没有园区，无法汇编。"
        raise RuleBroken(message)
    today = clock.today()
    ordered = Print(
        code=new_code(),
        number=_number(today),
        kind=PrintKind.PACK,
        title=f"{plan.short_title}：园区产业简介汇编",
        plan_id=plan.id,
        as_of=today,
        by_id=by.id,
        steps_all=parks + 1,
    )
    db.session.add(ordered)
    audit.record("print.ordered", ordered, by=by, label=f"{ordered.number} {plan.short_title}")
    return ordered


def pack_document(
    plan: Plan, *, today: date, number: str, issuer: str, step: Callable[[int], None]
) -> tuple[Document, dict[str, Any]]:
    """The pack of a plan and its snapshot. `step` is told how many parks are done."""
    shared = queries.plan_material(plan.id)
    parts = []
    for done, node in enumerate(shared.nodes, start=1):
        parts.append(brief_of(node.park, today=today, shared=shared, number=number))
        step(done)
    pack = build_pack(shared, parts, today=today, issuer=issuer, number=number)
    return render(pack_html(pack), kind="pack"), snapshot_of(pack)


def finish_pack(print_id: int) -> None:
    """Make an ordered pack. May be called again after a crash; a finished one is left alone."""
    ordered = db.session.get_one(Print, print_id)
    if ordered.state is PrintState.DONE:
        return
    plan = db.session.get_one(Plan, ordered.plan_id)
    issuer = queries.issuer_of(ordered)
    with transaction():
        ordered.state, ordered.started_at, ordered.steps_done = PrintState.RUNNING, clock.now(), 0

    def step(done: int) -> None:
        with transaction():
            ordered.steps_done = done

    document, snapshot = pack_document(plan, today=ordered.as_of, number=ordered.number or "", issuer=issuer, step=step)
    with transaction():
        ordered.snapshot = snapshot
        ordered.state, ordered.steps_done = PrintState.DONE, ordered.steps_all
        keep(ordered, document)


def fail_pack(print_id: int, problem: str) -> None:
    """Say that a pack could not be made, and why."""
    with transaction():
        ordered = db.session.get_one(Print, print_id)
        if ordered.state is not PrintState.DONE:
            ordered.state, ordered.problem, ordered.finished_at = PrintState.FAILED, problem[:200], clock.now()


def _number(today: date) -> str:
    """园简〔2026〕17号: counted through the year."""
    return f"园简〔{today.year}〕{next_number(f'print-{today.year}')}号"
