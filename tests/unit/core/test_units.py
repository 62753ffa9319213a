"""Amounts as people type and read them, by table and by property."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.core.units import MOST_MONEY_WAN, money_text, parse_money, plain, typed_money, yi_text

AMOUNTS = st.decimals(min_value=0, max_value=MOST_MONEY_WAN, places=6, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("typed", "wan"),
    [
        ("3.5亿", "35000"),
        ("3.5亿元", "35000"),
        ("约3.5亿", "35000"),
        ("近 2 亿", "20000"),
        ("3500万", "3500"),
        ("3500万元", "3500"),
        ("5千万", "5000"),
        ("5百万元", "500"),
        ("1,200", "1200"),
        ("1，200", "1200"),
        ("１２００万", "1200"),
        ("0", "0"),
        ("0.000001", "0.000001"),
        ("120000元", "12"),
        ("0.01元", "0.000001"),
        (" 12 . 5 万 ", "12.5"),
        ("100000000", "100000000"),
    ],
)
def test_amounts_as_people_type_them(typed: str, wan: str) -> None:
    assert parse_money(typed) == Decimal(wan)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "数字加单位"),
        ("很多", "数字加单位"),
        ("3.5亿美元", "数字加单位"),
        ("1e5", "数字加单位"),
        ("NaN", "数字加单位"),
        ("Infinity", "数字加单位"),
        ("3.5.5万", "数字加单位"),
        ("三亿", "数字加单位"),
        ("😀", "数字加单位"),
        ("-3亿", "不能为负数"),
        ("10001万亿", "数字加单位"),
        ("1000000001", "过大"),
        ("9" * 60, "过大"),
        ("0.001元", "最多精确到分"),
        ("0." + "1" * 60, "最多精确到分"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        parse_money(typed)


@given(AMOUNTS)
def test_an_amount_shown_in_a_form_reads_back_as_itself(amount: Decimal) -> None:
    assert parse_money(typed_money(amount)) == amount


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    with suppress(RuleBroken):
        assert 0 <= parse_money(text) <= MOST_MONEY_WAN


@pytest.mark.parametrize(
    ("wan", "shown"),
    [
        (None, "—"),
        ("0", "0 万元"),
        ("9999.99", "9,999.99 万元"),
        ("10000", "1.00 亿元"),
        ("123456", "12.35 亿元"),
        ("1200", "1,200 万元"),
    ],
)
def test_amounts_as_people_read_them(wan: str | None, shown: str) -> None:
    assert money_text(None if wan is None else Decimal(wan)) == shown


def test_columns_hold_the_number_alone() -> None:
    assert yi_text(Decimal(123456)) == "12.35"
    assert yi_text(None) == "—"
    assert yi_text(Decimal(12)) == "<0.01"
    assert yi_text(Decimal(51)) == "0.01"
    assert yi_text(Decimal(0)) == "0.00"
    assert typed_money(None) == ""


@given(AMOUNTS)
def test_a_plain_number_has_no_exponent_and_no_idle_noughts(amount: Decimal) -> None:
    text = plain(amount)
    assert "E" not in text.upper()
    assert Decimal(text.replace(",", "")) == amount
    assert "." not in text or text[-1] not in "0."
