"""The five plans that ship with the product: complete, consistent, and free of guesses."""

from collections import Counter
from decimal import Decimal

import pytest

from app.plans.enums import Comparator, LayoutShape, OrgType, TargetCount, TargetScope, UnitKind
from app.plans.files import sources_of
from app.plans.schema import DATA, bundled_plans, bundled_sectors, read_plan_file

PLANS = {plan.code: plan for plan in bundled_plans()}
SECTORS = bundled_sectors()

# Rows of each list, plan by plan.
LISTS = (
    "units",
    "carriers",
    "groupings",
    "targets",
    "baselines",
    "indicators",
    "tasks",
    "measures",
    "companies",
    "target_profiles",
)
COUNTS = {
    "guangzhou-iab-2018": (12, 5, 7, 27, 0, 0, 18, 37, 12, 2),
    "nantong-future-2024": (0, 2, 10, 13, 0, 0, 11, 9, 11, 4),
    "nantong-innovation-2018": (0, 7, 2, 62, 1, 21, 20, 2, 11, 1),
    "nantong-it-2018": (9, 24, 5, 31, 0, 0, 10, 13, 21, 5),
    "tianjin-it-145": (6, 31, 6, 12, 20, 0, 24, 7, 39, 3),
}


def by_code(rows, code):
    return next(row for row in rows if row.code == code)


def test_there_are_five_plans():
    assert sorted(PLANS) == sorted(COUNTS)


@pytest.mark.parametrize("code", sorted(COUNTS))
def test_each_plan_has_all_its_rows(code):
    assert tuple(len(getattr(PLANS[code], name)) for name in LISTS) == COUNTS[code]
    assert len(PLANS[code].layouts) == 1


def test_the_whole_of_the_facts_is_there():
    totals = {name: sum(len(getattr(plan, name)) for plan in PLANS.values()) for name in LISTS}
    assert totals == {
        "units": 27,
        "carriers": 69,
        "groupings": 30,
        "targets": 145,
        "baselines": 21,
        "indicators": 21,
        "tasks": 83,
        "measures": 68,
        "companies": 94,
        "target_profiles": 15,
    }
    assert len(SECTORS.sectors) == 258
    codes = [code for plan in PLANS.values() for _, code in plan.coded] + sorted(SECTORS.codes)
    assert len(codes) == len(set(codes)) == 897  # documents and the 56 deliverables included


@pytest.mark.parametrize("code", sorted(COUNTS))
def test_a_file_is_named_after_its_plan(code):
    assert read_plan_file(DATA / "plans" / f"{code}.yaml") == PLANS[code]


@pytest.mark.parametrize(
    ("code", "shape", "counts"),
    [
        ("nantong-it-2018", LayoutShape.RINGS, {UnitKind.CORE: 1, UnitKind.ZONE: 2, UnitKind.BASE: 6}),
        ("guangzhou-iab-2018", LayoutShape.TILES, {UnitKind.PARK: 10, UnitKind.PARK_EQUAL_SUPPORT: 2}),
        ("tianjin-it-145", LayoutShape.STAR, {UnitKind.CORE: 1, UnitKind.DISTRICT: 5}),
        ("nantong-future-2024", LayoutShape.NONE, {}),
        ("nantong-innovation-2018", LayoutShape.NONE, {}),
    ],
)
def test_each_layout_is_as_the_plan_draws_it(code, shape, counts):
    plan = PLANS[code]
    layout = plan.layouts[0]
    assert layout.shape is shape
    assert Counter(unit.kind for unit in plan.units_of(layout)) == counts == layout.counts
    for kind, number in counts.items():
        assert [unit.order for unit in plan.units_of(layout) if unit.kind is kind] == list(range(1, number + 1))


@pytest.mark.parametrize("code", ["nantong-future-2024", "nantong-innovation-2018"])
def test_a_plan_without_parks_says_so(code):
    assert PLANS[code].units == ()
    assert PLANS[code].layouts[0].no_units_note


def test_the_park_codes_are_those_of_the_facts():
    assert [unit.code for plan in PLANS.values() for unit in plan.units_of(plan.layouts[0])] == [
        *(f"lay-gz-park-{number:02d}" for number in range(1, 11)),
        "lay-gz-equal-1",
        "lay-gz-equal-2",
        "lay-ntit-core",
        "lay-ntit-zone-1",
        "lay-ntit-zone-2",
        *(f"lay-ntit-base-{number}" for number in range(1, 7)),
        *(f"lay-tj-{name}" for name in ("binhai", "xiqing", "wuqing", "jinnan", "beichen", "ninghe")),
    ]


def test_two_parks_span_two_places():
    two = {unit.code: unit.places for plan in PLANS.values() for unit in plan.units if unit.covers_two}
    assert two == {
        "lay-ntit-zone-1": ("南通经济技术开发区", "苏通科技产业园"),
        "lay-ntit-base-3": ("海安", "海门"),
    }


def test_short_names_fit_and_differ():
    names = [unit.short_name for plan in PLANS.values() for unit in plan.units]
    assert max(map(len, names)) <= 8
    assert len(set(names)) == 27


