"""Bring the database to head, load the plans and, in the demo, seed it once; all in one process to start quickly.

Progress goes to standard error; standard output carries only what `flask demo accounts` prints, for tools/serve.py.
Run with the project's own Python.
"""

import contextlib
import hashlib
import os
import sys
from pathlib import Path

from flask import Flask
from flask.cli import ScriptInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import create_app  # noqa: E402  (the path has to be set first)
from config import Config, ConfigError  # noqa: E402

DEMO_PROJECTS = "600"


def flask(app: Flask, *arguments: str) -> None:
    """Run one flask command on the application that is loaded already."""
    # The `flask` program itself would push the context; commands of extensions rely on it.
    with app.app_context():
        app.cli.main(list(arguments), prog_name="flask", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def seed_once(app: Flask, config: Config, *, is_new: bool) -> None:
    """Seed this database unless that was done before. Noted after the fact: an interrupted seed is done again."""
    name = hashlib.sha256(config.engine_url.encode()).hexdigest()[:12]
    note = config.instance / f"demo-seeded-{name}"
    if is_new or not note.exists():
        flask(app, "demo", "seed", "--projects", os.environ.get("DEMO_PROJECTS") or DEMO_PROJECTS)
        note.touch()


def main() -> None:
    """Do it, and end with one line when something has to be set or mended first."""
    try:
        config = Config.from_env()
    except ConfigError as error:
        sys.exit(str(error))
    sqlite_file = Path(config.engine_url.removeprefix("sqlite:///"))
    is_new = config.engine_url.startswith("sqlite:///") and not sqlite_file.exists()
    app = create_app(config)
    with contextlib.redirect_stdout(sys.stderr):
        flask(app, "db", "upgrade")
        flask(app, "plans", "load")
    if config.demo:
        with contextlib.redirect_stdout(sys.stderr):
            seed_once(app, config, is_new=is_new)
        flask(app, "demo", "accounts")


if __name__ == "__main__":
    main()
