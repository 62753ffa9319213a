"""An expansion counts its increment only, landed as well as signed, also on a framework agreement."""

from decimal import Decimal

import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.extensions import db
from app.first_reports.queries import shares
from app.parks.models import Park
from app.pipeline import actions as pipeline
from app.projects import standing
from app.projects.actions.upkeep import log_of
from app.projects.enums import ContractKind, Stage
from app.projects.models import YearTally
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, recognise


def test_a_landed_expansion_on_a_framework_agreement_counts_its_increment(context):
    manager, today = person(Role.PARK_MANAGER, parks=[PARK]), clock.today()
    project = make_project(by=manager, stage=Stage.SIGNED)
    recognise(project, kind=ContractKind.FRAMEWORK)
    standing.entries(log_of(project))[Stage.SIGNED].amount = Decimal(5000)  # of 36,000
    pipeline.move(project, Stage.LANDED, by=manager)
    recognise(project)
    row = db.session.scalars(sa.select(YearTally).where(YearTally.park_id == project.park_id)).one()
    assert (row.framework_investment, row.landed, row.landed_investment) == (Decimal(5000), 1, Decimal(5000))
    city_id = db.session.get_one(Park, project.park_id).city_id
    (share,) = shares(city_id=city_id, begins=today, ends=today)
    assert share.scored.landed_amount == row.landed_investment
