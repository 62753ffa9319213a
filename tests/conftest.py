"""What every test stands on: both engines, one rolled-back transaction a test, people of every role."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.transaction import transaction
from app.extensions import alembic, db, limiter
from app.loading import load_bundled_plans
from config import Config
from tests import postgres
from tests.factories.accounts import person
from tests.page_client import PageClient
from tests.racing import racing_app

__all__ = ["racing_app"]  # a fixture
pytest_configure = postgres.pytest_configure  # the server starts with the run, before the workers do

ENGINES = ("sqlite", "postgresql")
People = Callable[..., Actor]


@pytest.fixture(scope="session")
def built_apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    """Applications by engine, each on a database at head that holds the five plans; built when first asked for."""
    built: dict[str, Flask] = {}

    def build(engine: str) -> Flask:
        if engine not in built:
            folder: Path = tmp_path_factory.mktemp(engine)
            url = f"sqlite:///{folder / 'test.sqlite3'}" if engine == "sqlite" else postgres.worker_database_url()
            app = create_app(
                Config(secret_key="test", instance=folder, database_url=url, testing=True, demo=True, https=False)
            )
            with app.app_context():
                alembic.upgrade()
                with transaction():
                    load_bundled_plans()
            built[engine] = app
        return built[engine]

    yield build
    for app in built.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest, built_apps: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application; whatever a test does to the database is undone."""
    app = built_apps(request.param)
    with app.app_context():
        engine, sessions = db.engine, db.sessionmaker
        limiter.reset()  # what one test tried too often shall not be held against the next
    usual = dict(sessions.kw)
    with engine.connect() as connection:
        outermost = connection.begin()
        sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        try:
            yield app
        finally:
            sessions.kw.clear()
            sessions.kw.update(usual)
            outermost.rollback()


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An application context for tests that call queries and actions without a request.

    Tests that also use a client must not hold it: Flask-Login would keep the first user in it.
    """
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without scripts that inspects every page it opens; nobody is signed in."""
    app.test_client_class = PageClient
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def as_role(app: Flask) -> Callable[..., PageClient]:
    """A browser with somebody of this role signed in: `as_role(Role.OFFICER, parks=["lay-ntit-zone-2"])`."""

    def sign_in(*roles: Role, **facts: object) -> PageClient:
        app.test_client_class = PageClient
        client = app.test_client()
        assert isinstance(client, PageClient)
        with app.app_context(), transaction():
            actor = person(*roles, **facts)
        client.actor = actor
        with client.session_transaction() as session:
            session["_user_id"] = actor.get_id()
            session["_fresh"] = True
        return client

    return sign_in


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """The statements sent to the database inside a block."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                sent.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return counting
