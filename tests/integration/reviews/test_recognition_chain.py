"""Any sequence of what park and bureau can do: the stage is the last move that holds, and figures follow the log."""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.enums import Role
from app.core import clock
from app.core.errors import DomainError
from app.delivery import actions as delivery
from app.delivery.enums import Part
from app.delivery.models import Contract
from app.extensions import db
from app.pipeline import actions as pipeline
from app.projects import standing
from app.projects.actions.upkeep import log_of
from app.projects.enums import ContractKind, NotCounted, Recognition, Stage
from app.projects.models import Project, Tally, YearTally
from app.reviews import actions, queries
from app.reviews.enums import ReviewReason, StepKind, SubmissionState
from app.reviews.models import RecognitionStep, Submission
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project
from tests.factories.reviews import prepare, reviewer

LATE = [stage for stage in Stage if stage.needs_recognition]
DOINGS = st.one_of(
    st.tuples(st.just("forward"), st.none()),
    st.tuples(st.just("forward"), st.none()),
    st.tuples(st.just("back"), st.sampled_from([Stage.NEGOTIATING, Stage.APPRAISAL, Stage.SIGNED, Stage.LANDED])),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.sampled_from(["submit", "submit", "withdraw", "return", "revoke"]), st.sampled_from(LATE[:3])),
    st.tuples(st.sampled_from(["recognise", "recognise", "recognise"]), st.sampled_from(LATE[:3])),
    st.tuples(st.just("contract"), st.sampled_from(ContractKind)),
)


class World:
    """A project, those who work on it, and a twin that would be counted twice."""

    def __init__(self):
        self.owner, self.checker = person(Role.OFFICER, parks=[PARK]), reviewer()
        same = {"investor": "随机复核电子有限公司", "content": "随机封装线"}
        self.project = make_project(by=self.owner, stage=Stage.SIGNED, **same)
        self.twin = make_project(by=self.owner, stage=Stage.SIGNED, **same)

    def do(self, what, detail, claimed):
        project = self.project
        match what:
            case "forward":
                pipeline.move(project, project.stage.next or project.stage, by=self.owner)
            case "back":
                pipeline.move(project, detail, by=self.owner, reason="退一步")
            case "undo":
                pipeline.undo(project, by=self.owner)
            case "submit":
                if detail in queries.ladder(project) and queries.ladder(project)[detail].waiting is None:
                    prepare(project, detail, by=self.owner)
                actions.submit(project, detail, by=self.owner, not_counted=claimed if detail is Stage.SIGNED else None)
            case "withdraw":
                actions.withdraw(project, detail, by=self.owner)
            case "recognise" | "return":
                rung = queries.ladder(project).get(detail)
                if rung is None or rung.last is None:
                    return
                if what == "recognise":
                    actions.recognise(rung.last, by=self.checker)
                else:
                    actions.send_back(rung.last, reason=ReviewReason.OTHER, text="再核", by=self.checker)
            case "revoke":
                actions.revoke(project, detail, reason=ReviewReason.MISTAKE, text="认定有误", by=self.checker)
            case "contract":
                row = db.session.scalars(sa.select(Contract).where(Contract.project_id == project.id)).one()
                delivery.edit_row(project, Part.CONTRACTS, row, by=self.owner, kind=detail)

    def check(self):
        project = self.project
        db.session.flush()
        log = log_of(project)
        last = standing.effective(log)[-1]
        assert project.stage is last.to_stage
        assert {name: getattr(project, name) for name in asdict(standing.standing(log))} == asdict(
            standing.standing(log, project.not_counted)
        )
        chain = standing.entries(log)
        recognised = set(standing.recognised_up_to(chain))
        if project.counted_stage.needs_recognition:
            assert project.counted_stage in recognised
        if Stage.SIGNED not in recognised:
            assert (project.signed_on, project.framework_on, project.landed_on) == (None, None, None)
        if Stage.LANDED not in recognised:
            assert project.landed_on is None
        self.check_counters()
        self.check_attempts(chain)

    def check_counters(self):
        every = list(
            db.session.scalars(
                sa.select(Project).where(Project.park_id == self.project.park_id, Project.deleted_at.is_(None))
            )
        )
        counted = Counter((one.stage, one.counted_stage, one.status) for one in every)
        tallies = db.session.scalars(sa.select(Tally).where(Tally.park_id == self.project.park_id))
        assert {(row.stage, row.counted_stage, row.status): row.count for row in tallies} == counted
        years = list(db.session.scalars(sa.select(YearTally).where(YearTally.park_id == self.project.park_id)))
        assert sum(row.signed for row in years) == sum(one.signed_on is not None for one in every)
        assert sum(row.framework for row in years) == sum(one.framework_on is not None for one in every)
        assert sum(row.landed for row in years) == sum(one.landed_on is not None for one in every)
        twice = [one for one in (self.project, self.twin) if one.signed_on or one.framework_on]
        assert len(twice) <= 1

    def check_attempts(self, chain):
        held = {entry.id: entry for entry in chain.values()}
        rows = list(db.session.scalars(sa.select(Submission).where(Submission.project_id == self.project.id)))
        for row in rows:
            if row.state is SubmissionState.SUBMITTED:
                entry = held[row.move_id]
                assert row.current
                assert entry.recognition in {Recognition.SUBMITTED, Recognition.RECOGNISED}
        waiting = Counter(row.move_id for row in rows if row.state is SubmissionState.SUBMITTED)
        assert all(count == 1 for count in waiting.values())
        assert all(entry.recognition is not Recognition.SUBMITTED or waiting[entry.id] == 1 for entry in held.values())
        kinds = Counter(
            db.session.scalars(sa.select(RecognitionStep.kind).where(RecognitionStep.project_id == self.project.id))
        )
        assert kinds[StepKind.SUBMITTED] == len(rows)


@pytest.mark.parametrize("engine", ["sqlite"])  # the rules are the same; the races are tested on both
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(doings=st.lists(DOINGS, min_size=4, max_size=22), claimed=st.sampled_from([None, None, None, NotCounted.FISCAL]))
def test_any_way_through_the_bureau_keeps_the_books(built_apps, engine, doings, claimed):
    app = built_apps(engine)
    with app.app_context():
        outer = db.session.begin_nested()
        try:
            start = clock.now()
            with clock.held_at(start):
                world = World()
                world.check()
            for place, (what, detail) in enumerate(doings, 1):
                with clock.held_at(start + timedelta(minutes=place)):
                    try:
                        with db.session.begin_nested():
                            world.do(what, detail, claimed)
                    except DomainError:
                        db.session.expire_all()
                    world.check()
        finally:
            outer.rollback()
            db.session.rollback()
