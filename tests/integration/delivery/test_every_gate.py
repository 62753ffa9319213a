"""Every gate, on every kind of site, for every role: who may move, what each single missing item does, where its link leads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.delivery.models import Contract, DeliveryFacts, DeliveryFile, Permit, SiteContract
from app.extensions import db
from app.pipeline.rules import GateRules, demanded
from app.projects.enums import ActivityKind, ContractKind, Recognition, SiteMode, Stage
from app.projects.models import Activity, Project
from tests.factories.projects import PARK, make_project, open_gate, recognise

JSON = {"Accept": "application/json"}
ELSEWHERE = "lay-ntit-zone-1"
# Who tries, from where, and what he is answered when the gate is open.
PEOPLE = (
    ("owner", Role.OFFICER, PARK, 200),
    ("manager", Role.PARK_MANAGER, PARK, 200),
    ("bureau's head", Role.BUREAU_MANAGER, None, 200),
    ("colleague", Role.OFFICER, PARK, 403),
    ("officer elsewhere", Role.OFFICER, ELSEWHERE, 404),
    ("manager elsewhere", Role.PARK_MANAGER, ELSEWHERE, 404),
    ("reviewer", Role.REVIEWER, None, 403),
    ("leader", Role.LEADER, None, 403),
    ("department", Role.DEPARTMENT_REVIEWER, None, 403),
    ("auditor", Role.AUDITOR, None, 403),
    ("administrator", Role.ADMIN, None, 403),
)
# Item → the column that holds it and what stands there when it is missing.
PLACES: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "met_in_person": (Activity, {"kind": ActivityKind.CALL}),
    **{
        name: (Project, {name: None})
        for name in ("owner_id", "investment", "sector_id", "output_estimate", "tax_estimate", "jobs_estimate")
    },
    "land_mu": (Project, {"land_mu": None, "floor_sqm": None}),
    "site_mode": (Project, {"site_mode": None}),
    "requirements": (Project, {"requirements": ""}),
    **{
        name: (DeliveryFacts, {name: None})
        for name in (
            *("appraisal_result", "project_company_name", "licensed_on", "first_invoice_on"),
            *("year_output", "year_tax"),
        )
    },
    "accepted_on": (DeliveryFacts, {"accepted_on": None, "equipment_installed_on": None}),
    "contract_kind": (Contract, {"deleted_at": sa.func.current_timestamp()}),
    "contract_signed_on": (Contract, {"signed_on": None}),
    "contract_investment": (Contract, {"investment": None}),
    **{
        name: (Contract, {name: None})
        for name in (
            *("agreed_start_on", "agreed_production_on", "legal_review_number"),
            *("competition_review_number", "agreed_output", "agreed_tax"),
        )
    },
    "site_contract_kind": (SiteContract, {"deleted_at": sa.func.current_timestamp()}),
    "site_contract_number": (SiteContract, {"number": None}),
    **{f"permit_{kind}": (Permit, {"number": None}) for kind in ("filing", "construction", "fit_out")},
    "photo": (DeliveryFile, {"deleted_at": sa.func.current_timestamp()}),
    "recognised": (Project, {"recognition": Recognition.SUBMITTED}),
}
# Where one item missing means that another cannot be judged either.
ALONG = {
    "site_contract_kind": {"site_contract_number"},
    "agreed_output": {"year_output"},
    "agreed_tax": {"year_tax"},
    "contract_kind": {
        *("contract_signed_on", "contract_investment", "agreed_start_on", "agreed_production_on"),
        *("legal_review_number", "competition_review_number"),
    },
}


@contextmanager
def lacking(app, project_id: int, key: str) -> Iterator[None]:
    """Take one thing away for the length of a block, past all actions."""
    model, empty = PLACES[key]
    mine = model.id == project_id if model is Project else model.project_id == project_id
    if key.startswith("permit_"):
        mine = sa.and_(mine, model.kind == key.removeprefix("permit_"))
    columns = [getattr(model, name) for name in empty]
    with app.app_context(), transaction():
        was = db.session.execute(sa.select(model.id, *columns).where(mine)).all()
        db.session.execute(sa.update(model).where(mine).values(empty))
    yield
    with app.app_context(), transaction():
        for row in was:
            values = dict(zip(empty, row[1:], strict=True))
            db.session.execute(sa.update(model).where(model.id == row[0]).values(values))


@pytest.fixture
def people(as_role) -> list[tuple[str, Any, int]]:
    return [(name, as_role(role, parks=[place] if place else None), answer) for name, role, place, answer in PEOPLE]


@pytest.mark.parametrize("site", SiteMode)
def test_every_gate(app, people, site):
    owner = people[0][1]
    with app.app_context(), transaction():
        project = make_project(by=owner.actor, site_mode=site)
        code, number = project.code, project.id
    for stage in list(Stage)[1:]:
        with app.app_context(), transaction():
            project = db.session.get_one(Project, number)
            if project.stage.needs_recognition:
                recognise(project, kind=ContractKind.FORMAL)
            open_gate(project, stage, by=owner.actor, site_mode=site)
            if site is SiteMode.FACTORY and stage is Stage.CONSTRUCTION:
                # Both ways are complete; leave one, so that each of its items matters.
                db.session.execute(
                    sa.update(Permit).where(Permit.project_id == number, Permit.kind == "filing").values(number=None)
                )
        each_item_alone_closes_it(app, owner, (code, number), stage, site)
        each_person_is_answered_rightly(app, people, code, stage)
        assert owner.send(f"/projects/{code}/move", {"stage": stage.value}, headers=JSON).status_code == 200


def each_item_alone_closes_it(app, owner, project: tuple[str, int], stage: Stage, site: SiteMode) -> None:
    code, number = project
    asked, ways = demanded(stage, site, GateRules())
    for one in (*asked, *(ways[0] if ways else ())):
        with lacking(app, number, one.key):
            answer = owner.send(f"/projects/{code}/move", {"stage": stage.value}, headers=JSON)
            assert answer.status_code == 422, (stage, site, one.key)
            missing = {item["label"]: item["url"] for item in answer.json["missing"]}
            expected = {one.label, *(other.label for other in asked if other.key in ALONG.get(one.key, ()))}
            assert set(missing) == expected, (stage, site, one.key)
            if site is SiteMode.LAND or one not in asked:  # the others lead to the same places
                leads_to_the_field(owner, missing[one.label], one.where)
            if one is asked[-1]:
                page = owner.get(f"/projects/{code}").get_data(as_text=True)
                assert f"还缺 {len(missing)} 项" in page
                assert missing[one.label].replace("&", "&amp;") in page


def leads_to_the_field(owner, url: str, where: str) -> None:
    form, _, field = where.partition("#")
    address, _, anchor = url.partition("#")
    if form == "recognition":
        assert owner.get(address, follow_redirects=True).status_code == 200
        return
    assert anchor == field
    page = owner.get(address, follow_redirects=True)
    assert page.status_code == 200, url
    assert f'id="{field}"' in page.get_data(as_text=True), url


def each_person_is_answered_rightly(app, people, code: str, stage: Stage) -> None:
    for name, client, expected in people:
        answer = client.send(f"/projects/{code}/move", {"stage": stage.value}, headers=JSON)
        assert answer.status_code == expected, (name, stage)
        if expected == 200:
            assert client.send(f"/projects/{code}/move/undo").status_code == 302
    with app.app_context():
        project = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        assert project.stage is stage.previous


@pytest.mark.parametrize(("stage", "site"), [(stage, site) for stage in list(Stage)[1:] for site in SiteMode])
def test_every_item_can_be_taken_away_here(stage, site):
    """A new requirement needs its line in the table above."""
    asked, ways = demanded(stage, site, GateRules())
    assert {one.key for one in (*asked, *(one for way in ways for one in way))} <= set(PLACES)
