"""Files from a form, and kept files as downloads: the web's side of `attachments`."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from flask import Response, request, send_file
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField
from wtforms.validators import ValidationError

from . import files
from .attachments import NAME_LENGTH, Attached, Upload

MOST_AT_ONCE = 20
_INSIDE_OURS = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_SHOWN_IN_PLACE = frozenset({"application/pdf", "image/jpeg", "image/png"})


class UploadField(MultipleFileField):
    """One or several files; `.data` is a list of Upload. Its form needs `multipart=True` in the template."""

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Only what was really chosen: a browser sends an empty part for an empty field."""
        chosen = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        self.data = [Upload(plain_name(one.filename or ""), one.stream) for one in chosen]  # type: ignore[arg-type]
        if len(self.data) > MOST_AT_ONCE:
            message = f"一次最多上传 {MOST_AT_ONCE} 个文件。"
            raise ValidationError(message)


def answer(attached: Attached) -> Response:
    """The file as a download. The view has checked that this person may see what it belongs to."""
    in_place = attached.media_type in _SHOWN_IN_PLACE and "download" not in request.args
    response = send_file(
        files.present(attached.sha256),
        mimetype=attached.media_type,
        as_attachment=not in_place,
        download_name=attached.file_name,
        max_age=0,
        etag=attached.sha256,
    )
    # Shown inside a page of ours, and on its own it may do nothing: no scripts, no other addresses.
    response.headers["Content-Security-Policy"] = _INSIDE_OURS
    return response


def plain_name(name: str) -> str:
    """Without the folders that old browsers send along, and without signs that hide what the ending is."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or _is_seen(sign))
    return " ".join(shown.split())[-NAME_LENGTH:].lstrip(". ") or "未命名"


def _is_seen(sign: str) -> bool:
    """Control and format characters are not: some turn the reading direction, so that fdp.exe reads as exe.pdf."""
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
