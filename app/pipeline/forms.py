"""Moving a project: where to, when it happened, and why when it goes back."""

from wtforms import HiddenField
from wtforms.validators import Optional

from app.core.forms import AppForm, ChipsField, DayField, TextField, enum_choices, pair_choices, required
from app.projects.enums import BackReason, Stage


def _stage(text: str) -> Stage:
    return Stage(text)


class MoveForm(AppForm):
    """`from_stage` says where the project stood when the page or the board was opened."""

    stage = ChipsField("移到", [required("请选择阶段。")], coerce=_stage)
    event_on = DayField("发生日期", [Optional()])
    back_reason = ChipsField("退回原因", [Optional()], choices=enum_choices(BackReason), coerce=BackReason)
    reason = TextField("说明")
    from_stage = HiddenField()

    def offer(self, at: Stage) -> None:
        """One step forward, or any step back; choosing something else is answered by the rules, not by the form."""
        self.stage.choices = pair_choices((stage.value, stage.label) for stage in Stage)
        self.at = at

    @property
    def offered(self) -> list[Stage]:
        """The stages that can be reached from here."""
        ahead = [self.at.next] if self.at.next else []
        return ahead + [stage for stage in reversed(Stage) if stage.number < self.at.number]

    @property
    def seen_at(self) -> Stage | None:
        """Where the mover saw the project; None when that is not said."""
        return Stage(self.from_stage.data) if self.from_stage.data in set(Stage) else None
