"""What each status beside the stage asks for."""

from wtforms import HiddenField
from wtforms.validators import Optional, ValidationError

from app.core import clock
from app.core.forms import AppForm, ChipsField, DayField, TextField, enum_choices, required
from app.projects.actions import REASONS_NEEDED
from app.projects.enums import HoldReason, LostReason, RemovalReason, Status


class HoldFields(AppForm):
    """What 搁置 asks for, of one project or of many."""

    hold_reason = ChipsField(
        "搁置原因", [required("请选择搁置原因。")], choices=enum_choices(HoldReason), coerce=HoldReason
    )
    review_on = DayField("复核日期", [required("请填写复核日期。")])
    reason = TextField("说明")

    def validate_review_on(self, field: DayField) -> None:
        """A day to come."""
        if field.data is not None and field.data <= clock.today():
            message = "复核日期须晚于今天。"
            raise ValidationError(message)

    def validate_reason(self, field: TextField) -> None:
        """其他 needs words."""
        _check_words(field, needed=self.hold_reason.data is HoldReason.OTHER)


class RemoveFields(AppForm):
    """What 退库 asks for, of one project or of many."""

    removal_reason = ChipsField(
        "退库原因", [required("请选择退库原因。")], choices=enum_choices(RemovalReason), coerce=RemovalReason
    )
    reason = TextField("说明")

    def validate_reason(self, field: TextField) -> None:
        """其他 needs words."""
        _check_words(field, needed=self.removal_reason.data is RemovalReason.OTHER)


class StatusForm(AppForm):
    """Base of the forms that change a status; `was` says from which the page was opened."""

    was = HiddenField()

    def outdated(self, now: Status) -> bool:
        """Whether somebody else changed the status meanwhile."""
        return bool(self.was.data) and self.was.data != now.value


class HoldForm(HoldFields, StatusForm):
    """搁置."""


class LoseForm(StatusForm):
    """流失."""

    lost_reason = ChipsField(
        "流失原因", [required("请选择流失原因。")], choices=enum_choices(LostReason), coerce=LostReason
    )
    competing_city = TextField("落户城市", [Optional()], nullable=True, most=60)
    reason = TextField("说明", [Optional()])


class RemoveForm(RemoveFields, StatusForm):
    """退库."""


class ReasonForm(StatusForm):
    """恢复推进."""

    reason = TextField("原因", [required("请写明原因。")])


def _check_words(field: TextField, *, needed: bool) -> None:
    if needed and not (field.data or "").strip():
        raise ValidationError(REASONS_NEEDED)
