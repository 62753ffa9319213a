"""What published figures mean, and that every fixed word has its Chinese label."""

import inspect
from decimal import Decimal
from enum import StrEnum

import pytest

from app.plans import enums
from app.plans.enums import Comparator
from app.plans.rules import attained, figure_fault

ENUMS = [
    kind
    for _, kind in inspect.getmembers(enums, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum and len(kind)
]


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("comparator", "value", "low", "actual", "expected"),
    [
        (Comparator.AT_LEAST, "100", None, "100", True),
        (Comparator.AT_LEAST, "100", None, "99", False),
        (Comparator.MORE_THAN, "5000", None, "5000", False),
        (Comparator.MORE_THAN, "5000", None, "5000.01", True),
        (Comparator.REACH, "2500", None, "2500", True),
        (Comparator.REACH, "2500", None, "2499.99", False),
        (Comparator.EQUAL, "3", None, "3", True),
        (Comparator.EQUAL, "3", None, "4", True),
        (Comparator.EQUAL, "3", None, "2", False),
        (Comparator.ABOUT, "30", None, "30", True),
        (Comparator.ABOUT, "30", None, "29", False),
        (Comparator.BETWEEN, None, "3", "3", True),
        (Comparator.BETWEEN, None, "3", "9", True),
        (Comparator.BETWEEN, None, "3", "2", False),
        (Comparator.QUALITATIVE, None, None, "1", None),
        (Comparator.AT_LEAST, "100", None, None, None),
        (Comparator.BETWEEN, None, "3", None, None),
        (Comparator.AT_LEAST, None, None, "7", None),
        (Comparator.AT_LEAST, "0", None, "0", True),
    ],
)
def test_a_figure_is_a_floor(comparator, value, low, actual, expected):
    assert attained(comparator, number(actual), number(value), number(low)) is expected


@pytest.mark.parametrize(
    ("comparator", "value", "low", "high", "clean"),
    [
        (Comparator.AT_LEAST, "1", None, None, True),
        (Comparator.AT_LEAST, None, None, None, False),
        (Comparator.EQUAL, "1", "1", "2", False),
        (Comparator.BETWEEN, None, "1", "2", True),
        (Comparator.BETWEEN, None, "2", "2", True),
        (Comparator.BETWEEN, None, "3", "2", False),
        (Comparator.BETWEEN, "1", "1", "2", False),
        (Comparator.BETWEEN, None, "1", None, False),
        (Comparator.QUALITATIVE, None, None, None, True),
        (Comparator.QUALITATIVE, "1", None, None, False),
    ],
)
def test_a_comparator_and_its_numbers_fit(comparator, value, low, high, clean):
    fault = figure_fault(comparator, number(value), number(low), number(high))
    assert (fault is None) is clean


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_member_has_its_own_chinese_label(kind):
    labels = [member.label for member in kind]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in label) for label in labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_member_is_found_by_its_value(kind):
    for member in kind:
        assert kind(member.value) is member
        assert str(member) == member.value


def test_all_comparators_are_those_of_the_data_files():
    assert {member.value for member in Comparator} == {">=", ">", "reach", "=", "about", "between", "qualitative"}
