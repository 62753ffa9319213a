"""What refers to a company, and what becomes of it in a merge. Packages above declare their own tables from their wiring."""

from app.core.repointing import MOVE, STAY, Fate, Rule, Rulebook

RULEBOOK = Rulebook("company")

for _reference, _rule in {
    "company.parent_id": MOVE,
    "company_alias.company_id": Rule(Fate.MOVE, twins=("name",)),
    "company_mention.company_id": MOVE,
    "company_scope.company_id": MOVE,
    "company_sector.company_id": MOVE,
    "company_tag.company_id": MOVE,
    "contact.company_id": Rule(Fate.MOVE, twins=("name", "phone", "email", "park_id")),
    # Which went into which is history; the pieces follow from the names, `indexing` writes them.
    "company_merge.kept_id": STAY,
    "company_merge.gone_id": STAY,
    "company_piece.company_id": STAY,
}.items():
    RULEBOOK.declare(_reference, _rule)
