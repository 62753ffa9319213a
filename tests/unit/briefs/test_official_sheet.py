"""A paper in words becomes a sheet: numerals, title, facts, signature, tables."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from app.briefs.official.sheet import (
    Marks,
    Signature,
    chinese,
    fact_rows,
    official_html,
    prepare,
    shares,
    tight,
    title_lines,
)
from app.core.paper import Column, Fact, Heading, Listing, Paragraph
from tests.factories.papers import ruling, weekly

ISSUED = Marks(
    number="通商裁〔2026〕3号", code="ABCD-EFGH-JKMN", verify_url="https://x.example/verify/1", watermark="甲<乙>&"
)


@pytest.mark.parametrize("paper", [ruling(), weekly(), weekly(rows=0)])
@pytest.mark.parametrize("marks", [Marks(), ISSUED, replace(ISSUED, red_head=True)])
def test_the_sheet_is_well_formed_chinese_without_inline_style(paper, marks):
    html = official_html(paper, marks)
    root = ET.fromstring(html)
    assert root.get("lang") == "zh-CN"
    assert " style=" not in html
    assert "None" not in html
    assert len(root.findall(".//h1")) == 1


def test_headings_are_numbered_by_level_and_begin_anew_below():
    blocks = prepare(
        (Heading("甲"), Heading("乙", 2), Heading("丙", 3), Heading("丁", 2), Heading("戊"), Heading("己", 2))
    )
    assert [block.title for block in blocks] == ["一、甲", "（一）乙", "1.丙", "（二）丁", "二、戊", "（一）己"]


def test_items_below_a_numbered_heading_take_the_next_form():
    assert ">1.x" in str(prepare((Heading("甲"), Listing(("x",))))[1].markup)
    assert "（1）x" in str(prepare((Heading("甲"), Heading("乙", 3), Listing(("x",))))[2].markup)


def test_lines_typed_apart_become_paragraphs():
    assert len(prepare((Paragraph("一行\n\n二行"),))) == 2


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_chinese_numerals(number, words):
    assert chinese(number) == words


def test_short_facts_share_a_row_and_long_ones_stand_alone():
    rows = fact_rows((Fact("a", "短"), Fact("b", "长" * 30), Fact("c", "短"), Fact("d", "短")))
    assert [len(row) for row in rows] == [1, 1, 2]


def test_widths_come_to_a_hundred():
    assert sum(shares(tuple(Column("x", width) for width in (1, 1, 1)))) == 100
    assert min(shares((Column("x", 0), Column("y", 500)))) == 3


def test_a_long_title_is_balanced():
    lines = title_lines("关于内蒙古鄂尔多斯市东胜区罕台新能源高端装备制造产业基地项目首报争议的裁定书")
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) < 8


def test_the_unit_is_centred_over_a_day_four_characters_from_the_edge():
    short = Signature.of("南通市商务局", date(2026, 3, 16))
    assert short.day_pad == 8
    assert short.unit_pad > 8
    assert short.leaves_room
    long = Signature.of("南通高新技术产业开发区管理委员会投资促进局", date(2026, 3, 16))
    assert long.unit_pad == 0
    assert not long.leaves_room


def test_a_draft_leaves_the_day_to_the_pen():
    assert "年" in Signature.of("局", None).day
    assert "2026" not in Signature.of("局", None).day


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("截至 2026-03-09 落后 37 个百分点", "截至2026年3月9日落后37个百分点"),
        ("广州督办〔2026〕1 号", "广州督办〔2026〕1号"),
        ("NT-2026-00117", "NT-2026-00117"),
        ("ISO 2026-03-09-01", "ISO 2026-03-09-01"),
    ],
)
def test_blanks_and_dates_as_official_papers_write_them(typed, printed):
    assert tight(typed) == printed


def test_the_printing_office_is_not_named_twice():
    assert "印发" not in official_html(ruling(), replace(ISSUED, issuer="市商务局"))
    assert "印发" in official_html(ruling(), replace(ISSUED, issuer="市府办公室"))
