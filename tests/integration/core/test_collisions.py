"""Two transactions in each other's way: they wait in one order, and where an engine gives up, a sentence says so."""

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from app.accounts.enums import Role
from app.core.access import public
from app.core.audit import broken_links
from app.core.transaction import transaction
from app.extensions import db
from app.projects import actions
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project
from tests.racing import Turns

FAULTS = (psycopg.errors.DeadlockDetected("deadlock"), sqlite3.OperationalError("database is locked"))


@pytest.mark.parametrize("fault", FAULTS, ids=["postgresql", "sqlite"])
def test_a_collision_is_a_sentence_and_no_fault(app, client, fault):
    app.view_functions["health.healthz"], kept = (
        public(lambda: (_ for _ in ()).throw(OperationalError("UPDATE", {}, fault))),
        app.view_functions["health.healthz"],
    )
    try:
        answer = client.get("/healthz")
    finally:
        app.view_functions["health.healthz"] = kept
    assert answer.status_code == 409
    assert "请重试一次" in answer.get_data(as_text=True)


def test_a_registration_and_an_edit_at_one_park_do_not_wait_for_each_other_for_ever(racing_app):
    with racing_app.app_context(), transaction():
        owner = person(Role.OFFICER, parks=[PARK])
        number = make_project(by=owner).id

    def register():
        return make_project(by=owner, investor="并行登记企业有限公司").code

    def edit():
        actions.edit(db.session.get_one(Project, number), by=owner, content="改过的内容，租厂房两千平方米")

    for first, second in ((register, edit), (edit, register)):
        outcomes = Turns(racing_app).run(first, second)
        assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    with racing_app.app_context():
        assert list(broken_links()) == []
        assert db.session.scalar(sa.select(Project.content).where(Project.id == number)).startswith("改过的内容")
