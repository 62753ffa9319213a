"""A move racing an edit: whoever comes second decides by what the first has written."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.errors import Stale
from app.core.transaction import transaction
from app.delivery import actions as delivery
from app.delivery import queries
from app.delivery.enums import Part
from app.extensions import db
from app.pipeline import actions as pipeline
from app.pipeline.rules import GateClosed
from app.projects import actions
from app.projects.enums import HoldReason, LostReason, Stage, Status
from app.projects.models import Move, Project
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, open_gate
from tests.racing import Turns


class Scene:
    """A project in 评审 whose gate to 签约 is open, and its owner."""

    def __init__(self, app):
        self.app = app
        with app.app_context(), transaction():
            self.owner = person(Role.PARK_MANAGER, parks=[PARK])
            project = make_project(by=self.owner, stage=Stage.APPRAISAL)
            open_gate(project, Stage.SIGNED, by=self.owner)
            self.code = project.code

    def project(self):
        there = sa.select(Project).where(Project.code == self.code, Project.deleted_at.is_(None))
        return db.session.scalars(there).one()

    def move(self):
        return pipeline.move(self.project(), Stage.SIGNED, by=self.owner).to_stage

    def drop_contract(self):
        project = self.project()
        delivery.delete_row(project, Part.CONTRACTS, queries.rows_of(project).contracts[0], by=self.owner)

    def now(self):
        with self.app.app_context():
            project = self.project()
            moves = db.session.scalars(sa.select(Move).where(Move.project_id == project.id).order_by(Move.id)).all()
            return project, [row.to_stage for row in moves], queries.rows_of(project)


@pytest.fixture
def scene(racing_app):
    return Scene(racing_app)


def test_a_move_waits_for_an_edit_and_sees_it(scene):
    first, second = Turns(scene.app).run(scene.drop_contract, scene.move)
    assert first is None
    assert isinstance(second, GateClosed)
    assert {one.key for one in second.missing} >= {"contract_kind", "contract_signed_on", "competition_review_number"}
    project, log, rows = scene.now()
    assert (project.stage, log[-1], rows.contracts) == (Stage.APPRAISAL, Stage.APPRAISAL, [])


def test_an_edit_after_the_move_takes_nothing_back(scene):
    first, second = Turns(scene.app).run(scene.move, scene.drop_contract)
    assert (first, second) == (Stage.SIGNED, None)
    project, log, rows = scene.now()
    assert (project.stage, log.count(Stage.SIGNED), rows.contracts) == (Stage.SIGNED, 1, [])


def test_a_move_sees_what_was_cleared_on_the_project_itself(scene):
    """The same with a field of the project's own row: the gate into 评审 asks for its requirements sheet."""
    with scene.app.app_context(), transaction():
        project = make_project(by=scene.owner, stage=Stage.NEGOTIATING)
        scene.code = project.code

    def clear():
        actions.edit(scene.project(), by=scene.owner, requirements="", jobs_estimate=None)

    def move():
        return pipeline.move(scene.project(), Stage.APPRAISAL, by=scene.owner).to_stage

    first, second = Turns(scene.app).run(clear, move)
    assert first is None
    assert isinstance(second, GateClosed)
    assert {one.key for one in second.missing} == {"requirements", "jobs_estimate"}


def test_two_moves_become_one(scene):
    def move_as_seen():
        return pipeline.move(scene.project(), Stage.SIGNED, by=scene.owner, seen_at=Stage.APPRAISAL).to_stage

    first, second = Turns(scene.app).run(move_as_seen, move_as_seen)
    assert first is Stage.SIGNED
    assert isinstance(second, Stale)
    project, log, _ = scene.now()
    assert (project.stage, log.count(Stage.SIGNED)) == (Stage.SIGNED, 1)


@pytest.mark.parametrize("status_first", [True, False])
def test_a_move_and_a_change_of_status(scene, status_first):
    """Held first, the move is refused; moved first, it rests where it was moved to. Never both halves lost."""

    def hold():
        actions.hold(
            scene.project(),
            review_on=scene.project().stage_since.replace(year=2099),
            hold_reason=HoldReason.LAND,
            by=scene.owner,
        )
        return Status.ON_HOLD

    pair = (hold, scene.move) if status_first else (scene.move, hold)
    first, second = Turns(scene.app).run(*pair)
    project, log, _ = scene.now()
    assert project.status is Status.ON_HOLD
    assert log[-1] is project.stage
    if status_first:
        assert first is Status.ON_HOLD
        assert "请先恢复推进" in str(second)
        assert project.stage is Stage.APPRAISAL
    else:
        assert (first, second, project.stage) == (Stage.SIGNED, Status.ON_HOLD, Stage.SIGNED)


def test_nothing_is_written_on_a_project_that_went_to_the_bin(scene):
    def throw_away():
        actions.throw_away(scene.project(), by=scene.owner)

    def add():
        delivery.set_facts(scene.project(), by=scene.owner, year_tax=None, project_company_name="甲")

    first, second = Turns(scene.app).run(throw_away, add)
    assert first is None
    assert isinstance(second, Stale | sa.exc.NoResultFound)


def test_lost_twice_is_lost_once(scene):
    def lose():
        actions.lose(scene.project(), lost_reason=LostReason.COST, competing_city=None, reason="", by=scene.owner)

    first, second = Turns(scene.app).run(lose, lose)
    assert first is None
    assert "已经是“流失”" in str(second)
