"""What is typed about a plan: shape and wording. What holds is said in `actions`."""

from decimal import Decimal
from typing import Any

from wtforms.validators import Optional

from app.core.forms import AppForm, CountField, DayField, TextField, VersionField, required

from .models import Plan

FIRST_YEAR, LAST_YEAR = 1990, 2099
FACTS = ("title", "short_title", "issuing_body", "number", "issued_on", "period_start", "period_end")


class YearField(CountField):
    """A year. Data: int."""

    data: Any
    most = Decimal(9999)

    def read(self, text: str) -> Any:
        """As a whole number between two borders; “2024年” is understood."""
        year = int(super().read(text.removesuffix("年")))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"年份应在 {FIRST_YEAR}—{LAST_YEAR} 之间。")
        return year

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else str(self.data)


class DocumentForm(AppForm):
    """The facts of a plan's document."""

    title = TextField("规划名称", [required("请填写规划名称。")])
    short_title = TextField("简称", [required("请填写简称。")], most=60)
    issuing_body = TextField("印发单位", nullable=True)
    number = TextField("文号", most=60, nullable=True)
    issued_on = DayField("印发日期", [Optional()])
    period_start = YearField("起始年份")
    period_end = YearField("终止年份")

    def facts(self) -> dict[str, Any]:
        """What an action takes."""
        return {name: self[name].data for name in FACTS}


class EditPlanForm(DocumentForm):
    """The same, of a plan that exists."""

    version = VersionField()


def plan_values(plan: Plan) -> dict[str, Any]:
    """What a plan's form shows."""
    return {"version": str(plan.version), **{name: getattr(plan, name) for name in FACTS}}


def differences(form: AppForm, stored: dict[str, Any]) -> list[dict[str, str]]:
    """Where what is stored differs from what was typed, in words; for two people who edit at once."""
    return [
        {"label": form[name].label.text, "stored": str(held or ""), "mine": str(form[name].data or "")}
        for name, held in stored.items()
        if name != "version" and (form[name].data or None) != (held or None)
    ]
