"""The pages of first reports: lists, cases, transfers, the live check, the card on the project's page."""

import io

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports import queries, view_model
from app.first_reports.enums import CaseState, ClaimState, Outcome, TransferState
from app.first_reports.models import CaseEvidence, ConflictCase, FirstReport, Transfer
from app.parks.models import Park
from app.projects import actions
from app.projects.enums import SiteMode, Status
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.files import PDF
from tests.factories.first_reports import ONE, OTHER, complete, make_reported, sector_id
from tests.factories.projects import make_project

ELSEWHERE = view_model.ELSEWHERE
REASONS = {"on_time": "甲方先登记", "on_contact": "甲方有面谈", "on_follow_up": "甲方持续跟进", "on_fit": "均相符"}


@pytest.fixture
def clash(app, as_role):
    """A holder at one park, a later registration of the same investor at another, and the people around them."""
    holder = as_role(Role.PARK_MANAGER, parks=[ONE])
    later = as_role(Role.PARK_MANAGER, parks=[OTHER])
    bureau = as_role(Role.BUREAU_MANAGER)
    with app.app_context(), transaction():
        held = make_reported(by=holder.actor, at=ONE, investor="秘密首报科技有限公司", content="甲园区首报的内容")
        second = make_reported(by=later.actor, at=OTHER, investor="秘密首报科技有限公司", content="乙园区后报的内容")
        case = db.session.scalars(sa.select(ConflictCase)).one()
        return {
            "holder": holder,
            "later": later,
            "bureau": bureau,
            "held": held.code,
            "second": second.code,
            "case": case.code,
        }


def text(client, url, **kwargs):
    answer = client.get(url, **kwargs)
    assert answer.status_code == 200, url
    return answer.get_data(as_text=True)


def test_lists_and_card(clash):
    for who in ("holder", "later", "bureau"):
        for url in (
            "/first-reports/",
            "/first-reports/cases/",
            "/first-reports/transfers/",
            "/first-reports/?state=contested&level=city&mine=1",
        ):
            text(clash[who], url)
    assert "首报保护中" in text(clash["holder"], f"/projects/{clash['held']}")
    card = text(clash["later"], f"/projects/{clash['second']}")
    assert "待裁定" in card
    assert ELSEWHERE in card
    assert clash["holder"].get("/first-reports/?state=nonsense").status_code == 400


def test_a_case_from_evidence_to_appeal(app, clash, as_role):
    case = f"/first-reports/cases/{clash['case']}"
    assert "甲园区首报的内容" not in text(clash["later"], case)
    assert clash["held"] not in text(clash["later"], case)
    assert clash["second"] not in text(clash["holder"], case)
    both = text(clash["bureau"], case)
    assert clash["held"] in both
    assert clash["second"] in both
    said = {"text": "上月已面谈", "kind": "minutes", "files": (io.BytesIO(PDF), "纪要.pdf")}
    sent = clash["later"].send(f"{case}/evidence", said, content_type="multipart/form-data")
    assert sent.status_code == 302, sent.get_data(as_text=True)
    assert "纪要.pdf" in text(clash["later"], case)
    assert "纪要.pdf" not in text(clash["holder"], case)
    assert "上月已面谈" in text(clash["bureau"], case)
    number = _evidence(app)
    for who in ("later", "bureau"):
        with clash[who].get(f"{case}/evidence/{number}") as file:
            assert file.data == PDF
    assert clash["holder"].get(f"{case}/evidence/{number}").status_code == 404
    leader = as_role(Role.LEADER, cities=["NT"])
    assert f"{case}/evidence/{number}" in leader.get(case).text
    with leader.get(f"{case}/evidence/{number}") as file:
        assert file.data == PDF, "what the page lists can be opened"
    assert clash["holder"].send(f"{case}/ruling", {"outcome": "incumbent"}).status_code == 403
    assert clash["bureau"].send(f"{case}/ruling", {"outcome": "both", **REASONS, "ruling": "x"}).status_code == 422
    assert clash["bureau"].send(f"{case}/ruling", {"outcome": "challenger", "ruling": "归乙"}).status_code == 422
    ruled = clash["bureau"].send(f"{case}/ruling", {"outcome": "challenger", **REASONS, "ruling": "首报归乙方。"})
    assert ruled.status_code == 302
    again = clash["bureau"].send(f"{case}/ruling", {"outcome": "incumbent", **REASONS, "ruling": "首报归甲方。"})
    assert again.status_code == 422
    with app.app_context():
        assert _claim(clash["second"]).state is ClaimState.PROTECTED
        assert _claim(clash["held"]).state is ClaimState.WAITING
    assert "首报归" in text(clash["holder"], case)
    assert clash["second"] not in text(clash["holder"], case)
    assert clash["holder"].send(f"{case}/appeal", {"reason": "我方更早"}).status_code == 302
    assert clash["later"].send(f"{case}/appeal", {"reason": "再来"}).status_code == 422
    other_head = as_role(Role.BUREAU_MANAGER)
    reply = {"outcome": "incumbent", "answer": "复核后改判"}
    assert clash["bureau"].send(f"{case}/answer", reply).status_code == 422
    assert other_head.send(f"{case}/answer", reply).status_code == 302
    with app.app_context():
        assert _claim(clash["held"]).state is ClaimState.PROTECTED
        assert _claim(clash["second"]).state is ClaimState.WAITING
        found = db.session.scalars(sa.select(ConflictCase)).one()
        assert (found.state, found.first_outcome) == (CaseState.SETTLED, Outcome.CHALLENGER)
    for who in ("holder", "later", "bureau"):
        text(clash[who], case)


