"""A lead in thirty seconds: four things are asked for, the rest may follow."""

from collections.abc import Sequence
from datetime import date

from wtforms import TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app.core.forms import (
    AppForm,
    ChipsField,
    ChoiceField,
    DayField,
    MoneyField,
    MuField,
    SquareMetresField,
    TextField,
    enum_choices,
    pair_choices,
    required,
)
from app.core.once import OnceField
from app.parks.models import Park
from app.projects.enums import SiteMode, Source
from app.projects.rules import quick_steps

MOST_CONTENT = 2000
OWN_STEP, NO_STEP = "own", "none"
REQUIRED = ("park", "investor", "content", "source")
# Fields of the full form, which is folded away until wanted, or until one of them was refused.
FULL = (
    "name", "sector_id", "site_mode", "fixed_investment", "land_mu", "floor_sqm", "uscc", "confidential", "code_name"
)  # fmt: skip


def long_text(label: str, *checks: object, most: int = MOST_CONTENT) -> TextAreaField:
    """Several lines of text."""
    return TextAreaField(label, [*checks, Length(max=most, message=f"最多 {most} 个字，请删减。")])


class LeadForm(AppForm):
    """A new lead."""

    once = OnceField()
    park = ChipsField("园区", [required("请选择园区。")])
    investor = TextField("投资方", [required("请填写投资方，可先写简称。")])
    content = long_text("项目内容", required("请写项目内容，一句话即可。"))
    source = ChipsField("来源", [required("请选择来源。")], choices=enum_choices(Source), coerce=Source)
    investment = MoneyField("估计投资")
    next = ChipsField("下一步", [Optional()])
    next_step = TextField("下一步做什么", nullable=True)
    next_due = DayField("什么时候前", [Optional()])

    name = TextField("项目名称", nullable=True)
    sector_id = ChoiceField("产业方向", coerce=int)
    site_mode = ChipsField("用地方式", [Optional()], choices=enum_choices(SiteMode), coerce=SiteMode)
    fixed_investment = MoneyField("固定资产投资")
    land_mu = MuField("用地")
    floor_sqm = SquareMetresField("厂房")
    uscc = TextField("统一社会信用代码", most=40, nullable=True)
    confidential = ChipsField("保密", choices=pair_choices([("no", "普通"), ("yes", "保密")]), default="no", coerce=str)
    code_name = TextField("代号", nullable=True, most=60)

    def offer(self, parks: Sequence[Park], sectors: Sequence[tuple[int, str]], *, today: date) -> None:
        """Fill in the choices that depend on who asks and when."""
        self.park.choices = pair_choices((park.code, park.short_name) for park in parks)
        if len(parks) == 1 and not self.is_submitted():
            self.park.data = parks[0].code
        self.sector_id.choices = pair_choices(sectors, blank="暂不确定")
        self.next.choices = pair_choices(
            [(step.key, step.label) for step in quick_steps(today)] + [(OWN_STEP, "自己写"), (NO_STEP, "暂不定")]
        )

    def validate_next_step(self, field: TextField) -> None:
        """Whoever writes the step himself must write it."""
        if self.next.data == OWN_STEP and not field.data:
            raise ValidationError("请写下一步做什么。")

    def step(self, today: date) -> tuple[str | None, date | None]:
        """What comes next, and until when."""
        if self.next.data == OWN_STEP:
            return self.next_step.data, self.next_due.data
        chosen = next((step for step in quick_steps(today) if step.key == self.next.data), None)
        return (chosen.step, chosen.due) if chosen else (None, None)

    @property
    def opens_full(self) -> bool:
        """Whether the folded part must be seen because something in it was refused or filled in."""
        return any(self[name].errors or (self[name].data and self[name].data != "no") for name in FULL)
