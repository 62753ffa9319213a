"""All that a project says about itself, in sections; only what was touched is checked and saved."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms.validators import Optional

from app.core.forms import (
    ChipsField,
    ChoiceField,
    CountField,
    DayField,
    MoneyField,
    MuField,
    SquareMetresField,
    TextField,
    enum_choices,
    pair_choices,
    required,
)
from app.core.touched import TouchedForm
from app.projects.enums import SiteMode, Source
from app.projects.models import Project

from .entry import long_text

# The order of the page: (anchor, heading, fields).
SECTIONS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("basics", "项目", ("name", "company_id", "sector_id", "chain_link", "source", "content")),
    ("people", "负责与保密", ("owner_id", "confidential", "code_name")),
    ("money", "投资与效益", ("investment", "fixed_investment", "output_estimate", "tax_estimate", "jobs_estimate")),
    ("site", "用地与需求", ("site_mode", "land_mu", "floor_sqm", "requirements")),
    ("next", "推进", ("next_step", "next_due", "problems")),
)


class EditForm(TouchedForm):
    """The whole of it; a page may send a few of the fields only."""

    name = TextField("项目名称", [required()])
    company_id = TextField("投资方", [required("请填写投资方。")])
    sector_id = ChoiceField("产业方向", coerce=int)
    chain_link = TextField("产业链环节", nullable=True)
    source = ChipsField("来源", [required("请选择来源。")], choices=enum_choices(Source), coerce=Source)
    content = long_text("项目内容", required("请写项目内容。"))
    owner_id = ChoiceField("负责人", coerce=int)
    confidential = ChipsField("保密", [required()], choices=pair_choices([("no", "普通"), ("yes", "保密")]))
    code_name = TextField("代号", nullable=True, most=60)
    investment = MoneyField("估计投资")
    fixed_investment = MoneyField("固定资产投资")
    output_estimate = MoneyField("预计年产值")
    tax_estimate = MoneyField("预计年税收")
    jobs_estimate = CountField("预计就业")
    site_mode = ChipsField("用地方式", [Optional()], choices=enum_choices(SiteMode), coerce=SiteMode)
    land_mu = MuField("用地需求")
    floor_sqm = SquareMetresField("厂房需求")
    requirements = long_text("需求清单")
    next_step = TextField("下一步", nullable=True)
    next_due = DayField("什么时候前", [Optional()])
    problems = long_text("问题与需协调事项")

    def offer(self, sectors: Sequence[tuple[int, str]], people: Sequence[tuple[int, str]]) -> None:
        """Fill in the choices."""
        self.sector_id.choices = pair_choices(sectors, blank="未定")
        self.owner_id.choices = pair_choices(people, blank="未分配")

    def values(self) -> dict[str, Any]:
        """What was touched, as the columns hold it; owner and company are looked up by the view."""
        found = self.touched_values()
        if "confidential" in found:
            found["confidential"] = found["confidential"] == "yes"
        if found.get("jobs_estimate") is not None:
            found["jobs_estimate"] = int(found["jobs_estimate"])
        return found


def stored_values(project: Project) -> dict[str, Any]:
    """A project as the form shows it."""
    found = {name: getattr(project, name) for _, _, names in SECTIONS for name in names}
    return found | {
        "company_id": project.company.name,
        "jobs_estimate": None if project.jobs_estimate is None else Decimal(project.jobs_estimate),
        "confidential": "yes" if project.confidential else "no",
    }
