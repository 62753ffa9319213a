"""Search statements alone, and prints: a brief, a pack of ten."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from app.briefs import actions as briefs
from app.briefs import queries as brief_queries
from app.briefs.pdf import render, warm_up
from app.briefs.render import pack_html
from app.briefs.wording import build_pack
from app.companies import indexing as companies
from app.core import clock
from app.extensions import db
from app.parks.models import Park
from app.plans.models import Plan
from app.projects import indexing as projects

PACK_PLAN, PACK_SIZE = "guangzhou-iab-2018", 10
BRIEF_PARK = "lay-ntit-zone-2"
_SOUGHT = ("芯片", "智", "新材料科技", "xinpian", "znkj")


def statements() -> Iterator[tuple[str, Callable[[], Any]]]:
    """The full-text statement alone, without page and rows: the first twenty numbers of a whole city's view."""
    for label, index in (("projects", projects.INDEX), ("companies", companies.INDEX)):
        for text in _SOUGHT:
            found = index.matches(text, secret=True)
            if found is None:
                continue
            yield f"statement {label} “{text}”", _running(found.limit(20))


def printed() -> Iterator[tuple[str, Callable[[], Any], str]]:
    """Prints with what they came to."""
    warm_up()
    today = clock.today()
    park = db.session.scalars(sa.select(Park).where(Park.code == BRIEF_PARK)).one()
    pages = briefs.preview(park, today=today).pages
    yield "brief", lambda: briefs.preview(park, today=today), f"{pages} pages"
    plan = db.session.scalars(sa.select(Plan).where(Plan.code == PACK_PLAN)).one()

    def pack() -> Any:
        shared = brief_queries.plan_material(plan.id)
        parts = [briefs.brief_of(node.park, today=today, shared=shared) for node in shared.nodes[:PACK_SIZE]]
        return render(pack_html(build_pack(shared, parts, today=today, issuer="", number="")), kind="pack")

    yield "pack of ten briefs", pack, f"{pack().pages} pages"


def _running(statement: "sa.Select[Any]") -> Callable[[], Any]:
    return lambda: db.session.execute(statement).all()
