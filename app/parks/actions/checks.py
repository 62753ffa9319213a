"""The checklist of a park (六专): what is in place, on which evidence, since when."""

from datetime import date

from app.accounts.actor import Actor
from app.core import audit
from app.core.changes import assign
from app.core.errors import Stale
from app.parks.models import Park, ParkCheck
from app.parks.policy import Deed, check
from app.parks.rules import check_tick


def tick(
    item: ParkCheck, park: Park, *, done: bool, evidence: str, done_on: date | None, seen: str, today: date, by: Actor
) -> None:
    """Tick an item with its evidence, or take the tick away. `seen` is its state when the form was opened."""
    check(Deed.CHECK, by, park)
    check_tick(done=done, evidence=evidence, done_on=done_on, today=today)
    if seen != state_of(item):
        raise Stale("这一项刚被他人改过，请核对后再改。")
    if changes := assign(item, done=done, evidence=evidence, done_on=done_on if done else None):
        audit.record("park.check_changed", item, by=by, label=f"{park.name} {item.item}", changes=changes)


def state_of(item: ParkCheck) -> str:
    """The state of an item in one text, for a form to carry."""
    return f"{int(item.done)}|{item.done_on or ''}|{item.evidence}"
