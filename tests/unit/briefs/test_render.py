import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from app.briefs.render import brief_html, pack_html
from tests.factories.brief_views import medium_brief, pack, rich_brief, sparse_brief

BRIEFS = {"rich": rich_brief(), "sparse": sparse_brief(), "medium": medium_brief()}


@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
def test_html_is_well_formed_chinese_and_free_of_inline_style(brief):
    html = brief_html(brief)
    root = ET.fromstring(html)
    assert root.get("lang") == "zh-CN"
    assert "style=" not in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert len(root.findall(".//h1")) == 1


@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
def test_nothing_empty_is_printed(brief):
    html = brief_html(brief)
    assert "None" not in html
    assert "()" not in html
    assert not re.search(r"<tbody>\s*</tbody>|<p[^>]*>\s*</p>|<ol[^>]*>\s*</ol>", html)


def test_tables_and_figures_are_numbered_through():
    html = brief_html(rich_brief())
    assert re.findall(r"表&#160;(\d+)", html) == [str(n) for n in range(1, html.count("表&#160;") + 1)]
    assert re.findall(r"图&#160;(\d+)", html) == [str(n) for n in range(1, html.count("图&#160;") + 1)]


def test_names_are_escaped():
    html = brief_html(replace(sparse_brief(), park="<script>alert(1)</script>"))
    assert "<script" not in html


def test_a_pack_numbers_its_anchors_apart():
    html = pack_html(pack(rich_brief(), sparse_brief()))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"p1", "p2", "p2c1"} <= set(ids)
    ET.fromstring(html)
