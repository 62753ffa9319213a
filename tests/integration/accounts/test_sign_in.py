"""Signing in and out: who gets in, who is locked out, when a session ends."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import actions, passwords, queries
from app.accounts.enums import OrganisationKind, Role
from app.accounts.models import User
from app.core import clock
from app.core.audit import AuditEntry
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.accounts import PASSWORD, organisation, user
from tests.page_client import PageClient

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def account(app: Flask) -> User:
    """A leader's account to sign in with."""
    with app.app_context(), transaction():
        made = user(Role.LEADER, at=organisation(OrganisationKind.LEADERSHIP))
        db.session.flush()
        db.session.expunge(made)
        return made


def sign_in(client: PageClient, login: str, password: str = PASSWORD, way: str = "/login"):
    return client.send(way, {"login": login, "password": password})


def stored(app: Flask, account: User) -> User:
    with app.app_context():
        found = db.session.get(User, account.id)
        assert found is not None
        db.session.expunge(found)
        return found


def trail(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        entries = sa.select(AuditEntry.action, AuditEntry.subject_label).order_by(AuditEntry.id)
        return [tuple(row) for row in db.session.execute(entries) if row.action.startswith("account.")]


def test_the_right_password_opens_the_page_that_was_asked_for(app: Flask, client: PageClient, account: User) -> None:
    asked = client.get("/account/")
    assert asked.status_code == 302
    assert asked.location == "/login?next=/account/"
    answer = sign_in(client, account.login, way=asked.location)
    assert (answer.status_code, answer.location) == (302, "/account/")
    assert account.login in client.get("/account/").text
    now = stored(app, account)
    assert now.last_login_at is not None
    assert now.version == account.version, "signing in must not make a colleague's open form stale"
    assert trail(app)[-1] == ("account.signed_in", account.login)


def test_a_sign_in_name_is_read_in_any_case_and_width(client: PageClient, account: User) -> None:
    assert sign_in(client, f" {account.login.upper()} ").status_code == 302


def test_an_old_hash_is_renewed_when_its_owner_signs_in(app: Flask, client: PageClient, account: User) -> None:
    assert passwords.outdated(account.password_hash)
    sign_in(client, account.login)
    renewed = stored(app, account).password_hash
    assert not passwords.outdated(renewed)
    assert passwords.fits(renewed, PASSWORD)


def test_wrong_name_and_wrong_password_are_told_alike(app: Flask, client: PageClient, account: User) -> None:
    wrong = [sign_in(client, account.login, "Wrong-password-1"), sign_in(client, "nobody-here")]
    for answer in wrong:
        assert answer.status_code == 422
        assert actions.NEUTRAL in answer.text
    assert f'value="{account.login}"' in wrong[0].text, "what was typed stays"
    assert PASSWORD not in wrong[1].text
    assert stored(app, account).failed_logins == 1
    assert trail(app) == [("account.sign_in_failed", account.login), ("account.sign_in_failed", "未知登录名")]


def test_too_many_failures_lock_and_time_unlocks(app: Flask, client: PageClient, account: User) -> None:
    with clock.held_at(NOON):
        for _ in range(4):
            assert actions.NEUTRAL in sign_in(client, account.login, "Wrong-password-1").text
        assert "请 15 分钟后再试" in sign_in(client, account.login, "Wrong-password-1").text
        assert trail(app)[-1] == ("account.locked", account.login)
    with clock.held_at(NOON + timedelta(minutes=9)):
        refused = sign_in(client, account.login)
        assert refused.status_code == 422
        assert "请 6 分钟后再试" in refused.text
    with clock.held_at(NOON + timedelta(minutes=15, seconds=1)):
        assert sign_in(client, account.login).status_code == 302
    assert stored(app, account).locked_until is None


def test_a_success_forgets_former_failures(app: Flask, client: PageClient, account: User) -> None:
    for _ in range(4):
        sign_in(client, account.login, "Wrong-password-1")
    sign_in(client, account.login)
    assert stored(app, account).failed_logins == 0


def test_closed_accounts_learn_it_only_with_the_right_password(app: Flask, client: PageClient, account: User) -> None:
    with app.app_context(), transaction():
        db.session.execute(sa.update(User).where(User.id == account.id).values(disabled_at=NOON))
    assert actions.NEUTRAL in sign_in(client, account.login, "Wrong-password-1").text
    assert "已停用" in sign_in(client, account.login).text


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example"])
def test_nobody_is_sent_elsewhere(client: PageClient, account: User, way: str) -> None:
    answer = sign_in(client, account.login, way=f"/login?next={way}")
    assert (answer.status_code, answer.location) == (302, "/")


def test_signing_in_starts_from_an_empty_session(client: PageClient, account: User) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client, account.login)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_session(app: Flask, client: PageClient, account: User) -> None:
    sign_in(client, account.login)
    assert client.get("/logout").status_code == 405
    assert client.send("/logout").location == "/login"
    assert client.get("/account/").status_code == 302
    assert trail(app)[-1] == ("account.signed_out", account.login)


