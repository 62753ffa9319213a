"""Demo data goes although somebody has built on it."""

import pytest

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.demo import removal
from app.extensions import db
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project


@pytest.mark.usefixtures("context")
def test_an_expansion_of_an_invented_project_stays_without_it():
    with transaction():
        manager = person(Role.PARK_MANAGER, parks=[PARK])
        invented, real = make_project(by=manager, is_demo=True), make_project(by=manager)
        real.expansion_of_id = invented.id
    gone, kept = invented.id, real.id
    with transaction():
        removal.remove()
    assert db.session.get(Project, gone) is None
    assert db.session.get_one(Project, kept).expansion_of_id is None
