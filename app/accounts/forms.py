"""Forms of sign-in and administration."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from wtforms import PasswordField
from wtforms.validators import Length, ValidationError

from app.core.errors import RuleBroken
from app.core.forms import (
    AppForm,
    ChoiceField,
    ChoicesField,
    CountField,
    TextField,
    VersionField,
    enum_choices,
    pair_choices,
    required,
)
from app.core.settings import Declared, value

from .enums import OrganisationKind, Role
from .models import LOGIN_LENGTH, City, Organisation
from .queries import ParkName
from .rules import PASSWORD_MOST, check_login, login_key


class SecretField(PasswordField):
    """A password. It is never shown again, so the browser is told which one it is."""

    def __init__(self, label: str, *, purpose: str, **more: Any) -> None:
        limit = Length(max=PASSWORD_MOST, message=f"最多 {PASSWORD_MOST} 位。")
        super().__init__(label, [required("请填写密码。"), limit], render_kw={"autocomplete": purpose}, **more)


class SignInForm(AppForm):
    """Who are you?"""

    login = TextField(
        "登录名",
        [required("请填写登录名。")],
        most=LOGIN_LENGTH,
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = SecretField("密码", purpose="current-password")


class PasswordForm(AppForm):
    """A new password, typed twice."""

    old = SecretField("原密码", purpose="current-password")
    new = SecretField("新密码", purpose="new-password")
    repeat = SecretField("再输一次新密码", purpose="new-password")

    def validate_repeat(self, field: PasswordField) -> None:
        """Both must be the same."""
        if field.data != self.new.data:
            message = "两次输入的新密码不一致。"
            raise ValidationError(message)


class UserForm(AppForm):
    """An account. The sign-in name is fixed once it exists: it stands in the trail."""

    login = TextField("登录名", most=LOGIN_LENGTH, render_kw={"autocomplete": "off", "autocapitalize": "none"})
    name = TextField("姓名", [required("请填写姓名。")], most=40, render_kw={"autocomplete": "off"})
    job_title = TextField("职务", most=40)
    organisation_id = ChoiceField("单位", [required("请选择单位。")], coerce=int)
    roles = ChoicesField("角色", [required("请至少选择一个角色。")], coerce=Role, choices=enum_choices(Role))
    version = VersionField()

    def offer(self, organisations: Iterable[Organisation], *, current: int | None = None) -> None:
        """Fill the choices: open organisations, and the one the person is at."""
        pairs = [(made.id, made.name) for made in organisations if made.disabled_at is None or made.id == current]
        self.organisation_id.choices = pair_choices(pairs, blank="请选择")


class NewUserForm(UserForm):
    """An account to open: here the sign-in name is chosen."""

    login = TextField(
        "登录名",
        [required("请填写登录名。")],
        most=LOGIN_LENGTH,
        filters=[lambda text: login_key(text) if text else text],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )

    def validate_login(self, field: TextField) -> None:
        """Say at once, beside all other faults, what the action would refuse."""
        try:
            check_login(field.data)
        except RuleBroken as refusal:
            raise ValidationError(refusal.message) from refusal


class OrganisationForm(AppForm):
    """An organisation and what it serves."""

    name = TextField("单位名称", [required("请填写单位名称。")], most=100)
    short_name = TextField("简称", most=40)
    kind = ChoiceField("类型", [required("请选择类型。")], coerce=OrganisationKind)
    city_ids = ChoicesField("服务城市", coerce=int)
    park_ids = ChoicesField("服务园区", coerce=int)
    version = VersionField()

    def offer(self, cities: Iterable[City], parks: Iterable[ParkName]) -> None:
        """Fill the choices."""
        self.kind.choices = enum_choices(OrganisationKind, blank="请选择")
        self.city_ids.choices = pair_choices((city.id, city.name) for city in cities)
        self.park_ids.choices = pair_choices((park.id, f"{park.name}（{park.code}）") for park in parks)


def settings_form(rules: Iterable[Declared]) -> AppForm:
    """A form with one field for each of these rules, named by its key."""
    fields = {
        rule.key: CountField(rule.label, [required("请填写数字。")], render_kw={"inputmode": "numeric"})
        for rule in rules
    }
    made = type("SettingsForm", (AppForm,), dict(fields))
    form: AppForm = made(data={})
    for rule in rules:
        field = form[rule.key]
        field.unit = rule.unit
        if field.data is None and not field.raw_data:
            field.data = Decimal(value(rule))
    return form
