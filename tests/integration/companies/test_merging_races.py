"""Two people merge at once, each in a transaction of his own: one is done, the other is told."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.enums import Role
from app.companies import actions as companies
from app.companies.models import Company, CompanyMerge
from app.core.errors import DomainError, Stale
from app.core.transaction import transaction
from app.extensions import db
from app.projects import actions as projects
from app.projects.models import Activity, Project, ProjectMerge
from tests.factories.accounts import person
from tests.factories.companies import company, park
from tests.factories.projects import make_project

PARK = "lay-ntit-zone-2"
SECONDS = 60


@pytest.fixture
def shop(racing_app: Flask) -> Flask:
    """Where transactions really end."""
    return racing_app


def at_once(app: Flask, *deeds: Callable[[], None]) -> list[Exception | None]:
    """Each deed in a thread and a transaction of its own, begun together; what each was refused with."""
    begun = threading.Barrier(len(deeds))
    said: list[Exception | None] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], None]) -> None:
        with app.app_context():
            begun.wait(SECONDS)
            try:
                with transaction():
                    deed()
            except Exception as refusal:  # noqa: BLE001 - the test looks at it
                said[place] = refusal

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    return said


def pair_of_companies(app: Flask) -> tuple[int, int]:
    with app.app_context(), transaction():
        return company(parks=[PARK]).id, company(parks=[PARK]).id


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_two_companies_are_merged_once(shop: Flask, turned: bool) -> None:
    one, other = pair_of_companies(shop)
    with shop.app_context(), transaction():
        bureau = person(Role.BUREAU_MANAGER)

    def merge(kept: int, gone: int) -> Callable[[], None]:
        def deed() -> None:
            companies.merge(db.session.get_one(Company, kept), db.session.get_one(Company, gone), by=bureau)

        return deed

    said = at_once(shop, merge(one, other), merge(other, one) if turned else merge(one, other))
    assert sorted(refusal is None for refusal in said) == [False, True]
    assert isinstance(next(filter(None, said)), Stale)
    with shop.app_context():
        standing = sa.select(sa.func.count()).where(Company.id.in_([one, other]), Company.deleted_at.is_(None))
        assert db.session.scalar(standing) == 1
        done = sa.select(sa.func.count()).where(CompanyMerge.gone_id.in_([one, other]))
        assert db.session.scalar(done) == 1


def test_a_merge_is_taken_back_once(shop: Flask) -> None:
    one, other = pair_of_companies(shop)
    with shop.app_context(), transaction():
        bureau = person(Role.BUREAU_MANAGER)
        merge = companies.merge(db.session.get_one(Company, one), db.session.get_one(Company, other), by=bureau).id

    def undo() -> None:
        companies.undo_merge(db.session.get_one(CompanyMerge, merge), by=bureau)

    said = at_once(shop, undo, undo)
    assert sorted(refusal is None for refusal in said) == [False, True]
    assert isinstance(next(filter(None, said)), Stale)


def test_a_lead_of_a_company_that_is_being_merged_is_not_lost(shop: Flask) -> None:
    kept, gone = pair_of_companies(shop)
    with shop.app_context(), transaction():
        bureau, officer = person(Role.BUREAU_MANAGER), person(Role.OFFICER, parks=[PARK])
        name = db.session.get_one(Company, gone).name

    def merge() -> None:
        companies.merge(db.session.get_one(Company, kept), db.session.get_one(Company, gone), by=bureau)

    def register() -> None:
        investor = db.session.scalars(sa.select(Company).where(Company.name == name).order_by(Company.id)).first()
        draft = projects.Draft(investor=investor, park=park(PARK), source="visit", content="同时登记的线索")
        projects.register(draft, by=officer)

    said = at_once(shop, merge, register)
    assert said[0] is None
    assert said[1] is None or isinstance(said[1], DomainError)
    with shop.app_context():
        lost = sa.select(sa.func.count()).where(Project.company_id == gone)
        assert db.session.scalar(lost) == 0


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_two_projects_are_merged_once(shop: Flask, turned: bool) -> None:
    with shop.app_context(), transaction():
        manager = person(Role.PARK_MANAGER, parks=[PARK])
        one, other = make_project(by=manager).id, make_project(by=manager).id

    def merge(kept: int, gone: int) -> Callable[[], None]:
        def deed() -> None:
            projects.merge(db.session.get_one(Project, kept), db.session.get_one(Project, gone), by=manager)

        return deed

    said = at_once(shop, merge(one, other), merge(other, one) if turned else merge(one, other))
    assert sorted(refusal is None for refusal in said) == [False, True]
    assert isinstance(next(filter(None, said)), Stale)
    with shop.app_context():
        done = sa.select(sa.func.count()).where(ProjectMerge.gone_id.in_([one, other]))
        assert db.session.scalar(done) == 1


def test_an_activity_noted_while_projects_are_merged_is_not_lost(shop: Flask) -> None:
    with shop.app_context(), transaction():
        manager = person(Role.PARK_MANAGER, parks=[PARK])
        kept, gone = make_project(by=manager).id, make_project(by=manager).id

    def merge() -> None:
        projects.merge(db.session.get_one(Project, kept), db.session.get_one(Project, gone), by=manager)

    def note() -> None:
        project = db.session.get_one(Project, gone)
        if project.deleted_at is not None:
            raise Stale("gone")
        projects.record_activity(project, kind="call", happened_on=project.stage_since, result="合并时记下", by=manager)

    said = at_once(shop, merge, note)
    # Either the note came first and moved along, or its writer is told that the project is no more.
    assert said[0] is None or said[1] is None
    with shop.app_context():
        noted = list(db.session.scalars(sa.select(Activity.project_id).where(Activity.result == "合并时记下")))
        assert len(noted) == (1 if said[1] is None else 0)
        if said[0] is None and noted:
            assert noted == [kept]
