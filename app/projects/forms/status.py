"""What each status beside the stage asks for."""

from wtforms import HiddenField
from wtforms.validators import Optional

from app.core.forms import AppForm, ChipsField, DayField, TextField, enum_choices, required
from app.projects.enums import HoldReason, LostReason, RemovalReason, Status


class StatusForm(AppForm):
    """Base of the forms that change a status; `was` says from which the page was opened."""

    was = HiddenField()

    def outdated(self, now: Status) -> bool:
        """Whether somebody else changed the status meanwhile."""
        return bool(self.was.data) and self.was.data != now.value


class HoldForm(StatusForm):
    """搁置."""

    hold_reason = ChipsField(
        "搁置原因", [required("请选择搁置原因。")], choices=enum_choices(HoldReason), coerce=HoldReason
    )
    review_on = DayField("复核日期", [required("请填写复核日期。")])
    reason = TextField("说明", [Optional()])


class LoseForm(StatusForm):
    """流失."""

    lost_reason = ChipsField(
        "流失原因", [required("请选择流失原因。")], choices=enum_choices(LostReason), coerce=LostReason
    )
    competing_city = TextField("落户城市", [Optional()], nullable=True, most=60)
    reason = TextField("说明", [Optional()])


class RemoveForm(StatusForm):
    """退库."""

    removal_reason = ChipsField(
        "退库原因", [required("请选择退库原因。")], choices=enum_choices(RemovalReason), coerce=RemovalReason
    )
    reason = TextField("说明", [Optional()])


class ReasonForm(StatusForm):
    """恢复推进."""

    reason = TextField("原因", [required("请写明原因。")])
