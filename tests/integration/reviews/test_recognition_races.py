"""Two at once, in two real sessions on both engines: exactly one wins, the other gets a sentence, nothing is doubled."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.enums import Role
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.extensions import db
from app.projects import actions as projects
from app.projects.enums import Recognition, Stage
from app.projects.models import Project, YearTally
from app.reviews import actions, queries
from app.reviews.enums import ReviewReason, StepKind
from app.reviews.models import RecognitionStep, Submission
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project
from tests.factories.reviews import prepare, reviewer, submitted

Work = Callable[[], object]


@pytest.fixture
def live(racing_app: Flask) -> Flask:
    """An application whose transactions are real, on a database of its own."""
    return racing_app


def together(app: Flask, *works: Work) -> list[str]:
    """Start all at the same moment; "" for each that went through, the sentence for each that was refused."""
    barrier = threading.Barrier(len(works))
    said = [""] * len(works)
    broken: list[Exception] = []

    def run(place: int, work: Work) -> None:
        try:
            with app.app_context():
                barrier.wait(timeout=20)
                try:
                    with transaction():
                        work()
                except DomainError as refusal:
                    said[place] = refusal.message
        except Exception as fault:  # noqa: BLE001 - a thread's fault is looked at by the test
            broken.append(fault)

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not broken, broken
    return said


@pytest.fixture
def scene(live: Flask):
    """Owner, two of the bureau, and a signing that waits."""
    with live.app_context(), transaction():
        owner = person(Role.OFFICER, parks=[PARK])
        pair = reviewer(), reviewer()
        project = make_project(by=owner, stage=Stage.SIGNED)
        attempt = submitted(project, by=owner)
        return owner, pair, project.id, attempt.id


def attempt(number: int) -> Submission:
    return db.session.get_one(Submission, number)


def project(number: int) -> Project:
    return db.session.get_one(Project, number)


def steps(app: Flask, number: int) -> Counter[StepKind]:
    with app.app_context():
        rows = sa.select(RecognitionStep.kind).where(RecognitionStep.project_id == number)
        return Counter(db.session.scalars(rows))


def back(number: int, by) -> Submission:
    return actions.send_back(attempt(number), reason=ReviewReason.INCOMPLETE, text="缺页", by=by)


def test_two_of_the_bureau_recognise_the_same_submission(live, scene):
    _, (one, two), where, number = scene
    said = together(
        live,
        lambda: actions.recognise(attempt(number), by=one, seen=1),
        lambda: actions.recognise(attempt(number), by=two, seen=1),
    )
    assert sorted(map(bool, said)) == [False, True], said
    assert "没有办理" in max(said)
    assert steps(live, where) == {StepKind.SUBMITTED: 1, StepKind.RECOGNISED: 1}


def test_one_recognises_while_the_other_returns(live, scene):
    _, (one, two), where, number = scene
    said = together(live, lambda: actions.recognise(attempt(number), by=one), lambda: back(number, two))
    assert sorted(map(bool, said)) == [False, True], said
    with live.app_context():
        assert project(where).recognition is (Recognition.RETURNED if said[0] else Recognition.RECOGNISED)
        assert (project(where).signed_on is None) is bool(said[0])


def test_a_recognition_races_a_withdrawal(live, scene):
    owner, (one, _), where, number = scene
    said = together(
        live,
        lambda: actions.recognise(attempt(number), by=one),
        lambda: actions.withdraw(project(where), Stage.SIGNED, by=owner),
    )
    assert sorted(map(bool, said)) == [False, True], said
    with live.app_context():
        assert project(where).recognition is (Recognition.NOT_SUBMITTED if said[0] else Recognition.RECOGNISED)
    assert sum(steps(live, where).values()) == 2


def test_a_recognition_races_the_bin(live, scene):
    owner, (one, _), where, number = scene
    said = together(
        live,
        lambda: actions.recognise(attempt(number), by=one),
        lambda: projects.throw_away(project(where), by=owner),
    )
    assert said[0] == ""
    assert "不能移入回收站" in said[1]


def test_the_same_stage_is_submitted_once(live):
    with live.app_context(), transaction():
        owner = person(Role.OFFICER, parks=[PARK])
        manager = person(Role.PARK_MANAGER, parks=[PARK])
        made = make_project(by=owner, stage=Stage.SIGNED)
        prepare(made, Stage.SIGNED, by=owner)
        where = made.id
    said = together(
        live,
        lambda: actions.submit(project(where), Stage.SIGNED, by=owner),
        lambda: actions.submit(project(where), Stage.SIGNED, by=manager),
    )
    assert sorted(map(bool, said)) == [False, True], said
    assert "申报" in max(said)
    with live.app_context():
        assert len(queries.ladder(project(where))[Stage.SIGNED].attempts) == 1


def test_two_twins_recognised_at_once_count_once(live):
    with live.app_context(), transaction():
        owner = person(Role.OFFICER, parks=[PARK])
        one, two = reviewer(), reviewer()
        same = {"investor": "双生复核电子有限公司", "content": "双生封装线"}
        twins = [make_project(by=owner, stage=Stage.SIGNED, **same) for _ in range(2)]
        numbers = [submitted(twin, by=owner).id for twin in twins]
        places = [twin.id for twin in twins]
        park_id = twins[0].park_id
        rows = sa.select(sa.func.coalesce(sa.func.sum(YearTally.signed), 0)).where(YearTally.park_id == park_id)
        before = db.session.scalar(rows)
    said = together(
        live,
        lambda: actions.recognise(attempt(numbers[0]), by=one),
        lambda: actions.recognise(attempt(numbers[1]), by=two),
    )
    assert sorted(map(bool, said)) == [False, True], said
    assert "不能重复计数" in max(said)
    with live.app_context():
        assert sum(project(place).signed_on is not None for place in places) == 1
        assert db.session.scalar(rows) == before + 1


def test_two_batches_in_opposite_order_do_not_wait_for_each_other(live):
    with live.app_context(), transaction():
        owner = person(Role.PARK_MANAGER, parks=[PARK, "lay-ntit-zone-1"])
        one, two = reviewer(), reviewer()
        made = [
            make_project(by=owner, stage=Stage.SIGNED, at=at, content=f"内容 {place}")
            for place, at in enumerate([PARK, "lay-ntit-zone-1"] * 3)
        ]
        numbers = [submitted(each, by=owner).id for each in made]
    outcomes: list[list[actions.Outcome]] = [[], []]

    def decide(place: int, order: list[int], by) -> None:
        outcomes[place] = actions.recognise_many(order, by=by)

    together(live, lambda: decide(0, numbers, one), lambda: decide(1, numbers[::-1], two))
    won = [outcome.submission_id for batch in outcomes for outcome in batch if outcome.refusal is None]
    assert sorted(won) == sorted(numbers)
