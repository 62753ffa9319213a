"""The night's work in a process of its own, so that its peak of memory is its own: `python -m benchmarks.nights URL FOLDER`.

The worst night is measured: every stored day is wrong first, as after a changed limit, so every row is written.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.core import clock
from app.core.transaction import frugal_reading, transaction
from app.extensions import db
from app.monitoring import jobs
from app.projects.models import Project
from config import ROOT, Config

SPOIL = "spoil"
MB = 1024  # of the kilobytes in which Linux counts


@dataclass(frozen=True)
class Step:
    """One step of a night: how long it took, and the most memory the process had held by its end."""

    name: str
    seconds: float
    own_seconds: float
    peak_mb: int


def steps(url: str, folder: Path) -> Iterator[Step]:
    """Run a night over a database and measure each step."""
    script = [sys.executable, "-m", "benchmarks.nights", url, str(folder)]
    # Spoiling the days is no part of a night: in a process of its own, its memory does not count.
    subprocess.run([*script, SPOIL], check=True, cwd=ROOT, env=dict(os.environ))
    done = subprocess.run(script, check=True, capture_output=True, text=True, cwd=ROOT, env=dict(os.environ))
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            yield Step(**json.loads(line))


def _app(url: str, folder: Path) -> Flask:
    return create_app(Config(secret_key="bench", instance=folder, database_url=url, demo=True, https=False))


def _spoil(url: str, folder: Path) -> None:
    """Make every stored day wrong."""
    with _app(url, folder).app_context(), transaction():
        db.session.execute(
            sa.update(Project).values(stale_on=None, alarm_on=None, updated_at=Project.updated_at),
            execution_options={"synchronize_session": False},
        )


def _work(url: str, folder: Path) -> None:
    with _app(url, folder).app_context(), frugal_reading():
        day, night = clock.today(), jobs.Night()
        worked: tuple[tuple[str, Callable[[], None]], ...] = (
            ("nightly lights, every row written", lambda: jobs.lights(day, night)),
            ("nightly lights, nothing changed", lambda: jobs.lights(day, night)),
            ("nightly time in stage", lambda: jobs.stays(night)),
            ("nightly figures", lambda: jobs.figures(day)),
        )
        for name, step in worked:
            began, own = time.perf_counter(), time.process_time()
            step()
            facts = Step(
                name,
                round(time.perf_counter() - began, 2),
                round(time.process_time() - own, 2),
                _peak_mb(),
            )
            print(json.dumps(vars(facts)), flush=True)


def _peak_mb() -> int:
    """The most memory since this program began; `ru_maxrss` would remember the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // MB


if __name__ == "__main__":
    (_spoil if SPOIL in sys.argv else _work)(sys.argv[1], Path(sys.argv[2]))
