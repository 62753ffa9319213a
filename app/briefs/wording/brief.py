"""The brief of one park, and the pack of a plan, put together."""

from collections.abc import Sequence
from datetime import date

from app.briefs.material import Material, PlanMaterial
from app.briefs.view_model import Pack, ParkBrief

from .closing import contact, sources, verification
from .focus import focus
from .pipeline import pipeline
from .place import cover, proposition
from .promises import support, targets
from .resources import resources
from .words import as_of, document, numeral, period


def build_brief(material: Material) -> ParkBrief:
    """Word every chapter. A chapter without content is left out; the sources come last, for they list what was quoted."""
    return ParkBrief(
        code=material.park.code,
        park=material.park.name,
        document_title=f"园区产业简介：{material.park.name}",
        status="　".join(("含演示数据",) * material.demo + (f"数据{as_of(material.today)}",)),
        cover=cover(material),
        proposition=proposition(material),
        focus=focus(material),
        resources=resources(material),
        targets=targets(material),
        support=support(material),
        pipeline=pipeline(material),
        sources=sources(material),
        contact=contact(material),
        verification=verification(material),
    )


def build_pack(shared: PlanMaterial, parts: Sequence[ParkBrief], *, today: date, issuer: str, number: str) -> Pack:
    """All briefs of a plan under one cover."""
    plan = shared.plan
    span = period(shared)
    return Pack(
        title_lines=(f"{plan.city.name}“{shared.layout.name}”", "园区产业简介汇编"),
        kicker="汇编",
        subtitle=f"{document(shared)}{f'，{span}' if span else ''}　{numeral(len(parts))}个园区",
        document_title=f"{plan.city.name}“{shared.layout.name}”园区产业简介汇编",
        issuer=issuer,
        issued_on=f"{today.year}年{today.month}月",
        issue=number,
        as_of=f"数据{as_of(today)}",
        status="",
        parts=tuple(parts),
    )
