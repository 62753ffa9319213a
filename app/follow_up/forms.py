"""What is asked for: a comment, an instruction and what became of it, the texts of a weekly report."""

from datetime import timedelta

from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from app.core import clock
from app.core.forms import AppForm, ChipsField, DayField, enum_choices, required
from app.core.once import OnceField
from app.core.touched import TouchedForm

from .actions.weekly import MOST_SECTION
from .enums import Addressee
from .rules import MOST_TEXT

USUAL_DAYS = 14


def _area(label: str, *checks: object, most: int = MOST_TEXT) -> TextAreaField:
    return TextAreaField(label, [*checks, Length(max=most, message=f"最多 {most} 个字，请删减。")])


class CommentForm(AppForm):
    """A remark."""

    once = OnceField()
    text = _area("评论", required("请写评论。"))


class InstructionForm(AppForm):
    """批示."""

    once = OnceField()
    text = _area("批示内容", required("请写批示内容。"))
    addressee = ChipsField(
        "承办",
        [required("请选择承办单位。")],
        choices=enum_choices(Addressee),
        coerce=Addressee,
        default=Addressee.PARK,
    )
    due_on = DayField(
        "办理期限",
        [required("请填写办理期限。")],
        default=lambda: clock.today() + timedelta(days=USUAL_DAYS),
    )


class ReportForm(AppForm):
    """What was done."""

    text = _area("办理情况", required("请写办理情况。"))
    done_on = DayField("办理日期", [required("请填写办理日期。")], default=clock.today)


class VerdictForm(AppForm):
    """Closing, or sending back."""

    text = _area("意见", Optional())


class WeeklyForm(TouchedForm):
    """The texts of a draft."""

    summary = _area("本周小结", most=MOST_SECTION)
    fresh = _area("本周新增", most=MOST_SECTION)
    progress = _area("推进情况", most=MOST_SECTION)
    problems = _area("存在问题", most=MOST_SECTION)
    plans = _area("下周计划", most=MOST_SECTION)


class CorrectForm(AppForm):
    """Why there is a further edition."""

    why = _area("更正原因", required("请写更正原因。"))
