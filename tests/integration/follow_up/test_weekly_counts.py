"""A weekly report counts by the published rule: agreements apart, excluded projects nowhere; frozen ones stay."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.accounts.enums import Role
from app.core import clock
from app.core.transaction import transaction
from app.follow_up import actions, queries, view_model
from app.follow_up.queries.material import material
from app.follow_up.rules import week_of
from app.projects.actions.upkeep import restate
from app.projects.enums import ContractKind, NotCounted, Stage
from app.projects.queries import park_figures
from app.projects.standing import entries
from app.projects.view_model import COUNTING_RULE
from tests.factories.accounts import person
from tests.factories.projects import PARK, log_of, make_project, move_to, park, recognise


@pytest.fixture
def owner(context):
    return person(Role.OFFICER, parks=[PARK])


def of_week(today=None):
    today = today or clock.today()
    return view_model.drafted(material(park().id, week_of(today), today=today))


def recognised(owner, stage=Stage.SIGNED, kind=ContractKind.FORMAL, excluded=None, **facts):
    project = make_project(by=owner, stage=stage, **facts)
    recognise(project, kind=kind)
    project.not_counted = excluded
    restate(project)
    return project


def upgraded(project, *, framework_on):
    """The formal contract is recognised today, the framework agreement was before."""
    entry = entries(log_of(project))[Stage.SIGNED]
    entry.framework_on, entry.framework_amount = framework_on, Decimal(100)
    entry.contract_kind, entry.recognised_on = ContractKind.FORMAL, clock.today()
    restate(project)


def test_framework_agreements_are_a_word_of_their_own(owner):
    for place in range(3):
        recognised(owner, kind=ContractKind.FRAMEWORK, name=f"框架{place}")
    found = of_week()
    assert "，认定 3 项（框架协议 3 项）；" in found.summary
    assert "框架0：签约（框架协议）获市商务局认定。" in found.progress
    recognised(owner, name="正式")
    found = of_week()
    assert "，认定 4 项（签约 1 项、框架协议 3 项）；" in found.summary
    assert "正式：签约获市商务局认定。" in found.progress


def test_excluded_projects_are_in_no_figure_and_said_to_be(owner):
    recognised(owner, excluded=NotCounted.IN_CITY, name="市内的")
    recognised(owner, kind=ContractKind.FRAMEWORK, excluded=NotCounted.PROPERTY)
    landed = recognised(owner, stage=Stage.LANDED, excluded=NotCounted.FISCAL)
    found = of_week()
    assert [found.counts[figure] for figure in ("signed", "framework", "landed")] == [0, 0, 0]
    assert "，认定 4 项（不计入统计 4 项）；" in found.summary
    assert "市内的：签约获市商务局认定（不计入统计）。" in found.progress
    landed.not_counted = None
    restate(landed)
    assert "，认定 4 项（签约 1 项、落地 1 项、不计入统计 2 项）；" in of_week().summary


def test_a_landing_behind_a_framework_agreement_counts_as_the_rule_says(owner):
    project = make_project(by=owner, stage=Stage.SIGNED)
    recognise(project, kind=ContractKind.FRAMEWORK)
    move_to(project, Stage.LANDED, by=owner)
    recognise(project)
    assert "，认定 2 项（框架协议 1 项、落地 1 项）；" in of_week().summary


def test_an_agreement_counts_in_its_own_week_when_a_contract_has_taken_its_place(owner):
    project, before = recognised(owner, kind=ContractKind.FRAMEWORK), clock.today() - timedelta(weeks=1)
    upgraded(project, framework_on=before)
    assert [of_week(before).counts[figure] for figure in ("signed", "framework")] == [0, 1]
    assert [of_week().counts[figure] for figure in ("signed", "framework")] == [1, 0]
    upgraded(project, framework_on=clock.today())
    assert "，认定 2 项（签约 1 项、框架协议 1 项）；" in of_week().summary


def test_the_report_agrees_with_the_parks_figures(owner):
    recognised(owner)
    recognised(owner, kind=ContractKind.FRAMEWORK)
    recognised(owner, stage=Stage.LANDED, kind=ContractKind.FORMAL)
    recognised(owner, stage=Stage.LANDED, kind=ContractKind.FORMAL, excluded=NotCounted.IN_CITY)
    make_project(by=owner, stage=Stage.SIGNED)
    counts, today = of_week().counts, clock.today()
    published = park_figures([park().id], year=today.year, today=today)[park().id]
    for figure in ("signed", "framework", "landed"):
        assert counts[figure] == getattr(published, figure)


def test_screen_and_print_say_how_and_older_reports_keep_what_they_said(owner):
    recognised(owner, kind=ContractKind.FRAMEWORK)
    week = week_of(clock.today())
    actions.begin(park(), week, by=owner)
    report = queries.get_report(PARK, week, edition=None, to=owner)
    rule = COUNTING_RULE["signed"] + COUNTING_RULE["left_out"] + COUNTING_RULE["landed"]
    assert view_model.basis_words(report).endswith(rule)
    assert view_model.weekly_paper(report).footnotes[0] == view_model.basis_words(report)
    report.counts = {name: number for name, number in report.counts.items() if name not in {"framework", "excluded"}}
    report.summary = "认定 1 项（签约 1 项）"
    actions.submit(report, by=owner)
    assert view_model.weekly_paper(report).footnotes[0] == "推进按录入时间、认定按认定日期统计；保密项目用代号。"
    assert view_model.weekly_paper(report).blocks[0].text == "认定 1 项（签约 1 项）"
    assert actions.is_intact(report)
    second = actions.correct(report, why="补充", by=owner)
    assert view_model.basis_words(second) == "推进按录入时间、认定按认定日期统计；保密项目用代号。"


def test_the_submitted_report_on_screen_says_the_rule(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    week = week_of(clock.today())
    with app.app_context(), transaction():
        recognised(client.actor, kind=ContractKind.FRAMEWORK)
        actions.begin(park(), week, by=client.actor)
        actions.submit(queries.get_report(PARK, week, edition=None, to=client.actor), by=client.actor)
    page = client.get(f"/weekly/{PARK}/{week.code}").get_data(as_text=True)
    assert "认定 1 项（框架协议 1 项）" in page
    assert COUNTING_RULE["landed"] in page
