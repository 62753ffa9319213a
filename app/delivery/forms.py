"""What is typed about signed projects: the facts in one form, a form each for contracts, sites, permits and photos."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from wtforms import Field
from wtforms.validators import Optional

from app.core.forms import (
    AppForm,
    ChipsField,
    CountField,
    DayField,
    MoneyField,
    MuField,
    SquareMetresField,
    TextField,
    enum_choices,
    required,
)
from app.core.once import OnceField
from app.core.touched import TouchedForm
from app.core.uploads import UploadField
from app.projects.enums import ContractKind

from .enums import AppraisalResult, Part, PermitKind, SiteContractKind
from .labels import LABELS
from .models import NUMBER_LENGTH

# (anchor, heading, fields); one section for each gate from 签约 on.
SECTIONS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("appraisal", "准入评审", ("appraisal_result", "appraised_on")),
    (
        "company",
        "项目公司",
        ("project_company_name", "project_company_uscc", "licensed_on", "registered_capital"),
    ),
    ("building", "开工与投产", ("started_on", "accepted_on", "equipment_installed_on", "first_invoice_on")),
    ("output", "达产达效", ("year_output", "year_tax")),
)
HINTS = {
    "kind": "正式合同与框架协议分别统计",
    "competition_review_number": "2024-08-01 起必填",
    "accepted_on": "与设备安装完成日期填一项即可",
    "licensed_on": "营业执照上的成立日期",
    "year_output": "连续 12 个月",
    "year_tax": "连续 12 个月",
    "agreed_output": "达产后每年",
    "agreed_tax": "达产后每年",
    "fixed_investment": "不超过总投资",
}


def _number(label: str) -> TextField:
    return TextField(label, nullable=True, most=NUMBER_LENGTH)


def _day(label: str) -> DayField:
    return DayField(label, [Optional()])


class FactsForm(TouchedForm):
    """What a project has once; any of it may be missing."""

    appraisal_result = ChipsField(
        LABELS["appraisal_result"], [Optional()], choices=enum_choices(AppraisalResult), coerce=AppraisalResult
    )
    appraised_on = _day(LABELS["appraised_on"])
    project_company_name = TextField(LABELS["project_company_name"], nullable=True)
    project_company_uscc = TextField(LABELS["project_company_uscc"], nullable=True, most=18)
    licensed_on = _day(LABELS["licensed_on"])
    registered_capital = MoneyField(LABELS["registered_capital"])
    started_on = _day(LABELS["started_on"])
    accepted_on = _day(LABELS["accepted_on"])
    equipment_installed_on = _day(LABELS["equipment_installed_on"])
    first_invoice_on = _day(LABELS["first_invoice_on"])
    year_output = MoneyField(LABELS["year_output"])
    year_tax = MoneyField(LABELS["year_tax"])


class RowForm(TouchedForm):
    """A row that a project may have several of: added once, changed field by field, with scans."""

    once = OnceField()
    files = UploadField("扫描件")
    sections: ClassVar[Sequence[tuple[str, Sequence[str]]]] = ()

    @property
    def facts(self) -> list[Field]:
        """The columns: a file is no field that two people could change."""
        return [field for field in super().facts if field.name != "files"]

    def values(self) -> dict[str, Any]:
        """What was touched, as the columns hold it."""
        found = self.touched_values()
        if found.get("agreed_jobs") is not None:
            found["agreed_jobs"] = int(found["agreed_jobs"])
        return found


class ContractForm(RowForm):
    """A formal contract or a framework agreement."""

    sections = (
        ("协议", ("kind", "number", "signed_on", "investment", "fixed_investment")),
        ("约定", ("agreed_start_on", "agreed_production_on", "agreed_output", "agreed_tax", "agreed_jobs")),
        ("审查", ("legal_review_number", "competition_review_number")),
    )
    kind = ChipsField(
        "协议类型", [required("请选择协议类型。")], choices=enum_choices(ContractKind), coerce=ContractKind
    )
    number = _number("协议编号")
    signed_on = _day("签约日期")
    investment = MoneyField("合同总投资")
    fixed_investment = MoneyField("固定资产投资")
    agreed_start_on = _day("约定开工日期")
    agreed_production_on = _day("约定投产日期")
    agreed_output = MoneyField("约定年产值")
    agreed_tax = MoneyField("约定年税收")
    agreed_jobs = CountField("约定就业")
    legal_review_number = _number("合法性审查文号")
    competition_review_number = _number("公平竞争审查文号")


class SiteForm(RowForm):
    """A contract for land or for a building."""

    sections = (("合同", ("kind", "number", "signed_on")), ("用地或用房", ("land_mu", "floor_sqm", "place")))
    kind = ChipsField(
        "合同种类", [required("请选择合同种类。")], choices=enum_choices(SiteContractKind), coerce=SiteContractKind
    )
    number = _number("合同编号")
    signed_on = _day("合同日期")
    land_mu = MuField("用地")
    floor_sqm = SquareMetresField("建筑面积")
    place = TextField("坐落", nullable=True)


class PermitForm(RowForm):
    """A filing, an assessment, a permit, or the contract for fitting out."""

    sections = (("手续", ("kind", "number", "issued_on", "authority")),)
    kind = ChipsField("手续种类", [required("请选择手续种类。")], choices=enum_choices(PermitKind), coerce=PermitKind)
    number = _number("文号或编号")
    issued_on = _day("办结日期")
    authority = TextField("办理机关", nullable=True)


class PhotosForm(AppForm):
    """Photos of the site."""

    once = OnceField()
    files = UploadField("现场照片", [required("请选择照片。")])


FORMS: Mapping[Part, type[RowForm]] = {
    Part.CONTRACTS: ContractForm,
    Part.SITES: SiteForm,
    Part.PERMITS: PermitForm,
}


def stored_values(record: object | None, form: type[TouchedForm]) -> dict[str, Any]:
    """A record as its form shows it; all empty while there is none."""
    if record is None:
        return {}
    names = [name for name in vars(type(record)) if hasattr(form, name)]
    found = {name: getattr(record, name) for name in names if name not in {"version", "once", "files", "facts"}}
    if found.get("agreed_jobs") is not None:
        found["agreed_jobs"] = Decimal(found["agreed_jobs"])
    return found
