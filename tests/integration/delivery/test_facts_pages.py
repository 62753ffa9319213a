"""Contracts, sites, permits, photos and facts: typed, read, changed by two, deleted and brought back, and kept from others."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.core.audit import AuditEntry
from app.core.transaction import transaction
from app.delivery import queries
from app.delivery.models import Contract, DeliveryFacts, DeliveryFile, Permit, SiteContract
from app.demo.photo import PHOTO
from app.extensions import db
from app.projects.enums import ContractKind, EvidenceKind, Stage
from app.projects.models import Project
from tests.factories.projects import PARK, make_project

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def officer(as_role):
    return as_role(Role.OFFICER, parks=[PARK])


@pytest.fixture
def code(app, officer):
    with app.app_context(), transaction():
        return make_project(by=officer.actor, name="芯片测试", stage=Stage.APPRAISAL).code


def rows(app, model):
    with app.app_context():
        return db.session.scalars(sa.select(model).order_by(model.id)).all()


def status(client, address):
    """Of a download, which is closed again."""
    with client.get(address) as answer:
        return answer.status_code


def hidden(page, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found.group(1).replace("&#34;", '"').replace("&amp;", "&")


def opened(client, url):
    page = client.get(url).get_data(as_text=True)
    return {name: hidden(page, name) for name in ("version", "opened", "once") if f'name="{name}"' in page}


def today():
    return clock.today().isoformat()


def contract(**changes):
    return {
        "kind": "formal",
        "number": "合 1",
        "signed_on": today(),
        "investment": "3.6亿",
        "agreed_jobs": "160",
        "agreed_start_on": "2027-05-01",
        "agreed_production_on": "2028-05-01",
    } | changes


def test_contracts_stand_side_by_side_and_one_governs(app, officer, code):
    url = f"/projects/{code}/facts/contracts/new"
    for sent in (
        contract(number="框 1", kind="framework", signed_on="2026-02-01"),
        contract(number="合 1", signed_on="2026-03-01", agreed_start_on="2027-03-01"),
        contract(number="框 2", kind="framework", signed_on="2026-04-01"),
        contract(number="合 2", signed_on=""),
    ):
        assert officer.send(url, opened(officer, url) | sent).location == f"/projects/{code}/facts"
    page = officer.get(f"/projects/{code}/facts").get_data(as_text=True)
    assert all(number in page for number in ("框 1", "合 1", "框 2", "合 2"))
    assert page.count("以此为准") == 1
    with app.app_context():
        project = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        found = queries.contract_for_recognition(project)
        assert (found.kind, found.number, found.amount) == (ContractKind.FORMAL, "合 1", Decimal(36_000))
        assert queries.rows_of(project).governing.number == "合 1"
        assert queries.filed([project.id])[project.id].contract.number == "合 1"
        days = queries.agreed_days([project.id])[project.id]
        assert days == (project.agreed_start_on, project.agreed_production_on)
        assert days[0].isoformat() == "2027-03-01"
        assert queries.agreed_days([]) == {}
    assert "合 1" in officer.get(f"/projects/{code}").get_data(as_text=True)


def test_a_form_sent_twice_makes_one_row(app, officer, code):
    url = f"/projects/{code}/facts/permits/new?kind=filing"
    sent = opened(officer, url) | {"kind": "filing", "number": "备 1"}
    assert officer.send(url, sent).status_code == officer.send(url, sent).status_code == 302
    assert len(rows(app, Permit)) == 1


def test_what_a_sent_form_leaves_out_is_missing_whatever_was_suggested(app, officer, code):
    assert officer.send(f"/projects/{code}/facts/permits/new?kind=filing", {"number": "备 1"}).status_code == 422
    assert not rows(app, Permit)


def test_a_long_filter_carried_along_does_not_stand_in_the_way(app, officer, code):
    url = f"/projects/{code}/facts/permits/new?q={'长' * 90}"
    sent = {"kind": "filing", "number": "备 1", "once": "x" * 24}
    assert officer.send(url, sent).status_code == officer.send(url, sent).status_code == 302
    assert len(rows(app, Permit)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        ("contracts", {"kind": ""}, "请选择"),
        ("contracts", {"kind": "oral"}, "请选择列表中的一项"),
        ("contracts", {"signed_on": "2090-01-01"}, "日期不能晚于今天"),
        ("contracts", {"signed_on": "2026-02-30"}, "日期无效"),
        ("contracts", {"agreed_production_on": "2027-01-01"}, "不能早于约定开工日期"),
        ("contracts", {"fixed_investment": "9亿"}, "固定资产投资不能超过总投资"),
        ("contracts", {"agreed_tax": "-3"}, "金额不能为负数"),
        ("contracts", {"agreed_jobs": "1.5"}, "应为整数"),
        ("contracts", {"legal_review_number": "长" * 81}, "最多 80 个字"),
        ("sites", {"kind": "land", "land_mu": "-1"}, "应为不小于 0 的数字"),
        ("sites", {"kind": "land", "signed_on": "2090-01-01"}, "日期不能晚于今天"),
        ("permits", {"kind": "filing", "issued_on": "2090-01-01"}, "日期不能晚于今天"),
        ("permits", {"kind": "licence"}, "请选择列表中的一项"),
    ],
)
def test_a_refused_row_says_why_and_keeps_what_was_typed(app, officer, code, asked):
    part, sent, said = asked
    url = f"/projects/{code}/facts/{part}/new"
    whole = (contract() if part == "contracts" else {"number": "合 1"}) | sent
    refused = officer.send(url, opened(officer, url) | whole)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert said in page
    assert "合 1" in page
    assert [*rows(app, Contract), *rows(app, SiteContract), *rows(app, Permit)] == []


def test_two_people_at_the_same_field_see_both_versions(app, as_role, officer, code):
    url = f"/projects/{code}/facts/contracts/new"
    officer.send(url, opened(officer, url) | contract())
    url = f"/projects/{code}/facts/contracts/{rows(app, Contract)[0].id}"
    mine, theirs = opened(officer, url), opened(officer, url)
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    assert manager.send(url, theirs | {"legal_review_number": "甲 1", "number": "合 1 改"}).status_code == 302
    clash = officer.send(url, mine | {"legal_review_number": "乙 2", "agreed_tax": "900万"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    assert "甲 1" in page
    assert "乙 2" in page
    assert officer.send(url, mine | {"agreed_tax": "900万"}).status_code == 302, "another field does not collide"
    kept = rows(app, Contract)[0]
    assert (kept.legal_review_number, kept.number, kept.agreed_tax) == ("甲 1", "合 1 改", 900)
    again = {name: hidden(page, name) for name in ("version", "opened")}
    assert officer.send(url, again | {"legal_review_number": "乙 2"}).status_code == 302
    assert rows(app, Contract)[0].legal_review_number == "乙 2"


def test_deleting_can_be_taken_back_and_is_done_once(app, officer, code):
    url = f"/projects/{code}/facts/sites/new"
    officer.send(url, opened(officer, url) | {"kind": "land", "number": "土 1", "land_mu": "28.5"})
    number = rows(app, SiteContract)[0].id
    row = f"/projects/{code}/facts/sites/{number}"
    form = opened(officer, row)
    page = officer.send(f"{row}/delete", follow_redirects=True).get_data(as_text=True)
    assert "已删除一份用地合同" in page
    assert f"{row}/restore" in page
    assert "土 1" not in officer.get(f"/projects/{code}/facts").get_data(as_text=True)
    assert officer.send(f"{row}/delete").status_code == 302, "pressed twice"
    late = officer.send(row, form | {"number": "土 2"}, follow_redirects=True)
    assert "刚被删除，没有保存" in late.get_data(as_text=True)
    for _ in range(2):
        assert officer.send(f"{row}/restore").status_code == 302
    assert rows(app, SiteContract)[0].number == "土 1"
    with app.app_context():
        done = db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject_kind == "site_contract")).all()
    assert sorted(done) == ["site_contract.added", "site_contract.deleted", "site_contract.restored"]
    history = officer.get(f"/projects/{code}/history").get_data(as_text=True)
    for words in ("增加用地合同", "删除用地合同", "恢复用地合同", "土地出让合同", "28.5"):
        assert words in history


def test_scans_stand_beside_their_row_and_go_with_it(app, officer, code):
    url = f"/projects/{code}/facts/contracts/new"
    sent = opened(officer, url) | contract() | {"files": (io.BytesIO(PHOTO.content), "..\\合同 第1页.png")}
    assert officer.send(url, sent, content_type="multipart/form-data").status_code == 302
    file = rows(app, DeliveryFile)[0]
    assert (file.kind, file.file_name, file.size) == (EvidenceKind.CONTRACT, "合同 第1页.png", len(PHOTO.content))
    address = f"/projects/{code}/facts/files/{file.id}"
    assert "合同 第1页.png" in officer.get(f"/projects/{code}/facts").get_data(as_text=True)
    with officer.get(address) as answer:
        assert answer.data == PHOTO.content
    row = f"/projects/{code}/facts/contracts/{file.contract_id}"
    officer.send(f"{row}/delete")
    assert status(officer, address) == 404
    officer.send(f"{row}/restore")
    assert status(officer, address) == 200


@pytest.mark.parametrize(
    "file",
    [
        (b"", "空.png", "空的"),
        (b"MZ\x90\x00 no picture at all", "木马.png", "只接受"),
        (PDF, "合同.png", "不符"),
    ],
)
def test_files_that_are_not_what_they_claim_are_refused(app, officer, code, file):
    content, name, said = file
    url = f"/projects/{code}/facts/photos/new"
    refused = officer.send(url, {"files": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert said in refused.get_data(as_text=True)
    assert rows(app, DeliveryFile) == []


def test_photos(app, officer, code):
    url = f"/projects/{code}/facts/photos/new?then=project"
    assert officer.send(url, {}).status_code == 422
    files = [(io.BytesIO(PHOTO.content), "一.png"), (io.BytesIO(PHOTO.content), "二.png")]
    assert officer.send(url, {"files": files}, content_type="multipart/form-data").location == f"/projects/{code}"
    assert "2 张" in officer.get(f"/projects/{code}").get_data(as_text=True)
    first = rows(app, DeliveryFile)[0]
    assert first.kind is EvidenceKind.PHOTO
    address = f"/projects/{code}/facts/files/{first.id}"
    for _ in range(2):
        assert officer.send(f"{address}/delete").status_code == 302
    assert status(officer, address) == 404
    with app.app_context():
        number = db.session.scalar(sa.select(Project.id).where(Project.code == code))
        assert queries.filed([number])[number].photos == 1
    for _ in range(2):
        assert officer.send(f"{address}/restore").status_code == 302
    assert status(officer, address) == 200
    pdf = {"files": (io.BytesIO(PDF), "方案.pdf")}
    refused = officer.send(url, pdf, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "不是照片" in refused.get_data(as_text=True)


def test_what_a_project_has_once(app, officer, code):
    url = f"/projects/{code}/facts/edit?then=project"
    sent = {"project_company_name": "示例测试公司", "licensed_on": "2026.3.15", "registered_capital": "6800万"}
    assert officer.send(url, opened(officer, url) | sent).location == f"/projects/{code}"
    kept = rows(app, DeliveryFacts)[0]
    assert (kept.project_company_name, kept.registered_capital) == ("示例测试公司", 6800)
    doubtful = officer.send(
        url, opened(officer, url) | {"project_company_uscc": "91320600ma00ex4m7x"}, follow_redirects=True
    )
    assert "校验位不符" in doubtful.get_data(as_text=True), "a warning, no refusal"
    late = officer.send(url, opened(officer, url) | {"first_invoice_on": "2090-01-01"})
    assert late.status_code == 422
    assert "日期不能晚于今天" in late.get_data(as_text=True)
    history = officer.get(f"/projects/{code}/history").get_data(as_text=True)
    assert "填写签约落地资料" in history
    assert "6,800 万元" in history


def test_two_people_at_the_facts(as_role, officer, code):
    url = f"/projects/{code}/facts/edit"
    mine = opened(officer, url)
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    manager.send(url, opened(manager, url) | {"project_company_name": "甲公司"})
    clash = officer.send(url, mine | {"project_company_name": "乙公司"})
    assert clash.status_code == 409
    for text in ("甲公司", "乙公司"):
        assert text in clash.get_data(as_text=True)
    assert officer.send(url, mine | {"first_invoice_on": today()}).status_code == 302


def test_days_are_those_of_shanghai(app, officer, code):
    """At five to midnight on New Year's Eve and five past: what is today's is accepted, what is tomorrow's is not."""
    url = f"/projects/{code}/facts/permits/new"
    eve = clock.now().replace(year=2026, month=12, day=31, hour=15, minute=55, second=0, microsecond=0)
    for moment, day, answer in (
        (eve, "2026-12-31", 302),
        (eve, "2027-01-01", 422),
        (eve + timedelta(minutes=10), "2027-01-01", 302),
        (eve + timedelta(minutes=10), "2027-01-02", 422),
    ):
        with clock.held_at(moment):
            sent = {"kind": "filing", "number": day, "issued_on": day, "once": f"{moment:%d%H%M}{day}".ljust(24, "x")}
            assert officer.send(url, sent).status_code == answer, (moment, day)


