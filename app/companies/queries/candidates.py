"""Names worth comparing with one that is typed: those that share its rarest pieces.

How often a piece occurs is counted only so far: a piece that many names share (南通, 科技, 电子) costs no more to pass over
than one that few share. What it costs is bounded whatever is typed: so many pieces, so many names.
"""

import json
from collections.abc import Iterable

import sqlalchemy as sa

from app.companies import rules
from app.companies.models import Company, CompanyAlias, CompanyPiece
from app.extensions import db

MOST_PIECES = 32  # of a longer name every second or third
MOST_NAMES = 500  # that are compared
_MOST_SHARED = 3000  # how far a common piece is followed when there is no rarer one

_COUNT = {
    "sqlite": "SELECT asked.value AS piece, (SELECT count(*) FROM (SELECT 1 FROM company_piece "
    "WHERE company_piece.piece = asked.value LIMIT :most)) AS shared FROM json_each(:pieces) AS asked",
    "postgresql": "SELECT asked.piece, (SELECT count(*) FROM (SELECT 1 FROM company_piece "
    "WHERE company_piece.piece = asked.piece LIMIT :most) AS few) AS shared "
    "FROM unnest(CAST(:pieces AS text[])) AS asked(piece)",
}


def candidates(looked_for: str) -> list[tuple[int, str]]:
    """Numbers of companies with the normalised name to compare; a company with several names stands there several times.

    Whoever may see them is asked afterwards: so many names are looked at whatever lies in the asker's sight.
    """
    if len(looked_for) < rules.SHORTEST_PART:
        return []  # nothing is close to so short a name without being equal to it
    pieces, all_of_them = _rarest(_spread(rules.pieces(looked_for)))
    found = _sharing(pieces, all_of_them=all_of_them).cte("found")
    these = sa.select(found.c.company_id)
    statement = sa.union_all(
        sa.select(Company.id, Company.normalised_name).where(Company.id.in_(these), Company.deleted_at.is_(None)),
        sa.select(CompanyAlias.company_id, CompanyAlias.normalised_name).where(CompanyAlias.company_id.in_(these)),
    )
    return [(number, name) for number, name in db.session.execute(statement)]


def _spread(pieces: list[str]) -> list[str]:
    return pieces[:: -(-len(pieces) // MOST_PIECES)]


def _rarest(pieces: Iterable[str]) -> tuple[list[str], bool]:
    """The rarest pieces that together lead to no more names than are compared; whether names must share them all.

    When even the rarest is common, the two rarest, and only names that share both.
    """
    dialect = db.engine.dialect.name
    asked = list(pieces)
    listed = json.dumps(asked) if dialect == "sqlite" else asked
    counted = db.session.execute(sa.text(_COUNT[dialect]), {"pieces": listed, "most": MOST_NAMES + 1})
    common = {piece: int(shared) for piece, shared in counted}
    ordered = sorted((piece for piece in asked if common[piece]), key=lambda piece: common[piece])
    chosen, names = [], 0
    for piece in ordered:
        names += common[piece]
        if names > MOST_NAMES:
            break
        chosen.append(piece)
    return (chosen, False) if chosen or not ordered else (ordered[:2], True)


def _sharing(pieces: list[str], *, all_of_them: bool) -> "sa.Select[int]":
    """The companies whose names share any, or all, of these pieces."""
    if not all_of_them or len(pieces) < 2:
        return sa.select(CompanyPiece.company_id).where(CompanyPiece.piece.in_(pieces)).distinct().limit(MOST_NAMES)
    first = sa.select(CompanyPiece.company_id).where(CompanyPiece.piece == pieces[0]).limit(_MOST_SHARED).subquery()
    return (
        sa.select(CompanyPiece.company_id)
        .join(first, first.c.company_id == CompanyPiece.company_id)
        .where(CompanyPiece.piece == pieces[1])
        .limit(MOST_NAMES)
    )
