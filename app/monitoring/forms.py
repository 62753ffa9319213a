"""What people fill in: notices, answers, decisions, progress."""

from decimal import Decimal
from typing import Any

from wtforms.validators import Optional

from app.core import clock
from app.core.forms import AppForm, CountField, DayField, MoneyField, required
from app.core.once import OnceField
from app.core.touched import TouchedForm
from app.core.uploads import UploadField
from app.monitoring.models import SupervisionNotice
from app.projects.forms.entry import long_text


class PercentField(CountField):
    """Whole percents."""

    unit = "%"
    most = Decimal(100)


class DraftForm(TouchedForm):
    """A notice before it is issued: written by hand, or changed by whoever of the bureau comes by."""

    once = OnceField()
    reason = long_text("督办事由", required("请写明督办事由。"))
    demand = long_text("督办要求", required("请写明督办要求。"))
    due_on = DayField("答复期限", [Optional()])


def stored_values(notice: SupervisionNotice) -> dict[str, Any]:
    """A draft as the form shows it."""
    return {"reason": notice.reason, "demand": notice.demand, "due_on": notice.due_on}


class AnswerForm(AppForm):
    """The park's answer."""

    once = OnceField()
    text = long_text("情况说明", required("请说明情况。"))
    measures = long_text("整改措施", required("请写明措施。"))
    promised_on = DayField("承诺完成日期", [Optional()])
    files = UploadField("佐证材料")


class DecisionForm(AppForm):
    """Closing a notice or sending its answer back; which of the two says the button."""

    note = long_text("审核意见")
    due_on = DayField("退回后的答复期限", [Optional()])


class ProgressForm(AppForm):
    """A month's report."""

    once = OnceField()
    as_of = DayField("截至日期", [required("请填写日期。")], default=clock.today)
    percent = PercentField("形象进度", [required("请填写百分比。")])
    words = long_text("形象进度描述", required("请写一句话描述，例如：主体结构封顶。"), most=500)
    problems = long_text("存在问题和需协调事项", most=1000)
    invested = MoneyField("累计完成投资", [Optional()])


class PointForm(AppForm):
    """A point of the construction plan."""

    # Their own ids: the page holds the report's form as well.
    on = DayField("日期", [required("请填写日期。")], id="plan-on")
    percent = PercentField("计划达到", [required("请填写百分比。")], id="plan-percent")
