"""Running text of official papers: every line flush, nothing torn that belongs together."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.briefs import pdf
from app.briefs.official.lines import GRID, MEASURE, SIZE, TIGHTEST, WIDEST, break_lines, spacing_sheet, step_of
from app.briefs.typography import CLOSING, OPENING

TEXT = (
    "经查，甲园区于2026年3月9日首次完整登记该项目（系统时间09:12），乙园区于2026年3月11日登记；双方均提供了接洽凭证。"
    "依据《首报首谈管理办法》（通商发〔2025〕12号）第五条“以首次完整登记时间为准”的规定，拟投资约3.5亿元、用地42.5亩，"
    "由甲园区跟进，保护期90天。"
)


def reach(line) -> float:
    """How far right a line ends, in points."""
    spacing = TIGHTEST + line.step * 0.03
    return sum(sign.width for sign in line.signs) * SIZE + spacing * (len(line.signs) - 1)


def test_every_line_but_the_last_ends_at_the_edge():
    lines = break_lines([(TEXT, "fs")])
    assert len(lines) > 4
    for number, line in enumerate(lines[:-1]):
        room = MEASURE - (0 if number else 2 * (SIZE + GRID))
        assert reach(line) == pytest.approx(room, abs=0.6)


def test_a_line_of_the_grid_holds_28_characters():
    assert [len(line.text) for line in break_lines([("城" * 86, "fs")])] == [26, 28, 28, 4]


@given(st.text(alphabet="城市项目园区，。、《》（）“”3.5亿元2026年abcA— ", max_size=200))
def test_no_mark_stands_where_it_may_not_and_nothing_is_lost(text):
    lines = break_lines([(text, "fs")])
    for line in lines[1:]:
        assert line.text[0] not in CLOSING or set(line.text) <= set(CLOSING + OPENING)
    joined = "".join(line.text for line in lines)
    assert joined.replace(" ", "").count("城") == text.count("城")


def test_numbers_keep_their_units():
    whole = [line.text for cut in range(12) for line in break_lines([("城" * (20 + cut) + TEXT, "fs")])]
    for end in ("2026", "3.", "42.", "42", "9"):
        assert not any(line.endswith(end) for line in whole)


def test_no_paragraph_ends_on_a_lone_character():
    for length in range(20, 90):
        last = break_lines([("城" * length + "。", "fs")])[-1].text
        assert len(last) >= 3 or length < 27


def test_an_unbroken_address_is_cut_rather_than_left_to_stick_out():
    lines = break_lines([("https://parklead.example/" + "x" * 200, "fs")])
    assert len(lines) > 3
    assert all(reach(line) <= MEASURE + 1 for line in lines)


def test_markup_escapes_and_marks_faces():
    line = break_lines([("（一）土地。", "kai"), ("<b>&", "fs")])[0].markup
    assert "&lt;b&gt;&amp;" in line
    assert '<span class="kai">' in line


def test_the_style_sheet_lists_every_step():
    assert spacing_sheet() in (Path(pdf.STYLES) / "spacing.css").read_text()
    assert step_of(TIGHTEST) == 0
    assert step_of(99) == step_of(WIDEST)
