"""Small words of the brief."""

from decimal import Decimal

import pytest

from app.briefs.wording.words import _shortened, figure, numeral, percent, yi


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["三(一)3", "三(一)4"], "三(一)3、4"),
        (["二(二)1", "三(一)3", "三(一)4", "四(三)8"], "二(二)1、三(一)3、4、四(三)8"),
        (["一", "二(一)"], "一、二(一)"),
        (["三(一)", "三(一)4"], "三(一)、三(一)4"),
        ([], ""),
    ],
)
def test_sections_of_one_chapter_share_its_number(codes: list[str], said: str) -> None:
    assert _shortened(codes) == said


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (2, "两"), (6, "六"), (10, "十"), (12, "十二"), (27, "二十七"), (105, "105")]
)
def test_numerals(number: int, said: str) -> None:
    assert numeral(number) == said


def test_figures_keep_their_precision() -> None:
    assert figure(Decimal("2.740000")) == "2.74"
    assert figure(Decimal("5000.000000")) == "5000"
    assert figure(Decimal("14800.000000")) == "14,800"
    assert yi(None) == "—"
    assert yi(Decimal(36_000)) == "3.6"
    assert percent(0.856) == "86%"
