"""The demo's people, and the commands for real installations."""

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import passwords, queries
from app.accounts.demo import DEMO_PARK, ensure_demo_accounts
from app.accounts.enums import Role
from app.accounts.models import User
from app.core.transaction import transaction
from app.extensions import db

EIGHT = {
    "officer": Role.OFFICER,
    "park_manager": Role.PARK_MANAGER,
    "reviewer": Role.REVIEWER,
    "bureau_manager": Role.BUREAU_MANAGER,
    "department": Role.DEPARTMENT_REVIEWER,
    "leader": Role.LEADER,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMIN,
}


@pytest.fixture
def instance(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance folder of the test's own."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    return tmp_path


def _passwords() -> list[tuple[str, int, str]]:
    return list(db.session.execute(sa.select(User.login, User.version, User.password_hash).order_by(User.id)))


def make(app: Flask, password: str | None) -> dict[str, str]:
    with app.app_context(), transaction():
        return {account.login: account.password for account in ensure_demo_accounts(password)}


def test_the_eight_can_sign_in_and_every_park_has_its_people(app: Flask, instance: Path, client) -> None:
    made = make(app, "Demo-2026-lianzhou")
    assert set(made) == set(EIGHT)
    for login, role in EIGHT.items():
        answer = client.send("/login", {"login": login, "password": made[login]})
        assert (answer.status_code, answer.location) == (302, "/")
        with app.app_context():
            assert queries.actor_by_login(login).roles == {role}
        client.send("/logout")
    with app.app_context():
        for park in queries.parks():
            people = queries.colleagues_at(park.id)
            roles = {role for person in people for role in queries.actor_by_login(person.login).roles}
            assert roles == {Role.OFFICER, Role.PARK_MANAGER}, park.code
            logins = {person.login for person in people}
            expected = {"officer", "park_manager"} if park.code == DEMO_PARK else {f"o-{park.code}", f"m-{park.code}"}
            assert logins == expected
        cities = {city.id for city in queries.cities()}
        assert queries.actor_by_login("bureau_manager").city_ids == cities
        assert queries.actor_by_login("leader").city_ids == cities


def test_a_second_start_changes_nothing_and_prints_the_same(app: Flask, instance: Path) -> None:
    first = make(app, None)
    kept = instance / "demo-password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert set(first.values()) == {kept.read_text(encoding="utf-8")}
    with app.app_context():
        before = _passwords()
    assert make(app, None) == first
    with app.app_context():
        assert _passwords() == before


def test_another_demo_password_holds_for_all_who_have_no_own(app: Flask, instance: Path) -> None:
    make(app, "Demo-2026-lianzhou")
    with app.app_context(), transaction():
        leader = queries.get_user("leader")
        leader.password_hash, leader.password_changed_at = passwords.hashed("Own-2026-password"), leader.created_at
    make(app, "demo")
    with app.app_context():
        assert passwords.fits(queries.get_user("officer").password_hash, "demo")
        assert passwords.fits(queries.get_user("o-lay-gz-park-03").password_hash, "demo")
        assert passwords.fits(queries.get_user("leader").password_hash, "Own-2026-password")


def test_create_admin_prints_a_password_that_must_be_changed(app: Flask, client) -> None:
    done = app.test_cli_runner().invoke(args=["accounts", "create-admin", "Chief"])
    assert done.exit_code == 0
    login, password = done.output.split()
    assert login == "chief"
    assert client.send("/login", {"login": login, "password": password}).location == "/account/password"
    again = app.test_cli_runner().invoke(args=["accounts", "create-admin", "chief"])
    assert again.exit_code == 1
    assert "该登录名已被使用" in again.output


@pytest.mark.parametrize("login", ["", "陈", "a" * 60, "a b", "\x00x"])
def test_create_admin_refuses_bad_names_in_one_line(app: Flask, login: str) -> None:
    done = app.test_cli_runner().invoke(args=["accounts", "create-admin", login])
    assert done.exit_code == 1
    assert len(done.output.strip().splitlines()) == 1
    assert "以字母开头" in done.output


def test_reset_password_opens_the_way_back_in(app: Flask, client) -> None:
    app.test_cli_runner().invoke(args=["accounts", "create-admin", "chief"])
    for _ in range(5):
        client.send("/login", {"login": "chief", "password": "Wrong-password-1"})
    done = app.test_cli_runner().invoke(args=["accounts", "reset-password", "chief"])
    login, password = done.output.split()
    assert client.send("/login", {"login": login, "password": password}).location == "/account/password"
    unknown = app.test_cli_runner().invoke(args=["accounts", "reset-password", "nobody"])
    assert unknown.exit_code == 1
    assert "没有登录名为" in unknown.output
