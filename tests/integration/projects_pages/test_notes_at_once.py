"""Two colleagues who come back from the same meeting both write it down."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.projects import actions
from app.projects.enums import ActivityKind
from app.projects.models import Activity, Project
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project
from tests.racing import Turns


@pytest.fixture
def scene(racing_app):
    with racing_app.app_context(), transaction():
        owner = person(Role.PARK_MANAGER, parks=[PARK])
        return racing_app, owner, make_project(by=owner).code


def test_both_notes_are_kept(scene):
    app, owner, code = scene

    def note(result):
        project = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        actions.record_activity(
            project, kind=ActivityKind.CALL, happened_on=clock.today(), result=result, next_step=result, by=owner
        )

    assert Turns(app).run(lambda: note("甲记"), lambda: note("乙记")) == (None, None)
    with app.app_context():
        project = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        notes = sa.select(Activity.result).where(Activity.project_id == project.id).order_by(Activity.id)
        assert list(db.session.scalars(notes)) == ["甲记", "乙记"]
        assert project.next_step == "乙记"
