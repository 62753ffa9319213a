import pytest

from app.briefs.typography import BREAK, cell, full_width, plain, typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("三(一)3", "三（一）3"),
        ("二(二)1,2019年", "二（二）1，2019年"),
        ("行动计划(2018~2025年)", "行动计划（2018~2025年）"),
        ("封测代表企业,点名支持", "封测代表企业，点名支持"),
        ("20%,累计不超过1,000万元", "20%，累计不超过1,000万元"),
        ("五(三)13;六(二)", "五（三）13；六（二）"),
        ("A, B (c)", "A, B (c)"),
        ("12:30开会:地点", "12:30开会：地点"),
        ("签约 100 个 (演示)", "签约 100 个（演示）"),
        ("天津(西青)国家级", "天津（西青）国家级"),
        ("真的?好!", "真的？好！"),
        ("园 区", "园区"),
        ("㐂𠮷,测试", "㐂𠮷，测试"),
    ],
)
def test_marks_in_chinese_are_full_width_and_figures_keep_theirs(typed, printed):
    assert full_width(typed) == printed


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("推动“芯谷”建设", f"推动{BREAK}“芯谷”{BREAK}建设"),
        ("“芯谷”。", "“芯谷”。"),
        ("（“芯谷”）", "（“芯谷”）"),
        ("没有引号", "没有引号"),
    ],
)
def test_a_line_may_break_outside_quotes_only(text, breaks):
    assert plain(text) == breaks


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("共3个", '共<span class="l">3</span>个'),
        ("5G网络", '<span class="lr">5G</span>网络'),
        ("签约 100 个", '签约<span class="l">100</span>个'),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("甲》（乙", '甲<span class="h">》</span>（乙'),
        ("完。”", '完<span class="h">。</span>”'),
        ("甲、“乙”", f'甲<span class="h">、</span>{BREAK}“乙”'),
        ("（《甲》）", '（<span class="h">《</span>甲<span class="h">》</span>）'),
    ],
)
def test_paragraphs_get_air_beside_latin_and_narrow_marks(text, html):
    assert str(typeset(text)) == html


def test_serif_narrows_its_marks_by_itself():
    assert "h" not in str(typeset("完。”", serif=True))


@pytest.mark.parametrize(
    "text", ["规划点名的载体分布在两个园区。", "共同承载是全市布局的“两区”之一。", "规划依据见第3章表2"]
)
def test_a_paragraph_never_ends_in_a_lone_letter(text):
    tail = str(typeset(text)).rpartition('<span class="n">')[2]
    assert tail.endswith("</span>")
    assert len(tail) > len("</span>") + 2


def test_short_text_needs_no_tail():
    assert str(typeset("规划定位")) == "规划定位"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("智能芯谷", "智能芯谷"),
        ("各区编制行动计划并出台政策", '各区编制行动计划并出台<span class="n">政策</span>'),
        ("列入重点项目并优先用地保障。", '列入重点项目并优先用地<span class="n">保障。</span>'),
        ("用地指标333.33公顷(5000亩)", '用地指标333.33公顷（<span class="n">5000亩）</span>'),
        ("NT-2026-00123-A", "NT-2026-00123-A"),
        ("<甲>乙丙丁戊己庚辛壬癸子", '&lt;甲&gt;乙丙丁戊己庚辛壬<span class="n">癸子</span>'),
    ],
)
def test_long_cells_keep_their_last_two_letters_together(text, html):
    assert str(cell(text)) == html
