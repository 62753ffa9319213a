"""Remembers that the demo's database was prepared by exactly this code, so that the next start need not look again.

Only for SQLite: its file lies beside the note. Of another server nobody can tell what happened to it meanwhile.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("app/**/*.py", "app/plans/data/**/*.yaml", "migrations/*.py", "config.py", "tools/prepare.py")
SETTINGS = ("PARKLEAD_DEMO", "DATABASE_URL", "DEMO_PASSWORD", "DEMO_PROJECTS")


def remembered(environment: Mapping[str, str]) -> str | None:
    """What was to be said about accounts when this was last prepared; None when it has to be done (again)."""
    note = _note(environment)
    if environment.get("DATABASE_URL") or not note.exists() or not (note.parent / "parklead.sqlite3").exists():
        return None
    mark, _, said = note.read_text(encoding="utf-8").partition("\n")
    return said if mark == _mark(environment, note.parent) else None


def remember(environment: Mapping[str, str], said: str) -> None:
    """Note it, for the owner's eyes only: what is said holds the demo's password."""
    if environment.get("DATABASE_URL"):
        return
    note = _note(environment)
    note.touch(mode=0o600)
    note.write_text(f"{_mark(environment, note.parent)}\n{said}", encoding="utf-8")


def _note(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("PARKLEAD_INSTANCE") or ROOT / "instance") / "prepared"


def _mark(environment: Mapping[str, str], instance: Path) -> str:
    """Of the code, the settings, the kept password and the very file of the database."""
    digest = hashlib.sha256()
    for pattern in CODE:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    for name in SETTINGS:
        digest.update(f"{name}={environment.get(name, '')}\0".encode())
    for kept in ("demo-password", "demo-secret-key"):
        path = instance / kept
        digest.update(path.read_bytes() if path.exists() else b"\0")
    database = instance / "parklead.sqlite3"
    digest.update(str(database.stat().st_ino if database.exists() else 0).encode())
    return digest.hexdigest()
