"""Files that people upload or the product issues: kept by content, outside the web root."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import filetype
from flask import current_app

from .errors import RuleBroken

MOST_BYTES = 30 * 1024 * 1024
CHUNK = 1024 * 1024
HEAD_BYTES = 8192
# What may be kept: type by content → the endings under which it is known.
ALLOWED = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "application/zip": (".zip", ".docx", ".xlsx", ".pptx"),
}


@dataclass(frozen=True)
class Stored:
    """A file as it was kept."""

    sha256: str
    size: int
    media_type: str


def store(stream: BinaryIO, *, name: str) -> Stored:
    """Keep an upload. Raises RuleBroken when it is empty, too large, or not what its name claims."""
    folder = _folder()
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as scratch:
        path = Path(scratch.name)
        try:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > MOST_BYTES:
                    message = f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请压缩或拆分后再传。"
                    raise RuleBroken(message, field="file")
                digest.update(chunk)
                scratch.write(chunk)
            scratch.flush()
            os.fsync(scratch.fileno())
            if size == 0:
                message = "文件是空的，请重新选择。"
                raise RuleBroken(message, field="file")
            media_type = _checked_type(path, name)
            kept = path_of(digest.hexdigest())
            kept.parent.mkdir(parents=True, exist_ok=True)
            path.replace(kept)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return Stored(sha256=digest.hexdigest(), size=size, media_type=media_type)


def read(sha256: str) -> bytes:
    """The content of a kept file. Raises RuleBroken when it is gone from the disk."""
    try:
        return path_of(sha256).read_bytes()
    except OSError as fault:
        message = "文件已不在存储中，请联系系统管理员从备份恢复。"
        raise RuleBroken(message) from fault


def path_of(sha256: str) -> Path:
    """Where the file with this content lies."""
    return _folder() / sha256[:2] / sha256


def _folder() -> Path:
    folder: Path = current_app.config["INSTANCE"] / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _checked_type(path: Path, name: str) -> str:
    """The type by content; the name must agree with it."""
    with path.open("rb") as kept:
        kind = filetype.guess(kept.read(HEAD_BYTES))
    ending = Path(name).suffix.lower()
    if kind is None or kind.mime not in ALLOWED:
        message = "只接受 PDF、图片（JPG、PNG）、Word、Excel、PPT 和 ZIP 文件。"
        raise RuleBroken(message, field="file")
    if ending not in ALLOWED[kind.mime]:
        message = f"文件内容与扩展名“{ending or '（无）'}”不符，请检查文件。"
        raise RuleBroken(message, field="file")
    return str(kind.mime)
