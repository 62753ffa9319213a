"""In whose park's queue each attempt at recognition stands, and indexes that answer for the review queue alone.

The same for the list of first reports: a park's in order, a city's by state, and those that a clock runs on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "recognition_submission"
SORTED = ("submitted_at", "decided_at")  # what waits, what was decided
CLOCKED = sa.text("state IN ('incomplete', 'protected', 'warned')")
TO_MEND = sa.text("state IN ('returned', 'revoked') AND current")


def upgrade() -> None:
    # As text: SQLite takes a reference with a new column only inside the same statement.
    op.execute(
        f"ALTER TABLE {TABLE} ADD COLUMN queue_park_id INTEGER CONSTRAINT fk_{TABLE}_queue_park_id REFERENCES park (id)"
    )
    op.execute(
        f"UPDATE {TABLE} SET queue_park_id = (SELECT park_id FROM project "
        f"WHERE project.id = {TABLE}.project_id AND project.deleted_at IS NULL)"
    )
    for moment in SORTED:
        op.drop_index(f"ix_{TABLE}_state_{moment}_id", table_name=TABLE)
        columns = ["state", moment, "id", "queue_park_id"]
        op.create_index(f"ix_{TABLE}_{'_'.join(columns)}", TABLE, columns)
    op.create_index(
        "ix_recognition_submission_of_a_park", TABLE, ["queue_park_id", "state", "decided_at", "id", "current"]
    )
    op.create_index(
        "ix_recognition_submission_to_mend",
        TABLE,
        ["queue_park_id", "decided_at", "id", "project_id", "submitted_by_id"],
        sqlite_where=TO_MEND,
        postgresql_where=TO_MEND,
    )
    op.create_index("ix_first_report_park_id_id_state", "first_report", ["park_id", "id", "state"])
    op.create_index("ix_first_report_city_id_state", "first_report", ["city_id", "state"])
    op.drop_index("ix_first_report_city_id_state_id", table_name="first_report")
    op.create_index(
        "ix_first_report_clocks",
        "first_report",
        ["park_id", "id", "state", "protected_until", "due_on", "idle_from", "project_id"],
        sqlite_where=CLOCKED,
        postgresql_where=CLOCKED,
    )


def downgrade() -> None:
    op.drop_index("ix_first_report_clocks", table_name="first_report")
    op.create_index("ix_first_report_city_id_state_id", "first_report", ["city_id", "state", "id"])
    op.drop_index("ix_first_report_city_id_state", table_name="first_report")
    op.drop_index("ix_first_report_park_id_id_state", table_name="first_report")
    op.drop_index("ix_recognition_submission_to_mend", table_name=TABLE)
    op.drop_index("ix_recognition_submission_of_a_park", table_name=TABLE)
    for moment in SORTED:
        op.drop_index(f"ix_{TABLE}_state_{moment}_id_queue_park_id", table_name=TABLE)
        op.create_index(f"ix_{TABLE}_state_{moment}_id", TABLE, ["state", moment, "id"])
    op.drop_column(TABLE, "queue_park_id")
