"""What is typed about a company: shape and wording. What holds is said in `rules`, the last word is the database's."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from flask import current_app
from wtforms import BooleanField, Field, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app.accounts.models import City
from app.core import clock
from app.core.errors import DomainError
from app.core.formats import masked_email, masked_phone
from app.core.forms import (
    AppForm,
    ChipsField,
    ChoiceField,
    ChoicesField,
    CountField,
    MoneyField,
    TextField,
    enum_choices,
    pair_choices,
    required,
)
from app.core.once import OnceField
from app.core.touched import TouchedForm
from app.parks.models import Park

from . import rules
from .enums import AliasKind, ChainPosition, Origin, TagKind, TagLevel
from .models import Company, Contact
from .queries import SectorChoice

MOST_BUSINESS = 4000
NOT_SAID = "未填"


def held_by(rule: Callable[[Any], None]) -> Callable[[Any, Any], None]:
    """Ask a rule about a field already when the form is checked, so that all faults are shown at once."""

    def check(_form: Any, field: Any) -> None:
        try:
            rule(field.data)
        except DomainError as refusal:
            raise ValidationError(refusal.message) from refusal

    return check


def _founded(year: int | None) -> None:
    rules.check_founded_year(year, this_year=clock.today().year)


def _awarded(year: int | None) -> None:
    rules.check_title_year(year, this_year=clock.today().year)


class YearField(CountField):
    """A year. Data: int."""

    data: Any
    most = Decimal(9999)

    def read(self, text: str) -> Any:
        """As a whole number; “2024年” is understood."""
        return int(super().read(text.removesuffix("年")))

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else str(self.data)


class CompanyForm(TouchedForm):
    """Identity and description; parts with rows of their own (names, titles, people) have their own forms."""

    once = OnceField()
    name = TextField("企业名称", [required("请填写企业名称。"), held_by(rules.check_name)])
    uscc = TextField("统一社会信用代码", most=18, nullable=True, filters=[rules.tidy_uscc])
    sectors = ChoicesField("产业")
    chain_position = ChipsField(
        "产业链位置", [Optional()], coerce=ChainPosition, choices=enum_choices(ChainPosition, blank=NOT_SAID)
    )
    chain_link = TextField("产业链环节", nullable=True)
    origin = ChipsField("内外资", [Optional()], coerce=Origin, choices=enum_choices(Origin, blank=NOT_SAID))
    origin_place = TextField("来源地", nullable=True)
    registered_capital = MoneyField("注册资本")
    founded_year = YearField("成立年份", [held_by(_founded)])
    website = TextField("网址", [held_by(rules.check_website)], nullable=True)
    parent = TextField("上级集团或控股股东", most=240, nullable=True)
    business = TextAreaField("主营业务", [Length(max=MOST_BUSINESS, message=f"最多 {MOST_BUSINESS} 个字，请删减。")])
    parks = ChoicesField("收入企业库")
    city = ChipsField("所属城市", [Optional()])
    distinct = BooleanField("不是同一家企业，仍要登记")

    @property
    def facts(self) -> list[Field]:
        """What a company says of itself: the word that it is another one, and whose book it enters, are no such thing."""
        return [field for field in super().facts if field.name not in {"distinct", "parks", "city"}]

    def offer(
        self, sectors: Iterable[SectorChoice], *, parks: Iterable[Park] = (), cities: Iterable[City] = ()
    ) -> None:
        """Fill the choices; fields without a choice go."""
        self.sectors.choices = pair_choices((sector.code, sector.path) for sector in sectors)
        parks, cities = list(parks), list(cities)
        self.parks.choices = pair_choices((park.code, park.short_name) for park in parks)
        self.city.choices = pair_choices((city.code, city.name) for city in cities)
        if not parks:
            del self.parks
        if not cities:
            del self.city


class PickOtherForm(AppForm):
    """Which company is the same one."""

    other = TextField("另一家企业", [required("请填写或选择另一家企业。")], most=240)


class AliasForm(AppForm):
    """Another name."""

    name = TextField("名称", [required("请填写名称。"), held_by(rules.check_name)])
    kind = ChipsField("类型", [required("请选择类型。")], coerce=AliasKind, choices=enum_choices(AliasKind))


class TagForm(AppForm):
    """A title with its year and evidence."""

    kind = ChoiceField(
        "标签", [required("请选择标签。")], coerce=TagKind, choices=enum_choices(TagKind, blank="请选择")
    )
    level = ChipsField("级别", [required("请选择级别。")], coerce=TagLevel, choices=enum_choices(TagLevel))
    year = YearField("认定年份", [held_by(_awarded)])
    evidence = TextField("依据")


class ContactForm(TouchedForm):
    """A person: the least that is needed to reach them.

    The fields of number and address are always opened empty. What is stored there is compared by its seal: neither the
    page nor its hidden state nor a conflict holds it in full, for only a reveal shows it, and leaves a trace.
    """

    once = OnceField()
    name = TextField("姓名", [required("请填写联系人姓名。"), held_by(rules.check_name_of_person)], most=40)
    job_title = TextField("职务", most=40)
    phone = TextField("电话", most=40, nullable=True)
    email = TextField("电子邮箱", most=120, nullable=True)
    note = TextField("备注")
    is_primary = BooleanField("首要联系人")
    forget = BooleanField("删除原来的电话和邮箱")

    _seals: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def stored_of(cls, contact: Contact) -> "ContactForm":
        """The form as the record fills it, with the seals of what is not shown."""
        form = cls(formdata=None, data=contact_values(contact))
        form._seals = seals_of(contact)
        return form

    @property
    def facts(self) -> list[Field]:
        """The columns: the wish to delete is said of two of them."""
        return [field for field in super().facts if field.name != "forget"]

    def shown(self, field: Field) -> str:
        """Number and address by their seals."""
        return self._seals.get(field.name, "") if field.name in SEALED else super().shown(field)

    def sent(self, field: Field) -> str:
        """Nothing typed leaves number and address as they were, unless they shall be deleted.

        What is typed never equals a seal: otherwise a forged form could try numbers until one fits, without a reveal.
        """
        typed = super().sent(field)
        if field.name not in SEALED:
            return typed
        if typed:
            return _masked(field.name, typed)
        return "" if self._forgets else self._original(field.name)

    def worded(self, field: Field, text: str) -> str:
        """Number and address masked."""
        return super().worded(field, text.partition(_SEAL)[0] if field.name in SEALED else text)

    def _came(self, field: Field) -> bool:
        return super()._came(field) or (field.name in SEALED and self._forgets)

    @property
    def _forgets(self) -> bool:
        return "forget" in self and bool(self.forget.data)


SEALED: Mapping[str, Callable[[str], str]] = MappingProxyType({"phone": masked_phone, "email": masked_email})
_SEAL = "\n"  # between what is shown of a number and its seal; no typed line holds a line break


def contact_values(contact: Contact) -> dict[str, Any]:
    """A person as the form shows them."""
    return {name: getattr(contact, name) for name in ("name", "job_title", "note", "is_primary")}


def contact_version(contact: Contact) -> int:
    """Contacts count no versions: the moment of the last change says as much."""
    return int(contact.updated_at.timestamp() * 1_000_000)


def seals_of(contact: Contact) -> dict[str, str]:
    """What is shown of number and address, each with a seal that only tells whether it is still the same.

    The seal is keyed and belongs to this contact, so that the same number elsewhere has another one.
    """
    key = str(current_app.secret_key).encode()

    def sealed(name: str, text: str) -> str:
        seal = hmac.new(key, repr(("contact", contact.id, name, text)).encode(), hashlib.sha256).hexdigest()
        return f"{_masked(name, text)}{_SEAL}{seal}"

    return {name: sealed(name, text) if (text := getattr(contact, name)) else "" for name in SEALED}


def _masked(name: str, text: str) -> str:
    return SEALED[name](text)


def shown_values(company: Company, *, sectors: Iterable[str], parent: Company | None) -> dict[str, Any]:
    """What the form shows when a company is opened for editing."""
    kept = ("name", "uscc", "chain_position", "chain_link", "origin", "origin_place", "registered_capital")
    return {
        **{name: getattr(company, name) for name in (*kept, "founded_year", "website", "business")},
        "sectors": list(sectors),
        "parent": f"{parent.code} {parent.name}" if parent else None,
    }
