"""What saving a view and changing many projects ask for."""

from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional, ValidationError

from app.core.forms import AppForm, ChipsField, ChoiceField, DayField, TextField, enum_choices, pair_choices, required
from app.core.once import OnceField
from app.projects.enums import HoldReason, LostReason, RemovalReason, SiteMode, Source
from app.projects.forms import HoldFields, RemoveFields

from .actions import Wish
from .enums import BulkKind, ViewPage
from .rules import MOST_NAME


class NameForm(AppForm):
    """A view's name, and whether the own team sees it."""

    name = TextField("名称", [required("请给视图起个名字。")], most=MOST_NAME)
    shared = BooleanField("共享给本单位同事")


class SaveForm(NameForm):
    """The state of a list, as its URL has it, under a name."""

    starts = BooleanField("打开时默认显示")
    page = ChoiceField(
        "页面", [required("请从列表或看板中保存视图。")], choices=enum_choices(ViewPage), coerce=ViewPage
    )
    state = HiddenField()


class BulkForm(AppForm):
    """Base: `seen` is how many projects the page said it would change."""

    kind: BulkKind
    seen = HiddenField()
    once = OnceField()

    def offer(self, choices: list[tuple[int, str]]) -> None:
        """Fill the choices that depend on the projects."""

    def wish(self) -> Wish:
        """What was asked for, plain and in words."""
        raise NotImplementedError

    def outdated(self, number: int) -> bool:
        """Whether the page was opened on another number of projects."""
        return str(self.seen.data or "") != str(number)


class OwnerForm(BulkForm):
    """转交负责人."""

    kind = BulkKind.OWNER
    owner = ChoiceField("新的负责人", [required("请选择负责人。")], coerce=int)

    def offer(self, choices: list[tuple[int, str]]) -> None:
        """People who serve these parks; 0 stands for nobody."""
        self.owner.choices = [*pair_choices(choices, blank="请选择"), *pair_choices([(0, "暂不分配")])]

    def wish(self) -> Wish:
        """The new owner."""
        chosen: Any = self.owner.data
        said = {choice.value: choice.label for choice in self.owner.choices}[str(chosen)]
        return Wish(kind=self.kind, said=said, values={"owner_id": chosen or None})


class NextStepForm(BulkForm):
    """定下一步."""

    kind = BulkKind.NEXT_STEP
    next_step = TextField("下一步", [required("请写明下一步做什么。")])
    next_due = DayField("日期", [required("请填写日期。")])

    def wish(self) -> Wish:
        """What is next, and when."""
        step, due = self.next_step.data, self.next_due.data
        return Wish(kind=self.kind, said=f"{due} {step}", values={"next_step": step, "next_due": _iso(due)})


class SectorForm(BulkForm):
    """改产业方向."""

    kind = BulkKind.SECTOR
    sector_id = ChoiceField("产业方向", [required("请选择产业方向。")], coerce=int)

    def offer(self, choices: list[tuple[int, str]]) -> None:
        """The whole tree."""
        self.sector_id.choices = pair_choices(choices, blank="输入名称查找")

    def wish(self) -> Wish:
        """The sector."""
        said = {choice.value: choice.label for choice in self.sector_id.choices}[str(self.sector_id.data)]
        return Wish(kind=self.kind, said=said, values={"sector_id": self.sector_id.data})


class SourceForm(BulkForm):
    """改来源."""

    kind = BulkKind.SOURCE
    source = ChipsField("来源", [required("请选择来源。")], choices=enum_choices(Source), coerce=Source)

    def wish(self) -> Wish:
        """How they came."""
        return Wish(kind=self.kind, said=self.source.data.label, values={"source": self.source.data.value})


class SiteForm(BulkForm):
    """改用地方式."""

    kind = BulkKind.SITE
    site_mode = ChipsField("用地方式", [required("请选择用地方式。")], choices=enum_choices(SiteMode), coerce=SiteMode)

    def wish(self) -> Wish:
        """What kind of site they take."""
        return Wish(kind=self.kind, said=self.site_mode.data.label, values={"site_mode": self.site_mode.data.value})


class HoldForm(HoldFields, BulkForm):
    """搁置."""

    kind = BulkKind.HOLD

    def wish(self) -> Wish:
        """Until when, and why."""
        coded, until, reason = self.hold_reason.data, self.review_on.data, self.reason.data or ""
        return Wish(
            kind=self.kind,
            said=f"{until} 复核，{_why(coded, reason)}",
            values={"review_on": _iso(until), "hold_reason": coded.value, "reason": reason},
        )


class ReactivateForm(BulkForm):
    """恢复推进."""

    kind = BulkKind.REACTIVATE
    reason = TextField("原因", [required("请写明原因。")])

    def wish(self) -> Wish:
        """Why."""
        return Wish(kind=self.kind, said=self.reason.data, values={"reason": self.reason.data})


class RemoveForm(RemoveFields, BulkForm):
    """退库."""

    kind = BulkKind.REMOVE

    def wish(self) -> Wish:
        """Why."""
        coded, reason = self.removal_reason.data, self.reason.data or ""
        return Wish(kind=self.kind, said=_why(coded, reason), values={"removal_reason": coded.value, "reason": reason})


class LoseForm(BulkForm):
    """记为流失."""

    kind = BulkKind.LOSE
    lost_reason = ChipsField(
        "流失原因", [required("请选择流失原因。")], choices=enum_choices(LostReason), coerce=LostReason
    )
    competing_city = TextField("落户城市", nullable=True, most=60)
    reason = TextField("说明", [Optional()])

    def validate_competing_city(self, field: TextField) -> None:
        """Asked for where another city is the reason."""
        if self.lost_reason.data is LostReason.COMPETITOR and not field.data:
            message = "落户其他城市的，请写明城市。"
            raise ValidationError(message)

    def wish(self) -> Wish:
        """Why, and to which city."""
        lost, city, reason = self.lost_reason.data, self.competing_city.data, self.reason.data or ""
        return Wish(
            kind=self.kind,
            said=lost.label + (f"（{city}）" if city else ""),
            values={"lost_reason": lost.value, "competing_city": city, "reason": reason},
        )


FORMS: dict[BulkKind, type[BulkForm]] = {
    form.kind: form
    for form in (
        OwnerForm,
        NextStepForm,
        SectorForm,
        SourceForm,
        SiteForm,
        HoldForm,
        ReactivateForm,
        LoseForm,
        RemoveForm,
    )
}


def _why(coded: HoldReason | RemovalReason, reason: str) -> str:
    """The coded reason, and what was written to it."""
    return coded.label + (f"（{reason}）" if reason else "")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