def test_a_form_without_its_token_is_refused(client: PageClient, account: User) -> None:
    answer = client.post("/login", data={"login": account.login, "password": PASSWORD})
    assert answer.status_code == 400
    assert "页面已过期" in answer.text


def test_a_form_sent_with_a_lost_session_leads_to_sign_in_and_back(client: PageClient) -> None:
    answer = client.post("/projects/new", headers={"Referer": "http://localhost/projects/new?company=QY-1"})
    assert answer.location == "/login?next=/projects/new?company%3DQY-1&why=lost"
    assert "留在本机草稿中" in client.get(answer.location).text
    foreign = client.post("/projects/new", headers={"Referer": "https://evil.example/projects/new"})
    assert foreign.location == "/login?why=lost"
    assert client.post("/projects/new", headers={"Accept": "application/json"}).status_code == 401


def test_a_form_of_a_former_session_can_be_opened_again(client: PageClient, account: User) -> None:
    sign_in(client, account.login)
    answer = client.post("/account/password", headers={"Referer": "http://localhost/account/password"})
    assert answer.status_code == 400
    assert 'href="/account/password">重新打开' in answer.text


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"login": "", "password": ""},
        {"login": "chen" * 50, "password": PASSWORD},
        {"login": "𠮷㐂😀", "password": "x" * 5000},
        {"login": "a\x00b\x1f", "password": "\x00"},
        {"login": "' OR 1=1 --", "password": "%_\\"},
    ],
)
def test_odd_input_is_refused_in_words(client: PageClient, facts: dict[str, str]) -> None:
    answer = client.send("/login", facts)
    assert answer.status_code == 422
    assert "请" in answer.text or actions.NEUTRAL in answer.text


def test_guessing_at_one_name_is_slowed_down(client: PageClient) -> None:
    name = f"guessed-{uuid4().hex}"  # the count outlives the test's transaction
    answers = [sign_in(client, name).status_code for _ in range(21)]
    assert answers[:20] == [422] * 20
    assert answers[20] == 429


def test_an_idle_session_ends_with_a_way_back(client: PageClient, account: User) -> None:
    with clock.held_at(NOON):
        sign_in(client, account.login)
    with clock.held_at(NOON + timedelta(minutes=29)):
        assert client.get("/account/").status_code == 200
    with clock.held_at(NOON + timedelta(minutes=58)):
        assert client.get("/account/").status_code == 200, "work keeps a session alive"
    with clock.held_at(NOON + timedelta(minutes=89)):
        answer = client.get("/account/?from=menu")
        assert answer.status_code == 302
        assert answer.location == "/login?next=/account/?from%3Dmenu&why=idle"
        assert "超过 30 分钟没有操作" in client.get(answer.location).text


def test_a_form_sent_too_late_leads_back_to_its_page(client: PageClient, account: User) -> None:
    with clock.held_at(NOON):
        sign_in(client, account.login)
    with clock.held_at(NOON + timedelta(minutes=31)):
        answer = client.send("/logout", headers={"Referer": "http://localhost/account/?tab=1"})
        assert answer.location == "/login?next=/account/?tab%3D1&why=idle"


def test_a_script_learns_of_the_end_without_a_page(client: PageClient, account: User) -> None:
    assert client.get("/account/", headers={"HX-Request": "true"}).status_code == 401
    answer = client.get("/account/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (401, {"message": "请重新登录；已填写的内容会保留在本机草稿中。"})
    with clock.held_at(NOON):
        sign_in(client, account.login)
    with clock.held_at(NOON + timedelta(hours=2)):
        assert client.get("/account/", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.usefixtures("context")
def test_an_account_is_found_by_no_trick() -> None:
    for login in ("", "a\x00b", "A" * 4000, "%", "𠮷", "x' --"):
        assert queries.credentials_of(login) is None
        assert queries.user_by_login(login) is None
