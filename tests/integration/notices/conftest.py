"""What the tests of mail stand on: a real mail server, and databases that several processes may really write to."""

import socket
from collections.abc import Callable, Iterator

import pytest
from aiosmtpd.controller import Controller

from app import create_app
from app.extensions import alembic, db
from config import Config
from tests import postgres


class Postman:
    """Takes mail, refuses it, or lets the connection drop, as the test wants."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.refuse: set[str] = set()
        self.broken = False
        self.on_mail: Callable[[], None] = lambda: None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - the library's name
        if address in self.refuse:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - as above
        if self.broken:
            return "421 shutting down"
        self.on_mail()
        self.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postman() -> Iterator[tuple[Postman, int]]:
    """A mail server on this machine, and its port."""
    handler = Postman()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def real_app(request, tmp_path):
    """An application on a database of its own, where commits are commits."""
    url = f"sqlite:///{tmp_path / 'real.sqlite3'}"
    if request.param == "postgresql":
        url = postgres.database_url(f"parklead_mail_{id(request)}")
    app = create_app(Config(secret_key="test", instance=tmp_path, database_url=url, testing=True, https=False))
    with app.app_context():
        alembic.upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()
