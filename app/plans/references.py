"""Do the codes that plan files use exist, in the same file, in the sector tree or in another plan?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .files import PlanFile, SectorFile, sources_of
from .reading import PlanFileError, refuse
from .rows import Row

# Which lists a key of that name may point into.
_POINTS_AT = {
    "layout": ("layouts",),
    "unit": ("units",),
    "place": ("units", "carriers"),
    "carriers": ("carriers",),
    "company": ("companies",),
    "see": ("targets",),
    "target": ("targets",),
    "targets": ("targets",),
    "measure": ("measures",),
    "alternative_to": ("measures",),
    "indicator": ("indicators",),
    "task": ("tasks",),
    "deliverable": ("deliverables",),
    "sector": ("sectors",),
    "sectors": ("sectors",),
}
# Keys of these names that hold plain words in some lists.
_WORDS = {
    ("carriers", "place"),
    ("targets", "unit"),
    ("baselines", "unit"),
    ("indicators", "unit"),
    ("tasks", "unit"),
    ("measures", "unit"),
}


def check_references(plans: Sequence[PlanFile], sectors: SectorFile) -> None:
    """Raise PlanFileError at the first code that nobody defines, or that two files define."""
    known: dict[str, set[str]] = {"sectors": set(sectors.codes)}
    owners = dict.fromkeys(sectors.codes, "sectors")
    for plan in plans:
        for name, code in plan.coded:
            if code in owners:
                remedy = "请换一个编码" if owners[code] != plan.code else "请删去重复的一条"
                raise refuse(_file(plan), name, f"编码“{code}”已在“{owners[code]}.yaml”中使用", remedy)
            owners[code] = plan.code
            known.setdefault(name, set()).add(code)
    _check_cities(plans)
    _check_sources(plans, sectors)
    for plan in plans:
        for place, lists, code in _pointers(plan):
            if not any(code in known.get(name, ()) for name in lists):
                raise refuse(_file(plan), place, f"编码“{code}”不存在", f"请改为{'、'.join(lists)}中已有的编码")
    _check_both_ways(plans)


def _file(plan: PlanFile) -> str:
    return f"{plan.code}.yaml"


def _check_cities(plans: Sequence[PlanFile]) -> None:
    cities = {plan.city.code: plan.city for plan in reversed(plans)}
    for plan in plans:
        if plan.city != (other := cities[plan.city.code]):
            what = f"城市“{plan.city.code}”在另一规划中是“{other.province}{other.name}”"
            raise refuse(_file(plan), "city", what, "请写成一致，或换一个城市编码")


def _check_sources(plans: Sequence[PlanFile], sectors: SectorFile) -> None:
    sections = {plan.code: {section.code for section in plan.document.sections} for plan in plans}
    everything: list[tuple[str, Row]] = [("sectors.yaml", sectors), *((_file(plan), plan) for plan in plans)]
    for file, rows in everything:
        for place, source in sources_of(rows, ""):
            if source.doc not in sections:
                raise refuse(file, place, f"文件“{source.doc}”不存在", "请改为已有规划的编码")
            if source.section not in sections[source.doc]:
                what = f"“{source.doc}”没有章节“{source.section}”"
                raise refuse(file, place, what, "请改为该规划 document.sections 中已有的章节")


def _pointers(plan: PlanFile) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Every key that points somewhere: its place, the lists it may point into, and the code."""
    for name in type(plan).model_fields:
        if name not in {"document", "city"}:
            for number, row in enumerate(getattr(plan, name)):
                yield from _pointers_in(row, name, f"{name}[{number}]")


def _pointers_in(row: Row, name: str, place: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for key in type(row).model_fields:
        value = getattr(row, key)
        here = f"{place}.{key}"
        if key in _POINTS_AT and (name, key) not in _WORDS and value is not None:
            codes: Iterable[str] = (value,) if isinstance(value, str) else value
            yield from ((here, _POINTS_AT[key], code) for code in codes)
        elif isinstance(value, Row):
            yield from _pointers_in(value, name, here)
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, Row):
                    yield from _pointers_in(item, name, f"{here}[{number}]")


def _check_both_ways(plans: Sequence[PlanFile]) -> None:
    """A unit lists a carrier exactly when the carrier names the unit."""
    listed = Counter((unit.code, code) for plan in plans for unit in plan.units for code in unit.carriers)
    named = {(carrier.unit, carrier.code): plan for plan in plans for carrier in plan.carriers if carrier.unit}
    for plan in plans:
        for number, unit in enumerate(plan.units):
            for code in unit.carriers:
                if (unit.code, code) not in named:
                    what = f"载体“{code}”没有写明属于“{unit.code}”"
                    raise refuse(_file(plan), f"units[{number}].carriers", what, "请在该载体的 unit 填上，或从此处删去")
    for (unit_code, code), plan in named.items():
        if not listed[(unit_code, code)]:
            what = f"载体“{code}”属于“{unit_code}”，该园区却没有列出它"
            raise refuse(_file(plan), "carriers", what, "请补进该园区的 carriers")


__all__ = ["PlanFileError", "check_references"]
