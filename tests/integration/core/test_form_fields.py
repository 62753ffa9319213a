"""Fields for what people type: understood, or refused in words with the text kept."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.accounts.enums import OrganisationKind, Role
from app.core.errors import RuleBroken
from app.core.forms import (
    AppForm,
    ChoiceField,
    ChoicesField,
    CountField,
    DayField,
    MoneyField,
    MuField,
    TextField,
    VersionField,
    enum_choices,
    required,
    trim,
)


class Sample(AppForm):
    """One field of each kind."""

    name = TextField("名称", [required()], most=10)
    note = TextField("备注", nullable=True, filters=[lambda text: text.upper() if text else text])
    amount = MoneyField("金额")
    land = MuField("用地")
    people = CountField("人数")
    day = DayField("日期")
    kind = ChoiceField("类型", coerce=OrganisationKind, choices=enum_choices(OrganisationKind, blank="请选择"))
    roles = ChoicesField("角色", coerce=Role, choices=enum_choices(Role))
    version = VersionField()


@pytest.fixture
def fill(app: Flask):
    """A form filled with these texts."""

    def filled(**typed: Any) -> Sample:
        with app.test_request_context(method="POST"):
            form = Sample(MultiDict({"name": "甲"} | typed), meta={"csrf": False})
            form.validate()
            str(form.amount())  # renders with what was typed
            return form

    return filled


@pytest.mark.parametrize(
    ("field", "typed", "data"),
    [
        ("name", "  中天\u200b科技 ", "中天科技"),
        ("name", "㐂𠮷😀", "㐂𠮷😀"),
        ("name", "a\x00b\x1fc", "abc"),
        ("note", "", None),
        ("note", "   ", None),
        ("note", " abc ", "ABC"),
        ("amount", "3.5亿", Decimal(35000)),
        ("amount", "", None),
        ("land", "１２.３４亩".rstrip("亩"), Decimal("12.34")),
        ("people", "1,200", Decimal(1200)),
        ("day", "2024-3-15", date(2024, 3, 15)),
        ("day", "2024.3.15", date(2024, 3, 15)),
        ("day", "2024年3月15日", date(2024, 3, 15)),
        ("day", "", None),
        ("kind", "bureau", OrganisationKind.BUREAU),
        ("kind", "", None),
    ],
)
def test_what_is_typed_is_understood(fill, field: str, typed: str, data: object) -> None:
    form = fill(**{field: typed})
    assert not form.errors, form.errors
    assert form[field].data == data
    assert type(form[field].data) is type(data)
    assert form.status == 200


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "请填写此项"),
        ("name", "\u200b \x00", "请填写此项"),
        ("name", "长" * 11, "最多 10 个字"),
        ("amount", "很多钱", "数字加单位"),
        ("amount", "-1", "不能为负数"),
        ("land", "-1", "不小于 0"),
        ("land", "abc", "请填写数字（单位：亩）"),
        ("land", "1.234", "最多保留 2 位小数"),
        ("land", "99999999", "数值过大"),
        ("land", "NaN", "不小于 0"),
        ("land", "1e9999999", "数值过大"),
        ("people", "1.5", "应为整数"),
        ("people", "99999999", "数值过大，请核对"),
        ("day", "2026-02-30", "日期无效"),
        ("day", "明天", "日期无效"),
        ("day", "0001-01-01", "日期应在"),
        ("day", "9999-12-31", "日期应在"),
        ("kind", "ministry", "请选择列表中的一项"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_kept(fill, field: str, typed: str, said: str) -> None:
    form = fill(**{field: typed})
    assert form.status == 422
    assert any(said in problem for problem in form.errors[field]), form.errors
    assert len(form[field].errors) == 1, "one sentence a field"
    if field in ("amount", "land", "people"):
        assert form[field]._value() == typed


def test_several_choices_are_all_checked(fill) -> None:
    assert fill(roles=["officer", "leader"]).roles.data == [Role.OFFICER, Role.LEADER]
    assert "请选择列表中的一项" in str(fill(roles=["officer", "emperor"]).errors)


def test_filters_hold_for_every_form_not_only_the_first(fill) -> None:
    assert [fill(note="a").note.data for _ in range(3)] == ["A"] * 3


def test_a_refusal_goes_to_its_field_or_to_the_top(fill) -> None:
    form = fill()
    form.blame(RuleBroken("不行。", field="name"))
    form.blame(RuleBroken("整体不行。"))
    form.blame(RuleBroken("别处不行。", field="elsewhere"))
    assert form.errors["name"] == ["不行。"]
    assert form.form_errors == ["整体不行。", "别处不行。"]
    assert form.status == 422


@pytest.mark.parametrize(("sent", "now", "stale"), [("3", 3, False), ("2", 3, True), ("", 3, False), ("x", 3, True)])
def test_an_old_version_is_noticed(fill, sent: str, now: int, stale: bool) -> None:
    assert fill(version=sent).version.stale(now) is stale


def test_a_member_of_an_enum_stays_a_member() -> None:
    assert type(trim(Role.OFFICER)) is Role
    assert trim("  e\u0301 ") == "\u00e9"
    assert trim(7) == 7
