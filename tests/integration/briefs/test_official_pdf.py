"""Official papers as files: what stands on the page, where it breaks, what the file carries."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from app.briefs import papers, pdf
from app.briefs.enums import PrintKind
from app.briefs.official.sheet import PITCHES, Marks, official_html
from app.briefs.sources import SOURCES, Source
from app.core.paper import Paragraph
from tests.factories.papers import LONG_NAME, ruling, weekly

MARKS = Marks(
    number="通商裁〔2026〕3号",
    code="ABCD-EFGH-JKMN",
    verify_url="https://parklead.example/verify/ABCDEFGHJKMN",
    digest="0123abcd",
    issuer="南通市商务局",
    watermark="陈晓岚　2026-03-16 09:12",
)


def read(document: pdf.Document) -> tuple[PdfReader, list[str]]:
    """The file and the text of its pages without breaks."""
    reader = PdfReader(io.BytesIO(document.content))
    return reader, [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


@pytest.fixture
def one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(read=lambda *_: pytest.fail("not read"), series="裁", pitches=PITCHES, bureau_only=True)
    monkeypatch.setitem(SOURCES, PrintKind.RULING, source)


@pytest.mark.usefixtures("one_page")
@pytest.mark.parametrize(("reasons", "pages"), [(1, 1), (3, 1), (8, 2)])
def test_a_ruling_takes_one_page_where_its_text_allows(reasons: int, pages: int) -> None:
    document = papers.lay_out(PrintKind.RULING, ruling(reasons=reasons), MARKS)
    assert document.pages == pages
    _, texts = read(document)
    assert "南通市商务局2026年3月16日" in texts[-1]
    assert "核验码" in texts[-1]
    assert "申诉。" in texts[-1]  # the signature never stands on a page without text


def test_the_file_is_tagged_titled_and_carries_its_own_fonts() -> None:
    reader, texts = read(pdf.render(official_html(ruling(), MARKS), kind="official"))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "关于“车规级模拟芯片封测”项目首报争议的裁定书"
    assert texts[0].startswith("内部资料通商裁〔2026〕3号")
    assert "抄送：市自然资源和规划局，市生态环境局。" in texts[-1]
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            face = font.get_object()
            assert re.match(r"/[A-Z]{6}\+", face["/BaseFont"])
            assert "/FontFile2" in face["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_every_page_says_its_number_and_how_many_there_are() -> None:
    document = pdf.render(official_html(weekly(), replace(MARKS, number="园周〔2026〕12号")), kind="official")
    _, texts = read(document)
    assert document.pages >= 3
    for number, text in enumerate(texts, start=1):
        assert f"—{number}—" in text
        assert f"共{document.pages}页" in text
        assert "园周〔2026〕12号（演示）" in text


def test_a_long_table_repeats_its_head_and_loses_no_row_and_no_letter_of_a_name() -> None:
    _, texts = read(pdf.render(official_html(weekly(rows=30), MARKS), kind="official"))
    whole = "".join(texts)
    assert whole.count("序号项目投资方总投资") >= 2
    assert whole.count(LONG_NAME) == 30
    assert "合计30个" in whole
    assert "本期无" in whole


def test_reasons_of_any_length_flow_on() -> None:
    paper = replace(ruling(), blocks=(Paragraph("理由很长，" * 900),))
    _, texts = read(pdf.render(official_html(paper, MARKS), kind="official"))
    assert len(texts) > 6
    assert "".join(texts).count("由") == 900


def test_rare_characters_and_marks_come_through() -> None:
    paper = replace(ruling(), title="关于𠮷㐂科技<甲&乙>的裁定书", addressees=("澳门特别行政区招商局",))
    reader, texts = read(pdf.render(official_html(paper, MARKS), kind="official"))
    assert "𠮷㐂科技<甲&乙>" in texts[0]
    assert "澳门特别行政区" in texts[0]
    assert reader.metadata is not None
    assert reader.metadata.title == "关于𠮷㐂科技<甲&乙>的裁定书"
