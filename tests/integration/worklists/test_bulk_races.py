"""Two at once: a change of many meets a colleague's edit, a second worker, a second undo; nothing is lost or doubled."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.extensions import db
from app.projects import actions as projects
from app.projects.enums import Source
from app.projects.models import Project
from app.worklists import actions
from app.worklists.enums import BatchState, BulkKind
from app.worklists.models import Batch
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project
from tests.racing import Turns

WISH = actions.Wish(kind=BulkKind.SOURCE, said="展会", values={"source": "fair"})


@pytest.fixture
def scene(racing_app):
    with racing_app.app_context(), transaction():
        owner = person(Role.PARK_MANAGER, parks=[PARK])
        ids = [make_project(by=owner).id for _ in range(3)]
        batch = actions.order(WISH, ids, back="", by=owner).id
    return owner, ids, batch


def run(batch, owner, most=10):
    return lambda: actions.run(db.session.get_one(Batch, batch), by=owner, most=most)


def edit(number, owner, **values):
    return lambda: projects.edit(db.session.get_one(Project, number), by=owner, **values)


def test_a_colleagues_edit_of_another_field_is_kept(racing_app, scene):
    owner, ids, batch = scene
    outcome = Turns(racing_app).run(edit(ids[1], owner, chain_link="封测"), run(batch, owner))
    assert outcome[1] is False, outcome
    with racing_app.app_context():
        project = db.session.get_one(Project, ids[1])
        assert (project.chain_link, project.source) == ("封测", Source.FAIR)
        assert db.session.get_one(Batch, batch).changed == 3


def test_two_workers_on_one_batch_do_it_once(racing_app, scene):
    owner, _, batch = scene
    Turns(racing_app).run(run(batch, owner), run(batch, owner))
    with racing_app.app_context():
        done = db.session.get_one(Batch, batch)
        assert (done.state, done.changed) == (BatchState.DONE, 3)


def test_undone_twice_at_once_it_is_undone_once(racing_app, scene):
    owner, ids, batch = scene
    with racing_app.app_context(), transaction():
        run(batch, owner)()

    def undo():
        held = db.session.get_one(Batch, batch)
        actions.order_undo(held, by=owner)
        actions.run(held, by=owner, most=10)

    outcome = Turns(racing_app).run(undo, undo)
    assert not any(isinstance(one, Exception) for one in outcome), outcome
    with racing_app.app_context():
        done = db.session.get_one(Batch, batch)
        assert (done.state, done.undone, done.kept) == (BatchState.UNDONE, 3, 0)
        sources = set(db.session.scalars(sa.select(Project.source).where(Project.id.in_(ids))))
        assert sources == {Source.VISIT}


def test_two_batches_over_the_same_projects_wait_for_each_other(racing_app, scene):
    owner, ids, batch = scene
    with racing_app.app_context(), transaction():
        wish = actions.Wish(kind=BulkKind.SITE, said="轻资产", values={"site_mode": "light"})
        other = actions.order(wish, ids, back="", by=owner).id
    outcome = Turns(racing_app).run(run(batch, owner), run(other, owner))
    assert not any(isinstance(one, Exception) for one in outcome), outcome
    with racing_app.app_context():
        assert [db.session.get_one(Batch, number).changed for number in (batch, other)] == [3, 3]
