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
    signed_siblings,
    with_trail,
)
from .queue import (
    QueueRow,
    Waiting,
    decides,
    due_on,
    evidence_files,
    next_after,
    open_one,
    over_before,
    parks_to_filter,
    queue_page,
    rows_of,
    visible_ids,
    waiting_counts,
)
from .todos import todos
from .visibility import submissions_seen_by

__all__ = [
    "Contract",
    "QueueRow",
    "Rung",
    "Waiting",
    "case_of",
    "contract_of",
    "decides",
    "due_on",
    "evidence_files",
    "find_evidence",
    "ladder",
    "log_of",
    "next_after",
    "open_one",
    "over_before",
    "panel_rungs",
    "parks_to_filter",
    "queue_page",
    "rows_of",
    "signed_siblings",
    "submissions_seen_by",
    "todos",
    "visible_ids",
    "waiting_counts",
    "with_trail",
]
