"""What was done with an investor, in two taps and a sentence."""

from datetime import UTC, datetime

from wtforms import HiddenField
from wtforms.validators import Optional

from app.core import clock
from app.core.forms import AppForm, ChipsField, DayField, TextField, enum_choices, required
from app.core.once import OnceField
from app.projects.enums import ActivityKind

from .entry import long_text


class ActivityForm(AppForm):
    """A call, a visit, a meeting."""

    once = OnceField()
    kind = ChipsField("方式", [required("请选择方式。")], choices=enum_choices(ActivityKind), coerce=ActivityKind)
    happened_on = DayField("日期", [required("请填写日期。")], default=clock.today)
    people = TextField("参加人")
    result = long_text("结果", required("请写结果，一句话即可。"))
    next_step = TextField("下一步", nullable=True)
    next_due = DayField("什么时候前", [Optional()])


class MendForm(ActivityForm):
    """The same note again. `seen`: as it stood when the form was opened."""

    seen = HiddenField()

    def seen_at(self, now: datetime) -> datetime:
        """When the note had last changed as the form was opened; a mark that is not ours fits nothing."""
        try:
            return datetime.fromisoformat(str(self.seen.data or now.isoformat()))
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)
