"""Is a file what its name claims? By its content and its structure, not by its first bytes alone."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import NoReturn

import filetype
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from .errors import RuleBroken

HEAD_BYTES = 8192
MOST_TAIL = 1024  # scanners leave some bytes behind the end of a PDF; more is another file
TAIL_WINDOW = 64 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_RATIO = 150  # of packed to unpacked, from a size on that could hurt
SMALL_UNPACKED = 50 * 1024 * 1024
MOST_ENTRIES = 10_000
MOST_PIXELS_READ = 60_000_000
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Ending → (type as it is served, what an archive of this kind holds).
_ARCHIVES: Mapping[str, tuple[str, str]] = {
    ".docx": (f"{_OFFICE}wordprocessingml.document", "word/document.xml"),
    ".xlsx": (f"{_OFFICE}spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": (f"{_OFFICE}presentationml.presentation", "ppt/presentation.xml"),
    ".ofd": ("application/ofd", "OFD.xml"),  # GB/T 33190-2016: electronic invoices
    ".zip": ("application/zip", ""),
}
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
_PROGRAMS = frozenset(
    {
        *(".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta"),
        *(".msi", ".jar", ".lnk", ".sh", ".apk", ".html", ".htm", ".svg", ".chm", ".reg"),
    }
)
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.pptx,.ofd,.zip"


def checked_type(path: Path, name: str) -> str:
    """The type by content; name and structure must agree with it. Raises RuleBroken with a sentence."""
    with path.open("rb") as kept:
        kind = filetype.guess(kept.read(HEAD_BYTES))
    ending = Path(name).suffix.lower()
    if kind is None or not (kind.mime in _PLAIN or _is_archive(kind.mime)):
        _refuse("只接受 PDF、图片（JPG、PNG）、Word、Excel、PPT、OFD 和 ZIP 文件。")
    if kind.mime in _PLAIN:
        if ending not in _PLAIN[kind.mime]:
            _refuse_ending(ending)
        if zipfile.is_zipfile(path):
            _refuse("文件里夹带了压缩包，请上传原始文件。")
        _STRUCTURE[kind.mime](path)
        return str(kind.mime)
    if ending not in _ARCHIVES:
        _refuse_ending(ending)
    return _checked_archive(path, ending)


def _is_archive(mime: str) -> bool:
    return mime == "application/zip" or mime.startswith(_OFFICE)


def _check_pdf(path: Path) -> None:
    """A header alone is no PDF: it has an end, a page tree, opens without password and starts nothing."""
    size = path.stat().st_size
    with path.open("rb") as kept:
        kept.seek(max(0, size - TAIL_WINDOW))
        tail = kept.read()
    _, mark, behind = tail.rpartition(b"%%EOF")
    if not mark:
        _refuse("PDF 文件不完整（没有结束标记），请重新导出或扫描。")
    if len(behind.strip(b"\0\r\n\t ")) > MOST_TAIL:
        _refuse("PDF 文件后面夹带了别的内容，请重新导出或扫描。")
    try:
        with path.open("rb") as kept:
            reader = PdfReader(kept)
            locked = reader.is_encrypted and not reader.decrypt("")
            pages = 0 if locked else _page_count(reader)
            starts = not locked and _starts_something(reader)
    except Exception as fault:
        # A library that reads other people's files may fail in any way; all of them mean the same to who uploads.
        raise RuleBroken("PDF 文件已损坏或不完整，请重新导出或扫描。", field="file") from fault
    if locked:
        _refuse("PDF 文件设了打开密码，请去掉密码后再传。")
    if pages < 1:
        _refuse("PDF 文件里没有页面，请重新导出或扫描。")
    if starts:
        _refuse("PDF 文件里含有自动运行的程序，请打印为普通 PDF 后再传。")


def _page_count(reader: PdfReader) -> int:
    """As the page tree says; walking it would take long on a thick file."""
    tree = reader.trailer["/Root"].get_object()["/Pages"].get_object()  # type: ignore[index]
    count = tree.get("/Count", 0)
    return int(count.get_object()) if hasattr(count, "get_object") else int(count)


def _starts_something(reader: PdfReader) -> bool:
    """Whether opening it runs a script or a program."""
    root = reader.trailer["/Root"].get_object()
    if not isinstance(root, DictionaryObject):
        return False
    first = root.get("/OpenAction")
    first = first.get_object() if first is not None else None
    if isinstance(first, DictionaryObject) and first.get("/S") in {"/JavaScript", "/Launch"}:
        return True
    known = root.get("/Names")
    known = known.get_object() if known is not None else None
    return isinstance(known, DictionaryObject) and "/JavaScript" in known


def _check_picture(path: Path) -> None:
    """A picture that can be read to its end."""
    try:
        with Image.open(path) as picture:
            picture.verify()
        with Image.open(path) as picture:
            # The parts of a PNG carry check sums; of a JPEG only reading it tells, here at an eighth of its size.
            if picture.format == "JPEG" and picture.width * picture.height <= MOST_PIXELS_READ:
                picture.draft("RGB", (picture.width // 8 or 1, picture.height // 8 or 1))
                picture.load()
    except Image.DecompressionBombError as fault:
        raise RuleBroken("图片像素过大，请缩小后再传。", field="file") from fault
    except Exception as fault:
        # As above.
        raise RuleBroken("图片已损坏或不完整，请重新拍摄或导出。", field="file") from fault


_STRUCTURE: Mapping[str, Callable[[Path], None]] = {
    "application/pdf": _check_pdf,
    "image/jpeg": _check_picture,
    "image/png": _check_picture,
}


def _checked_archive(path: Path, ending: str) -> str:
    """A ZIP, or an office document, that unpacks to something of human size and to nothing that runs."""
    mime, heart = _ARCHIVES[ending]
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise RuleBroken("文件已损坏或不完整，打不开，请重新保存后再传。", field="file") from fault
    if not entries:
        _refuse("压缩包是空的，请重新打包。")
    names = [entry.filename for entry in entries]
    if heart and heart not in names:
        _refuse_ending(ending)
    unpacked = sum(entry.file_size for entry in entries)
    packed_size = max(1, sum(entry.compress_size for entry in entries))
    too_dense = unpacked > SMALL_UNPACKED and unpacked / packed_size > MOST_RATIO
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or too_dense:
        _refuse("压缩包解开后过大或文件过多，请只打包需要的材料。")
    for name in names:
        _check_entry(name)
    return mime


def _check_entry(name: str) -> None:
    """The name of a file inside an archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0]:
        _refuse("压缩包里有越出目录的文件名，请重新打包。")
    if path.suffix.lower() in _PROGRAMS or path.name.lower() == "vbaproject.bin":
        _refuse(f"压缩包里含有程序或宏（{path.name[-40:]}），请去掉后再传。")


def _refuse_ending(ending: str) -> NoReturn:
    _refuse(f"文件内容与扩展名“{ending or '（无）'}”不符，请检查文件。")


def _refuse(message: str) -> NoReturn:
    raise RuleBroken(message, field="file")
