"""Pages of figures and progress: whose figures, what stands behind them, what a report changes."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.enums import Role
from app.core import clock
from app.core.clock import SHANGHAI
from app.core.errors import NotAllowed, RuleBroken
from app.core.transaction import transaction
from app.extensions import db
from app.monitoring import jobs
from app.monitoring.actions import progress as acts
from app.monitoring.models import ProgressEntry
from app.monitoring.queries import figures
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.queries import find
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, recognise
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
NOON = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)
TODAY = date(2026, 11, 22)
OTHER_PARK = "lay-ntit-zone-1"


@pytest.fixture(autouse=True)
def held() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


def building(by: object, **facts: object) -> Project:
    project = make_project(stage=Stage.CONSTRUCTION, by=by, **facts)  # type: ignore[arg-type]
    project.agreed_start_on, project.agreed_production_on = date(2026, 7, 1), date(2027, 7, 1)
    project.stage_since = date(2026, 7, 1)
    db.session.flush()
    return project


@pytest.mark.usefixtures("context")
def test_a_report_moves_the_light_and_a_second_of_the_month_replaces_the_first() -> None:
    manager = person(Role.PARK_MANAGER, parks=[PARK])
    project = building(manager)
    acts.report(project, as_of=TODAY, percent=5, words="桩基施工", by=manager)
    assert (project.progress, project.progress_on) == (5, TODAY)
    assert project.alarm_on is not None
    assert project.alarm_on <= TODAY
    acts.report(project, as_of=TODAY - timedelta(days=1), percent=38, words="主体施工", by=manager)
    assert (project.progress, project.alarm_on is not None and project.alarm_on > TODAY) == (38, True)
    assert len(list(db.session.scalars(sa.select(ProgressEntry)))) == 1
    acts.report(project, as_of=date(2026, 9, 30), percent=20, words="补报九月", by=manager)
    assert project.progress == 38, "the latest month counts, whenever it was entered"


@pytest.mark.usefixtures("context")
def test_a_plan_replaces_the_even_one_and_must_rise() -> None:
    manager = person(Role.PARK_MANAGER, parks=[PARK])
    project = building(manager)
    before = project.alarm_on
    acts.plan(project, [(date(2026, 12, 31), 5), (date(2027, 12, 31), 100)], by=manager)
    assert project.alarm_on != before
    with pytest.raises(RuleBroken, match="不能低于"):
        acts.plan(project, [(date(2026, 12, 31), 50), (date(2027, 12, 31), 40)], by=manager)
    acts.plan(project, [], by=manager)
    db.session.flush()
    db.session.expire_all()
    assert not project.planned_progress


@pytest.mark.usefixtures("context")
def test_who_may_not_report() -> None:
    manager = person(Role.PARK_MANAGER, parks=[PARK])
    project = building(manager)
    for other in (person(Role.LEADER), person(Role.PARK_MANAGER, parks=[OTHER_PARK]), person(Role.REVIEWER)):
        with pytest.raises(NotAllowed):
            acts.report(project, as_of=TODAY, percent=5, words="x", by=other)
    with pytest.raises(RuleBroken, match="今天"):
        acts.report(project, as_of=TODAY + timedelta(days=1), percent=5, words="x", by=manager)
    early = make_project(stage=Stage.LANDED, by=manager)
    with pytest.raises(RuleBroken, match="开工后"):
        acts.report(early, as_of=TODAY, percent=5, words="x", by=manager)


def test_reporting_and_planning_by_form(app: Flask, as_role: SignIn) -> None:
    manager, stranger = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.PARK_MANAGER, parks=[OTHER_PARK])
    with app.app_context(), transaction():
        code = building(manager.actor).code
    url = f"/projects/{code}/progress"
    assert stranger.get(url).status_code == 404
    assert manager.send(url, {"as_of": "2026-11-20", "percent": "120", "words": "x"}).status_code == 422
    assert manager.send(url, {"as_of": "2026-11-20", "percent": "35", "words": "主体施工"}).status_code == 302
    assert manager.send(f"{url}/plan", {"on": "2027-06-30", "percent": "80"}).status_code == 302
    assert manager.send(f"{url}/plan", {"on": "2027-01-31", "percent": "90"}).status_code == 422
    page = manager.get(url).get_data(as_text=True)
    assert "主体施工" in page
    assert "2027-06-30 达 80%" in page
    assert manager.send(f"{url}/plan", {"drop": "2027-06-30"}).status_code == 302
    assert "2027-06-30 达" not in manager.get(url).get_data(as_text=True)
    shown = manager.get(f"/projects/{code}").get_data(as_text=True)
    assert "形象进度 35%（2026-11-20）" in shown
    assert "填报形象进度" in manager.get(f"/projects/{code}/history").get_data(as_text=True)


def test_whose_figures_and_the_projects_behind_them(app: Flask, as_role: SignIn) -> None:
    own = as_role(Role.PARK_MANAGER, parks=[PARK])
    stranger, bureau = as_role(Role.OFFICER, parks=[OTHER_PARK]), as_role(Role.LEADER)
    with app.app_context(), transaction():
        project = make_project(stage=Stage.LANDED, by=own.actor, name="园内项目甲")
        recognise(project)
        jobs.work_off(TODAY, clock.now())
    key = f"park-{PARK}"
    for path in (
        "/velocity/",
        "/velocity/cohorts",
        "/velocity/cohorts?by=month",
        f"/velocity/stays?stage=lead&place={key}",
        f"/velocity/cohort?by=year&start=2026-01-01&which=landed&place={key}",
    ):
        assert own.get(path).status_code == 200, path
        assert bureau.get(path).status_code == 200, path
        assert stranger.get(path).status_code == (400 if "place=" in path else 200), path
    behind = own.get(f"/velocity/cohort?by=year&start=2026-01-01&which=landed&place={key}").get_data(as_text=True)
    assert "园内项目甲" in behind
    assert "园内项目甲" in bureau.get("/velocity/stays?stage=lead").get_data(as_text=True)
    assert "园内项目甲" not in stranger.get("/velocity/stays?stage=lead").get_data(as_text=True)
    assert "100%" in bureau.get("/velocity/cohorts").get_data(as_text=True)
    for bad in (
        "/velocity/stays?stage=none",
        "/velocity/cohorts?by=day",
        "/velocity/cohort?by=year&start=x&which=landed",
        "/velocity/?place=city-XX",
        "/velocity/stays?stage=lead&sector=zzz",
    ):
        assert bureau.get(bad).status_code == 400, bad


@pytest.mark.usefixtures("context")
def test_cohorts_add_up_whatever_the_period() -> None:
    manager, leader = person(Role.PARK_MANAGER, parks=[PARK]), person(Role.LEADER)
    for stage, day in ((Stage.SIGNED, date(2025, 12, 31)), (Stage.LANDED, date(2026, 1, 1)), (Stage.LANDED, TODAY)):
        project = make_project(stage=stage, by=manager)
        recognise(project)
        project.signed_on = day
    db.session.commit()
    jobs.work_off(TODAY, clock.now())
    parks = [one.id for one in figures.places(leader) if one.code == PARK]
    years, quarters, months = (figures.cohorts(parks, step=step) for step in (12, 3, 1))
    assert [(one.label, one.signed, one.landed) for one in years] == [("2026 年", 2, 2), ("2025 年", 1, 0)]
    for finer in (quarters, months):
        assert sum(one.signed for one in finer) == 3
        assert sum(one.amount for one in finer) == sum(one.amount for one in years)
    assert quarters[-1].label == "2025 年第 4 季度"


def test_a_page_of_figures_costs_the_same_for_few_and_for_many(
    app: Flask, as_role: SignIn, count_queries: Callable[..., object]
) -> None:
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    pages = ("/velocity/", "/velocity/cohorts", "/velocity/stays?stage=lead")
    with app.app_context(), transaction():
        make_project(stage=Stage.NEGOTIATING, by=manager.actor)
        jobs.work_off(TODAY, clock.now())
    costs = []
    for _ in range(2):
        for page in pages:
            manager.get(page)
        with count_queries() as sent:  # type: ignore[attr-defined]
            for page in pages:
                manager.get(page)
        costs.append(len(sent))
        with app.app_context(), transaction():
            for _ in range(4):
                make_project(stage=Stage.NEGOTIATING, by=manager.actor)
            jobs.work_off(TODAY, clock.now())
    assert costs[0] == costs[1]


@pytest.mark.usefixtures("context")
def test_a_confidential_project_hides_its_progress() -> None:
    manager = person(Role.PARK_MANAGER, parks=[PARK])
    officer = person(Role.OFFICER, parks=[PARK])
    project = building(manager, confidential=True, code_name="长河项目")
    with pytest.raises(NotAllowed):
        acts.report(find(project.code, to=officer), as_of=TODAY, percent=5, words="x", by=officer)
