"""Packs are made in the background; a killed worker takes them up again when it starts."""

import logging

import sqlalchemy as sa

from app.core.jobs import at_start, job, later
from app.core.transaction import roll_back, transaction
from app.extensions import db

from . import actions
from .enums import PrintKind, PrintState
from .models import Print

log = logging.getLogger(__name__)
UNFINISHED = (PrintState.QUEUED, PrintState.RUNNING)


@job
def make_pack(print_id: int) -> None:
    """Make one ordered pack."""
    try:
        actions.finish_pack(print_id)
    except Exception as fault:
        log.exception("pack %s failed", print_id)
        roll_back()
        actions.fail_pack(print_id, f"生成失败（{type(fault).__name__}），请重试；如仍失败，请联系系统管理员。")


@at_start
def take_up_again() -> None:
    """Queue whatever was ordered and not finished."""
    with transaction():
        for print_id in db.session.scalars(
            sa.select(Print.id).where(Print.kind == PrintKind.PACK, Print.state.in_(UNFINISHED)).order_by(Print.id)
        ):
            later(make_pack, print_id=print_id)
