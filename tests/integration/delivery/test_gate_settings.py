"""闸口与时限: the bureau sees the whole table, changes switches and limits with history, and cannot waive what is fixed."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.audit import AuditEntry
from app.core.settings import declared, value
from app.core.transaction import transaction
from app.extensions import db
from app.pipeline import limits, queries
from app.pipeline.rules import GATES
from app.projects.enums import SiteMode, Stage
from app.projects.limits import DECLARED
from app.projects.models import Project
from tests.factories.projects import PARK, make_project, open_gate, recognise

URL = "/admin/gates"
LEGAL = {site: limits.SWITCHES[Stage.SIGNED, "legal_review_number", site] for site in SiteMode}
JSON = {"Accept": "application/json"}


@pytest.fixture
def bureau(as_role):
    return as_role(Role.BUREAU_MANAGER)


def fields(app, *, without=(), **changes):
    """What a browser sends: every number, every ticked box, and beside each what it was opened with."""
    with app.app_context():
        rules = [rule for rule in declared() if rule.page == limits.PAGE]
        now = {rule.key: value(rule) for rule in rules}
    switches = {rule.key for rule in limits.SWITCHES.values()}
    sent = {key: number for key, number in now.items() if key not in switches or number}
    sent = {key: number for key, number in sent.items() if key not in without}
    return sent | {f"opened-{key}": number for key, number in now.items()} | changes


def held(app, rule):
    with app.app_context():
        return value(rule)


def test_the_page_shows_every_stage_requirement_and_limit(bureau):
    page = bureau.get(URL).get_data(as_text=True)
    for stage, gate in GATES.items():
        assert f'id="gate-{stage.value}"' in page
        for site in SiteMode:
            assert all(one.label.split("{")[0] in page for one in gate.of(site))
    for rule in (*DECLARED.values(), *limits.SWITCHES.values(), limits.FULL_CAPACITY):
        assert f'name="{rule.key}"' in page
    assert "competition_review_number" not in page, "no switch for what cannot be waived"
    assert "recognised" not in page


def test_a_switch_waives_for_its_site_and_is_told(app, as_role, bureau):
    assert bureau.send(URL, fields(app, without=[LEGAL[SiteMode.LIGHT].key])).status_code == 302
    assert [held(app, LEGAL[site]) for site in SiteMode] == [1, 1, 0]
    page = bureau.get(URL).get_data(as_text=True)
    assert "进入“签约”·合法性审查文号·轻资产/科创：须具备 → 免" in page
    assert bureau.actor.name in page
    with app.app_context():
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "setting.changed")).all()
        assert [entry.changes for entry in entries] == [{LEGAL[SiteMode.LIGHT].key: [1, 0]}]
    owner = as_role(Role.OFFICER, parks=[PARK])
    for site, answer in ((SiteMode.LIGHT, 200), (SiteMode.LAND, 422)):
        with app.app_context(), transaction():
            project = make_project(by=owner.actor, stage=Stage.APPRAISAL, site_mode=site)
            open_gate(project, Stage.SIGNED, by=owner.actor)
            contract = queries.outlook(project).filed.contract
            contract.legal_review_number = None
            code = project.code
        assert owner.send(f"/projects/{code}/move", {"stage": "signed"}, headers=JSON).status_code == answer
    assert bureau.send(URL, fields(app) | {LEGAL[SiteMode.LIGHT].key: "1"}).status_code == 302
    assert held(app, LEGAL[SiteMode.LIGHT]) == 1


def test_a_forged_switch_waives_nothing_that_is_fixed(app, bureau):
    forged = {f"opened-gate.signed.competition_review_number.{site.value}": "1" for site in SiteMode}
    forged |= {"opened-gate.landed.recognised.land": "1"}
    bureau.send(URL, fields(app) | forged)
    with app.app_context():
        assert limits.current().waived == frozenset()


def test_a_limit_and_the_share_of_full_capacity_are_set(app, as_role, bureau):
    rule = DECLARED["landing_months"]
    changed = {rule.key: "4", limits.FULL_CAPACITY.key: "90"}
    assert bureau.send(URL, fields(app) | changed).status_code == 302
    assert (held(app, rule), held(app, limits.FULL_CAPACITY)) == (4, 90)
    page = bureau.get(URL).get_data(as_text=True)
    assert "签约：几个月内落地：3 个月 → 4 个月" in page
    assert "12 个月产值达约定的 90%" in page
    owner = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        project = make_project(by=owner.actor, stage=Stage.PRODUCTION)
        recognise(project)
        answers = queries.outlook(project).answers
        assert [one.requirement.label for one in answers if not one.met] == []
        filed = queries.outlook(project).filed
        filed.facts.year_output = filed.contract.agreed_output * 89 / 100
        db.session.flush()
        missing = [one.requirement.label for one in queries.outlook(project).answers if not one.met]
        assert missing == ["12 个月产值达约定的 90%"]


@pytest.mark.parametrize("typed", ["0", "61", "-1", "三", "1.5", ""])
def test_a_number_out_of_bounds_is_refused(app, bureau, typed):
    rule = DECLARED["landing_months"]
    refused = bureau.send(URL, fields(app, without=[LEGAL[SiteMode.LAND].key]) | {rule.key: typed})
    assert refused.status_code == 422
    assert held(app, rule) == 3
    assert held(app, LEGAL[SiteMode.LAND]) == 1, "all or nothing"


def test_a_colleagues_change_is_not_undone_by_an_old_page(app, as_role, bureau):
    old = fields(app)
    other = as_role(Role.BUREAU_MANAGER)
    other.send(URL, fields(app, without=[LEGAL[SiteMode.LAND].key]))
    rule = DECLARED["negotiating_days"]
    assert bureau.send(URL, old | {rule.key: "31"}).status_code == 302
    assert (held(app, LEGAL[SiteMode.LAND]), held(app, rule)) == (0, 31)
    other.send(URL, fields(app) | {rule.key: "40"})
    clash = bureau.send(URL, old | {rule.key: "33"})
    assert clash.status_code == 422
    assert "他人刚改为“40 天”" in clash.get_data(as_text=True)
    assert held(app, rule) == 40


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PARK_MANAGER, Role.REVIEWER, Role.LEADER, Role.AUDITOR])
def test_only_the_bureaus_head_and_the_administrator_open_it(app, as_role, role):
    person = as_role(role, parks=[PARK] if role in {Role.OFFICER, Role.PARK_MANAGER} else None)
    assert person.get(URL).status_code == 403
    assert person.send(URL, {}).status_code == 403


def test_what_is_missing_is_counted_for_many_at_once(app, as_role, count_queries):
    owner = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        made = [make_project(by=owner.actor, stage=stage, site_mode=site) for stage in Stage for site in SiteMode]
        ids = [project.id for project in made]
        alone = {
            project.id: sum(not one.met for one in queries.outlook(project).answers)
            for project in made
            if project.stage.next
        }
    with app.app_context():
        costs = []
        for some in (ids[:1], ids):
            queries.limits.current()
            with count_queries() as sent:
                found = queries.missing_counts(some)
            costs.append(len(sent))
        assert costs == [1, 1]
        assert found == alone
        assert queries.missing_counts([]) == {}
        db.session.execute(sa.update(Project).values(status="on_hold"))
        assert queries.missing_counts(ids) == {}


def test_each_column_says_what_its_gate_asks_for(app):
    with app.app_context():
        heads = queries.entrances()
        assert set(heads) == set(Stage)
        assert "公平竞争审查文号" in heads[Stage.SIGNED].asks
        by_site = dict(heads[Stage.CONSTRUCTION].by_site)
        assert by_site["供地建设"] == ["备案文号、施工许可证号"]
        assert by_site["标准厂房"] == ["装修合同编号、现场照片，或 备案文号、施工许可证号"]
        assert by_site["轻资产/科创"] == ["装修合同编号、现场照片"]
        assert heads[Stage.CONSTRUCTION].asks == ["现阶段已认定"]
