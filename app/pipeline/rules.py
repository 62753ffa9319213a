"""The gates: what must be there to enter a stage (domain.md section 5). Pure, and a table a colleague can check.

A requirement is a question to the facts of one project. A refused move names everything that is missing, each with
the place (`where`: a form and a field of it) at which it can be filled in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from app.core.errors import RuleBroken
from app.delivery.enums import AppraisalResult, SiteContractKind
from app.projects.enums import ContractKind, SiteMode, Stage, Status

FULL_CAPACITY_SHARE = Decimal("0.8")


class ProjectFacts(Protocol):
    """What the gates ask of a project."""

    company_id: int
    content: str
    owner_id: int | None
    sector_id: int | None
    investment: Decimal | None
    site_mode: SiteMode | None
    land_mu: Decimal | None
    floor_sqm: Decimal | None
    output_estimate: Decimal | None
    tax_estimate: Decimal | None
    jobs_estimate: int | None
    requirements: str


class Delivered(Protocol):
    """What the gates ask of the facts after the appraisal."""

    appraisal_result: AppraisalResult | None
    contract_kind: ContractKind | None
    contract_on: date | None
    contract_investment: Decimal | None
    agreed_start_on: date | None
    agreed_production_on: date | None
    agreed_output: Decimal | None
    agreed_tax: Decimal | None
    legal_review_number: str | None
    competition_review_number: str | None
    project_company_name: str | None
    site_contract_kind: SiteContractKind | None
    site_contract_number: str | None
    filing_number: str | None
    construction_permit_number: str | None
    fit_out_contract_number: str | None
    accepted_on: date | None
    equipment_installed_on: date | None
    first_invoice_on: date | None
    year_output: Decimal | None
    year_tax: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One project with everything the gates look at."""

    project: ProjectFacts
    delivered: Delivered | None
    met_in_person: bool
    recognised: bool = True  # whether the stage it stands in is recognised, or needs no recognition


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One thing a gate asks for. `where` is `form#field`: project, facts or activity."""

    key: str
    label: str
    hint: str
    where: str
    met: Callable[[Facts], bool]


@dataclass(frozen=True)
class Answer:
    """A requirement with its answer."""

    requirement: Requirement
    met: bool


def _project(key: str, label: str, hint: str = "", *, met: Callable[[ProjectFacts], bool] | None = None) -> Requirement:
    def there(facts: Facts) -> bool:
        return met(facts.project) if met else getattr(facts.project, key) not in (None, "")

    return Requirement(key=key, label=label, hint=hint, where=f"project#{key}", met=there)


def _fact(key: str, label: str, hint: str = "", *, met: Callable[[Delivered], bool] | None = None) -> Requirement:
    def there(facts: Facts) -> bool:
        if facts.delivered is None:
            return False
        return met(facts.delivered) if met else getattr(facts.delivered, key) not in (None, "")

    return Requirement(key=key, label=label, hint=hint, where=f"facts#{key}", met=there)


def _reached(actual: Decimal | None, agreed: Decimal | None) -> bool:
    return actual is not None and agreed is not None and agreed > 0 and actual >= agreed * FULL_CAPACITY_SHARE


_BUILDING = (
    _fact("filing_number", "备案文号", "项目备案证号"),
    _fact("construction_permit_number", "施工许可证号", "供地或自建项目"),
)
_FITTING_OUT = (_fact("fit_out_contract_number", "装修合同编号", "轻资产和租用厂房的项目以装修代替建设"),)

_RECOGNISED = Requirement(
    key="recognised",
    label="现阶段已认定",
    hint="签约起每一步先申报，商务局认定后再往前走",
    where="recognition#recognition",
    met=lambda facts: facts.recognised,
)

GATES: Mapping[Stage, Sequence[Requirement]] = {
    Stage.LEAD: (
        _project("company_id", "投资方"),
        _project("content", "项目内容"),
    ),
    Stage.NEGOTIATING: (
        Requirement(
            key="met_in_person",
            label="至少一次面谈",
            hint="拜访、来访、会谈或现场考察各算一次",
            where="activity#kind",
            met=lambda facts: facts.met_in_person,
        ),
        _project("owner_id", "负责人"),
        _project("investment", "估计投资"),
        _project("sector_id", "产业方向"),
    ),
    Stage.APPRAISAL: (
        _project(
            "land_mu",
            "用地或厂房需求",
            "用地（亩）或厂房（㎡）至少填一项",
            met=lambda project: project.land_mu is not None or project.floor_sqm is not None,
        ),
        _project("site_mode", "用地方式", "供地建设、标准厂房或轻资产"),
        _project("output_estimate", "预计年产值"),
        _project("tax_estimate", "预计年税收"),
        _project("jobs_estimate", "预计就业"),
        _project("requirements", "需求清单", "水电气、层高、承重、环保等"),
    ),
    Stage.SIGNED: (
        _fact(
            "appraisal_result",
            "准入评审通过",
            "优先、通过或附条件通过",
            met=lambda facts: facts.appraisal_result is not None and facts.appraisal_result.lets_sign,
        ),
        _fact("contract_kind", "协议类型", "正式合同与框架协议分别统计"),
        _fact("contract_on", "签约日期"),
        _fact("contract_investment", "合同总投资"),
        _fact("agreed_start_on", "约定开工日期"),
        _fact("agreed_production_on", "约定投产日期"),
        _fact("legal_review_number", "合法性审查文号"),
        _fact("competition_review_number", "公平竞争审查文号", "2024-08-01 起必填"),
    ),
    Stage.LANDED: (
        _RECOGNISED,
        _fact("project_company_name", "项目公司", "已领营业执照"),
        _fact("site_contract_kind", "土地、租赁或购置合同"),
        _fact("site_contract_number", "合同编号"),
    ),
    Stage.CONSTRUCTION: (),  # depends on the site: see `requirements`
    Stage.PRODUCTION: (
        _RECOGNISED,
        _fact(
            "accepted_on",
            "竣工验收或设备安装完成",
            met=lambda facts: facts.accepted_on is not None or facts.equipment_installed_on is not None,
        ),
        _fact("first_invoice_on", "首张发票日期"),
    ),
    Stage.FULL_CAPACITY: (
        _RECOGNISED,
        _fact(
            "year_output",
            "12 个月产值达约定的 80%",
            "须先填约定年产值",
            met=lambda facts: _reached(facts.year_output, facts.agreed_output),
        ),
        _fact(
            "year_tax",
            "12 个月税收达约定的 80%",
            "须先填约定年税收",
            met=lambda facts: _reached(facts.year_tax, facts.agreed_tax),
        ),
    ),
}


def requirements(stage: Stage, site_mode: SiteMode | None) -> Sequence[Requirement]:
    """What the gate into a stage asks of a project on such a site."""
    if stage is Stage.CONSTRUCTION:
        return (_RECOGNISED, *(_FITTING_OUT if site_mode in {SiteMode.FACTORY, SiteMode.LIGHT} else _BUILDING))
    return GATES[stage]


def checklist(stage: Stage, facts: Facts) -> list[Answer]:
    """The gate with its answers, what is missing first."""
    answers = [Answer(one, one.met(facts)) for one in requirements(stage, facts.project.site_mode)]
    return sorted(answers, key=lambda answer: answer.met)


Gap = tuple[float | None, float | None]  # the ranks above and below the place meant


def rank_between(above: float | None, below: float | None) -> float:
    """The rank of a card between two others; nobody else's rank ever changes. Raises RuleBroken."""
    if above is not None and below is not None:
        if above > below:
            message = "看板上的位置已变，请刷新后再拖动。"
            raise RuleBroken(message)
        return above + (below - above) / 2
    if above is not None:
        return above + 1
    return below - 1 if below is not None else 0.0