def test_the_printed_ruling_hides_the_other_side(app, clash):
    case = f"/first-reports/cases/{clash['case']}"
    clash["bureau"].send(f"{case}/ruling", {"outcome": "incumbent", **REASONS, "ruling": "首报归甲方。"})
    with app.app_context():
        words = {
            who: str(view_model.ruling_paper(queries.ruling(clash["case"], to=clash[who].actor)))
            for who in ("holder", "later", "bureau")
        }
    assert clash["second"] not in words["holder"]
    assert clash["held"] not in words["later"]
    assert clash["held"] in words["bureau"]
    assert clash["second"] in words["bureau"]
    assert all("首报归甲方。" in said for said in words.values())


def test_a_transfer_by_three(app, clash, as_role):
    proposed = clash["holder"].send(
        f"/first-reports/projects/{clash['held']}/transfer", {"to_park": OTHER, "reason": "产业更契合"}
    )
    assert proposed.status_code == 302, proposed.get_data(as_text=True)
    page = proposed.location
    with app.app_context():
        assert _project(clash["held"]).status is Status.TRANSFERRING
    for who in ("holder", "later", "bureau"):
        text(clash[who], page)
    stranger = as_role(Role.PARK_MANAGER, parks=["lay-ntit-core"])
    assert stranger.get(page).status_code == 404
    assert clash["holder"].send(f"{page}/agree").status_code == 422
    assert clash["bureau"].send(f"{page}/agree").status_code == 302
    assert clash["later"].send(f"{page}/agree", {}).status_code == 422
    assert clash["later"].send(f"{page}/agree", {"owner": clash["later"].actor.login}).status_code == 302
    with app.app_context():
        project = _project(clash["held"])
        assert project.park.code == OTHER
        assert project.owner_id == clash["later"].actor.id
        assert project.status is Status.ACTIVE
        assert _claim(clash["held"]).state.holds
    assert clash["holder"].get(f"/projects/{clash['held']}").status_code == 404
    assert clash["later"].get(f"/projects/{clash['held']}").status_code == 200
    with app.app_context(), transaction():
        project = _project(clash["held"])
        actions.edit(project, by=clash["later"].actor, name="流转以后的新名字", content="流转以后的新内容")
    for url in (page, "/first-reports/transfers/?all=1", "/first-reports/", "/projects/", "/search?q=流转以后"):
        after = text(clash["holder"], url)
        assert "流转以后的" not in after.replace("没有找到", ""), url
    assert "流转到" in text(clash["holder"], page)
    assert "流转以后的新名字" in text(clash["later"], page)


def test_refused_and_withdrawn_transfers_go_back(app, clash):
    for verb, who, state in (
        ("withdraw", "holder", TransferState.WITHDRAWN),
        ("refuse", "later", TransferState.REFUSED),
    ):
        page = (
            clash["holder"]
            .send(f"/first-reports/projects/{clash['held']}/transfer", {"to_park": OTHER, "reason": f"试{verb}"})
            .location
        )
        assert clash[who].send(f"{page}/{verb}", {"reason": ""}).status_code == 422
        assert clash[who].send(f"{page}/{verb}", {"reason": "不合适"}).status_code == 302
        with app.app_context():
            assert _project(clash["held"]).status is Status.ACTIVE
            assert db.session.scalars(sa.select(Transfer.state).order_by(Transfer.id.desc())).first() is state


