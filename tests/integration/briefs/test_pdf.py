"""The finished paper: what a reader, a screen reader and a print shop find in the file."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from app.briefs import pdf
from app.briefs.render import brief_html, pack_html
from tests.factories.brief_views import medium_brief, pack, rich_brief, sparse_brief

BRIEFS = {
    "rich": (rich_brief(), range(8, 10)),
    "sparse": (sparse_brief(), range(4, 7)),
    "medium": (medium_brief(), range(7, 9)),
}


@pytest.fixture(scope="module", params=BRIEFS)
def paper(request):
    brief, pages = BRIEFS[request.param]
    document = pdf.render(brief_html(brief))
    return brief, pages, document, PdfReader(io.BytesIO(document.content))


def fonts_of(reader: PdfReader) -> dict[str, bool]:
    """Every font of the file by name, with whether it is embedded."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            face = font.get_object()
            descendant = face["/DescendantFonts"][0].get_object()
            found[face["/BaseFont"]] = "/FontFile2" in descendant["/FontDescriptor"].get_object()
    return found


def test_it_is_a_pdf_of_the_expected_length(paper):
    _, pages, document, reader = paper
    assert document.content.startswith(b"%PDF-")
    assert document.pages == len(reader.pages)
    assert document.pages in pages


def test_title_language_and_tags_are_set(paper):
    brief, _, _, reader = paper
    assert reader.metadata.title == brief.document_title.replace(":", "：")
    assert "\u200b" not in str(reader.outline)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]


def test_fonts_are_ours_embedded_and_subset(paper):
    fonts = fonts_of(paper[3])
    assert fonts
    assert all(fonts.values())
    assert all(re.match(r"/[A-Z]{6}\+Noto-(Sans|Serif)-SC", name) for name in fonts), fonts


def test_the_outline_names_every_chapter(paper):
    reader = paper[3]
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles[0] == "主张与五个数"
    assert titles[-1] == "资料来源与联系"


def test_every_inner_page_says_page_x_of_y(paper):
    reader = paper[3]
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text().replace("\xa0", " ")
        if number == 1:
            assert f"/ {total}" not in text
        else:
            assert f"{number} / {total}" in text


def test_the_contact_stands_on_the_last_page(paper):
    reader = paper[3]
    assert "7K3F-92QD-0017" in reader.pages[-1].extract_text()
    assert "张示例" in reader.pages[-1].extract_text()


def paragraphs_of(html: str) -> list[list[str]]:
    """The lines of every block of text as they were laid out."""
    engine = pdf._engine()
    sheets = [engine.sheet(name) for name in ("fonts.css", *pdf.SHEETS["brief"])]
    found: list[list[str]] = []

    def text_of(box):
        return getattr(box, "text", "") + "".join(text_of(child) for child in getattr(box, "children", ()))

    def walk(box):
        lines = [child for child in getattr(box, "children", ()) if type(child).__name__ == "LineBox"]
        if lines:
            found.append([text_of(line).strip("\u200b ") for line in lines])
        for child in getattr(box, "children", ()):
            walk(child)

    for page in pdf._Page(html, engine.fetch).render(stylesheets=sheets, font_config=engine.fonts).pages:
        walk(page._page_box)
    return found


@pytest.mark.parametrize("name", BRIEFS)
def test_no_line_begins_with_a_closing_mark_and_no_paragraph_ends_in_a_lone_letter(name):
    paragraphs = paragraphs_of(brief_html(BRIEFS[name][0]))
    assert sum(map(len, paragraphs)) > 150
    for lines in paragraphs:
        for line in lines[1:]:
            assert not re.match(r"[，。；：、！？）》」』】”’]", line), lines
        for line in lines[:-1]:
            assert not re.search(r"[（《〈「『【“‘]$", line), lines
        if len(lines) > 1 and re.search(r"[\u4e00-\u9fff]", "".join(lines)):
            assert len(lines[-1].rstrip("，。；：、！？）》”’")) > 1, lines


def test_rare_characters_are_printed_from_the_whole_fonts():
    brief = replace(sparse_brief(), proposition=replace(sparse_brief().proposition, lead="㐂𠮷两字也要印得出来。"))
    reader = PdfReader(io.BytesIO(pdf.render(brief_html(brief)).content))
    assert "㐂𠮷" in reader.pages[1].extract_text()
    assert any("Whole" in name for name in fonts_of(reader))


def test_a_pack_has_one_numbering_and_parts_above_chapters():
    document = pdf.render(pack_html(pack(sparse_brief(), medium_brief())), kind="pack")
    reader = PdfReader(io.BytesIO(document.content))
    outline = reader.outline
    assert [entry.title for entry in outline if not isinstance(entry, list)] == [
        "目录",
        "天河软件价值创新园",
        "滨海新区",
    ]
    chapters = [entry.title for entry in outline[2] if not isinstance(entry, list)]
    assert chapters[0] == "主张与五个数"
    second = reader.get_destination_page_number(outline[3]) + 1
    contents = reader.pages[1].extract_text()
    assert re.search(rf"滨海新区.*{second}", contents.replace("\n", ""))
    assert f"{document.pages} / {document.pages}" in reader.pages[-1].extract_text().replace("\xa0", " ")
    assert "内部资料" in reader.pages[-1].extract_text()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1/x.png", "https://example.com/x.css"])
def test_nothing_but_bundled_files_is_fetched(address):
    with pytest.raises(ValueError, match="may not load"):
        pdf.BundledFilesOnly().fetch(address)


def test_no_way_out_of_the_font_folder():
    with pytest.raises(ValueError, match="may not load"):
        pdf.BundledFilesOnly().fetch(f"{pdf.FONTS.as_uri()}/../../../../config.py")


def test_control_characters_do_no_harm():
    brief = replace(sparse_brief(), park="天河\x0b软件\x00园")
    assert pdf.render(brief_html(brief)).content.startswith(b"%PDF-")


def test_a_missing_cutter_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(pdf.weasyprint_ffi, "harfbuzz_subset", None)
    assert "libharfbuzz-subset" in (pdf.subset_warning() or "")
