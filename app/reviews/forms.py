"""Preparing evidence, submitting, deciding."""

from collections.abc import Iterable, Sequence

from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from app.core.forms import (
    AppForm,
    ChipsField,
    ChoiceField,
    DayField,
    MoneyField,
    VersionField,
    enum_choices,
    pair_choices,
    required,
)
from app.core.once import OnceField
from app.core.uploads import UploadField
from app.projects.enums import EvidenceKind, NotCounted
from app.projects.models import Project

from .enums import RETURN_REASONS, REVOKE_REASONS, ReviewReason

MOST_NOTE = 1000


class EvidenceForm(AppForm):
    """Files of one kind and date."""

    files = UploadField("文件")
    kind = ChipsField("材料种类", [required("请选择材料种类。")], coerce=EvidenceKind)
    dated_on = DayField("材料日期", [required("请填写材料上的日期。")])

    def offer(self, first: Iterable[EvidenceKind]) -> None:
        """All kinds, those that the stage asks for first."""
        self.kind.choices = enum_choices(dict.fromkeys([*first, *EvidenceKind]))


class SubmitForm(AppForm):
    """What the park says to the evidence; how a signing counts."""

    note = TextAreaField("说明", [Optional(), Length(max=MOST_NOTE, message=f"最多 {MOST_NOTE} 个字，请删减。")])
    not_counted = ChipsField(
        "计入统计", [Optional()], choices=enum_choices(NotCounted, blank="计入"), coerce=NotCounted, default=""
    )
    expansion_of = ChoiceField("增资扩产的原项目", [Optional()], choices=[])
    increment = MoneyField("本次增资额", [Optional()])
    once = OnceField()

    def offer(self, siblings: Sequence[Project]) -> None:
        """The projects that this one can enlarge."""
        pairs = [(one.code, f"{one.code} {one.name}") for one in siblings]
        self.expansion_of.choices = pair_choices(pairs, blank="不是增资扩产")


class RecogniseForm(AppForm):
    """`version` is what was looked at; the bureau may count a signing otherwise than the park asked."""

    version = VersionField()
    not_counted = ChoiceField(
        "计入统计", [Optional()], choices=enum_choices(NotCounted, blank="计入"), coerce=NotCounted
    )
    expansion_of = ChoiceField("增资扩产的原项目", [Optional()], choices=[])
    counting = HiddenField()  # "1" where the two fields above were shown

    def offer(self, siblings: Sequence[Project]) -> None:
        """The projects that this one can enlarge."""
        pairs = [(one.code, f"{one.code} {one.name}") for one in siblings]
        self.expansion_of.choices = pair_choices(pairs, blank="不是增资扩产")

    @property
    def seen(self) -> int | None:
        """The version looked at."""
        return _number(self.version.data)


class ReturnForm(AppForm):
    """Why an attempt goes back."""

    version = VersionField()
    reason = ChipsField(
        "退回原因", [required("请选择退回原因。")], choices=enum_choices(RETURN_REASONS), coerce=ReviewReason
    )
    text = TextAreaField(
        "说明", [required("请写明要补正什么。"), Length(max=MOST_NOTE, message=f"最多 {MOST_NOTE} 个字，请删减。")]
    )

    @property
    def seen(self) -> int | None:
        """The version looked at."""
        return _number(self.version.data)


class RevokeForm(AppForm):
    """Why a recognition is taken back."""

    reason = ChipsField(
        "撤销原因", [required("请选择撤销原因。")], choices=enum_choices(REVOKE_REASONS), coerce=ReviewReason
    )
    text = TextAreaField(
        "说明", [required("请写明原因。"), Length(max=MOST_NOTE, message=f"最多 {MOST_NOTE} 个字，请删减。")]
    )


class BulkForm(AppForm):
    """Many at once; the reason is asked for only when they go back."""

    once = OnceField()
    reason = ChipsField("退回原因", [Optional()], choices=enum_choices(RETURN_REASONS), coerce=ReviewReason)
    text = TextAreaField("说明", [Optional(), Length(max=MOST_NOTE, message=f"最多 {MOST_NOTE} 个字，请删减。")])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None
