"""Changes of many projects go on in the background; a killed worker takes them up again when it starts."""

import logging

import sqlalchemy as sa

from app.accounts import queries as accounts
from app.core.jobs import at_start, job, later
from app.core.transaction import roll_back, transaction
from app.extensions import db

from . import actions
from .enums import BatchState
from .models import Batch

log = logging.getLogger(__name__)
MOVING = [state for state in BatchState if state.is_moving]


@job
def work_off(batch_id: int) -> None:
    """Change what waits, one project a transaction: others write in between, and what is done stays done."""
    try:
        while _one(batch_id):
            pass
    except Exception as fault:
        log.exception("bulk change %s failed", batch_id)
        roll_back()
        with transaction():
            problem = f"处理中断（{type(fault).__name__}），已改的可以撤销，其余请重新选择后再试。"
            actions.stop(db.session.get_one(Batch, batch_id), problem)


def _one(batch_id: int) -> bool:
    with transaction():
        batch = db.session.get_one(Batch, batch_id)
        by = accounts.actor_of(batch.by_id)
        if by is None:
            actions.stop(batch, "账号已停用，其余没有修改。")
            return False
        return actions.run(batch, by=by, most=1)


@at_start
def take_up_again() -> None:
    """Queue whatever was ordered and not finished."""
    with transaction():
        for batch_id in db.session.scalars(sa.select(Batch.id).where(Batch.state.in_(MOVING)).order_by(Batch.id)):
            later(work_off, batch_id=batch_id)
