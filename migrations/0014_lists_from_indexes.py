"""What a list is narrowed by is found in its usual order without reading a row, too; a small index counts what is late.

What one person looks after is counted by the stage in which it counts: its index holds that one as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SUMMED = ("status", "deleted_at", "park_id", "stage", "investment", "stale_on", "land_mu")
LIGHTS = ("park_id", "status", "deleted_at", "stale_on", "stage", "alarm_on", "investment", "land_mu", "next_due")
OF_SECTOR = ("sector_id", "status", "deleted_at", "investment", "park_id", "stage", "stale_on", "land_mu")
WIDENED = {
    "ix_project_lights": (*LIGHTS, "owner_id"),
    "ix_project_sector_figures": OF_SECTOR,
    "ix_project_source_figures": ("source", *SUMMED),
    "ix_project_site_figures": ("site_mode", *SUMMED),
    "ix_project_recognition_figures": ("recognition", *SUMMED),
    "ix_project_signed_figures": ("signed_on", *SUMMED),
    "ix_project_landed_figures": ("landed_on", *SUMMED),
    "ix_project_due_figures": ("next_due", *SUMMED),
}
OF_OWNER = ("owner_id", "status", "deleted_at", "stage", "park_id", "investment", "stale_on", "alarm_on")
USUAL_ORDER = ("updated_at", "id")
FURTHER = {"ix_project_lights": ("stage_since", "next_due_key")}  # what is late is also wanted in these orders

IN_STOCK = sa.text("status = 'active' AND deleted_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_project_late",
        "project",
        ["park_id", "stale_on", "alarm_on"],
        sqlite_where=IN_STOCK,
        postgresql_where=IN_STOCK,
    )
    _exchange({name: (*columns, *USUAL_ORDER, *FURTHER.get(name, ())) for name, columns in WIDENED.items()})
    _exchange({"ix_project_owner_figures": (*OF_OWNER, "counted_stage")})


def downgrade() -> None:
    op.drop_index("ix_project_late", table_name="project")
    _exchange({**WIDENED, "ix_project_owner_figures": OF_OWNER})


def _exchange(wanted: dict[str, tuple[str, ...]]) -> None:
    for name, columns in wanted.items():
        op.drop_index(name, table_name="project")
        op.create_index(name, "project", list(columns))
