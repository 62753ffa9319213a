"""Two at once, each in a transaction of his own: one first report, one transfer, one ruling; the other gets a sentence."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports import queries
from app.first_reports.enums import CaseState, ClaimState, Outcome, TransferParty, TransferState
from app.first_reports.models import ConflictCase, FirstReport, Transfer
from app.parks.models import Park
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.first_reports import ONE, OTHER, make_reported
from tests.racing import Turns

REASONS = {"on_time": "先", "on_contact": "有", "on_follow_up": "勤", "on_fit": "合"}


@pytest.fixture
def live(racing_app):
    """An application whose transactions are real."""
    return racing_app


def heads(app):
    """The heads of both parks and two of the bureau."""
    with app.app_context(), transaction():
        return (
            person(Role.PARK_MANAGER, parks=[ONE]),
            person(Role.PARK_MANAGER, parks=[OTHER]),
            person(Role.BUREAU_MANAGER),
            person(Role.BUREAU_MANAGER),
        )


def test_two_parks_report_the_same_investor_at_once(live):
    giver, taker, _, _ = heads(live)
    said = Turns(live).run(
        lambda: make_reported(by=giver, at=ONE, investor="同时首报有限公司").id,
        lambda: make_reported(by=taker, at=OTHER, investor="同时首报有限公司").id,
    )
    assert all(isinstance(one, int) for one in said), said
    with live.app_context():
        states = set(db.session.scalars(sa.select(FirstReport.state).where(FirstReport.project_id.in_(said))))
        assert states == {ClaimState.PROTECTED, ClaimState.CONTESTED}


def test_the_last_two_consents_at_once_carry_it_out_once(live):
    giver, taker, bureau, _ = heads(live)
    with live.app_context(), transaction():
        project = make_reported(by=giver, at=ONE)
        park = db.session.scalars(sa.select(Park).where(Park.code == OTHER)).one()
        code, number = first.propose(project, park, reason="更契合", by=giver).code, project.id

    def consent(actor, party):
        transfer = queries.find_transfer(code, to=actor)
        owner = db.session.get_one(User, actor.id) if party is TransferParty.TAKER else None
        first.agree(transfer, party, by=actor, new_owner=owner)
        return "agreed"

    said = Turns(live).run(lambda: consent(bureau, TransferParty.BUREAU), lambda: consent(taker, TransferParty.TAKER))
    assert said == ("agreed", "agreed")
    with live.app_context():
        transfer = db.session.scalars(sa.select(Transfer).where(Transfer.code == code)).one()
        assert transfer.state is TransferState.DONE
        assert db.session.get_one(Project, number).park_id == transfer.to_park_id


def test_agreeing_races_withdrawing(live):
    giver, taker, bureau, _ = heads(live)
    with live.app_context(), transaction():
        project = make_reported(by=giver, at=ONE)
        park = db.session.scalars(sa.select(Park).where(Park.code == OTHER)).one()
        transfer = first.propose(project, park, reason="更契合", by=giver)
        first.agree(transfer, TransferParty.BUREAU, by=bureau)
        code, number = transfer.code, project.id
    said = Turns(live).run(
        lambda: first.withdraw(queries.find_transfer(code, to=giver), reason="不转了", by=giver),
        lambda: first.agree(
            queries.find_transfer(code, to=taker),
            TransferParty.TAKER,
            by=taker,
            new_owner=db.session.get_one(User, taker.id),
        ),
    )
    assert said[0] is None
    assert isinstance(said[1], DomainError), said
    with live.app_context():
        transfer = db.session.scalars(sa.select(Transfer).where(Transfer.code == code)).one()
        assert transfer.state is TransferState.WITHDRAWN
        assert db.session.get_one(Project, number).park_id == transfer.from_park_id


def test_two_heads_rule_at_once(live):
    giver, taker, bureau, second = heads(live)
    with live.app_context(), transaction():
        made = make_reported(by=giver, at=ONE, investor="同时裁定有限公司").id
        make_reported(by=taker, at=OTHER, investor="同时裁定有限公司")
        claim = db.session.scalars(sa.select(FirstReport.id).where(FirstReport.project_id == made)).one()
        code = db.session.scalars(sa.select(ConflictCase.code).where(ConflictCase.incumbent_id == claim)).one()

    def rule(actor, outcome):
        first.rule(queries.find_case(code, to=actor), outcome, reasons=REASONS, ruling="定", by=actor)

    said = Turns(live).run(lambda: rule(bureau, Outcome.CHALLENGER), lambda: rule(second, Outcome.INCUMBENT))
    assert said[0] is None
    assert isinstance(said[1], DomainError), said
    with live.app_context():
        case = db.session.scalars(sa.select(ConflictCase).where(ConflictCase.code == code)).one()
        assert (case.state, case.outcome) == (CaseState.RULED, Outcome.CHALLENGER)
