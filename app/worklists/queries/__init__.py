"""Saved views within a person's sight, and changes of many projects: their own."""

from .batches import (
    Affected,
    Selection,
    affected,
    batch_of,
    batches_of,
    bulk_owners,
    fates,
    offered_sectors,
    parks_served_by,
    selected,
)
from .views import Shelf, ViewTab, find_view, shelf_of, views_to_manage

__all__ = [
    "Affected",
    "Selection",
    "Shelf",
    "ViewTab",
    "affected",
    "batch_of",
    "batches_of",
    "bulk_owners",
    "fates",
    "find_view",
    "offered_sectors",
    "parks_served_by",
    "selected",
    "shelf_of",
    "views_to_manage",
]
