"""A transfer is one transaction: counters, index, claim and book agree, whoever kills the process; shares split scores."""

import os
import signal
import subprocess
import sys
import textwrap
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import create_app
from app.accounts import queries as accounts
from app.accounts.enums import Role
from app.accounts.models import User
from app.companies.models import Company
from app.companies.queries import scopes_held
from app.companies.scopes import park_scope
from app.core.errors import RuleBroken
from app.core.transaction import transaction
from app.extensions import alembic, db
from app.first_reports import actions as first
from app.first_reports import queries
from app.first_reports.enums import TransferParty, TransferState
from app.first_reports.models import FirstReport, FirstReportMark, Transfer
from app.loading import load_bundled_plans
from app.parks.models import Park
from app.projects import actions
from app.projects.enums import Recognition, Stage, Status
from app.projects.models import Project, Tally
from app.projects.queries.visibility import matching
from config import Config
from tests import postgres
from tests.factories.accounts import person
from tests.factories.first_reports import ONE, OTHER, THIRD, carried_out, claim_of, make_reported
from tests.factories.projects import move_to, recognise

INVESTOR = "流转整体示例有限公司"


def people():
    """The heads of both parks and of the bureau."""
    return (
        person(Role.PARK_MANAGER, parks=[ONE]),
        person(Role.PARK_MANAGER, parks=[OTHER]),
        person(Role.BUREAU_MANAGER),
    )


def state_of_all(project_id):
    """Everything that a transfer changes, read from the tables."""
    project = db.session.execute(
        sa.select(Project.park_id, Project.owner_id, Project.status, Project.company_id).where(Project.id == project_id)
    ).one()
    parks = dict(db.session.execute(sa.select(Park.id, Park.code).where(Park.code.in_([ONE, OTHER]))).all())
    tallies = {
        code: db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Tally.count), 0)).where(Tally.park_id == number))
        for number, code in parks.items()
    }
    counted = {
        code: db.session.scalar(
            sa.select(sa.func.count()).where(Project.park_id == number, Project.deleted_at.is_(None))
        )
        for number, code in parks.items()
    }
    claim = db.session.execute(
        sa.select(FirstReport.park_id, FirstReport.state).where(FirstReport.project_id == project_id)
    ).one()
    return {
        "park": parks[project.park_id],
        "status": project.status,
        "tallies": tallies,
        "counted": counted,
        "claim": parks[claim.park_id],
        "holds": claim.state.holds,
        "transfer": db.session.scalars(sa.select(Transfer.state)).one(),
    }


@pytest.mark.usefixtures("context")
def test_everything_goes_along():
    with transaction():
        giver, taker, bureau = people()
        project = make_reported(by=giver, at=ONE, investor=INVESTOR)
        carried_out(project, giver, taker, bureau)
    found = state_of_all(project.id)
    assert (found["park"], found["claim"], found["status"]) == (OTHER, OTHER, Status.ACTIVE)
    assert found["tallies"] == found["counted"] == {ONE: 0, OTHER: 1}
    assert found["holds"]
    assert project.owner_id == taker.id
    assert park_scope(project.park_id) in scopes_held(db.session.get_one(Company, project.company_id))
    assert list(db.session.scalars(matching("流转整体", taker))) == [project.id]
    assert list(db.session.scalars(matching("流转整体", giver))) == []


@pytest.mark.usefixtures("context")
def test_what_a_transfer_refuses():
    with transaction():
        giver, taker, bureau = people()
        project = make_reported(by=giver, at=ONE)
        park = db.session.scalars(sa.select(Park).where(Park.code == OTHER)).one()
        transfer = first.propose(project, park, reason="更契合", by=giver)
        for act in (
            lambda: first.propose(project, park, reason="再来", by=giver),
            lambda: first.agree(transfer, TransferParty.GIVER, by=giver),
            lambda: first.agree(transfer, TransferParty.TAKER, by=taker, new_owner=None),
            lambda: first.agree(transfer, TransferParty.TAKER, by=taker, new_owner=db.session.get_one(User, giver.id)),
            lambda: actions.reactivate(project, reason="绕开", by=giver),
            lambda: actions.throw_away(project, by=giver),
            lambda: first.refuse(transfer, reason=" ", by=bureau),
        ):
            with pytest.raises(RuleBroken):
                act()
        first.refuse(transfer, reason="不合适", by=bureau)
        assert project.status is Status.ACTIVE
        with pytest.raises(RuleBroken):
            first.agree(transfer, TransferParty.BUREAU, by=bureau)
        project.recognition = Recognition.SUBMITTED
        db.session.flush()
        with pytest.raises(RuleBroken):
            first.propose(project, park, reason="待认定", by=giver)


@pytest.mark.usefixtures("context")
def test_one_person_does_not_agree_for_two():
    with transaction():
        giver, _, bureau = people()
        both = person(Role.PARK_MANAGER, parks=[ONE, OTHER])
        project = make_reported(by=giver, at=ONE)
        park = db.session.scalars(sa.select(Park).where(Park.code == OTHER)).one()
        transfer = first.propose(project, park, reason="更契合", by=both)
        with pytest.raises(RuleBroken):
            first.agree(transfer, TransferParty.TAKER, by=both, new_owner=db.session.get_one(User, both.id))
        first.agree(transfer, TransferParty.BUREAU, by=bureau)
    assert transfer.state is TransferState.OPEN


