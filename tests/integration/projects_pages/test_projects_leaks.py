"""What others must not see: another park's projects, and what a confidential one keeps back.

Every route of a project as the other park: `tests/integration/test_no_route_opens_to_another_park.py`.
"""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.core.audit import AuditEntry
from app.core.transaction import transaction
from app.extensions import db
from app.projects import actions
from app.projects.enums import ActivityKind
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project

OTHER = "lay-ntit-zone-1"
SECRET = "机密控股集团有限公司"
SAID = "与董事长面谈搬迁"
NEXT = "去总部回访"


@pytest.mark.parametrize("code", ["NT-2026-99999", "x", "%00", "a" * 300, "NT-2026-00001'--", "㐂𠮷"])
def test_codes_that_do_not_exist_are_not_found(as_role, code):
    client = as_role(Role.OFFICER, parks=[PARK])
    for page in ("", "/edit", "/facts", "/move", "/history", "/hold", "/activities/new"):
        assert client.get(f"/projects/{code}{page}").status_code == 404


def test_the_bin_is_the_parks_own(app, as_role):
    owner, stranger = as_role(Role.OFFICER, parks=[PARK]), as_role(Role.OFFICER, parks=[OTHER])
    with app.app_context(), transaction():
        project = make_project(by=owner.actor, name="丢弃的项目")
        code = project.code
    assert owner.send(f"/projects/{code}/delete").status_code == 302
    assert "丢弃的项目" in owner.get("/projects/bin").get_data(as_text=True)
    assert "丢弃的项目" not in stranger.get("/projects/bin").get_data(as_text=True)
    assert stranger.send(f"/projects/{code}/restore").status_code == 404
    assert owner.get(f"/projects/{code}").status_code == 404
    assert owner.send(f"/projects/{code}/restore").status_code == 302
    assert owner.get(f"/projects/{code}").status_code == 200


@pytest.fixture
def secret(app, as_role):
    """A confidential project, its owner, and the four kinds of people who look at it."""
    owner = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        project = make_project(
            by=owner.actor,
            investor=SECRET,
            name="机密总部项目",
            content="机密内容说明",
            confidential=True,
            code_name="代号海鸥",
        )
        actions.edit(project, by=owner.actor, requirements="机密需求", problems="机密困难", chain_link="机密环节")
        actions.record_activity(
            project,
            kind=ActivityKind.MEETING,
            happened_on=clock.today(),
            people="机密董事长",
            result=SAID,
            next_step=NEXT,
            next_due=clock.today(),
            by=owner.actor,
        )
        code = project.code
    return code, owner


KEPT_BACK = (SECRET, "机密", SAID, NEXT)


@pytest.mark.parametrize(
    "viewer",
    [
        (Role.OFFICER, [PARK], False),
        (Role.LEADER, None, False),
        (Role.PARK_MANAGER, [PARK], True),
        (Role.REVIEWER, None, True),
        (Role.BUREAU_MANAGER, None, True),
    ],
)
def test_who_learns_what_of_a_confidential_project(as_role, secret, viewer):
    (role, parks, knows), (code, _) = viewer, secret
    client = as_role(role, **({"parks": parks} if parks else {}))
    for page in (f"/projects/{code}", f"/projects/{code}/history", f"/projects/{code}?events=activities&more=1"):
        shown = client.get(page)
        assert shown.status_code == 200
        text = shown.get_data(as_text=True)
        if knows:
            assert "机密总部项目" in text
        else:
            assert "代号海鸥" in text
            assert not [word for word in KEPT_BACK if word in text], page
    for page in ("edit", "facts", "hold", "lose", "move"):
        text = client.get(f"/projects/{code}/{page}").get_data(as_text=True)
        if not knows:
            assert not [word for word in KEPT_BACK if word in text], page
    answer = client.send(f"/projects/{code}/move", {"stage": "negotiating"}, headers={"Accept": "application/json"})
    assert knows or not [word for word in KEPT_BACK if word in answer.get_data(as_text=True)]


def test_a_colleague_may_add_an_activity_without_reading_the_others(as_role, secret):
    code, owner = secret
    colleague = as_role(Role.OFFICER, parks=[PARK])
    text = colleague.get(f"/projects/{code}/activities/new?completes=1").get_data(as_text=True)
    assert not [word for word in KEPT_BACK if word in text]
    sent = {"kind": "call", "happened_on": clock.today().isoformat(), "result": "转告来电"}
    assert colleague.send(f"/projects/{code}/activities/new", sent).status_code == 302
    assert colleague.get(f"/projects/{code}/edit").status_code == 403
    assert owner.get(f"/projects/{code}/edit").status_code == 200


def test_an_unowned_confidential_project_is_not_open_to_the_team(app, as_role, secret):
    code, owner = secret
    with app.app_context(), transaction():
        project = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        manager = person(Role.PARK_MANAGER, parks=[PARK])
        actions.give_to(project, None, by=manager, serves=False)
    colleague = as_role(Role.OFFICER, parks=[PARK])
    for page in ("edit", "facts", "move"):
        assert colleague.get(f"/projects/{code}/{page}").status_code == 403
    assert SECRET not in owner.get(f"/projects/{code}").get_data(as_text=True)


def test_the_trail_keeps_fields_not_texts(app, secret):
    with app.app_context():
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject_kind == "project"))
        for entry in entries:
            assert "机密" not in f"{entry.subject_label}{entry.changes}"


def test_colleagues_of_the_park_see_open_projects_in_full(app, as_role):
    with app.app_context(), transaction():
        project = make_project(investor="公开企业有限公司")
        code = project.code
    colleague = as_role(Role.OFFICER, parks=[PARK])
    assert "公开企业有限公司" in colleague.get(f"/projects/{code}").get_data(as_text=True)
    assert colleague.get(f"/projects/{code}/edit").status_code == 403
    assert colleague.send(f"/projects/{code}/edit", {"name": "改名"}).status_code == 403
    assert colleague.send(f"/projects/{code}/delete").status_code == 403
