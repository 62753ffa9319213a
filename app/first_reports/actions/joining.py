"""Two registrations of one project became one: the kept one stands where the earlier of the two stood.

Otherwise a park could register twice and merge: the first report would begin its days of protection anew, or fall to
whoever waited behind the one that went.
"""

from app.first_reports.enums import ClaimState
from app.projects.models import Project

from . import queue
from .claims import claim_of, hold


def inherit(kept: Project, gone: Project) -> None:
    """Give the kept project the earlier place, and the first report with its days where only the other one held it."""
    mine, theirs = claim_of(kept), claim_of(gone)
    if mine is None or theirs is None or mine.city_id != theirs.city_id or not queue.marks_in_common(mine, theirs):
        return
    if theirs.completed_at is not None:
        mine.completed_at = min(filter(None, (mine.completed_at, theirs.completed_at)))
    if not theirs.state.holds or mine.state.holds:
        return
    queue.serialise()
    days = theirs.held_on, theirs.protected_until, theirs.renewed_on
    queue.free_marks(theirs)
    theirs.state, theirs.held_on, theirs.protected_until, theirs.renewed_on = ClaimState.WAITING, None, None, None
    mine.held_on, mine.protected_until, mine.renewed_on = days
    if not queue.holders_beside(mine):
        hold(mine, kept)