def test_only_nantong_has_the_six_specials():
    lists = {code: [item.name for item in plan.layouts[0].checklist] for code, plan in PLANS.items()}
    assert lists.pop("nantong-it-2018") == ["专业园区", "专业规划", "专业项目", "专业招商", "专业政策", "专业基金"]
    assert not any(lists.values())


@pytest.mark.parametrize("code", sorted(COUNTS))
def test_every_source_section_exists(code):
    for place, source in sources_of(PLANS[code], ""):
        known = {section.code for section in PLANS[source.doc].document.sections}
        assert source.section in known, place


def test_the_documents_have_all_their_sections():
    sections = {code: len(plan.document.sections) for code, plan in PLANS.items()}
    assert sections == {
        "guangzhou-iab-2018": 42,
        "nantong-future-2024": 31,
        "nantong-innovation-2018": 45,
        "nantong-it-2018": 22,
        "tianjin-it-145": 63,
    }


def test_two_titles_are_not_the_documents_own():
    assert [code for code, plan in PLANS.items() if not plan.document.title_told] == [
        "guangzhou-iab-2018",
        "tianjin-it-145",
    ]


def test_no_sector_is_an_orphan():
    roots = [sector.code for sector in SECTORS.sectors if sector.parent is None]
    assert roots == [
        "sec-ngit",
        "sec-ai",
        "sec-biomed",
        "sec-equipment",
        "sec-future",
        "sec-digital-economy",
        "sec-app",
        "sec-trad",
    ]
    for sector in SECTORS.sectors:
        for source in sector.sources:
            assert source.section in {section.code for section in PLANS[source.doc].document.sections}


def test_the_indicators_and_tasks_of_2018_are_numbered_through():
    plan = PLANS["nantong-innovation-2018"]
    assert [row.number for row in plan.indicators] == list(range(1, 22))
    assert [row.number for row in plan.tasks] == list(range(1, 21))
    assert sum(len(task.deliverables) for task in plan.tasks) == 56


def test_contradicting_readings_are_both_kept():
    target = by_code(PLANS["nantong-innovation-2018"].targets, "tgt-ntinno-11-agreement")
    assert (target.text.value, target.table.value) == (500, 600)
    assert target.differs


def test_a_deliverable_and_its_target_agree():
    plan = PLANS["nantong-innovation-2018"]
    deliverables = {row.code: row for task in plan.tasks for row in task.deliverables}
    targets = [target for target in plan.targets if target.deliverable]
    assert len(targets) == 56
    for target in targets:
        reading = deliverables[target.deliverable].text or deliverables[target.deliverable].table
        assert (target.comparator, target.value, target.value_min, target.value_max) == (
            reading.comparator,
            reading.value,
            reading.value_min,
            reading.value_max,
        )


def test_targets_that_the_product_computes():
    computed = {t.counts: (t.value, t.comparator, t.year) for plan in PLANS.values() for t in plan.targets if t.counts}
    assert computed == {
        TargetCount.SIGNED: (100, Comparator.AT_LEAST, 2022),
        TargetCount.LANDED: (50, Comparator.AT_LEAST, 2022),
    }


def test_targets_per_park():
    per_park = {t.code: (t.value, t.year) for t in PLANS["nantong-it-2018"].targets if t.scope is TargetScope.PER_PARK}
    assert per_park == {"tgt-ntit-2019-leader-per-park": (3, 2019), "tgt-ntit-2019-ent-per-park": (15, 2019)}


def test_a_target_of_the_core_names_the_core():
    for plan in PLANS.values():
        for target in plan.targets:
            assert (target.place == "lay-ntit-core") is (target.scope is TargetScope.CORE)


def test_figures_are_exact():
    heating = by_code(PLANS["tianjin-it-145"].baselines, "bas-tj-heating")
    assert heating.value == Decimal("21.93")
    assert by_code(PLANS["guangzhou-iab-2018"].targets, "tgt-gz-land").value_alt.value == Decimal("333.33")


def test_a_tiered_grant_keeps_its_tiers():
    measure = by_code(PLANS["guangzhou-iab-2018"].measures, "pol-gz-02a")
    assert [(tier.label, tier.cap_yuan) for tier in measure.tiers] == [
        ("国家级", 100_000_000),
        ("省级", 20_000_000),
        ("市级", 8_000_000),
    ]


def test_companies_that_a_base_is_tied_to():
    base = by_code(PLANS["nantong-it-2018"].units, "lay-ntit-base-3")
    assert [org.company for org in base.related_orgs] == [
        "org-zhenkang",
        "org-zhongtian-equipment",
        "org-nuobote",
        "org-jiaorui",
    ]
    types = Counter(company.type for plan in PLANS.values() for company in plan.companies)
    assert types[OrgType.COMPANY] == 42


def test_prose_has_chinese_punctuation():
    for plan in PLANS.values():
        for unit in plan.units:
            assert not set(",;:()") & set(unit.role + "".join(unit.notes)), unit.code
        for company in plan.companies:
            assert not set(",;:()") & set(company.desc + (company.note or "")), company.code
