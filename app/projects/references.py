"""What refers to a project, and what becomes of it in a merge. Packages above declare their own tables from their wiring.

A row that belongs to the move log of the project that goes stays with it, as the log itself does: what a recognition, a
first report or a transfer says is about that project and its own way. What was done with the investor moves along.
"""

from app.core.repointing import MOVE, STAY, Rulebook

RULEBOOK = Rulebook("project")

for _reference, _rule in {
    "activity.project_id": MOVE,
    "activity_revision.project_id": MOVE,
    "project.expansion_of_id": MOVE,
    "project_move.project_id": STAY,
    "project_merge.kept_id": STAY,
    "project_merge.gone_id": STAY,
}.items():
    RULEBOOK.declare(_reference, _rule)