@pytest.mark.parametrize(
    "page", ["", "/edit", "/contracts/new", "/contracts/1", "/files/1", "/photos/new", "/sites/due"]
)
def test_another_park_and_a_stranger_to_a_confidential_project_see_nothing(app, as_role, page):
    with app.app_context(), transaction():
        secret = make_project(stage=Stage.SIGNED, confidential=True, name="绝密芯片").code
    elsewhere = as_role(Role.PARK_MANAGER, parks=["lay-ntit-zone-1"])
    assert elsewhere.get(f"/projects/{secret}/facts{page}").status_code == 404
    colleague = as_role(Role.OFFICER, parks=[PARK])
    refused = colleague.get(f"/projects/{secret}/facts{page}")
    assert refused.status_code == 403
    assert "绝密芯片" not in refused.get_data(as_text=True)
    for role in (Role.LEADER, Role.DEPARTMENT_REVIEWER):
        assert as_role(role).get(f"/projects/{secret}/facts{page}").status_code in {403, 404}
    shown = colleague.get(f"/projects/{secret}").get_data(as_text=True)
    assert "招商合" not in shown
    assert "示例检测" not in shown


def test_the_trail_of_a_confidential_project_tells_fields_and_no_values(app):
    with app.app_context(), transaction():
        make_project(stage=Stage.SIGNED, confidential=True)
    with app.app_context():
        kinds = ("contract", "site_contract", "permit", "delivery_facts")
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject_kind.in_(kinds))).all()
        assert len(entries) > 4
        assert all(pair == ["（保密）", "（保密）"] for entry in entries for pair in entry.changes.values())


