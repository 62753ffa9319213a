"""The base of every form, and fields for what people type here: amounts, areas, dates, choices."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, Field, FieldList, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation

from .errors import DomainError
from .units import parse_money, plain, squeeze, typed_money

EARLIEST = date(1949, 10, 1)
LATEST = date(2099, 12, 31)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\ufeff]")


def trim(value: Any) -> Any:
    """No blanks around a text, no control characters inside it; an empty text is no text."""
    if type(value) is str:  # a member of an enum is a str too, and must stay a member
        return _UNSEEN.sub("", unicodedata.normalize("NFC", value)).replace("\r\n", "\n").strip()
    return value


class AppForm(FlaskForm):
    """Trims every text, can show a refusal from the rules, and knows its HTTP status."""

    class Meta(FlaskForm.Meta):
        """How fields are bound."""

        locales = ("zh", "en")

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Add the trimming to every field that takes filters."""
            if issubclass(unbound_field.field_class, FieldList):
                return unbound_field.bind(form=form, **options)
            filters = [trim, *unbound_field.kwargs.get("filters", [])]
            return unbound_field.bind(form=form, filters=filters, **options)

    def blame(self, refusal: DomainError) -> None:
        """Show a refusal on the field it names, otherwise at the top of the form."""
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, refusal.message]
        else:
            self.form_errors.append(refusal.message)

    @property
    def status(self) -> int:
        """422 when refused, so that tests and scripts can tell."""
        return 422 if self.errors or self.form_errors else 200


def _none_if_empty(value: Any) -> Any:
    return value or None


class TextField(StringField):
    """One line of text, at most `most` characters; an empty text counts as None where `nullable`."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, most: int = 200, nullable: bool = False, **more: Any
    ) -> None:
        checks = [*validators, Length(max=most, message=f"最多 {most} 个字，请删减。")]
        if nullable:
            more["filters"] = [*more.get("filters", []), _none_if_empty]
        super().__init__(label, checks, **more)


class ScaledField(StringField):
    """A number typed as text and kept as a Decimal; what was typed stays in the field when it is refused."""

    places = 2
    most = Decimal(1_000_000)
    unit = ""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.show(self.data) if isinstance(self.data, Decimal) else ""

    def show(self, number: Decimal) -> str:
        """The number as the form shows it when first opened."""
        return plain(number).replace(",", "")

    def read(self, text: str) -> Decimal:
        """The number in a text. Raises DomainError or ValueError."""
        number = Decimal(squeeze(text))
        if not number.is_finite() or number < 0:
            message = "应为不小于 0 的数字。"
            raise ValueError(message)
        if number > self.most:
            message = f"数值过大，请检查单位（{self.unit}）。" if self.unit else "数值过大，请核对。"
            raise ValueError(message)
        if number != number.quantize(Decimal(1).scaleb(-self.places)):
            message = f"最多保留 {self.places} 位小数。" if self.places else "应为整数。"
            raise ValueError(message)
        return number

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the text; an empty one is None."""
        text = trim(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = self.read(text)
        except DomainError as refusal:
            raise ValueError(refusal.message) from refusal
        except InvalidOperation as fault:
            message = f"请填写数字{f'（单位：{self.unit}）' if self.unit else ''}。"
            raise ValueError(message) from fault


class MoneyField(ScaledField):
    """An amount: "3.5亿", "3500万", or a bare number of 万元. Data: Decimal 万元."""

    unit = "万元"

    def show(self, number: Decimal) -> str:
        """With its unit, so that it reads back as itself."""
        return typed_money(number)

    def read(self, text: str) -> Decimal:
        """See `units.parse_money`."""
        return parse_money(text)


class MuField(ScaledField):
    """Land in 亩."""

    unit = "亩"
    most = Decimal(1_000_000)


class SquareMetresField(ScaledField):
    """Floor area in ㎡."""

    unit = "㎡"
    most = Decimal(100_000_000)


class CountField(ScaledField):
    """A whole number of people or things. Data: Decimal without places."""

    places = 0
    most = Decimal(10_000_000)


class DayField(DateField):
    """A day; "2024-3-15", "2024.3.15" and "2024年3月15日" are all understood, impossible days refused."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day."""
        text = trim(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        parts = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", squeeze(text))
        try:
            day = date(*(int(part) for part in parts.groups())) if parts else None
        except ValueError:
            day = None
        if day is None:
            message = "日期无效，请按“2026-03-15”填写。"
            raise ValueError(message)
        if not EARLIEST <= day <= LATEST:
            message = f"日期应在 {EARLIEST:%Y} 年至 {LATEST:%Y} 年之间。"
            raise ValueError(message)
        self.data = day


class VersionField(HiddenField):
    """Carries the version a form was opened with; see `stale`."""

    def stale(self, version: int) -> bool:
        """Whether the record has been saved by somebody else since."""
        return bool(self.data) and str(self.data) != str(version)


def enum_choices(members: Iterable[StrEnum], *, blank: str | None = None) -> list[SelectChoice]:
    """Choices of an enum whose members have a Chinese `label`."""
    choices = [SelectChoice(value="", label=blank)] if blank is not None else []
    return choices + [
        SelectChoice(value=member.value, label=str(getattr(member, "label", member))) for member in members
    ]


def pair_choices(pairs: Iterable[tuple[object, str]], *, blank: str | None = None) -> list[SelectChoice]:
    """Choices from (value, label) pairs."""
    choices = [SelectChoice(value="", label=blank)] if blank is not None else []
    return choices + [SelectChoice(value=str(value), label=label) for value, label in pairs]


_NO_SUCH_CHOICE = "请选择列表中的一项。"


class ChoiceField(SelectField):
    """A choice of one; `coerce` turns its value into what `data` shall be, an empty value into None."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, coerce: Callable[[Any], Any] = str, **more: Any
    ) -> None:
        super().__init__(
            label,
            validators,
            coerce=lambda value: coerce(value) if value not in ("", None) else None,
            invalid_value_message=_NO_SUCH_CHOICE,
            invalid_choice_message=_NO_SUCH_CHOICE,
            **more,
        )


class ChoicesField(SelectMultipleField):
    """A choice of several."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, coerce: Callable[[Any], Any] = str, **more: Any
    ) -> None:
        super().__init__(
            label,
            validators,
            coerce=coerce,
            invalid_value_message=_NO_SUCH_CHOICE,
            invalid_choice_message=_NO_SUCH_CHOICE,
            **more,
        )


class ChipsField(RadioField):
    """A choice of one, shown as chips."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, coerce: Callable[[Any], Any] = str, **more: Any
    ) -> None:
        super().__init__(
            label,
            validators,
            coerce=lambda value: coerce(value) if value not in ("", None) else None,
            invalid_value_message=_NO_SUCH_CHOICE,
            invalid_choice_message=_NO_SUCH_CHOICE,
            **more,
        )


def required(message: str = "请填写此项。") -> Any:
    """The field must hold something."""

    def check(_form: Any, field: Field) -> None:
        if field.data is None or (isinstance(field.data, str | list) and not field.data):
            raise StopValidation("" if field.errors else message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check
