"""Indexes that answer for board, list, first page and project page without reading a row."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SUMMED = ("status", "deleted_at", "park_id", "stage", "investment", "stale_on", "land_mu")
BOARD = ("status", "stage", "rank", "id", "park_id", "deleted_at", "stale_on", "alarm_on", "recognition", "source")
BOARD += ("site_mode", "investment", "owner_id", "next_due", "signed_on", "landed_on")
OWN_MONTH = ("by_id", "event_on", "reason", "from_stage", "to_stage", "project_id", "id")
ADDED = {
    "ix_project_board": ("project", BOARD),
    "ix_project_stage_rank_id": ("project", ("stage", "rank", "id")),
    "ix_project_owner_due": (
        "project",
        ("owner_id", "status", "next_due_key", "id", "stale_on", "park_id", "deleted_at"),
    ),
    "ix_project_source_figures": ("project", ("source", *SUMMED)),
    "ix_project_site_figures": ("project", ("site_mode", *SUMMED)),
    "ix_project_recognition_figures": ("project", ("recognition", *SUMMED)),
    "ix_project_signed_figures": ("project", ("signed_on", *SUMMED)),
    "ix_project_landed_figures": ("project", ("landed_on", *SUMMED)),
    "ix_project_due_figures": ("project", ("next_due", *SUMMED)),
    "ix_project_move_own_month": ("project_move", OWN_MONTH),
}
REMOVED = {
    "ix_project_owner_id_status_next_due_key": ("project", ("owner_id", "status", "next_due_key")),
    "ix_project_status_stage_rank_id": ("project", ("status", "stage", "rank", "id")),
    "ix_project_move_by_id_event_on": ("project_move", ("by_id", "event_on")),
}
# The orders of a list; PostgreSQL keeps what nearly every list asks besides in their leaves.
ORDERS = {
    "ix_project_updated_at_id": (("updated_at", "id"), ("park_id", "status", "deleted_at", "stage")),
    "ix_project_park_id_updated_at_id": (("park_id", "updated_at", "id"), ("status", "deleted_at", "stage")),
    "ix_project_investment_key_id": (("investment_key", "id"), ("park_id", "status", "deleted_at", "stage")),
    "ix_project_stage_since_id": (("stage_since", "id"), ("park_id", "status", "deleted_at", "stage")),
    "ix_project_next_due_key_id": (("next_due_key", "id"), ("park_id", "status", "deleted_at", "stage")),
}


def upgrade() -> None:
    _exchange(REMOVED, ADDED)
    _orders(with_more=True)


def downgrade() -> None:
    _orders(with_more=False)
    _exchange(ADDED, REMOVED)


def _exchange(old: dict[str, tuple[str, tuple[str, ...]]], new: dict[str, tuple[str, tuple[str, ...]]]) -> None:
    for name, (table, _) in old.items():
        op.drop_index(name, table_name=table)
    for name, (table, columns) in new.items():
        op.create_index(name, table, list(columns))


def _orders(*, with_more: bool) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, (columns, more) in ORDERS.items():
        op.drop_index(name, table_name="project")
        op.create_index(name, "project", list(columns), postgresql_include=list(more) if with_more else [])
