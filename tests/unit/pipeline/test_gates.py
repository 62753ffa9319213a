"""The gates as a table: what each stage asks for on each kind of site, and that one missing item closes it."""

from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.core.errors import RuleBroken
from app.delivery.enums import AppraisalResult, PermitKind, SiteContractKind
from app.pipeline.rules import (
    GATES,
    Facts,
    GateClosed,
    GateRules,
    check_back,
    check_forward,
    checklist,
    demanded,
    rank_between,
    requirements,
    switches,
)
from app.pipeline.rules.gates import limits_of
from app.projects.enums import BackReason, ContractKind, SiteMode, Source, Stage, Status
from app.projects.rules import Limits

DAY = date(2026, 3, 15)
MODES = (None, *SiteMode)


@dataclass(frozen=True)
class Said:
    """A project with everything filled in."""

    company_id: int | None = 1
    source: Source | None = Source.VISIT
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
    """What a project has once, all filled in."""

    appraisal_result: AppraisalResult | None = AppraisalResult.CONDITIONAL
    project_company_name: str | None = "公司"
    licensed_on: date | None = DAY
    accepted_on: date | None = DAY
    equipment_installed_on: date | None = None
    first_invoice_on: date | None = DAY
    year_output: Decimal | None = Decimal(80)
    year_tax: Decimal | None = Decimal(8)


@dataclass(frozen=True)
class Signed:
    """A contract with everything filled in."""

    kind: ContractKind | None = ContractKind.FRAMEWORK
    signed_on: date | None = DAY
    investment: Decimal | None = Decimal(0)
    agreed_start_on: date | None = DAY
    agreed_production_on: date | None = DAY
    agreed_output: Decimal | None = Decimal(100)
    agreed_tax: Decimal | None = Decimal(10)
    legal_review_number: str | None = "1"
    competition_review_number: str | None = "1"


@dataclass(frozen=True)
class Held:
    """A contract for land or building."""

    kind: SiteContractKind = SiteContractKind.LEASE
    number: str | None = "1"


NUMBERS = dict.fromkeys(PermitKind, "1")


@dataclass(frozen=True)
class Case:
    """A stage, the kinds of site, and everything that its gate may ask for there."""

    stage: Stage
    modes: tuple[SiteMode | None, ...]
    keys: tuple[str, ...] = field(default=())


BUILDING = ("permit_filing", "permit_construction")
FITTING_OUT = ("permit_fit_out", "photo")
TABLE = (
    Case(Stage.LEAD, MODES, ("company_id", "source", "content")),
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
            "contract_signed_on",
            "contract_investment",
            "agreed_start_on",
            "agreed_production_on",
            "legal_review_number",
            "competition_review_number",
        ),
    ),
    Case(
        Stage.LANDED,
        MODES,
        ("recognised", "project_company_name", "licensed_on", "site_contract_kind", "site_contract_number"),
    ),
    Case(Stage.CONSTRUCTION, (None, SiteMode.LAND), ("recognised", *BUILDING)),
    Case(Stage.CONSTRUCTION, (SiteMode.LIGHT,), ("recognised", *FITTING_OUT)),
    Case(Stage.PRODUCTION, MODES, ("recognised", "accepted_on", "first_invoice_on")),
    Case(Stage.FULL_CAPACITY, MODES, ("recognised", "agreed_output", "year_output", "agreed_tax", "year_tax")),
)
ROWS = [(case.stage, mode, case.keys) for case in TABLE for mode in case.modes]
ITEMS = [(stage, mode, key) for stage, mode, keys in ROWS for key in keys]


def facts(mode: SiteMode | None = SiteMode.LAND, **changes: Any) -> Facts:
    """A complete project with these things said differently; `contract`, `site`, `delivered` may be None altogether."""

    def part(record: Any, known: Any = None) -> Any:
        names = {name: name for name in record.__dataclass_fields__} | (known or {})
        return record(**{names[name]: value for name, value in changes.items() if name in names})

    contract = {"contract_kind": "kind", "contract_signed_on": "signed_on", "contract_investment": "investment"}
    whole: dict[str, Any] = {
        "project": replace(
            Said(site_mode=mode),
            **{name: value for name, value in changes.items() if name in Said.__dataclass_fields__},
        ),
        "delivered": part(Done),
        "contract": Signed(
            **{
                contract.get(name, name): value
                for name, value in changes.items()
                if contract.get(name, name) in Signed.__dataclass_fields__ and name not in {"investment", "kind"}
            }
        ),
        "site": Held(number=changes.get("site_contract_number", "1")),
        "permits": {kind: number for kind, number in NUMBERS.items() if f"permit_{kind.value}" not in changes},
        "photos": changes.get("photo", 1),
        "met_in_person": changes.get("met_in_person", True),
        "recognised": changes.get("recognised", True),
        "rules": changes.get("rules", GateRules()),
    }
    if "site_contract_kind" in changes:
        whole["site"] = None
    return Facts(**whole)


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
    empty: Any = {"content": "", "requirements": "", "met_in_person": False, "recognised": False, "photo": 0}.get(key)
    known = facts(mode if key != "site_mode" else None, **({} if key == "site_mode" else {key: empty}))
    # Without a contract for the site its number is missing too; what was agreed is what is compared with.
    along = {"site_contract_kind": "site_contract_number", "agreed_output": "year_output", "agreed_tax": "year_tax"}
    assert key in missing(stage, known)
    assert missing(stage, known) <= {key, along.get(key, key), "site_mode"}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.number >= Stage.SIGNED.number])
