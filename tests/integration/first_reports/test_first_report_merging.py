"""A merge of two registrations neither lengthens the protection nor lets anybody else in between."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.companies import actions as companies
from app.companies.models import Company
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports.enums import CaseState, ClaimState
from app.first_reports.models import ConflictCase
from app.projects import actions
from tests.factories.accounts import person
from tests.factories.first_reports import ONE, OTHER, claim_of, make_reported

pytestmark = pytest.mark.usefixtures("context")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def at(days: float):
    return clock.held_at(NOON + timedelta(days=days))


def test_the_kept_one_goes_on_with_the_days_of_the_one_that_went():
    with transaction():
        with at(0):
            holder = make_reported(at=ONE, investor="并案示例公司")
        with at(10):
            again = make_reported(at=ONE, investor="并案示例有限公司", content="同一项目再次登记")
        assert claim_of(again).state is ClaimState.WAITING
        with at(40):
            manager = person(Role.PARK_MANAGER, parks=[ONE])
            done = actions.merge(again, holder, by=manager)
        kept, gone = claim_of(again), claim_of(holder)
        assert kept.state.holds
        assert (kept.held_on, kept.protected_until) == (NOON.date(), NOON.date() + timedelta(days=90))
        assert kept.completed_at == NOON
        assert gone.state is ClaimState.RELEASED
        with at(41):
            actions.undo_merge(done, by=manager)
        assert claim_of(again).state.holds
        assert claim_of(holder).state is ClaimState.WAITING, "one holder, whatever is done"


def test_who_waited_behind_the_one_that_went_goes_on_waiting():
    with transaction():
        with at(0):
            holder = make_reported(at=ONE, investor="并案示例公司")
        with at(1):
            rival = make_reported(at=OTHER, investor="并案示例有限公司")
        with at(2):
            again = make_reported(at=ONE, investor="并案示例公司", content="同一项目再次登记")
        with at(3):
            actions.merge(again, holder, by=person(Role.PARK_MANAGER, parks=[ONE]))
            first.nightly(clock.today())
        assert claim_of(again).state.holds
        assert not claim_of(rival).state.holds


def test_a_company_merge_that_is_undone_leaves_no_case_behind():
    with transaction():
        with at(0):
            one = make_reported(at=ONE, investor="丙一示例公司")
        with at(1):
            other = make_reported(at=OTHER, investor="丁二示例公司")
        assert [claim_of(one).state.holds, claim_of(other).state.holds] == [True, True]
        bureau = person(Role.BUREAU_MANAGER)
        with at(2):
            kept, gone = (db.session.get_one(Company, project.company_id) for project in (one, other))
            done = companies.merge(kept, gone, by=bureau)
        case = db.session.scalars(sa.select(ConflictCase)).one()
        assert (case.state, claim_of(other).state.holds) == (CaseState.OPEN, False)
        with at(3):
            companies.undo_merge(done, by=bureau)
        assert case.state is CaseState.CLOSED
        assert [claim_of(one).state.holds, claim_of(other).state.holds] == [True, True]
