"""Taking a batch of statuses back brings the coded reasons back too, and never leaves the books."""

from datetime import timedelta

import pytest

from app.accounts.enums import Role
from app.core import clock
from app.core.errors import RuleBroken
from app.projects import actions
from app.projects.enums import HoldReason, Recognition, RemovalReason, Stage, Status
from app.worklists.actions.changes import image, put_back
from app.worklists.enums import BulkKind
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, recognise


def batch(project, kind, do, *, by):
    """Change one project as a batch does; how to take it back."""
    before = image(project, kind)
    do()
    after = image(project, kind)
    return lambda: put_back(project, kind, before=before, after=after, by=by)


@pytest.fixture
def manager(context):
    return person(Role.PARK_MANAGER, parks=[PARK])


def test_the_coded_reason_of_a_hold_goes_and_comes_back(manager):
    project = make_project(by=manager)
    until = clock.today() + timedelta(days=30)
    hold = batch(
        project,
        BulkKind.HOLD,
        lambda: actions.hold(project, review_on=until, hold_reason=HoldReason.LAND, reason="等", by=manager),
        by=manager,
    )
    hold()
    assert (project.status, project.hold_reason) == (Status.ACTIVE, None)
    actions.hold(project, review_on=until, hold_reason=HoldReason.OTHER, reason="等资金", by=manager)
    again = batch(
        project, BulkKind.REACTIVATE, lambda: actions.reactivate(project, reason="资金到了", by=manager), by=manager
    )
    assert project.hold_reason is None
    again()
    assert (project.status, project.hold_reason, project.review_on) == (Status.ON_HOLD, HoldReason.OTHER, until)


def test_an_undo_removes_nothing_that_was_recognised_since(manager):
    project = make_project(by=manager, stage=Stage.SIGNED)
    actions.remove(project, removal_reason=RemovalReason.OTHER, reason="重复登记", by=manager)
    undo = batch(
        project, BulkKind.REACTIVATE, lambda: actions.reactivate(project, reason="没有重复", by=manager), by=manager
    )
    recognise(project)
    with pytest.raises(RuleBroken, match="已由商务局认定"):
        undo()
    assert (project.status, project.recognition) == (Status.ACTIVE, Recognition.RECOGNISED)
