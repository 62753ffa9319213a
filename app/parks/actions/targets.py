"""What the bureau expects of a park in a year."""

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit
from app.core.changes import Changes
from app.core.errors import RuleBroken, Stale
from app.extensions import db
from app.parks.enums import ParkMetric
from app.parks.models import Park, ParkTarget
from app.parks.policy import Deed, check

Values = dict[ParkMetric, int | None]


def set_targets(park: Park, *, year: int, values: Values, seen: Values, by: Actor) -> None:
    """Set, change or (with None) take away the targets of a year.

    `seen` is what the form showed when it was opened: raises Stale when somebody has set others meanwhile.
    """
    check(Deed.TARGET, by, park)
    if park.retired_at is not None:
        raise RuleBroken("该园区已停用，不能设定目标。")
    statement = sa.select(ParkTarget).where(ParkTarget.park_id == park.id, ParkTarget.year == year).with_for_update()
    held = {row.metric: row for row in db.session.scalars(statement)}
    if any((held[metric].value if metric in held else None) != old for metric, old in seen.items()):
        raise Stale("这一年的目标刚被他人改过，请核对后再改。")
    changes: Changes = {}
    for metric, new in values.items():
        old = held[metric].value if metric in held else None
        if new == old:
            continue
        if new is None:
            db.session.delete(held[metric])
        elif metric in held:
            held[metric].value = new
        else:
            db.session.add(ParkTarget(park_id=park.id, year=year, metric=metric, value=new))
        changes[metric.value] = (old, new)
    if changes:
        audit.record("park.targets_set", park, by=by, changes=changes, year=year)
