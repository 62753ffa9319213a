"""Uploads: kept by content, refused when empty, too large, or not what their name claims."""

import io
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from app.core import files
from app.core.attachments import Upload, kept
from app.core.errors import RuleBroken
from app.core.uploads import plain_name
from tests.factories.files import JPEG, PDF, PNG, archive, document, pdf


@pytest.fixture
def store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, context: None) -> Path:
    """A folder of the test's own."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    return tmp_path / "files"


def keep(content: bytes, name: str) -> files.Stored:
    return files.store(io.BytesIO(content), name=name)


def left(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "合同.pdf", "application/pdf"),
        (PDF, "大写.PDF", "application/pdf"),
        (PNG, "现场.png", "image/png"),
        (JPEG, "现场.jpeg", "image/jpeg"),
        (PDF, "../../../etc/passwd.pdf", "application/pdf"),
        (PDF, "㐂𠮷😀.pdf", "application/pdf"),
    ],
)
def test_a_file_is_kept_by_its_content(store: Path, content: bytes, name: str, media_type: str) -> None:
    kept = keep(content, name)
    assert kept == files.Stored(sha256=sha256(content).hexdigest(), size=len(content), media_type=media_type)
    assert files.path_of(kept.sha256).read_bytes() == content
    assert left(store) == [files.path_of(kept.sha256)]


def test_the_same_file_twice_is_kept_once(store: Path) -> None:
    assert keep(PDF, "a.pdf") == keep(PDF, "b.pdf")
    assert len(left(store)) == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.pdf", "文件是空的"),
        (b"MZ" + b"\x00" * 200, "程序.pdf", "只接受"),
        (b"<html><script>alert(1)</script>", "页面.pdf", "只接受"),
        (b"just words", "说明.txt", "只接受"),
        (PNG, "其实是图片.pdf", "与扩展名“.pdf”不符"),
        (PDF, "其实是.png", "与扩展名“.png”不符"),
        (PDF, "没有扩展名", "与扩展名“（无）”不符"),
        (PDF, "双重.pdf.exe", "与扩展名“.exe”不符"),
    ],
)
def test_what_is_not_what_it_claims_is_refused_and_leaves_nothing(
    store: Path, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(RuleBroken, match=said) as refused:
        keep(content, name)
    assert refused.value.field == "file"
    assert left(store) == []


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 2 * 1024 * 1024)
    with pytest.raises(RuleBroken, match="文件超过 2 MB"):
        keep(PDF + b"x" * 2 * 1024 * 1024, "大.pdf")
    assert left(store) == []


def test_a_plain_archive_is_no_document(store: Path) -> None:
    packed = archive({"readme.txt": b"x"})
    assert keep(packed, "资料.zip").media_type == "application/zip"
    for ending in (".pdf", ".docx", ".xlsx", ".pptx", ".ofd"):
        with pytest.raises(RuleBroken, match="不符"):
            keep(packed, f"资料{ending}")


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".pptx", ".ofd"])
def test_office_documents_are_known_by_what_they_hold(store: Path, ending: str) -> None:
    content = document(ending)
    assert keep(content, f"材料{ending}").media_type.startswith("application/")
    other = ".xlsx" if ending != ".xlsx" else ".docx"
    with pytest.raises(RuleBroken, match="不符"):
        keep(content, f"材料{other}")


BROKEN_PDFS = {
    "header only": b"%PDF-1.7\n" + b"x" * 500,
    "cut short": PDF[: len(PDF) // 2],
    "an end but nothing between": b"%PDF-1.7\n%%EOF\n",
    "no pages": pdf(pages=0),
}


@pytest.mark.parametrize("content", BROKEN_PDFS.values(), ids=BROKEN_PDFS.keys())
def test_a_broken_pdf_is_refused(store: Path, content: bytes) -> None:
    with pytest.raises(RuleBroken, match="PDF 文件"):
        keep(content, "合同.pdf")
    assert left(store) == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (PDF + archive({"virus.exe": b"MZ"}), "合同.pdf", "夹带"),
        (PDF + b"<script>alert(1)</script>" * 100, "合同.pdf", "夹带"),
        (JPEG + archive({"a.txt": b"x"}), "现场.jpg", "夹带"),
        (pdf(script=True), "合同.pdf", "自动运行"),
        (pdf(password="secret"), "合同.pdf", "打开密码"),
        (JPEG[: len(JPEG) // 2], "现场.jpg", "图片已损坏"),
        (PNG[:-30], "现场.png", "图片已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "现场.png", "图片已损坏"),
    ],
)
def test_polyglots_and_torn_files_are_refused(store: Path, content: bytes, name: str, said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        keep(content, name)
    assert left(store) == []


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"../../etc/cron.d/x": b"x"}, "越出目录"),
        ({"C:\\windows\\x.txt": b"x"}, "越出目录"),
        ({"/root/x": b"x"}, "越出目录"),
        ({"资料/setup.exe": b"MZ"}, "程序或宏（setup.exe）"),
        ({"page.html": b"<html>"}, "程序或宏"),
        ({"nothing.bin": b"\0" * 60 * 1024 * 1024}, "过大"),
        ({}, "空的|只接受"),
    ],
)
def test_archives_that_harm_are_refused(store: Path, entries: dict[str, bytes], said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        keep(archive(entries), "资料.zip")
    assert left(store) == []


def test_an_archive_with_many_files_is_refused(store: Path) -> None:
    with pytest.raises(RuleBroken, match="文件过多"):
        keep(archive({f"{number}.txt": b"" for number in range(10_001)}), "资料.zip")


def test_a_document_with_macros_is_refused(store: Path) -> None:
    with pytest.raises(RuleBroken, match="宏"):
        keep(document(".docx", **{"word/vbaProject.bin": b"x"}), "合同.docx")


def test_several_files_are_kept_together_or_not_at_all(store: Path) -> None:
    good, bad = Upload("好.pdf", io.BytesIO(PDF)), Upload("坏.pdf", io.BytesIO(b"MZ" + b"\0" * 99))
    with pytest.raises(RuleBroken, match="坏") as refused:
        kept([good, bad])
    assert refused.value.message.startswith("“坏.pdf”：")
    assert refused.value.field == "files"
    assert left(store) == []
    both = kept([Upload("好.pdf", io.BytesIO(PDF)), Upload("图.png", io.BytesIO(PNG))])
    assert [one["file_name"] for one in both] == ["好.pdf", "图.png"]
    assert len(left(store)) == 2


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [
        ("合同.pdf", "合同.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\合同.pdf", "合同.pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe"),
        ("合\x00同\r\n  书.pdf", "合同 书.pdf"),
        ("...pdf", "pdf"),
        ("/", "未命名"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_file_name_is_a_name(sent: str, kept_as: str) -> None:
    assert plain_name(sent) == kept_as


def test_a_torn_upload_leaves_nothing(store: Path) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionError
            return super().read(min(size or 10, 10))

    with pytest.raises(ConnectionError):
        files.store(Torn(PDF), name="a.pdf")
    assert left(store) == []
