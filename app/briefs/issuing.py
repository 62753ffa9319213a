"""What issuing any paper takes: a code nobody can guess, the words as data, their digest, the file kept as it is."""

import hashlib
import io
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.core import clock, files

from .models import Print
from .pdf import Document

Address = Callable[[str], str]  # where a code can be checked
DIGEST_SIGNS = 8
"""So many signs of the digest stand on paper."""
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that reads as something else on paper
_GROUP = 4


def new_code() -> str:
    """Twelve signs nobody can guess; on paper in three groups."""
    return "".join(secrets.choice(_SIGNS) for _ in range(3 * _GROUP))


def spaced(code: str) -> str:
    """The code in groups, as it stands on paper."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def snapshot_of(view: Any) -> dict[str, Any]:
    """All words and figures of a print, as JSON can hold them."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(view), ensure_ascii=False, default=str))
    return plain


def digest_of(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the words."""
    return hashlib.sha256(json.dumps(snapshot, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def keep(issued: Print, document: Document) -> None:
    """Store the file and note what it is."""
    stored = files.store(io.BytesIO(document.content), name="print.pdf")
    issued.sha256, issued.size, issued.pages = stored.sha256, stored.size, document.pages
    issued.finished_at = clock.now()
