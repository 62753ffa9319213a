"""When a move happened, around midnight and new year: the day is the day in Shanghai."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.accounts.enums import Role
from app.core import clock
from app.core.errors import RuleBroken
from app.pipeline import actions as pipeline
from app.projects.enums import Stage
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, open_gate

EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
BEFORE = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
AFTER = datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC)  # midnight


@pytest.fixture
def lead(context):
    owner = person(Role.OFFICER, parks=[PARK])
    with clock.held_at(BEFORE - timedelta(days=3)):
        project = make_project(by=owner)
        open_gate(project, Stage.NEGOTIATING, by=owner)
    return project, owner


@pytest.mark.parametrize(
    ("moment", "said", "kept"),
    [
        (BEFORE, None, EVE),
        (AFTER, None, NEW_YEAR),
        (AFTER, EVE, EVE),
        (AFTER, NEW_YEAR, NEW_YEAR),
    ],
)
def test_the_day_of_a_move(lead, moment, said, kept):
    project, owner = lead
    with clock.held_at(moment):
        row = pipeline.move(project, Stage.NEGOTIATING, by=owner, event_on=said)
    assert (row.event_on, project.stage_since) == (kept, kept)


@pytest.mark.parametrize(("moment", "said"), [(BEFORE, NEW_YEAR), (AFTER, NEW_YEAR + timedelta(days=1))])
def test_tomorrow_has_not_happened(lead, moment, said):
    project, owner = lead
    with clock.held_at(moment), pytest.raises(RuleBroken) as refused:
        pipeline.move(project, Stage.NEGOTIATING, by=owner, event_on=said)
    assert refused.value.field == "event_on"
    assert project.stage is Stage.LEAD


def test_a_move_lies_not_before_the_one_before(lead):
    project, owner = lead
    with clock.held_at(AFTER):
        with pytest.raises(RuleBroken, match="不能早于进入"):
            pipeline.move(project, Stage.NEGOTIATING, by=owner, event_on=date(2026, 12, 27))
        pipeline.move(project, Stage.NEGOTIATING, by=owner, event_on=date(2026, 12, 28))
    assert project.stage_since == date(2026, 12, 28)


def test_undoing_over_new_year_gives_the_day_back(lead):
    project, owner = lead
    with clock.held_at(BEFORE):
        pipeline.move(project, Stage.NEGOTIATING, by=owner)
    with clock.held_at(AFTER + timedelta(minutes=5)):
        pipeline.undo(project, by=owner)
    assert (project.stage, project.stage_since) == (Stage.LEAD, date(2026, 12, 28))
