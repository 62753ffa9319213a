"""Small real files: what people attach, and what they should not."""

import io
import zipfile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

HEARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml", ".ofd": "OFD.xml"}


def pdf(*, pages: int = 1, words: str = "", script: bool = False, password: str = "") -> bytes:
    """A PDF; other `words` make another file of it."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": words or "contract"})
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str, *, shade: int = 90) -> bytes:
    """A JPEG or PNG of one shade of grey."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, shade, shade)).save(out, kind)
    return out.getvalue()


def archive(entries: dict[str, bytes]) -> bytes:
    """A ZIP with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return out.getvalue()


def document(ending: str, **more: bytes) -> bytes:
    """What an office program saves, as far as we look."""
    return archive({"[Content_Types].xml": b"<Types/>", HEARTS[ending]: b"<x/>", **more})


PDF, PNG, JPEG = pdf(), picture("PNG"), picture("JPEG")
