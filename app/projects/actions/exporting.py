"""Taking a list out of the house: what left is in the trail, because no right reaches a file that has left."""

from app.accounts.actor import Actor
from app.core import audit


def note_export(*, count: int, chosen: str, columns: str, by: Actor) -> None:
    """Write down who took how many projects, narrowed by what, with which columns."""
    audit.record("project.exported", None, by=by, label="项目列表", count=count, narrowed_by=chosen, columns=columns)
