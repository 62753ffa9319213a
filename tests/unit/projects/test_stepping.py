"""The stepper speaks from the move log."""

from datetime import UTC, date, datetime

from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.queries.timeline import TimelineEntry
from app.projects.standing import UNDONE
from app.projects.stepping import Stay, stays, steps

TODAY = date(2026, 11, 20)


def moved(number: int, to: Stage, on: date, reason: str = "") -> TimelineEntry:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return TimelineEntry(on=on, at=at, number=number, who=None, to_stage=to, reason=reason)


LOG = [
    moved(1, Stage.LEAD, date(2025, 12, 20)),
    moved(2, Stage.NEGOTIATING, date(2026, 1, 10)),
    moved(3, Stage.APPRAISAL, date(2026, 3, 1)),
    moved(4, Stage.NEGOTIATING, date(2026, 3, 11)),
    moved(5, Stage.APPRAISAL, date(2026, 11, 5)),
]


def test_stays_are_read_from_the_log():
    found = stays(LOG, TODAY)
    assert found[Stage.LEAD] == [Stay(date(2025, 12, 20), date(2026, 1, 10))]
    assert [stay.days for stay in found[Stage.NEGOTIATING]] == [50, 239]
    assert found[Stage.APPRAISAL][-1] == Stay(date(2026, 11, 5), TODAY)
    assert Stage.SIGNED not in found


def test_a_move_that_was_taken_back_was_no_stay():
    undone = [
        *LOG[:1],
        moved(2, Stage.NEGOTIATING, date(2026, 1, 5)),
        moved(3, Stage.LEAD, date(2026, 1, 5), UNDONE),
        moved(4, Stage.NEGOTIATING, date(2026, 1, 10)),
    ]
    assert stays(undone, TODAY) == stays(LOG[:2], TODAY)


def test_a_log_that_goes_back_in_time_counts_nothing():
    assert Stay(date(2026, 3, 2), date(2026, 3, 1)).days == 0


def test_the_eight_steps():
    project = Project(stage=Stage.APPRAISAL, stage_since=date(2026, 11, 5))
    found = steps(project, LOG, today=TODAY, limit="评审限 20 天", missing=3, agreed={Stage.PRODUCTION: "约定 2028-06"})
    assert [step.state for step in found] == ["done", "done", "now", "next", "todo", "todo", "todo", "todo"]
    assert found[0].lines == ["2025-12-20 至 01-10", "21 天"]
    assert found[1].lines == ["03-11 至 11-05", "289 天，2 次"]
    assert found[2].lines == ["11-05 起", "第 15 天·评审限 20 天"]
    assert found[3].lines == ["还缺 3 项"]
    assert found[6].lines == ["约定 2028-06"]


def test_the_first_day_and_the_last_stage():
    project = Project(stage=Stage.FULL_CAPACITY, stage_since=TODAY)
    found = steps(project, [], today=TODAY, limit="", missing=0, agreed={})
    assert found[7].lines == ["11-20 起", "今天进入"]
    assert found[0].lines == []
    assert "next" not in {step.state for step in found}


def test_an_open_gate_says_so():
    project = Project(stage=Stage.LEAD, stage_since=TODAY)
    found = steps(project, [], today=TODAY, limit="", missing=0, agreed={})
    assert found[1].lines == ["条件已齐"]
