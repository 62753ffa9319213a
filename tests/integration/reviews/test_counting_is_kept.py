"""How a signing counts is carried from one attempt to the next, so that a formal contract does not undo it unseen."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.delivery import actions as delivery
from app.delivery.enums import Part
from app.delivery.models import Contract
from app.extensions import db
from app.projects.enums import ContractKind, NotCounted, Stage
from app.reviews import actions
from app.reviews.enums import ReviewReason
from tests.factories.projects import PARK, make_project
from tests.factories.reviews import reviewer, submitted


@pytest.fixture
def officer(as_role):
    return as_role(Role.OFFICER, parks=[PARK])


def framework(project, *, by):
    row = db.session.scalars(sa.select(Contract).where(Contract.project_id == project.id)).one()
    delivery.edit_row(project, Part.CONTRACTS, row, by=by, kind=ContractKind.FRAMEWORK)
    return row


def test_what_the_bureau_left_out_stays_left_out_when_the_formal_contract_follows(app, officer):
    with app.app_context(), transaction():
        project = make_project(by=officer.actor, stage=Stage.SIGNED)
        row = framework(project, by=officer.actor)
        counting = actions.Counting(NotCounted.FISCAL, None)
        actions.recognise(submitted(project, by=officer.actor), by=reviewer(), counting=counting)
        delivery.edit_row(project, Part.CONTRACTS, row, by=officer.actor, kind=ContractKind.FORMAL)
        code = project.code
    page = officer.get(f"/projects/{code}/recognition").get_data(as_text=True)
    (chip,) = [tag for tag in page.split("<input") if 'value="fiscal"' in tag]
    assert "checked" in chip.split(">")[0]


def test_an_expansion_that_came_back_is_still_one(app, officer):
    with app.app_context(), transaction():
        first = make_project(by=officer.actor, stage=Stage.SIGNED, investor="甲示例有限公司")
        actions.recognise(submitted(first, by=officer.actor), by=reviewer())
        second = make_project(by=officer.actor, stage=Stage.SIGNED, investor="甲示例有限公司", content="二期扩产")
        attempt = submitted(second, by=officer.actor, expansion_of=first, increment=Decimal(5000))
        actions.send_back(attempt, reason=ReviewReason.INCOMPLETE, text="缺页", by=reviewer())
        original, code = first.code, second.code
    page = officer.get(f"/projects/{code}/recognition").get_data(as_text=True)
    assert f'<option selected value="{original}"' in page or f'<option value="{original}" selected' in page
    assert 'name="increment"' in page
    assert "5000" in page.split('name="increment"')[1].split(">")[0]
