"""What is typed about plans, layouts and parks: shape and wording. What holds is said in `rules`."""

import re
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app.accounts.models import City
from app.core.forms import (
    AppForm,
    ChipsField,
    ChoiceField,
    ChoicesField,
    CountField,
    DayField,
    TextField,
    VersionField,
    enum_choices,
    pair_choices,
    required,
)
from app.core.once import OnceField
from app.plans.enums import LayoutShape, UnitKind
from app.plans.forms import DocumentForm
from app.plans.models import SECTION_LENGTH

from .enums import ParkMetric
from .models import Layout, Park

MOST_ROLE = 1000
MOST_WORD = 30
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[\d+()（）\-转 ,，;；/]{5,40}")


class WordsField(TextField):
    """Several words in one line, separated by 、 or a comma. Data: list of texts."""

    data: Any

    def _value(self) -> str:
        return "、".join(self.data) if isinstance(self.data, list) else str(self.data or "")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Split, and drop what is empty or said twice."""
        super().process_formdata(valuelist)
        typed = re.split(r"[、,，;；\n]", str(self.data or ""))
        self.data = list(dict.fromkeys(word.strip() for word in typed if word.strip()))

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms hands it over
        """Each word is a word, not a sentence."""
        if long := next((word for word in self.data or [] if len(word) > MOST_WORD), None):
            raise ValidationError(f"“{long[:12]}…”过长，每个词最多 {MOST_WORD} 个字。")


class PlanForm(DocumentForm):
    """A plan entered on screen, with the layout it draws."""

    once = OnceField()
    city_id = ChoiceField("城市", [required("请选择城市。")], coerce=int)
    layout_name = TextField("布局名称", [required("请填写布局名称，如“1+2+6”。")], most=60)
    shape = ChipsField(
        "布局形态", [required("请选择布局形态。")], coerce=LayoutShape, choices=enum_choices(LayoutShape)
    )
    section = TextField("布局依据的章节", [required("请填写布局出自文件哪一章节。")], most=SECTION_LENGTH)

    def offer(self, cities: Iterable[City]) -> None:
        """Fill the choice of cities."""
        self.city_id.choices = pair_choices((city.id, city.name) for city in cities)


class LayoutForm(AppForm):
    """How a layout is called and drawn."""

    version = VersionField()
    name = TextField("布局名称", [required("请填写布局名称。")], most=60)
    shape = ChipsField(
        "布局形态", [required("请选择布局形态。")], coerce=LayoutShape, choices=enum_choices(LayoutShape)
    )
    section = TextField("依据的章节", [required("请填写布局出自文件哪一章节。")], most=SECTION_LENGTH)
    note = TextAreaField("说明", [Length(max=MOST_ROLE, message=f"最多 {MOST_ROLE} 个字，请删减。")])

    @classmethod
    def of(cls, layout: Layout) -> "LayoutForm":
        """The form as it opens."""
        return cls(data=layout_values(layout))


class _Facts(AppForm):
    """What a park is."""

    name = TextField("园区名称", [required("请填写园区名称。")])
    short_name = TextField("简称", [required("请填写简称，列表和看板上用。")], most=8)
    place1 = TextField("所在地", [required("请填写所在地。")], most=60)
    place2 = TextField("第二所在地", most=60, nullable=True)
    sectors = ChoicesField("产业方向", [required("请至少选择一个产业方向。")], coerce=int)
    focus = WordsField("方向用词", most=200)
    role = TextAreaField("定位", [Length(max=MOST_ROLE, message=f"最多 {MOST_ROLE} 个字，请删减。")])

    def offer_sectors(self, choices: Iterable[tuple[int, str]]) -> None:
        """Fill the choice of sectors."""
        self.sectors.choices = pair_choices(choices)

    @property
    def places(self) -> list[str]:
        """One or two."""
        return [place for place in (self.place1.data, self.place2.data) if place]

    def facts(self) -> dict[str, Any]:
        """What an action takes."""
        return {
            "name": self.name.data,
            "short_name": self.short_name.data,
            "places": self.places,
            "focus": self.focus.data or [],
            "role": self.role.data or "",
            "sectors": self.sectors.data or [],
        }


class NewParkForm(_Facts):
    """A park added to a layout."""

    once = OnceField()
    kind = ChipsField("类别", [required("请选择类别。")], coerce=UnitKind)

    def offer_kinds(self, kinds: Iterable[UnitKind]) -> None:
        """Fill the choice of kinds."""
        self.kind.choices = enum_choices(kinds)


class ContactForm(AppForm):
    """Whom an investor can call. This is all that a park's own manager changes."""

    version = VersionField()
    contact_name = TextField("联系人", most=40, nullable=True)
    contact_title = TextField("职务", most=40, nullable=True)
    contact_phone = TextField("电话", most=40, nullable=True)
    contact_email = TextField("邮箱", most=120, nullable=True)
    contact_address = TextField("地址", nullable=True)

    def validate_contact_phone(self, field: Any) -> None:
        """Digits and what stands between them."""
        if field.data and not _PHONE.fullmatch(field.data):
            raise ValidationError("电话只能包含数字、空格和 + - ( ) 转，如“0513-8512 0000 转 8”。")

    def validate_contact_email(self, field: Any) -> None:
        """Something like an address."""
        if field.data and not _EMAIL.fullmatch(field.data):
            raise ValidationError("邮箱格式不对，如“zs@example.com”。")

    def contact(self) -> dict[str, str | None]:
        """What the action takes."""
        return {name: field.data for name, field in self._fields.items() if name.startswith("contact_")}


