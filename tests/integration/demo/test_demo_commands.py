"""`flask demo …` says in one line what it did, or what to do instead."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.audit import AuditEntry
from app.extensions import db
from app.projects.models import Project


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["demo", *arguments])


def lines(text):
    return [line for line in text.splitlines() if line]


def test_seeding_tells_how_much_and_refuses_a_second_time(app):
    first = run(app, "seed", "--projects", "30", "--as-of", "2026-03-12")
    assert first.exit_code == 0, first.output
    assert "30 个项目" in first.stdout
    second = run(app, "seed", "--projects", "30")
    assert second.exit_code == 1
    assert len(lines(second.stderr)) == 1
    assert "--again" in second.stderr


@pytest.mark.parametrize(("hour", "day"), [(0, 28), (17, 28), (18, 1)])
def test_nothing_invented_lies_in_the_future(app, hour, day):
    """A Monday before the weekly reports are due, the first of the month: at any hour the newest row is past."""
    month = 3 if day == 1 else 2
    now = datetime(2027, 3, 1, hour, 5, tzinfo=clock.SHANGHAI)
    with clock.held_at(now):
        assert run(app, "seed", "--projects", "30").exit_code == 0
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.max(AuditEntry.at))) <= now
        as_of = db.session.scalar(sa.select(AuditEntry.changes).where(AuditEntry.action == "demo.seeded"))["as_of"]
    assert as_of == f"2027-{month:02}-{day:02}"


def test_again_replaces_the_demo_data(app):
    run(app, "seed", "--projects", "30")
    again = run(app, "seed", "--projects", "12", "--again")
    assert again.exit_code == 0, again.output
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Project)) == 12


@pytest.mark.parametrize(
    "arguments",
    [
        ["--projects", "-5"],
        ["--projects", "0"],
        ["--projects", "many"],
        ["--projects", "99999999999999999999999"],
        ["--projects", "１２"],
        ["--projects", "5.5"],
        ["--seed", "-1"],
        ["--as-of", "2026-13-40"],
        ["--as-of", "0001-01-01"],
        ["--as-of", "9999-12-31"],
        ["--as-of", "昨天😀"],
    ],
)
def test_bad_arguments_get_one_line_and_write_nothing(app, arguments):
    refused = run(app, "seed", *arguments)
    assert refused.exit_code == 2
    assert len(lines(refused.stderr)) == 1
    assert arguments[0] in refused.stderr
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Project)) == 0


def test_accounts_prints_the_eight_with_their_password(app, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "Nantong-2026-demo")
    told = run(app, "accounts")
    assert told.exit_code == 0, told.output
    assert "Nantong-2026-demo" in told.stdout
    for login in ("officer", "park_manager", "reviewer", "bureau_manager", "department", "leader", "auditor", "admin"):
        assert f"  {login} " in told.stdout
    assert run(app, "accounts").stdout == told.stdout


@pytest.mark.parametrize("command", ["seed", "accounts"])
def test_outside_the_demo_nothing_is_invented(app, monkeypatch, command):
    monkeypatch.setitem(app.config, "DEMO", False)
    refused = run(app, command)
    assert refused.exit_code == 1
    assert len(lines(refused.stderr)) == 1
    assert "PARKLEAD_DEMO=1" in refused.stderr