def test_readers_read_and_change_nothing(app, as_role):
    with app.app_context(), transaction():
        code = make_project(stage=Stage.SIGNED).code
    reviewer = as_role(Role.REVIEWER)
    page = reviewer.get(f"/projects/{code}/facts").get_data(as_text=True)
    assert "招商合〔2026〕9 号" in page
    assert "/delete" not in page
    assert "/new" not in page
    assert reviewer.send(f"/projects/{code}/facts/contracts/new", contract()).status_code == 403
    colleague = as_role(Role.OFFICER, parks=[PARK])
    number = rows(app, Contract)[0].id
    assert colleague.send(f"/projects/{code}/facts/contracts/{number}/delete").status_code == 403


@pytest.mark.parametrize(
    "address", ["cars/new", "cars/1", "contracts/99999999999999", "contracts/0", "files/99999999999999", "cars/due"]
)
def test_addresses_of_nothing(officer, code, address):
    assert officer.get(f"/projects/{code}/facts/{address}").status_code == 404


def test_a_row_of_another_project_cannot_be_reached(app, officer, code):
    with app.app_context(), transaction():
        make_project(by=officer.actor, stage=Stage.SIGNED)
    for model, part in ((Contract, "contracts"), (SiteContract, "sites"), (Permit, "permits")):
        number = rows(app, model)[0].id
        assert officer.get(f"/projects/{code}/facts/{part}/{number}").status_code == 404
        assert officer.send(f"/projects/{code}/facts/{part}/{number}/delete").status_code == 404
    number = rows(app, DeliveryFile)[0].id
    assert officer.get(f"/projects/{code}/facts/files/{number}").status_code == 404


def test_the_page_costs_the_same_for_few_and_many(app, officer, code, count_queries):
    with app.app_context(), transaction():
        full = make_project(by=officer.actor, stage=Stage.SIGNED).code
    counts = []
    for address in (code, full):
        with count_queries() as sent:
            assert officer.get(f"/projects/{address}/facts").status_code == 200
        counts.append(len(sent))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 10, counts