@pytest.mark.usefixtures("context")
def test_shares_split_scores_and_double_no_city_total():
    with transaction():
        giver, taker, bureau = people()
        third = person(Role.PARK_MANAGER, parks=[THIRD])
        moved = make_reported(by=giver, at=ONE)
        stays = make_reported(by=giver, at=ONE)
        carried_out(moved, giver, taker, bureau)
        for project, owner in ((moved, taker), (stays, giver)):
            move_to(project, Stage.SIGNED, by=owner)
            recognise(project)
            move_to(project, Stage.LANDED, by=owner)
            recognise(project)
        parks = {
            park.code: park for park in db.session.scalars(sa.select(Park).where(Park.code.in_([ONE, OTHER, THIRD])))
        }
        city = parks[ONE].city_id
        year = date(moved.signed_on.year, 1, 1), date(moved.signed_on.year, 12, 31)
        found = {share.park_id: share for share in queries.shares(city_id=city, begins=year[0], ends=year[1])}
        assert found[parks[ONE].id].scored.signed == Fraction(3, 2)
        assert found[parks[OTHER].id].scored.signed == Fraction(1, 2)
        assert found[parks[OTHER].id].scored.landed == Fraction(1, 2)
        assert sum(share.scored.signed for share in found.values()) == 2
        assert sum(share.scored.signed_amount for share in found.values()) == moved.signed_amount + stays.signed_amount
        carried_out(moved, taker, third, bureau, to=THIRD)
        again = {share.park_id: share for share in queries.shares(city_id=city, begins=year[0], ends=year[1])}
        assert again[parks[THIRD].id].scored.signed == Fraction(1, 4)
        assert sum(share.scored.signed for share in again.values()) == 2
        assert sum(share.scored.landed_amount for share in again.values()) == Decimal(72_000)
        long_after = year[0] + timedelta(days=3000)
        assert queries.shares(city_id=city, begins=long_after, ends=long_after) == []


KILLED_AT = {
    "before anything is written": "app.first_reports.actions.transfers.years_after",
    "when the counters are counted": "app.projects.tally._by_year",
    "when the index is written": "app.projects.indexing._put_batch",
    "after everything, before the commit": "app.core.transaction.commit",
}
WORKER = """
import importlib, os, signal, sys
sys.path.insert(0, os.getcwd())
from pathlib import Path
from app import create_app
from app.accounts.queries import actor_by_login
from app.accounts.models import User
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions, queries
from app.first_reports.enums import TransferParty
from config import Config
url, folder, code, login, where = sys.argv[1:]
app = create_app(Config(secret_key="test", instance=Path(folder), database_url=url, testing=True, demo=True, https=False))
with app.app_context():
    actor = actor_by_login(login)
    module, name = where.rsplit(".", 1)
    setattr(importlib.import_module(module), name, lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL))
    with transaction():
        transfer = queries.find_transfer(code, to=actor)
        actions.agree(transfer, TransferParty.TAKER, by=actor, new_owner=db.session.get_one(User, actor.id))
print("survived")
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_in_the_middle_nothing_is_lost_or_doubled(engine, tmp_path):
    url = (
        f"sqlite:///{tmp_path / 'kill.sqlite3'}" if engine == "sqlite" else postgres.database_url(f"kill_{os.getpid()}")
    )
    settings = {"instance": tmp_path, "database_url": url, "testing": True, "demo": True, "https": False}
    app = create_app(Config(secret_key="test", **settings))
    try:
        with app.app_context():
            alembic.upgrade()
            with transaction():
                load_bundled_plans()
            with transaction():
                giver, taker, bureau = people()
                project = make_reported(by=giver, at=ONE, investor=INVESTOR)
                park = db.session.scalars(sa.select(Park).where(Park.code == OTHER)).one()
                transfer = first.propose(project, park, reason="更契合", by=giver)
                first.agree(transfer, TransferParty.BUREAU, by=bureau)
                number, code = project.id, transfer.code
            before = state_of_all(number)
            db.session.rollback()
            assert before["status"] is Status.TRANSFERRING
            for where in KILLED_AT.values():
                ended = subprocess.run(
                    [sys.executable, "-c", textwrap.dedent(WORKER), url, str(tmp_path), code, taker.login, where],
                    cwd=Path(__file__).parents[3],
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=120,
                )
                assert ended.returncode == -signal.SIGKILL, (where, ended.stdout, ended.stderr)
                db.session.expire_all()
                assert state_of_all(number) == before, where
                db.session.rollback()
            with transaction():
                actor = accounts.actor_by_login(taker.login)
                found = queries.find_transfer(code, to=actor)
                first.agree(found, TransferParty.TAKER, by=actor, new_owner=db.session.get_one(User, actor.id))
            after = state_of_all(number)
            assert (after["park"], after["claim"], after["transfer"]) == (OTHER, OTHER, TransferState.DONE)
            assert after["tallies"] == after["counted"] == {ONE: 0, OTHER: 1}
            held = sa.select(sa.func.count()).select_from(FirstReportMark).where(FirstReportMark.held)
            assert db.session.scalar(held) == 2
            assert claim_of(db.session.get_one(Project, number)).state.holds
    finally:
        with app.app_context():
            db.session.close()
            db.engine.dispose()
