"""Contract, company, site, permits, acceptance, output: in the order of the gates."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms.validators import Optional

from app.core.forms import ChipsField, CountField, DayField, MoneyField, TextField, enum_choices
from app.core.touched import TouchedForm
from app.projects.enums import ContractKind

from .enums import AppraisalResult, SiteContractKind
from .labels import LABELS
from .models import NUMBER_LENGTH, DeliveryFacts

# (anchor, heading, fields); one section for each gate from 签约 on.
SECTIONS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("appraisal", "准入评审", ("appraisal_result", "appraised_on")),
    (
        "contract",
        "签约",
        (
            "contract_kind",
            "contract_on",
            "contract_investment",
            "agreed_start_on",
            "agreed_production_on",
            "agreed_output",
            "agreed_tax",
            "agreed_jobs",
            "legal_review_number",
            "competition_review_number",
        ),
    ),
    (
        "landing",
        "落地",
        (
            "project_company_name",
            "project_company_uscc",
            "site_contract_kind",
            "site_contract_number",
            "site_contract_on",
        ),
    ),
    (
        "building",
        "开工",
        ("filing_number", "construction_permit_number", "fit_out_contract_number", "started_on"),
    ),
    ("production", "投产", ("accepted_on", "equipment_installed_on", "first_invoice_on")),
    ("output", "达产达效", ("year_output", "year_tax")),
)
HINTS = {
    "contract_kind": "正式合同与框架协议分别统计",
    "competition_review_number": "2024-08-01 起必填",
    "fit_out_contract_number": "轻资产和租用厂房的项目以装修代替建设",
    "construction_permit_number": "供地或自建项目",
    "accepted_on": "与设备安装完成日期填一项即可",
    "year_output": "连续 12 个月；达到约定的 80% 方可进入达产达效",
    "year_tax": "连续 12 个月；达到约定的 80% 方可进入达产达效",
}


def _number(name: str) -> TextField:
    return TextField(LABELS[name], nullable=True, most=NUMBER_LENGTH)


def _day(name: str) -> DayField:
    return DayField(LABELS[name], [Optional()])


class FactsForm(TouchedForm):
    """All facts; any of them may be missing."""

    appraisal_result = ChipsField(
        LABELS["appraisal_result"], [Optional()], choices=enum_choices(AppraisalResult), coerce=AppraisalResult
    )
    appraised_on = _day("appraised_on")
    contract_kind = ChipsField(
        LABELS["contract_kind"], [Optional()], choices=enum_choices(ContractKind), coerce=ContractKind
    )
    contract_on = _day("contract_on")
    contract_investment = MoneyField(LABELS["contract_investment"])
    agreed_start_on = _day("agreed_start_on")
    agreed_production_on = _day("agreed_production_on")
    agreed_output = MoneyField(LABELS["agreed_output"])
    agreed_tax = MoneyField(LABELS["agreed_tax"])
    agreed_jobs = CountField(LABELS["agreed_jobs"])
    legal_review_number = _number("legal_review_number")
    competition_review_number = _number("competition_review_number")
    project_company_name = TextField(LABELS["project_company_name"], nullable=True)
    project_company_uscc = TextField(LABELS["project_company_uscc"], nullable=True, most=18)
    site_contract_kind = ChipsField(
        LABELS["site_contract_kind"], [Optional()], choices=enum_choices(SiteContractKind), coerce=SiteContractKind
    )
    site_contract_number = _number("site_contract_number")
    site_contract_on = _day("site_contract_on")
    filing_number = _number("filing_number")
    construction_permit_number = _number("construction_permit_number")
    fit_out_contract_number = _number("fit_out_contract_number")
    started_on = _day("started_on")
    accepted_on = _day("accepted_on")
    equipment_installed_on = _day("equipment_installed_on")
    first_invoice_on = _day("first_invoice_on")
    year_output = MoneyField(LABELS["year_output"])
    year_tax = MoneyField(LABELS["year_tax"])

    def values(self) -> dict[str, Any]:
        """What was touched, as the columns hold it."""
        found = self.touched_values()
        if found.get("agreed_jobs") is not None:
            found["agreed_jobs"] = int(found["agreed_jobs"])
        return found


def stored_values(facts: DeliveryFacts | None) -> dict[str, Any]:
    """The facts as the form shows them; all empty while there are none."""
    if facts is None:
        return {}
    found = {name: getattr(facts, name) for name in LABELS}
    return found | {"agreed_jobs": None if facts.agreed_jobs is None else Decimal(facts.agreed_jobs)}
