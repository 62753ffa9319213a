"""The gates as a table: what each stage asks for on each kind of site, and that one missing item closes it."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.core.errors import RuleBroken
from app.delivery.enums import AppraisalResult, SiteContractKind
from app.pipeline.rules import Facts, GateClosed, check_back, check_forward, checklist, rank_between, requirements
from app.projects.enums import ContractKind, SiteMode, Stage, Status

DAY = date(2026, 3, 15)
MODES = (None, *SiteMode)


@dataclass(frozen=True)
class Said:
    """A project with everything filled in."""

    company_id: int | None = 1
    content: str = "内容"
    owner_id: int | None = 1
    sector_id: int | None = 1
    investment: Decimal | None = Decimal(100)
    site_mode: SiteMode | None = SiteMode.LAND
    land_mu: Decimal | None = Decimal(3)
    floor_sqm: Decimal | None = None
    output_estimate: Decimal | None = Decimal(5)
    tax_estimate: Decimal | None = Decimal(1)
    jobs_estimate: int | None = 0
    requirements: str = "无"


@dataclass(frozen=True)
class Done:
    """Facts with everything filled in."""

    appraisal_result: AppraisalResult | None = AppraisalResult.CONDITIONAL
    contract_kind: ContractKind | None = ContractKind.FRAMEWORK
    contract_on: date | None = DAY
    contract_investment: Decimal | None = Decimal(0)
    agreed_start_on: date | None = DAY
    agreed_production_on: date | None = DAY
    agreed_output: Decimal | None = Decimal(100)
    agreed_tax: Decimal | None = Decimal(10)
    legal_review_number: str | None = "1"
    competition_review_number: str | None = "1"
    project_company_name: str | None = "公司"
    site_contract_kind: SiteContractKind | None = SiteContractKind.LEASE
    site_contract_number: str | None = "1"
    filing_number: str | None = "1"
    construction_permit_number: str | None = "1"
    fit_out_contract_number: str | None = "1"
    accepted_on: date | None = DAY
    equipment_installed_on: date | None = None
    first_invoice_on: date | None = DAY
    year_output: Decimal | None = Decimal(80)
    year_tax: Decimal | None = Decimal(8)


@dataclass(frozen=True)
class Case:
    """A stage, a kind of site, and what its gate asks for."""

    stage: Stage
    modes: tuple[SiteMode | None, ...]
    keys: tuple[str, ...] = field(default=())


TABLE = (
    Case(Stage.LEAD, MODES, ("company_id", "content")),
    Case(Stage.NEGOTIATING, MODES, ("met_in_person", "owner_id", "investment", "sector_id")),
    Case(
        Stage.APPRAISAL,
        MODES,
        ("land_mu", "site_mode", "output_estimate", "tax_estimate", "jobs_estimate", "requirements"),
    ),
    Case(
        Stage.SIGNED,
        MODES,
        (
            "appraisal_result",
            "contract_kind",
            "contract_on",
            "contract_investment",
            "agreed_start_on",
            "agreed_production_on",
            "legal_review_number",
            "competition_review_number",
        ),
    ),
    Case(Stage.LANDED, MODES, ("project_company_name", "site_contract_kind", "site_contract_number")),
    Case(Stage.CONSTRUCTION, (None, SiteMode.LAND), ("filing_number", "construction_permit_number")),
    Case(Stage.CONSTRUCTION, (SiteMode.FACTORY, SiteMode.LIGHT), ("fit_out_contract_number",)),
    Case(Stage.PRODUCTION, MODES, ("accepted_on", "first_invoice_on")),
    Case(Stage.FULL_CAPACITY, MODES, ("year_output", "year_tax")),
)
ROWS = [(case.stage, mode, case.keys) for case in TABLE for mode in case.modes]
ITEMS = [(stage, mode, key) for stage, mode, keys in ROWS for key in keys]


def facts(mode: SiteMode | None = SiteMode.LAND, **changes: Any) -> Facts:
    project = replace(Said(site_mode=mode), **{k: v for k, v in changes.items() if k in Said.__dataclass_fields__})
    done = replace(Done(), **{k: v for k, v in changes.items() if k in Done.__dataclass_fields__})
    return Facts(project=project, delivered=done, met_in_person=changes.get("met_in_person", True))


def missing(stage: Stage, known: Facts) -> set[str]:
    return {answer.requirement.key for answer in checklist(stage, known) if not answer.met}


@pytest.mark.parametrize(("stage", "mode", "keys"), ROWS)
def test_each_gate_asks_for_exactly_these(stage, mode, keys):
    assert tuple(one.key for one in requirements(stage, mode)) == keys


@pytest.mark.parametrize(("stage", "mode"), [(stage, mode) for stage in Stage for mode in SiteMode])
def test_a_full_project_passes_every_gate(stage, mode):
    assert missing(stage, facts(mode)) == set()


@pytest.mark.parametrize(("stage", "mode", "key"), ITEMS)
def test_each_item_alone_closes_the_gate(stage, mode, key):
    empty: Any = {"content": "", "requirements": "", "met_in_person": False}.get(key)
    known = facts(mode if key != "site_mode" else None, **({} if key == "site_mode" else {key: empty}))
    assert key in missing(stage, known)
    assert missing(stage, known) <= {key, "site_mode"}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.number >= Stage.SIGNED.number])
def test_without_any_facts_everything_is_missing(stage):
    known = Facts(project=Said(), delivered=None, met_in_person=True)
    assert missing(stage, known) == {one.key for one in requirements(stage, SiteMode.LAND)}


def test_every_requirement_names_a_form_and_a_field():
    for stage in Stage:
        for mode in SiteMode:
            for one in requirements(stage, mode):
                form, _, name = one.where.partition("#")
                assert form in {"project", "facts", "activity"}
                assert name, one
                assert one.label


@pytest.mark.parametrize(
    ("changes", "open_"),
    [
        ({"land_mu": None, "floor_sqm": Decimal(3000)}, True),
        ({"land_mu": None, "floor_sqm": None}, False),
    ],
)
def test_land_or_floor_will_do(changes, open_):
    assert ("land_mu" not in missing(Stage.APPRAISAL, facts(**changes))) is open_


@pytest.mark.parametrize(("result", "open_"), [(one, one is not AppraisalResult.DEFERRED) for one in AppraisalResult])
def test_a_deferred_appraisal_lets_nothing_sign(result, open_):
    assert ("appraisal_result" not in missing(Stage.SIGNED, facts(appraisal_result=result))) is open_


@pytest.mark.parametrize(
    ("agreed", "actual", "reached"),
    [
        (Decimal(100), Decimal(80), True),
        (Decimal(100), Decimal("79.999999"), False),
        (Decimal(0), Decimal(10), False),
        (None, Decimal(10), False),
        (Decimal(100), None, False),
    ],
)
def test_full_capacity_is_eighty_percent_of_what_was_agreed(agreed, actual, reached):
    known = facts(agreed_output=agreed, year_output=actual)
    assert ("year_output" not in missing(Stage.FULL_CAPACITY, known)) is reached


def test_missing_items_stand_first():
    answers = checklist(Stage.NEGOTIATING, facts(sector_id=None, investment=None))
    assert [answer.met for answer in answers] == [False, False, True, True]


@pytest.mark.parametrize("at", Stage)
@pytest.mark.parametrize("to", Stage)
def test_forward_goes_one_step_and_back_needs_a_reason(at, to):
    if to is at.next:
        check_forward(facts(), at=at, to=to, status=Status.ACTIVE)
    else:
        with pytest.raises(RuleBroken):
            check_forward(facts(), at=at, to=to, status=Status.ACTIVE)
    if to.number < at.number:
        check_back(at=at, to=to, status=Status.ACTIVE, reason="企业改方案")
        with pytest.raises(RuleBroken) as refused:
            check_back(at=at, to=to, status=Status.ACTIVE, reason="　 ")
        assert refused.value.field == "reason"
    else:
        with pytest.raises(RuleBroken):
            check_back(at=at, to=to, status=Status.ACTIVE, reason="企业改方案")


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ACTIVE])
def test_only_active_projects_move(status):
    with pytest.raises(RuleBroken):
        check_forward(facts(), at=Stage.LEAD, to=Stage.NEGOTIATING, status=status)
    with pytest.raises(RuleBroken):
        check_back(at=Stage.SIGNED, to=Stage.LEAD, status=status, reason="原因")


def test_a_closed_gate_names_all_that_is_missing():
    with pytest.raises(GateClosed) as refused:
        check_forward(facts(owner_id=None, investment=None), at=Stage.LEAD, to=Stage.NEGOTIATING, status=Status.ACTIVE)
    assert {one.key for one in refused.value.missing} == {"owner_id", "investment"}
    assert refused.value.message == "进入“在谈”还缺 2 项：负责人、估计投资。"


@pytest.mark.parametrize(
    ("above", "below", "rank"),
    [(None, None, 0.0), (1.0, 2.0, 1.5), (None, 2.0, 1.0), (1.0, None, 2.0), (3.0, 3.0, 3.0)],
)
def test_a_card_takes_the_mean_of_its_neighbours(above, below, rank):
    assert rank_between(above, below) == rank


def test_neighbours_that_changed_places_are_refused():
    with pytest.raises(RuleBroken):
        rank_between(2.0, 1.0)
