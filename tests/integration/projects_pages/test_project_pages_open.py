"""Every page of a project opens for its owner, at every stage."""

import pytest

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.projects.enums import SiteMode, Stage
from tests.factories.projects import PARK, make_project

PAGES = (
    *("", "/edit", "/activities/new", "/hold", "/lose", "/remove", "/reactivate", "/history", "/move"),
    *("/facts", "/facts/edit", "/facts/photos/new"),
    *(f"/facts/{part}/new" for part in ("contracts", "sites", "permits")),
)


@pytest.mark.parametrize("stage", Stage)
def test_every_page_opens(app, as_role, stage):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        code = make_project(by=client.actor, stage=stage, site_mode=SiteMode.LAND).code
    for page in PAGES:
        response = client.get(f"/projects/{code}{page}")
        assert response.status_code == 200, page
    assert client.get("/projects/bin").status_code == 200
    assert client.get("/projects/new").status_code == 200
