"""What may be seen of recognition: one project's ladder, the queue, what waits for a person."""

from .ladder import (
    Contract,
    Rung,
    case_of,
    contract_of,
    find_evidence,
    ladder,
    log_of,
    panel_rungs,
    siblings_of,
    signed_siblings,
    with_trail,
)
from .opened import Opened, open_one, opened
from .queue import QueueRow, due_on, next_after, over_before, queue_page, rows_of, visible_ids
from .todos import todos
from .visibility import submissions_seen_by
from .waiting import Waiting, decides, parks_to_filter, waiting_counts

__all__ = [
    "Contract",
    "Opened",
    "QueueRow",
    "Rung",
    "Waiting",
    "case_of",
    "contract_of",
    "decides",
    "due_on",
    "find_evidence",
    "ladder",
    "log_of",
    "next_after",
    "open_one",
    "opened",
    "over_before",
    "panel_rungs",
    "parks_to_filter",
    "queue_page",
    "rows_of",
    "siblings_of",
    "signed_siblings",
    "submissions_seen_by",
    "todos",
    "visible_ids",
    "waiting_counts",
    "with_trail",
]
