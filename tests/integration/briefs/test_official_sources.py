"""Rulings, supervision notices and weekly reports as their packages word them, printed for those who may read them."""

import io
import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.accounts.enums import Role
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports.models import ConflictCase
from app.follow_up.actions import weekly
from app.follow_up.queries import weekly as weeklies
from app.follow_up.rules import week_of
from app.monitoring import queries as notices
from app.monitoring.actions import supervision
from app.parks.models import Park
from app.projects import actions as projects
from tests.factories.first_reports import ONE, OTHER, make_reported
from tests.factories.projects import make_project
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
SECRET = "秘密首报科技有限公司"
REASONS = {
    "on_time": "甲方于2026年3月9日先行完整登记，乙方晚两日",
    "on_contact": "甲方有来访签到和会议纪要",
    "on_follow_up": "甲方跟进3次，乙方1次",
    "on_fit": "与两园区方向均相符",
    "ruling": "该项目由甲方继续跟进，乙方不再接洽，保护期自登记之日起90天。",
}


def printed(client: PageClient, address: str) -> tuple[str, int]:
    """The text of a PDF without breaks, and its pages. `KEEP_PAPERS` names a folder to look at them in."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    if folder := os.environ.get("KEEP_PAPERS"):
        Path(folder, re.sub(r"\W", "_", address) + ".pdf").write_bytes(answer.data)
    reader = PdfReader(io.BytesIO(answer.data))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages)), len(reader.pages)


@pytest.fixture
def parties(as_role: SignIn) -> dict[str, PageClient]:
    return {
        "ours": as_role(Role.PARK_MANAGER, parks=[ONE]),
        "other": as_role(Role.PARK_MANAGER, parks=[OTHER]),
        "bureau": as_role(Role.BUREAU_MANAGER),
        "stranger": as_role(Role.PARK_MANAGER, parks=["lay-ntit-core"]),
    }


def test_a_ruling_is_printed_for_each_side_without_the_other(app, parties: dict[str, PageClient]) -> None:
    with app.app_context(), transaction():
        held = make_reported(by=parties["ours"].actor, at=ONE, investor=SECRET).code
        second = make_reported(by=parties["other"].actor, at=OTHER, investor=SECRET).code
        case = db.session.scalars(sa.select(ConflictCase.code)).one()
    page = f"/briefs/papers/ruling/{case}"
    assert parties["bureau"].get(page).status_code == 404  # not before it is ruled
    parties["bureau"].send(f"/first-reports/cases/{case}/ruling", {"outcome": "incumbent", **REASONS})
    assert page in parties["bureau"].get(f"/first-reports/cases/{case}").text
    code = parties["bureau"].send(page, {}).location.rsplit("/", 1)[1]
    both, pages = printed(parties["bureau"], f"/briefs/{code}/file")
    assert pages == 1
    assert held in both
    assert second in both
    for who, mine, theirs in (("ours", held, second), ("other", second, held)):
        assert parties[who].get(f"/briefs/{code}/file").status_code == 404
        text, _ = printed(parties[who], f"{page}/preview.pdf")
        assert mine in text
        assert theirs not in text
        assert "由甲方继续跟进" in text
    for address in (page, f"{page}/preview.pdf", f"/briefs/{code}"):
        assert parties["stranger"].get(address).status_code == 404


def test_paper_about_a_confidential_project_names_no_investor(app, parties: dict[str, PageClient]) -> None:
    with app.app_context(), transaction():
        held = make_reported(by=parties["ours"].actor, at=ONE, investor=SECRET)
        projects.edit(held, by=parties["ours"].actor, confidential=True, code_name="蓝鲸")
        make_reported(by=parties["other"].actor, at=OTHER, investor=SECRET, confidential=True, code_name="白鲸")
        case = db.session.scalars(sa.select(ConflictCase.code)).one()
        notice = supervision.draft_by_hand(
            held, reason="超过30天未跟进", demand="一周内上门", by=parties["bureau"].actor
        ).id
    parties["bureau"].send(f"/first-reports/cases/{case}/ruling", {"outcome": "incumbent", **REASONS})
    for address in (f"/briefs/papers/ruling/{case}/preview.pdf", f"/briefs/papers/notice/{notice}/preview.pdf"):
        text, _ = printed(parties["bureau"], address)
        assert SECRET not in text
        assert "秘密首报" not in text


def test_a_notice_is_issued_by_the_bureau_and_read_by_its_park(app, parties: dict[str, PageClient]) -> None:
    with app.app_context(), transaction():
        project = make_project(by=parties["ours"].actor, at=ONE, investment=Decimal(35_000))
        notice = supervision.draft_by_hand(
            project,
            reason="签约后7个月未落地，土地组卷未报批，已超过时限150%。",
            demand="请说明原因，提出整改措施和完成时限，并明确责任人。",
            by=parties["bureau"].actor,
        )
        page = f"/briefs/papers/notice/{notice.id}"
    assert "尚不能出具" in parties["bureau"].get(page).text
    send_out(app, page, parties["bureau"])
    code = parties["bureau"].send(page, {}).location.rsplit("/", 1)[1]
    text, pages = printed(parties["ours"], f"/briefs/{code}/file")
    assert pages == 1
    assert "土地组卷未报批" in text
    assert "督办单" in text
    assert parties["ours"].send(page, {"watermark": "y"}).status_code == 403
    for address in (page, f"/briefs/{code}", f"/briefs/{code}/file"):
        assert parties["other"].get(address).status_code == 404
    assert code not in parties["other"].get("/briefs/").text


def send_out(app, page: str, bureau: PageClient) -> None:
    """Issue the notice that this page prints."""
    with app.app_context(), transaction():
        notice = notices.get_notice(int(page.rsplit("/", 1)[1]), to=bureau.actor)
        supervision.issue(notice, by=bureau.actor)


def test_of_a_confidential_project_only_who_knows_the_investor_opens_the_notice(
    app, parties: dict[str, PageClient], as_role: SignIn
) -> None:
    with app.app_context(), transaction():
        project = make_project(by=parties["ours"].actor, at=ONE, confidential=True, code_name="蓝鲸")
        notice = supervision.draft_by_hand(project, reason="理由", demand="要求", by=parties["bureau"].actor)
        page = f"/briefs/papers/notice/{notice.id}"
    send_out(app, page, parties["bureau"])
    code = parties["bureau"].send(page, {}).location.rsplit("/", 1)[1]
    for nosy in (as_role(Role.OFFICER, parks=[ONE]), as_role(Role.LEADER)):
        for address in (page, f"{page}/preview.pdf", f"/briefs/{code}", f"/briefs/{code}/file"):
            assert nosy.get(address).status_code == 404, address
    assert parties["ours"].get(f"/briefs/{code}/file").status_code == 200


def test_a_weekly_report_is_printed_as_it_was_submitted(app, parties: dict[str, PageClient]) -> None:
    week = week_of(clock.today())
    with app.app_context(), transaction():
        make_project(by=parties["ours"].actor, at=ONE)
        park = db.session.scalars(sa.select(Park).where(Park.code == ONE)).one()
        weekly.begin(park, week, by=parties["ours"].actor)
        report = weeklies.get_visible(ONE, week, edition=1, to=parties["ours"].actor)
        weekly.edit(report, by=parties["ours"].actor, summary="本周新增线索1个。", problems="供电扩容未批复")
    page = f"/briefs/papers/weekly/{ONE}.{week.code}.1"
    assert "尚不能出具" in parties["ours"].get(page).text
    assert parties["bureau"].get(page).status_code == 404  # a draft is the park's own
    with app.app_context(), transaction():
        weekly.submit(weeklies.get_visible(ONE, week, edition=1, to=parties["ours"].actor), by=parties["ours"].actor)
    code = parties["ours"].send(page, {}).location.rsplit("/", 1)[1]
    text, _ = printed(parties["bureau"], f"/briefs/{code}/file")
    assert "供电扩容未批复" in text
    assert parties["other"].get(f"/briefs/{code}/file").status_code == 404
    for nonsense in (f"{ONE}.{week.code}.x", f"{ONE}.2026-W99.1", ONE, "..", f"{ONE}.{week.code}.9999999999"):
        assert parties["ours"].get(f"/briefs/papers/weekly/{nonsense}").status_code in {400, 404}, nonsense