def test_without_any_facts_everything_is_missing(stage):
    known = Facts(project=Said(), met_in_person=True, recognised=False)
    assert missing(stage, known) == {one.key for one in requirements(stage, SiteMode.LAND)}


@pytest.mark.parametrize(
    ("lacking", "open_"),
    [
        ((), True),
        (BUILDING, True),
        (FITTING_OUT, True),
        (("permit_filing",), True),
        (("photo",), True),
        (("permit_filing", "photo"), False),
        ((*BUILDING, *FITTING_OUT), False),
    ],
)
def test_a_factory_is_fitted_out_or_built(lacking, open_):
    known = facts(SiteMode.FACTORY, **dict.fromkeys(lacking, 0))
    assert (missing(Stage.CONSTRUCTION, known) == set()) is open_


def test_of_two_ways_the_nearest_is_shown_and_the_other_named():
    asked = checklist(Stage.CONSTRUCTION, facts(SiteMode.FACTORY, permit_filing=0, permit_fit_out=0, photo=0))
    assert [one.requirement.key for one in asked] == ["permit_filing", "recognised", "permit_construction"]
    assert "也可改备：装修合同编号、现场照片" in asked[0].requirement.hint
    nothing = checklist(Stage.CONSTRUCTION, facts(SiteMode.FACTORY, **dict.fromkeys((*BUILDING, *FITTING_OUT), 0)))
    assert [one.requirement.key for one in nothing if not one.met] == list(FITTING_OUT), "the usual way first"


def test_waiving_takes_an_item_out_for_that_site_only():
    rules = GateRules(waived=frozenset({(Stage.SIGNED, "legal_review_number", SiteMode.LIGHT)}))
    for mode in SiteMode:
        known = facts(mode, legal_review_number=None, rules=rules)
        assert ("legal_review_number" in missing(Stage.SIGNED, known)) is (mode is not SiteMode.LIGHT)


@pytest.mark.parametrize("key", ["competition_review_number", "recognised", "contract_kind", "contract_investment"])
def test_what_law_and_figures_rest_on_cannot_be_waived(key):
    assert key not in {one.key for _, one, _ in switches()}
    everywhere = frozenset((stage, key, mode) for stage in Stage for mode in SiteMode)
    for stage in Stage:
        for mode in SiteMode:
            before = [one.key for one in demanded(stage, mode, GateRules())[0]]
            assert [one.key for one in demanded(stage, mode, GateRules(waived=everywhere))[0]] == before


def test_a_way_that_was_waived_altogether_is_no_open_door():
    waived = frozenset((Stage.CONSTRUCTION, key, SiteMode.FACTORY) for key in FITTING_OUT)
    rules = GateRules(waived=waived)
    known = facts(SiteMode.FACTORY, rules=rules, **dict.fromkeys((*BUILDING, *FITTING_OUT), 0))
    assert missing(Stage.CONSTRUCTION, known) == set(BUILDING)


def test_every_stage_has_its_row_and_its_limits_exist():
    assert list(GATES) == list(Stage)
    assert {name for stage in Stage for name in limits_of(stage)} <= {field.name for field in fields(Limits)}
    assert [stage for stage in Stage if not limits_of(stage)] == [Stage.FULL_CAPACITY]


def test_every_requirement_names_a_form_and_a_field():
    for stage in Stage:
        for mode in SiteMode:
            for one in requirements(stage, mode):
                form, _, name = one.where.partition("#")
                assert form.partition("-")[0] in {
                    *("project", "facts", "activity", "contract", "site", "permit", "photo", "recognition")
                }
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


@pytest.mark.parametrize(("percent", "reached"), [(79, True), (80, True), (81, False), (100, False)])
def test_the_share_of_full_capacity_is_set(percent, reached):
    known = facts(rules=GateRules(full_capacity_percent=percent))
    assert (missing(Stage.FULL_CAPACITY, known) == set()) is reached
    labels = [one.requirement.label for one in checklist(Stage.FULL_CAPACITY, known)]
    assert f"12 个月产值达约定的 {percent}%" in labels


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
        check_back(at=at, to=to, status=Status.ACTIVE, why=BackReason.PLAN, reason="")
        check_back(at=at, to=to, status=Status.ACTIVE, why=BackReason.OTHER, reason="企业改方案")
        for why, place in ((None, "back_reason"), (BackReason.OTHER, "reason")):
            with pytest.raises(RuleBroken) as refused:
                check_back(at=at, to=to, status=Status.ACTIVE, why=why, reason="　 ")
            assert refused.value.field == place
    else:
        with pytest.raises(RuleBroken):
            check_back(at=at, to=to, status=Status.ACTIVE, why=BackReason.PLAN, reason="企业改方案")


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ACTIVE])
def test_only_active_projects_move(status):
    with pytest.raises(RuleBroken):
        check_forward(facts(), at=Stage.LEAD, to=Stage.NEGOTIATING, status=status)
    with pytest.raises(RuleBroken):
        check_back(at=Stage.SIGNED, to=Stage.LEAD, status=status, why=BackReason.PLAN, reason="原因")


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
