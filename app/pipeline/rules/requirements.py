"""The single things that gates ask for; the table in `gates` puts them together.

`where` says at which form and field a missing one is filled in: `projects.links.requirement_link` makes it an address.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.delivery.enums import PermitKind

from .facts import Agreement, Delivered, Facts, GateRules, ProjectFacts


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One thing a gate asks for. A `fixed` one can never be waived: the law or every published figure rests on it."""

    key: str
    label: str
    hint: str
    where: str
    met: Callable[[Facts], bool]
    fixed: bool = False

    def worded(self, rules: GateRules) -> "Requirement":
        """With the share that holds now."""
        if "{percent}" not in self.label:
            return self
        return replace(self, label=self.label.format(percent=rules.full_capacity_percent))


def _there(value: Any) -> bool:
    return value is not None and value != ""


def _project(
    key: str, label: str, hint: str = "", *, met: Callable[[ProjectFacts], bool] | None = None, fixed: bool = False
) -> Requirement:
    def holds(facts: Facts) -> bool:
        return met(facts.project) if met else _there(getattr(facts.project, key))

    return Requirement(key=key, label=label, hint=hint, where=f"project#{key}", met=holds, fixed=fixed)


def _fact(key: str, label: str, hint: str = "", *, met: Callable[[Delivered], bool] | None = None) -> Requirement:
    def holds(facts: Facts) -> bool:
        if facts.delivered is None:
            return False
        return met(facts.delivered) if met else _there(getattr(facts.delivered, key))

    return Requirement(key=key, label=label, hint=hint, where=f"facts#{key}", met=holds)


def _contract(
    key: str, label: str, hint: str = "", *, met: Callable[[Agreement], bool] | None = None, fixed: bool = False
) -> Requirement:
    field = key.removeprefix("contract_")

    def holds(facts: Facts) -> bool:
        if facts.contract is None:
            return False
        return met(facts.contract) if met else _there(getattr(facts.contract, field))

    return Requirement(key=key, label=label, hint=hint, where=f"contract#{field}", met=holds, fixed=fixed)


def _permit(kind: PermitKind, label: str, hint: str) -> Requirement:
    return Requirement(
        key=f"permit_{kind.value}",
        label=label,
        hint=hint,
        where=f"permit-{kind.value}#number",
        met=lambda facts: _there(facts.permits.get(kind)),
    )


def _share(actual: str, agreed: str) -> Callable[[Facts], bool]:
    """Whether so many percent of what was agreed have been reached in twelve months."""

    def reached(facts: Facts) -> bool:
        done = getattr(facts.delivered, actual, None)
        promised = getattr(facts.contract, agreed, None)
        if done is None or promised is None or promised <= 0:
            return False
        return bool(done * 100 >= promised * facts.rules.full_capacity_percent)

    return reached


def _promised(key: str) -> Callable[[Agreement], bool]:
    return lambda contract: (getattr(contract, key) or Decimal(0)) > 0


INVESTOR = _project("company_id", "投资方", fixed=True)
SOURCE = _project("source", "来源", fixed=True)
CONTENT = _project("content", "项目内容", fixed=True)
MET = Requirement(
    key="met_in_person",
    label="至少一次面谈",
    hint="拜访、来访、会谈或现场考察各算一次",
    where="activity#kind",
    met=lambda facts: facts.met_in_person,
)
OWNER = _project("owner_id", "负责人")
INVESTMENT = _project("investment", "估计投资")
SECTOR = _project("sector_id", "产业方向")
SITE_NEED = _project(
    "land_mu",
    "用地或厂房需求",
    "用地（亩）或厂房（㎡）至少填一项",
    met=lambda project: project.land_mu is not None or project.floor_sqm is not None,
)
SITE_MODE = _project("site_mode", "用地方式", "供地建设、标准厂房或轻资产；以后的闸口按它分", fixed=True)
OUTPUT = _project("output_estimate", "预计年产值")
TAX = _project("tax_estimate", "预计年税收")
JOBS = _project("jobs_estimate", "预计就业")
NEEDS = _project("requirements", "需求清单", "水电气、层高、承重、环保等")
APPRAISED = _fact(
    "appraisal_result",
    "准入评审通过",
    "优先、通过或附条件通过",
    met=lambda facts: facts.appraisal_result is not None and facts.appraisal_result.lets_sign,
)
CONTRACT_KIND = _contract("contract_kind", "协议类型", "正式合同与框架协议分别统计", fixed=True)
SIGNED_ON = _contract("contract_signed_on", "签约日期", fixed=True)
AMOUNT = _contract("contract_investment", "合同总投资", fixed=True)
START = _contract("agreed_start_on", "约定开工日期")
PRODUCTION = _contract("agreed_production_on", "约定投产日期")
LEGAL = _contract("legal_review_number", "合法性审查文号")
COMPETITION = _contract("competition_review_number", "公平竞争审查文号", "2024-08-01 起必填", fixed=True)
RECOGNISED = Requirement(
    key="recognised",
    label="现阶段已认定",
    hint="签约起每一步先申报，商务局认定后再往前走",
    where="recognition#recognition",
    met=lambda facts: facts.recognised,
    fixed=True,
)
COMPANY = _fact("project_company_name", "项目公司")
LICENCE = _fact("licensed_on", "营业执照日期", "项目公司领照的日期")
SITE_CONTRACT = Requirement(
    key="site_contract_kind",
    label="土地、租赁或购置合同",
    hint="",
    where="site#kind",
    met=lambda facts: facts.site is not None,
)
SITE_NUMBER = Requirement(
    key="site_contract_number",
    label="用地合同编号",
    hint="土地、租赁或购置合同的编号",
    where="site#number",
    met=lambda facts: facts.site is not None and _there(facts.site.number),
)
FILING = _permit(PermitKind.FILING, "备案文号", "项目备案证号")
PERMIT = _permit(PermitKind.CONSTRUCTION, "施工许可证号", "供地或自建项目")
FIT_OUT = _permit(PermitKind.FIT_OUT, "装修合同编号", "轻资产和租用厂房的项目以装修代替建设")
PHOTO = Requirement(
    key="photo",
    label="现场照片",
    hint="开工或装修现场，至少一张",
    where="photo#files",
    met=lambda facts: facts.photos > 0,
)
ACCEPTED = _fact(
    "accepted_on",
    "竣工验收或设备安装完成",
    met=lambda facts: facts.accepted_on is not None or facts.equipment_installed_on is not None,
)
INVOICE = _fact("first_invoice_on", "首张发票日期")
AGREED_OUTPUT = _contract("agreed_output", "约定年产值", "达产以合同约定为准", met=_promised("agreed_output"))
AGREED_TAX = _contract("agreed_tax", "约定年税收", "达产以合同约定为准", met=_promised("agreed_tax"))
YEAR_OUTPUT = Requirement(
    key="year_output",
    label="12 个月产值达约定的 {percent}%",
    hint="连续 12 个月",
    where="facts#year_output",
    met=_share("year_output", "agreed_output"),
)
YEAR_TAX = Requirement(
    key="year_tax",
    label="12 个月税收达约定的 {percent}%",
    hint="连续 12 个月",
    where="facts#year_tax",
    met=_share("year_tax", "agreed_tax"),
)