class ParkForm(_Facts, ContactForm):
    """Everything about a park, for the bureau."""


class TargetsForm(AppForm):
    """What is expected of a park in a year; empty takes a target away."""

    signed = CountField(ParkMetric.SIGNED.label)
    landed = CountField(ParkMetric.LANDED.label)
    seen_signed = HiddenField()
    seen_landed = HiddenField()

    def values(self) -> dict[ParkMetric, int | None]:
        """As typed."""
        return {metric: _whole(self[metric.value].data) for metric in ParkMetric}

    def seen(self) -> dict[ParkMetric, int | None]:
        """As the form was opened with."""
        return {metric: _whole(self[f"seen_{metric.value}"].data) for metric in ParkMetric}


class CheckForm(AppForm):
    """One item of the checklist."""

    done = BooleanField("已完成")
    evidence = TextField("依据")
    done_on = DayField("完成日期", [Optional()])
    seen = HiddenField()


class OrderForm(AppForm):
    """Reordering by drag or by buttons: carries the version the page was opened with."""

    version = VersionField()


def layout_values(layout: Layout) -> dict[str, Any]:
    """What a layout's form shows."""
    return {
        "version": str(layout.version),
        "name": layout.name,
        "shape": layout.shape,
        "section": layout.section,
        "note": layout.note,
    }


def park_values(park: Park, sectors: list[int]) -> dict[str, Any]:
    """What a park's form shows."""
    return {
        "version": str(park.version),
        "name": park.name,
        "short_name": park.short_name,
        "place1": park.places[0] if park.places else "",
        "place2": park.places[1] if len(park.places) > 1 else None,
        "sectors": sectors,
        "focus": list(park.focus),
        "role": park.role,
        "contact_name": park.contact_name,
        "contact_title": park.contact_title,
        "contact_phone": park.contact_phone,
        "contact_email": park.contact_email,
        "contact_address": park.contact_address,
    }


def differences(form: AppForm, stored: dict[str, Any]) -> list[dict[str, str]]:
    """Where what is stored differs from what was typed, in words; for two people who edit at once."""
    rows = []
    for name, held in stored.items():
        if name == "version" or name not in form or isinstance(form[name], HiddenField):
            continue
        field = form[name]
        if (_comparable(field.data)) != _comparable(held):
            rows.append({"label": field.label.text, "stored": _worded(field, held), "mine": _worded(field, field.data)})
    return rows


def _comparable(value: Any) -> Any:
    return sorted(value, key=str) if isinstance(value, list) else value or None


def _worded(field: Any, value: Any) -> str:
    if isinstance(field, ChoicesField):
        labels = {str(choice.value): str(choice.label).strip() for choice in field.choices}
        return "、".join(labels.get(str(one), str(one)) for one in value or [])
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(getattr(value, "label", value))


def _whole(value: Any) -> int | None:
    """A count as typed or as a hidden text carries it; what is no number counts as none."""
    text = "" if value is None else str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else None
