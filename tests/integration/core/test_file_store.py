"""Uploads: kept by content, refused when empty, too large, or not what their name claims."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from app.core import files
from app.core.errors import RuleBroken

PDF = b"%PDF-1.7\n" + b"x" * 500
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 100


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


def test_a_plain_archive_is_no_spreadsheet(store: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("readme.txt", "x")
    assert keep(archive.getvalue(), "资料.zip").media_type == "application/zip"
    with pytest.raises(RuleBroken, match="不符"):
        keep(archive.getvalue(), "资料.pdf")


def test_a_torn_upload_leaves_nothing(store: Path) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionError
            return super().read(min(size or 10, 10))

    with pytest.raises(ConnectionError):
        files.store(Torn(PDF), name="a.pdf")
    assert left(store) == []
