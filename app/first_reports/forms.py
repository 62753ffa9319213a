"""What is asked for about first reports, cases and transfers."""

from collections.abc import Iterable

from wtforms import TextAreaField
from wtforms.validators import Length

from app.core.forms import AppForm, ChipsField, ChoiceField, enum_choices, pair_choices, required
from app.core.once import OnceField
from app.core.uploads import UploadField
from app.projects.enums import EvidenceKind

from .enums import Outcome

MOST_TEXT = 2000


def _text(label: str, message: str, most: int = MOST_TEXT) -> TextAreaField:
    return TextAreaField(label, [required(message), Length(max=most, message=f"最多 {most} 个字，请删减。")])


class RenewForm(AppForm):
    """续期."""

    once = OnceField()
    reason = _text("续期理由", "请写明续期理由。")
    kind = ChoiceField(
        "证据种类",
        [required("请选择证据种类。")],
        choices=enum_choices(EvidenceKind),
        coerce=EvidenceKind,
        default=EvidenceKind.MINUTES.value,
    )
    files = UploadField("证据文件", [required("续期须附证据，如往来函件、会谈纪要。")])


class StatementForm(AppForm):
    """举证."""

    once = OnceField()
    text = _text("情况陈述", "请写明情况：何时接触、谈到哪一步、有何依据。")
    kind = ChoiceField(
        "证据种类",
        [required("请选择证据种类。")],
        choices=enum_choices(EvidenceKind),
        coerce=EvidenceKind,
        default=EvidenceKind.MINUTES.value,
    )
    files = UploadField("证据文件")


class RuleForm(AppForm):
    """裁定."""

    outcome = ChipsField("裁定结果", [required("请选择裁定结果。")], coerce=Outcome)
    on_time = _text("（一）登记时间", "请写明对这一项的认定意见。")
    on_contact = _text("（二）实质接触", "请写明对这一项的认定意见。")
    on_follow_up = _text("（三）跟进情况", "请写明对这一项的认定意见。")
    on_fit = _text("（四）产业契合", "请写明对这一项的认定意见。")
    ruling = _text("裁定正文", "请写裁定正文。")

    def offer(self, outcomes: Iterable[Outcome]) -> None:
        """The outcomes that this case can have."""
        self.outcome.choices = enum_choices(outcomes)

    @property
    def reasons(self) -> dict[str, str]:
        """By criterion."""
        return {name: self[name].data or "" for name in ("on_time", "on_contact", "on_follow_up", "on_fit")}


class AppealForm(AppForm):
    """申诉."""

    reason = _text("申诉理由", "请写明申诉理由。")


class AnswerForm(AppForm):
    """答复申诉."""

    outcome = ChipsField("复核结果", [required("请选择复核结果。")], coerce=Outcome)
    answer = _text("答复意见", "请写答复意见。")

    def offer(self, outcomes: Iterable[Outcome]) -> None:
        """The outcomes that this case can have."""
        self.outcome.choices = enum_choices(outcomes)


class ConflictForm(AppForm):
    """提请裁定: the bureau names the other project, a park leaves that to the product."""

    once = OnceField()
    other = ChipsField("与哪个项目", coerce=str)

    def offer(self, pairs: Iterable[tuple[str, str]]) -> None:
        """What the bureau can choose from."""
        self.other.choices = pair_choices(pairs)


class TransferForm(AppForm):
    """提出流转."""

    once = OnceField()
    to_park = ChoiceField("接收园区", [required("请选择接收园区。")])
    reason = _text("流转理由", "请写明流转理由。", 500)


class AgreeForm(AppForm):
    """同意流转; the taker says who will look after the project."""

    owner = ChoiceField("接手的负责人")


class EndForm(AppForm):
    """不同意 or 撤回."""

    reason = _text("理由", "请写明理由。", 200)
