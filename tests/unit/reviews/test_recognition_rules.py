"""What each stage needs as evidence on each site, when it can be submitted, what counts twice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.core import workdays
from app.core.errors import RuleBroken
from app.pipeline.rules import GATES, Requirement
from app.projects.enums import ContractKind, EvidenceKind, Recognition, SiteMode, Stage, Status
from app.reviews import rules
from app.reviews.enums import RETURN_REASONS, REVOKE_REASONS, ReviewReason
from app.reviews.rules import Case

K = EvidenceKind
TABLE = {
    (Stage.SIGNED, None): {K.CONTRACT},
    (Stage.LANDED, None): {K.LICENCE, K.LAND},
    (Stage.CONSTRUCTION, SiteMode.LAND): {K.PERMIT, K.PHOTO},
    (Stage.CONSTRUCTION, SiteMode.FACTORY): {K.CONTRACT, K.PHOTO},
    (Stage.CONSTRUCTION, SiteMode.LIGHT): {K.CONTRACT, K.PHOTO},
    (Stage.PRODUCTION, None): {K.ACCEPTANCE, K.INVOICE},
    (Stage.FULL_CAPACITY, None): {K.STATEMENT},
}


def case(stage: Stage = Stage.SIGNED, **facts: object) -> Case:
    kinds = frozenset(one.kind for one in rules.needed(stage, SiteMode.LAND))
    before = Recognition.RECOGNISED if stage is not Stage.SIGNED else None
    whole = Case(
        stage=stage,
        status=Status.ACTIVE,
        site_mode=SiteMode.LAND,
        recognition=Recognition.NOT_SUBMITTED,
        waiting=False,
        before=before,
        kinds=kinds,
    )
    return replace(whole, **facts)


@pytest.mark.parametrize(("stage", "mode"), TABLE)
def test_each_stage_asks_for_exactly_this_evidence(stage: Stage, mode: SiteMode | None) -> None:
    for one in [mode] if mode else [None, *SiteMode]:
        assert {needed.kind for needed in rules.needed(stage, one)} == TABLE[stage, mode]


# What a document must show so that the bureau can check what the gate asked for; the rest is told, not shown.
PROOF = {
    "contract_kind": K.CONTRACT,
    "licensed_on": K.LICENCE,
    "site_contract_kind": K.LAND,
    "permit_filing": K.PERMIT,
    "permit_construction": K.PERMIT,
    "permit_fit_out": K.CONTRACT,
    "photo": K.PHOTO,
    "accepted_on": K.ACCEPTANCE,
    "first_invoice_on": K.INVOICE,
    "year_output": K.STATEMENT,
    "year_tax": K.STATEMENT,
}
WAYS = [
    pytest.param(stage, site, way, id="-".join([stage.value, site.value, *(one.key for one in way)]))
    for stage, gate in GATES.items()
    if stage.needs_recognition
    for site in SiteMode
    for way in gate.ways.get(site, ((),))
]


@pytest.mark.parametrize(("stage", "site", "way"), WAYS)
def test_every_way_through_a_gate_can_be_submitted_behind_it(
    stage: Stage, site: SiteMode, way: tuple[Requirement, ...]
) -> None:
    assert {one.key for one in way} <= set(PROOF), "a new way through a gate needs its evidence"
    shown = {PROOF[one.key] for one in (*GATES[stage].asks, *way) if one.key in PROOF}
    fitting = [
        asked for one in rules.ways(stage, site) if shown <= (asked := {need.kind for need in one}) <= shown | {K.PHOTO}
    ]
    assert len(fitting) == 1
    rules.check_submit(case(stage, site_mode=site, kinds=frozenset(fitting[0])))
    assert fitting[0] <= set(rules.offered(stage, site))


@pytest.mark.parametrize(
    ("kinds", "missing", "other"),
    [
        (set(), ["装修合同", "现场照片"], "也可改备：备案与施工许可、现场照片"),
        ({K.PHOTO}, ["装修合同"], "也可改备：备案与施工许可、现场照片"),
        ({K.PERMIT}, ["现场照片"], "也可改备：装修合同、现场照片"),
        ({K.PERMIT, K.PHOTO}, [], ""),
        ({K.CONTRACT, K.PHOTO}, [], ""),
    ],
)
def test_a_factory_shows_the_nearest_way_and_names_the_other(kinds: set[K], missing: list[str], other: str) -> None:
    answers = rules.checklist(Stage.CONSTRUCTION, SiteMode.FACTORY, kinds)
    assert [one.needed.label for one in answers if not one.met] == missing
    said = case(Stage.CONSTRUCTION, site_mode=SiteMode.FACTORY, kinds=frozenset(kinds))
    if not missing:
        rules.check_submit(said)
        return
    assert answers[0].needed.hint.endswith(other)
    with pytest.raises(RuleBroken, match=f"还缺 {len(missing)} 项证明材料：{'、'.join(missing)}；{other}。"):
        rules.check_submit(said)


@pytest.mark.parametrize("stage", [stage for stage in Stage if not stage.needs_recognition])
def test_before_signing_nothing_is_recognised(stage: Stage) -> None:
    assert not rules.needed(stage, SiteMode.LAND)


@pytest.mark.parametrize(("stage", "mode"), TABLE)
def test_each_missing_kind_is_named(stage: Stage, mode: SiteMode | None) -> None:
    site = mode or SiteMode.LAND
    whole = case(stage, site_mode=site, kinds=frozenset(one.kind for one in rules.needed(stage, site)))
    rules.check_submit(whole)
    for one in rules.needed(stage, site):
        with pytest.raises(RuleBroken, match=one.label) as refused:
            rules.check_submit(replace(whole, kinds=whole.kinds - {one.kind}))
        assert refused.value.field == "files"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"waiting": True}, "正待认定"),
        ({"status": Status.ON_HOLD}, "搁置"),
        ({"status": Status.LOST}, "流失"),
        ({"recognition": Recognition.RECOGNISED, "recognised_kind": ContractKind.FORMAL}, "不必再申报"),
        ({"recognition": Recognition.RECOGNISED, "recognised_kind": ContractKind.FRAMEWORK}, "正式合同"),
    ],
)
def test_what_stands_in_the_way_of_submitting(facts: dict[str, object], said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        rules.check_submit(case(**facts))


@pytest.mark.parametrize("before", Recognition)
def test_a_stage_follows_the_one_before_it(before: Recognition) -> None:
    can = rules.obstacle(case(Stage.LANDED, before=before)) is None
    assert can is (before in {Recognition.SUBMITTED, Recognition.RECOGNISED})


@pytest.mark.parametrize("recognition", [one for one in Recognition if one.can_be_submitted])
def test_what_came_back_can_be_submitted_again(recognition: Recognition) -> None:
    assert rules.obstacle(case(recognition=recognition)) is None


def test_a_framework_agreement_is_followed_by_a_formal_contract_with_its_own_file() -> None:
    framework = case(
        recognition=Recognition.RECOGNISED,
        recognised_kind=ContractKind.FRAMEWORK,
        contract_kind=ContractKind.FORMAL,
    )
    with pytest.raises(RuleBroken, match="正式合同"):
        rules.check_submit(framework)
    rules.check_submit(replace(framework, new_contract=True))


@pytest.mark.parametrize(
    ("contract", "investment", "increment", "amount"),
    [
        (Decimal(100), Decimal(90), None, Decimal(100)),
        (None, Decimal(90), None, Decimal(90)),
        (Decimal(100), None, Decimal(30), Decimal(30)),
        (Decimal(100), None, Decimal(100), Decimal(100)),
        (Decimal(100), None, Decimal(101), None),
        (Decimal(100), None, Decimal(0), None),
        (None, None, None, None),
    ],
)
def test_an_expansion_counts_its_increment_only(
    contract: Decimal | None, investment: Decimal | None, increment: Decimal | None, amount: Decimal | None
) -> None:
    if amount is None:
        with pytest.raises(RuleBroken):
            rules.counted_amount(contract, investment, increment)
    else:
        assert rules.counted_amount(contract, investment, increment) == amount


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("车规芯片测试服务，租厂房约 3000 ㎡", "车规芯片测试服务，租厂房约3000㎡。", True),
        ("车规芯片测试服务，租厂房约 3000 ㎡", "车规芯片测试服务，租厂房约 3200 ㎡", True),
        ("车规芯片测试服务", "新能源汽车电池壳体", False),
        ("一期：封装", "封装设备研发中心，含实验楼", False),
        ("", "", True),
        ("", "芯片", False),
    ],
)
def test_same_content_is_seen_through_marks_and_blanks(one: str, other: str, *, same: bool) -> None:
    assert rules.same_content(one, other) is same


@pytest.mark.parametrize("status", Status)
def test_what_was_given_up_is_not_recognised(status: Status) -> None:
    if status in {Status.LOST, Status.REMOVED}:
        with pytest.raises(RuleBroken):
            rules.check_decidable(status)
    else:
        rules.check_decidable(status)


def test_every_reason_belongs_to_a_decision() -> None:
    assert set(RETURN_REASONS) | set(REVOKE_REASONS) == set(ReviewReason)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 9), date(2026, 3, 9), 0),
        (date(2026, 3, 9), date(2026, 3, 10), 1),
        (date(2026, 3, 6), date(2026, 3, 9), 1),  # a week-end between
        (date(2026, 9, 30), date(2026, 10, 8), 1),  # National Day
        (date(2026, 3, 10), date(2026, 3, 9), 0),
    ],
)
def test_waiting_is_counted_in_working_days(start: date, end: date, days: int) -> None:
    assert workdays.between(start, end) == days


@pytest.mark.parametrize("end", [date(2026, 3, 9), date(2026, 3, 14), date(2026, 10, 8), date(2027, 1, 1)])
@pytest.mark.parametrize("days", [1, 3, 5, 20])
def test_counting_back_is_the_reverse_of_counting_on(end: date, days: int) -> None:
    latest = workdays.back_from(end, days)
    assert workdays.after(latest, days).on <= end
    assert workdays.after(date.fromordinal(latest.toordinal() + 1), days).on > end
