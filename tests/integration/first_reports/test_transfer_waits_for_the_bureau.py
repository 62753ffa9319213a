"""Nothing that the bureau has in hand goes to another park, also where something of the project counts already."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.errors import RuleBroken
from app.delivery import actions as delivery
from app.delivery.enums import Part
from app.delivery.models import Contract
from app.extensions import db
from app.first_reports import actions as first
from app.projects.enums import ContractKind, EvidenceKind, Recognition, Stage, Status
from app.reviews import actions as reviews
from tests.factories.accounts import person
from tests.factories.first_reports import ONE, OTHER
from tests.factories.projects import make_project, park
from tests.factories.reviews import attach, reviewer, submitted


@pytest.mark.usefixtures("context")
def test_a_formal_contract_that_waits_holds_the_project_at_its_park():
    manager = person(Role.PARK_MANAGER, parks=[ONE])
    project = make_project(by=manager, at=ONE, stage=Stage.SIGNED)
    row = db.session.scalars(sa.select(Contract).where(Contract.project_id == project.id)).one()
    delivery.edit_row(project, Part.CONTRACTS, row, by=manager, kind=ContractKind.FRAMEWORK)
    reviews.recognise(submitted(project, by=manager), by=reviewer())
    delivery.edit_row(project, Part.CONTRACTS, row, by=manager, kind=ContractKind.FORMAL)
    attach(project, Stage.SIGNED, by=manager, kind=EvidenceKind.CONTRACT, name="正式合同.pdf")
    reviews.submit(project, Stage.SIGNED, by=manager)
    assert project.recognition is Recognition.RECOGNISED, "the framework agreement counts on"
    with pytest.raises(RuleBroken, match="正待认定"):
        first.propose(project, park(OTHER), reason="产业更合", by=manager)
    reviews.withdraw(project, Stage.SIGNED, by=manager)
    first.propose(project, park(OTHER), reason="产业更合", by=manager)
    assert project.status is Status.TRANSFERRING
