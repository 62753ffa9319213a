"""The databases that are measured: seeded once for a state of the code, kept for the next run."""

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from app import create_app
from app.accounts.demo import ensure_demo_accounts
from app.core.transaction import transaction
from app.demo import seeding
from app.extensions import alembic, db
from app.loading import load_bundled_plans
from config import ROOT, Config
from tests import postgres

SEED = 1
KEEP = ROOT / "instance" / "bench"
PASSWORD = "Measured-once-2026"  # noqa: S105 - of accounts that live in a measured database only
# A server for 100,000 projects on a solid-state disk; the tests' own settings are for a handful of rows.
_SERVER = {"shared_buffers": "512MB", "effective_cache_size": "2GB", "random_page_cost": "1.1", "work_mem": "16MB"}
# Whatever decides what the rows look like.
_DECIDING = ("app/demo", "app/plans/data", "migrations", "app/core/search.py", "app/core/pinyin.py")
_DECIDING += ("app/companies/indexing.py", "app/projects/indexing.py", "app/projects/rules", "app/accounts/demo.py")


def open_store(engine: str, scale: int, *, today: date) -> Flask:
    """The application on the seeded database; seeds it when this state of the code was never measured."""
    folder = KEEP / f"{_state()}-{today:%Y%m%d}" / str(scale)
    folder.mkdir(parents=True, exist_ok=True)
    return _sqlite(folder, scale, today) if engine == "sqlite" else _postgresql(folder, scale, today)


def forget_others(today: date) -> None:
    """Databases of former states of the code are of no use any more."""
    for old in KEEP.glob("*"):
        if old.name != f"{_state()}-{today:%Y%m%d}":
            shutil.rmtree(old, ignore_errors=True)


def _sqlite(folder: Path, scale: int, today: date) -> Flask:
    path, made = folder / "bench.sqlite3", folder / "bench.sqlite3.made"
    if not made.exists():
        for part in folder.glob("bench.sqlite3*"):
            part.unlink()
        app = _app(f"sqlite:///{path}", folder)
        _fill(app, scale, today)
        made.touch()
        return app
    return _app(f"sqlite:///{path}", folder)


def _postgresql(folder: Path, scale: int, today: date) -> Flask:
    """The server lives as long as the run; what it held is kept as a dump, which is quicker to read than to seed."""
    postgres.SETTINGS.update(_SERVER)
    url, dump = postgres.database_url(f"bench_{scale}"), folder / "bench.dump"
    if dump.exists():
        _client("pg_restore", url, "--jobs=2", "--no-owner", str(dump))
        app = _app(url, folder)
        _settle(app)
        return app
    app = _app(url, folder)
    _fill(app, scale, today)
    _client("pg_dump", url, "--format=custom", "--compress=1", f"--file={dump}.part")
    Path(f"{dump}.part").rename(dump)
    _settle(app)
    return app


def _settle(app: Flask) -> None:
    """What the server does by itself in a quiet hour: statistics, and the map that lets an index answer alone."""
    with app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _client(program: str, url: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs on this database."""
    parts = urlsplit(url)
    host = parse_qs(parts.query)["host"][0]
    tool = postgres.wheel_folder() / postgres.VERSION / "bin" / program
    named = ["--host", host, "--username", "postgres", "--dbname", parts.path.lstrip("/")]
    subprocess.run([tool, *named, *arguments], check=True, env={**os.environ, "PGTZ": "UTC"})


def _app(url: str, folder: Path) -> Flask:
    return create_app(Config(secret_key="bench", instance=folder, database_url=url, demo=True, https=False))


def _fill(app: Flask, scale: int, today: date) -> None:
    with app.app_context():
        alembic.upgrade()
        with transaction():
            load_bundled_plans()
        with transaction():
            ensure_demo_accounts(PASSWORD)
            seeding.seed(projects=scale, number=SEED, today=today, say=lambda line: print(f"  {line}", file=sys.stderr))


def _state() -> str:
    """A fingerprint of the code that seeds."""
    found = hashlib.sha256()
    for name in _DECIDING:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in {".py", ".yaml"}:
                found.update(file.read_bytes())
    return found.hexdigest()[:12]
