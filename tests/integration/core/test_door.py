"""The door: a view that says nothing about who may open it stops the application from starting."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.accounts.enums import Role
from app.accounts.roles import permissions_of
from app.core import access
from app.core.access import declared, public, requires
from app.core.permissions import Permission
from config import Config


@pytest.fixture
def fresh(tmp_path: Path) -> Flask:
    """An application of the test's own, to hang views on. It opens no database."""
    return create_app(Config(secret_key="test", instance=tmp_path, testing=True, demo=True, https=False))


def test_an_undeclared_view_refuses_to_start(fresh: Flask) -> None:
    fresh.add_url_rule("/forgotten", "forgotten", lambda: "anybody could read this")
    fresh.add_url_rule("/also", "also.forgotten", lambda: "this too")
    with pytest.raises(RuntimeError, match=r"without @requires or @public: also\.forgotten, forgotten$"):
        access.init_app(fresh)


def test_declared_views_start_whatever_the_order_of_decorators(fresh: Flask) -> None:
    def passing_on(view: Callable[[], str]) -> Callable[[], str]:
        @wraps(view)
        def wrapper() -> str:
            return view()

        return wrapper

    fresh.add_url_rule("/a", "a", passing_on(requires(Permission.PARK_READ)(lambda: "")))
    fresh.add_url_rule("/b", "b", requires(Permission.PARK_READ)(passing_on(lambda: "")))
    fresh.add_url_rule("/c", "c", public(lambda: ""))
    access.init_app(fresh)
    with fresh.app_context():
        assert (declared("a"), declared("b"), declared("c")) == (
            Permission.PARK_READ,
            Permission.PARK_READ,
            access.PUBLIC,
        )


def test_few_pages_are_open_to_everybody(app: Flask) -> None:
    """A new public address is a decision: it is written down here."""
    with app.app_context():
        open_to_all = {name for name in app.view_functions if name != "static" and declared(name) == access.PUBLIC}
    assert {"accounts.login", "health.healthz", "health.readyz"} <= open_to_all
    assert open_to_all <= {"accounts.login", "health.healthz", "health.readyz", "briefs.verify"}


def test_every_right_that_a_view_asks_for_is_granted_to_somebody(app: Flask) -> None:
    with app.app_context():
        asked = {declared(name) for name in app.view_functions if name != "static"} - {access.PUBLIC}
    assert asked <= permissions_of(Role)


def test_the_door_answers_pages_scripts_and_strangers(client, as_role) -> None:
    page = client.get("/admin/users?q=1")
    assert page.location == "/login?next=/admin/users?q%3D1"
    assert client.get("/admin/users", headers={"HX-Request": "true"}).status_code == 401
    assert client.get("/admin/users", headers={"Accept": "application/json"}).is_json
    officer = as_role(Role.LEADER)
    assert officer.get("/admin/users").status_code == 403
    assert officer.get("/admin/users", headers={"Accept": "application/json"}).json["message"].endswith("。")
    assert client.get("/no/such/page").status_code == 404


def test_every_answer_carries_the_headers_that_bind_the_browser(client) -> None:
    answer = client.get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
