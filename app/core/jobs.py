"""Work that outlives a request: packs, imports, reminders. Huey keeps the queue; jobs are idempotent."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey

from . import clock
from .transaction import afterwards

_jobs: dict[str, Callable[..., None]] = {}
_first_steps: list[Callable[[], None]] = []
_times: dict[str, Callable[[datetime], bool]] = {}


def job(work: Callable[..., None]) -> Callable[..., None]:
    """Declare a function as work for the queue. Its arguments must be plain values."""
    _jobs[f"{work.__module__}.{work.__name__}"] = work
    return work


def later(work: Callable[..., None], **arguments: Any) -> None:
    """Queue the work once the present transaction is committed."""
    name = f"{work.__module__}.{work.__name__}"
    if name not in _jobs:
        message = f"{name} is not declared with @job"
        raise LookupError(message)
    runner = current_app.extensions["run_job"]
    afterwards(lambda: runner(name, arguments))


def at_start(step: Callable[[], None]) -> Callable[[], None]:
    """Declare what the worker does first, inside the application: take up again what a killed one left half done."""
    _first_steps.append(step)
    return step


def daily(hour: int, minute: int = 0) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare work without arguments that the worker does every day at this time in Shanghai.

    A worker that does not run at that minute does nothing later: what must not be missed looks for it `at_start`.
    """
    return _at(lambda moment: (moment.hour, moment.minute) == (hour, minute))


def every(minutes: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare work without arguments that the worker does every so many minutes, counted from midnight in Shanghai."""
    return _at(lambda moment: (moment.hour * 60 + moment.minute) % minutes == 0)


def is_time(name: str, moment: datetime) -> bool:
    """Whether the declared work is to be done in this minute; a moment without a zone is UTC, as Huey hands it over."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return _times[name](clock.local(aware))


def queue() -> Huey:
    """The queue of the present application."""
    held: Huey = current_app.extensions["huey"]
    return held


def init_app(app: Flask) -> None:
    """Give the application its queue: beside SQLite a file of its own, with PostgreSQL a table there.

    Under test the work is done at once, in the caller's process.
    """
    url: str = app.config["SQLALCHEMY_ENGINES"]["default"]
    if app.testing:
        huey: Huey = MemoryHuey("parklead", immediate=True)
    elif url.startswith("postgresql"):
        huey = PostgresHuey("parklead", dsn=url.replace("postgresql+psycopg://", "postgresql://"))
    else:
        app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
        huey = SqliteHuey("parklead", filename=str(app.config["INSTANCE"] / "jobs.sqlite3"))

    @huey.task(retries=2, retry_delay=5)
    def run_job(name: str, arguments: dict[str, Any]) -> None:
        with app.app_context():
            _jobs[name](**arguments)

    for timed in _times:
        huey.periodic_task(_check(timed), name=timed)(_run(run_job, timed))

    app.extensions["huey"] = huey
    app.extensions["run_job"] = run_job

    @app.cli.group("jobs")
    def commands() -> None:
        """Work in the background."""

    @commands.command("work")
    def work() -> None:
        """Work off the queue until stopped."""
        for step in _first_steps:
            step()
        huey.create_consumer(workers=1, worker_type="thread", periodic=True).run()


def _at(times: Callable[[datetime], bool]) -> Callable[[Callable[[], None]], Callable[[], None]]:
    def declare(work: Callable[[], None]) -> Callable[[], None]:
        job(work)
        _times[f"{work.__module__}.{work.__name__}"] = times
        return work

    return declare


def _check(name: str) -> Callable[[datetime], bool]:
    return lambda moment: is_time(name, moment)


def _run(run_job: Callable[[str, dict[str, Any]], Any], name: str) -> Callable[[], None]:
    """Queued like any other work: tried again when it fails."""

    def start() -> None:
        run_job(name, {})

    return start
