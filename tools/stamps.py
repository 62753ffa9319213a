"""Remember which set-up steps are done: a step is done again only when what it was made from has changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv" / ".set-up"  # inside .venv, so that deleting .venv forgets everything


def fingerprint(inputs: Iterable[Path], extra: str = "") -> str:
    """Return a hash of the files' contents."""
    digest = hashlib.sha256(extra.encode())
    for path in inputs:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(step: str, value: str, *, needs: Iterable[Path] = ()) -> bool:
    """Tell whether the step was done with this fingerprint and what it made is still there."""
    stamp = FOLDER / step
    return stamp.is_file() and stamp.read_text() == value and all(path.exists() for path in needs)


def write(step: str, value: str) -> None:
    """Note that the step is done."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / step).write_text(value)