def test_the_live_check(app, clash):
    ask = {"investor": "秘密首报科技有限公司"}
    head = {"HX-Request": "true"}
    mine = text(clash["holder"], "/first-reports/check", query_string=ask, headers=head)
    assert clash["held"] in mine
    other = clash["later"].get("/first-reports/check", query_string={"investor": "（秘密）首报科技"}, headers=head)
    assert ELSEWHERE in other.get_data(as_text=True)
    assert clash["held"] not in other.get_data(as_text=True)
    nothing = text(clash["later"], "/first-reports/check", query_string={"investor": "从未有过的名字"}, headers=head)
    assert ELSEWHERE not in nothing
    for odd in (
        {},
        {"investor": "\ud800"[:0]},
        {"investment": "abc", "sector_id": "x", "site_mode": "?"},
        {"uscc": "0" * 300},
    ):
        assert clash["later"].get("/first-reports/check", query_string=odd, headers=head).status_code == 200
    assert clash["bureau"].get("/first-reports/check").status_code == 403


def test_level_four_needs_all_of_it(app, clash):
    with app.app_context(), transaction():
        made = make_reported(
            at=ONE, investor="全不相干有限公司", content="年产六百万件车规级功率模块封装测试生产线项目"
        )
        complete(made, site_mode=SiteMode.LAND)
        number = sector_id()
    asked = {
        "investor": "另一家名字公司",
        "content": "年产五百万件车规级功率模块封装测试生产线",
        "investment": "1.3亿",
        "sector_id": str(number),
        "site_mode": "land",
    }

    def get(**less):
        asking = {"query_string": {**asked, **less}, "headers": {"HX-Request": "true"}}
        return text(clash["later"], "/first-reports/check", **asking)

    assert ELSEWHERE in get()
    for less in ({"investment": "9亿"}, {"site_mode": "light"}, {"sector_id": ""}, {"content": "海水淡化药剂"}):
        assert ELSEWHERE not in get(**less), less


def test_renewing_and_raising(app, clash):
    url = f"/first-reports/projects/{clash['held']}/renew"
    text(clash["holder"], url)
    assert clash["holder"].send(url, {"reason": "谈判中", "kind": "minutes"}).status_code == 422
    files = {"reason": "谈判中", "kind": "minutes", "files": (io.BytesIO(PDF), "纪要.pdf")}
    assert clash["holder"].send(url, files, content_type="multipart/form-data").status_code == 302
    files["files"] = (io.BytesIO(PDF), "纪要2.pdf")
    assert clash["holder"].send(url, files, content_type="multipart/form-data").status_code == 422
    assert clash["later"].get(url).status_code == 404
    for who in ("bureau", "later"):
        text(clash[who], f"/first-reports/projects/{clash['second']}/conflict")
    assert clash["later"].send(f"/first-reports/projects/{clash['second']}/conflict").status_code == 422


def test_lists_cost_the_same_for_one_and_for_many(app, clash, count_queries):
    def cost(url):
        with count_queries() as sent:
            clash["bureau"].get(url)
        return len(sent)

    urls = ("/first-reports/?state=all", "/first-reports/cases/", "/first-reports/transfers/")
    before = [cost(url) for url in urls]
    with app.app_context(), transaction():
        for number in range(4):
            make_reported(at=ONE, investor=f"许多{number}有限公司")
            make_reported(at=OTHER, investor=f"许多{number}有限公司")
        giver = person(Role.PARK_MANAGER, parks=[ONE])
        taker = db.session.scalars(sa.select(Park).where(Park.code == OTHER)).one()
        for _ in range(3):
            first.propose(make_project(at=ONE), taker, reason="试", by=giver)
    assert [cost(url) for url in urls] == before
    assert max(before) <= 12


def _evidence(app):
    with app.app_context():
        return db.session.scalars(sa.select(CaseEvidence.id)).one()


def _claim(code):
    return db.session.scalars(
        sa.select(FirstReport).join(Project, Project.id == FirstReport.project_id).where(Project.code == code)
    ).one()


def _project(code):
    return (
        db.session.scalars(sa.select(Project).where(Project.code == code).options(sa.orm.joinedload(Project.park)))
        .unique()
        .one()
    )
