"""Two people at once, in earnest: an application whose transactions commit, and threads that hold theirs open.

Tests that race cannot live in one rolled-back transaction, so these have a database of their own; each makes the
projects it needs and leaves them there.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.core.transaction import transaction
from app.extensions import alembic, db
from app.loading import load_bundled_plans
from config import Config
from tests import postgres

PATIENCE = 20  # seconds


@pytest.fixture(scope="session", params=("sqlite", "postgresql"))
def racing_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that commits, on each engine, with the five plans."""
    folder: Path = tmp_path_factory.mktemp(f"race-{request.param}")
    name = f"race_{getattr(request.config, 'workerinput', {}).get('workerid', 'main')}"
    url = f"sqlite:///{folder / 'race.sqlite3'}" if request.param == "sqlite" else postgres.database_url(name)
    app = create_app(Config(secret_key="test", instance=folder, database_url=url, testing=True, demo=True, https=False))
    with app.app_context():
        alembic.upgrade()
        with transaction():
            load_bundled_plans()
    yield app
    with app.app_context():
        db.engine.dispose()


class Turns:
    """One thread writes and holds its transaction open until the other is under way; then both come to an end."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.written = threading.Event()
        self.outcomes: dict[str, Any] = {}

    def run(self, first: Callable[[], Any], second: Callable[[], Any], *, hold: float = 0.6) -> tuple[Any, Any]:
        """What each of the two came to: its answer, or the exception that refused it."""
        threads = [
            threading.Thread(target=self._first, args=(first, hold)),
            threading.Thread(target=self._second, args=(second,)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads), "they wait for each other for ever"
        return self.outcomes["first"], self.outcomes["second"]

    def _first(self, work: Callable[[], Any], hold: float) -> None:
        with self._outcome("first"):
            try:
                with self.app.app_context(), transaction():
                    self.outcomes["first"] = work()
                    db.session.flush()
                    self.written.set()
                    threading.Event().wait(hold)
            finally:
                self.written.set()

    def _second(self, work: Callable[[], Any]) -> None:
        with self._outcome("second"):
            assert self.written.wait(PATIENCE)
            with self.app.app_context(), transaction():
                self.outcomes["second"] = work()

    @contextmanager
    def _outcome(self, who: str) -> Iterator[None]:
        try:
            yield
        except Exception as refusal:  # noqa: BLE001 - whatever it is, the test looks at it
            self.outcomes[who] = refusal
