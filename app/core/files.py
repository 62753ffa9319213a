"""Files that people upload or the product issues: kept by content, outside the web root."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from .errors import RuleBroken
from .file_kinds import checked_type

MOST_BYTES = 30 * 1024 * 1024
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """A file as it was kept."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Received:
    """A file that was read and checked but lies in no place yet: `keep` or `discard` follows."""

    path: Path
    facts: Stored

    def keep(self) -> Stored:
        """Put it where its content says. The same content twice lies there once."""
        place = path_of(self.facts.sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(place)
        return self.facts

    def discard(self) -> None:
        """Leave nothing behind."""
        self.path.unlink(missing_ok=True)


def store(stream: BinaryIO, *, name: str) -> Stored:
    """Keep an upload. Raises RuleBroken when it is empty, too large, or not what its name claims."""
    return receive(stream, name=name).keep()


def keep_all(received: Sequence[Received]) -> list[Stored]:
    """Put all in their places, after every one of them was checked."""
    return [one.keep() for one in received]


def discard_all(received: Iterable[Received]) -> None:
    """None of them is kept."""
    for one in received:
        one.discard()


def receive(stream: BinaryIO, *, name: str) -> Received:
    """Read and check an upload. Raises RuleBroken; then nothing is left of it."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=_folder(), prefix="incoming-", delete=False) as scratch:
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
            media_type = checked_type(path, name)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return Received(path, Stored(sha256=digest.hexdigest(), size=size, media_type=media_type))


def read(sha256: str) -> bytes:
    """The content of a kept file. Raises RuleBroken when it is gone from the disk."""
    try:
        return path_of(sha256).read_bytes()
    except OSError as fault:
        raise RuleBroken(_GONE) from fault


def present(sha256: str) -> Path:
    """Where a kept file lies. Raises RuleBroken when it is gone from the disk."""
    path = path_of(sha256)
    if not path.is_file():
        raise RuleBroken(_GONE)
    return path


def path_of(sha256: str) -> Path:
    """Where the file with this content lies."""
    return _folder() / sha256[:2] / sha256


def _folder() -> Path:
    folder: Path = current_app.config["INSTANCE"] / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


_GONE = "文件已不在存储中，请联系系统管理员从备份恢复。"