class GateClosed(RuleBroken):
    """A move was refused; `missing` is all that is missing."""

    def __init__(self, stage: Stage, missing: Sequence[Requirement]) -> None:
        names = "、".join(one.label for one in missing)
        super().__init__(f"进入“{stage.label}”还缺 {len(missing)} 项：{names}。", field="stage")
        self.stage = stage
        self.missing = tuple(missing)


def check_forward(facts: Facts, *, at: Stage, to: Stage, status: Status) -> None:
    """One step forward at a time, through an open gate, while the project is active. Raises RuleBroken, GateClosed."""
    if status is not Status.ACTIVE:
        message = f"“{status.label}”的项目不能移动，请先恢复推进。"
        raise RuleBroken(message, field="stage")
    if to is not at.next:
        message = f"一次只能前进一步：“{at.label}”之后是“{at.next.label}”。" if at.next else "已是最后一个阶段。"
        raise RuleBroken(message, field="stage")
    if missing := [answer.requirement for answer in checklist(to, facts) if not answer.met]:
        raise GateClosed(to, missing)


def check_back(*, at: Stage, to: Stage, status: Status, reason: str) -> None:
    """A step back needs a reason. Raises RuleBroken."""
    if status is not Status.ACTIVE:
        message = f"“{status.label}”的项目不能移动，请先恢复推进。"
        raise RuleBroken(message, field="stage")
    if to.number >= at.number:
        message = "请选择之前的阶段。"
        raise RuleBroken(message, field="stage")
    if not reason.strip():
        message = "退回之前的阶段须写明原因。"
        raise RuleBroken(message, field="reason")
