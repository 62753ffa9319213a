"""What a renewal rested on can be read where the first report stands, by those who may know the investor."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.core.attachments import Upload
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports.models import RenewalEvidence
from app.projects import actions
from app.projects.enums import EvidenceKind
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.files import PDF
from tests.factories.first_reports import ONE, OTHER, carried_out, claim_of, make_reported
from tests.integration.projects_pages.test_projects_editing import MOST_QUERIES

REASON, NAME = "还在谈<设备>清单", "续期会谈纪要.pdf"


def renew(project, *, by, reason=REASON, names=(NAME,)):
    files = [Upload(name, io.BytesIO(PDF)) for name in names]
    first.renew(claim_of(project), project, reason=reason, kind=EvidenceKind.MINUTES, files=files, by=by)
    db.session.flush()


def numbers_of(project):
    return list(
        db.session.scalars(
            sa.select(RenewalEvidence.id)
            .where(RenewalEvidence.first_report_id == claim_of(project).id)
            .order_by(RenewalEvidence.id)
        )
    )


@pytest.fixture
def manager(as_role):
    return as_role(Role.PARK_MANAGER, parks=[ONE])


@pytest.fixture
def renewed(app, manager):
    """A project whose first report was renewed: its code and the address of the file."""
    with app.app_context(), transaction():
        project = make_reported(by=manager.actor, at=ONE)
        renew(project, by=manager.actor)
        return project.code, f"/first-reports/projects/{project.code}/renewal/{numbers_of(project)[0]}"


def card(client, code):
    answer = client.get(f"/projects/{code}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_card_shows_reason_and_files_and_the_file_opens(manager, renewed, as_role):
    code, url = renewed
    for who in (manager, as_role(Role.OFFICER, parks=[ONE]), as_role(Role.BUREAU_MANAGER), as_role(Role.LEADER)):
        said = card(who, code)
        assert "续期理由" in said
        assert "还在谈&lt;设备&gt;清单" in said
        for words in (f'href="{url}"', NAME, EvidenceKind.MINUTES.label):
            assert words in said, words
        with who.get(url) as file:
            assert file.data == PDF
            assert file.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "已续期" in manager.get("/first-reports/").get_data(as_text=True)


def test_of_a_confidential_project_only_those_who_know_it_read_them(app, manager, renewed, as_role):
    code, url = renewed
    with app.app_context(), transaction():
        project = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        actions.edit(project, by=manager.actor, confidential=True, code_name="代号海鸥")
    for who in (manager, as_role(Role.BUREAU_MANAGER)):
        assert NAME in card(who, code)
        with who.get(url) as file:
            assert file.status_code == 200
    for who in (as_role(Role.OFFICER, parks=[ONE]), as_role(Role.LEADER)):
        said = card(who, code)
        assert "首报保护中" in said
        assert not [words for words in (NAME, "还在谈", "续期证据", url) if words in said]
        assert who.get(url).status_code == 404


def test_a_file_is_of_its_own_project_and_park(app, manager, renewed, as_role):
    code, url = renewed
    number = url.rsplit("/", 1)[1]
    with app.app_context(), transaction():
        sibling = make_reported(by=manager.actor, at=ONE, investor="另一投资方有限公司").code
    assert as_role(Role.PARK_MANAGER, parks=[OTHER]).get(url).status_code == 404
    for wrong in (
        f"/first-reports/projects/{sibling}/renewal/{number}",
        f"/first-reports/projects/{code}/renewal/{10**12}",
        f"/first-reports/projects/NT-2026-99999/renewal/{number}",
    ):
        assert manager.get(wrong).status_code == 404, wrong


def test_after_a_transfer_it_is_the_takers_and_of_an_earlier_renewal(app, manager, as_role):
    taker, bureau = as_role(Role.PARK_MANAGER, parks=[OTHER]), as_role(Role.BUREAU_MANAGER)
    with app.app_context(), transaction():
        project = make_reported(by=manager.actor, at=ONE)
        code = project.code
        renew(project, by=manager.actor)
        url = f"/first-reports/projects/{code}/renewal/{numbers_of(project)[0]}"
        carried_out(project, manager.actor, taker.actor, bureau.actor)
    said = card(taker, code)
    assert "以往续期理由" in said
    assert NAME in said
    with taker.get(url) as file:
        assert file.status_code == 200
    assert manager.get(url).status_code == 404


def test_files_of_an_earlier_renewal_stand_beside_those_of_the_last(app, manager):
    with app.app_context(), transaction():
        with clock.held_at(clock.now() - timedelta(days=200)):
            project = make_reported(by=manager.actor, at=ONE)
            renew(project, by=manager.actor, reason="从前的理由", names=["从前.pdf"])
        first.give_up(claim_of(project), project, by=manager.actor)
        first.report_again(claim_of(project), project, by=manager.actor)
        renew(project, by=manager.actor)
        code = project.code
    said = card(manager, code)
    assert "以往续期理由" not in said
    assert "从前的理由" not in said
    assert "从前.pdf" in said
    assert NAME in said


def test_a_merge_leaves_them_with_the_registration_they_were_given_for(app, manager):
    with app.app_context(), transaction():
        holder = make_reported(by=manager.actor, at=ONE, investor="并案续期示例公司")
        renew(holder, by=manager.actor)
        again = make_reported(by=manager.actor, at=ONE, investor="并案续期示例公司", content="同一项目再次登记")
        done = actions.merge(again, holder, by=manager.actor)
        assert claim_of(again).renewed_on == clock.today()
        kept, gone, number = again.code, holder.code, numbers_of(holder)[0]
    assert NAME not in card(manager, kept)
    assert manager.get(f"/first-reports/projects/{kept}/renewal/{number}").status_code == 404
    assert manager.get(f"/first-reports/projects/{gone}/renewal/{number}").status_code == 404
    with app.app_context(), transaction():
        actions.undo_merge(db.session.merge(done), by=manager.actor)
    assert NAME in card(manager, gone)


def test_the_page_asks_once_more_where_there_was_a_renewal_and_not_at_all_where_there_was_none(
    app, manager, count_queries, as_role
):
    with app.app_context(), transaction():
        plain, one, many = (make_reported(by=manager.actor, at=ONE, investor=f"续期{n}有限公司") for n in "甲乙丙")
        renew(one, by=manager.actor)
        renew(many, by=manager.actor, names=[f"{n}.pdf" for n in range(7)])
        hidden = make_reported(by=person(Role.OFFICER, parks=[ONE]), at=ONE, investor="续期丁有限公司")
        renew(hidden, by=manager.actor)
        actions.edit(hidden, by=manager.actor, confidential=True, code_name="代号海鸥")
        codes = [project.code for project in (plain, one, many, hidden)]

    def asked(client, code):
        card(client, code)
        with count_queries() as sent:
            card(client, code)
        return len(sent), sum("first_report_evidence" in statement for statement in sent)

    found = [asked(manager, code) for code in codes[:3]]
    assert [evidence for _, evidence in found] == [0, 1, 1]
    base = found[0][0]
    assert [total - base for total, _ in found] == [0, 1, 1]
    assert found[2][0] <= MOST_QUERIES
    assert asked(as_role(Role.OFFICER, parks=[ONE]), codes[3])[1] == 0, "nothing is asked that may not be shown"
