"""One commit a request: a refusal writes nothing, and what follows a commit does not run without it."""

import pytest
import sqlalchemy as sa
from flask import Flask, abort, request

from app.accounts.enums import Role
from app.accounts.models import City
from app.core.access import requires
from app.core.permissions import Permission
from app.core.transaction import afterwards, transaction
from app.extensions import db

steps: list[str] = []


@requires(Permission.SELF)
def write() -> tuple[str, int]:
    """Write a city, plan a step, and answer with the status that was asked for."""
    code = int(request.args["code"])
    db.session.add(City(code="XX", name="测试市", province="测试省"))
    db.session.flush()
    afterwards(lambda: steps.append(f"after {code}"))
    if code == 403:
        abort(403)
    return "", code


@pytest.fixture
def writing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with a page for reading and one for writing that both write."""
    steps.clear()
    for endpoint in ("accounts.profile", "accounts.logout"):
        monkeypatch.setitem(app.view_functions, endpoint, write)
    return app


def written(app: Flask) -> bool:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).where(City.code == "XX")) == 1


@pytest.mark.parametrize(
    ("method", "code", "kept"),
    [
        ("POST", 200, True),
        ("POST", 302, True),
        ("POST", 403, False),
        ("POST", 409, False),
        ("POST", 422, False),
        ("POST", 500, False),
        ("GET", 200, False),
    ],
)
def test_only_an_unsafe_request_that_succeeds_is_kept(
    writing: Flask, as_role, method: str, code: int, kept: bool
) -> None:
    here = as_role(Role.LEADER)
    answer = here.send(f"/logout?code={code}") if method == "POST" else here.get(f"/account/?code={code}")
    assert answer.status_code == code
    assert written(writing) is kept
    assert steps == ([f"after {code}"] if kept else [])


def test_a_forged_form_writes_nothing(writing: Flask, as_role) -> None:
    assert as_role(Role.LEADER).post("/logout?code=200").status_code == 400
    assert not written(writing)
    assert steps == []


@pytest.mark.usefixtures("context")
def test_a_command_commits_at_the_end_of_its_block() -> None:
    done: list[int] = []
    with transaction():
        db.session.add(City(code="XX", name="测试市", province="测试省"))
        afterwards(lambda: done.append(1))
        assert done == []
    assert done == [1]

    def break_off() -> None:
        with transaction():
            db.session.add(City(code="YY", name="别市", province="测试省"))
            afterwards(lambda: done.append(2))
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert done == [1]
    assert set(db.session.scalars(sa.select(City.code).where(City.code.in_(["XX", "YY"])))) == {"XX"}
    with transaction():
        pass
    assert done == [1], "a step is taken once"
