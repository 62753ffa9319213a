"""The only commit: once a request, once a command, once a job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, request
from sqlalchemy.orm import Session

from app.extensions import db

from .prepared import offer_prepared

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_STEPS = "steps after the commit"
_USUAL = ("cache_size=-65536", "mmap_size=268435456")
_FRUGAL = ("cache_size=-8192", "mmap_size=0", "shrink_memory")
_writing: ContextVar[bool] = ContextVar("writing", default=False)


def init_app(app: Flask) -> None:
    """Commit after every unsafe request that succeeded; roll back after all others."""

    @app.before_request
    def say_whether_we_write() -> None:
        _writing.set(request.method not in SAFE_METHODS)

    @app.after_request
    def finish_transaction(response: Response) -> Response:
        if request.method not in SAFE_METHODS and response.status_code < 400:
            commit()
        else:
            roll_back()
        return response

    @app.teardown_request
    def write_no_more(_fault: BaseException | None) -> None:
        _writing.set(False)

    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)
        else:
            prepare_postgresql(db.engine)


def afterwards(step: Callable[[], None]) -> None:
    """Do this once the transaction is committed, and not at all if it is rolled back: queue a job, send, unlink."""
    db.session.info.setdefault(_STEPS, []).append(step)


def commit() -> None:
    """Commit, then take the steps that waited for it."""
    db.session.commit()
    for step in db.session.info.pop(_STEPS, []):
        step()


def roll_back() -> None:
    """Undo everything since the last commit, and forget what was to follow it."""
    db.session.info.pop(_STEPS, None)
    db.session.rollback()


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of work outside a request: commits when the block ends well, otherwise rolls back."""
    token = _writing.set(True)
    if db.session.in_transaction() and not (db.session.new or db.session.dirty or db.session.deleted):
        db.session.commit()  # ends what was only read, so that this unit begins as a writing one
    try:
        yield db.session
        commit()
    except BaseException:
        roll_back()
        raise
    finally:
        _writing.reset(token)


def prepare_postgresql(engine: sa.Engine) -> None:
    """No helpers and no compiling for a page: starting them takes longer than any of our statements."""

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SET jit = off")
        connection.commit()

    offer_prepared(engine, may_write=_writing.get)


@contextmanager
def frugal_reading() -> Iterator[None]:
    """For work that reads whole tables in passing: SQLite keeps little of the file in memory meanwhile.

    PostgreSQL keeps what it reads in its own process. The setting belongs to the connection, which a thread keeps.
    """
    if db.engine.dialect.name != "sqlite":
        yield
        return
    _set_memory(_FRUGAL)
    try:
        yield
    finally:
        _set_memory(_USUAL)


def _set_memory(pragmas: tuple[str, ...]) -> None:
    for pragma in pragmas:
        db.session.execute(sa.text(f"PRAGMA {pragma}"))
    db.session.commit()


def prepare_sqlite(engine: sa.Engine) -> None:
    """Make SQLite behave: foreign keys, write-ahead log, waiting for locks, savepoints that work."""

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, or savepoints do not nest
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "synchronous=NORMAL",
            *_USUAL,
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A reader that later wants to write fails at once when another wrote meanwhile; so writers say it first.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
