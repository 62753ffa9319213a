"""Recognition on screen: the park prepares and submits, the bureau works through its queue, strangers learn nothing."""

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock, files
from app.core.transaction import transaction
from app.extensions import db
from app.projects.enums import Recognition, SiteMode, Stage
from app.projects.models import Project
from app.reviews import actions, queries
from app.reviews.enums import ReviewReason, SubmissionState
from app.reviews.models import Evidence, Submission
from tests.factories.files import PNG, archive, pdf, picture
from tests.factories.projects import PARK, make_project, recognise
from tests.factories.reviews import attach, prepare, submitted

BACK = {"reason": "incomplete", "text": "缺签章页"}


@pytest.fixture
def officer(as_role):
    return as_role(Role.OFFICER, parks=[PARK])


@pytest.fixture
def bureau(as_role):
    return as_role(Role.REVIEWER)


@pytest.fixture
def code(app, officer):
    with app.app_context(), transaction():
        return make_project(by=officer.actor, stage=Stage.SIGNED).code


def find(code):
    return db.session.scalars(sa.select(Project).where(Project.code == code)).one()


def made(app, officer, count=1, **facts):
    """Numbers of waiting submissions, the longest waiting first."""
    numbers = []
    with app.app_context(), transaction():
        for place in range(count):
            with clock.held_at(clock.now() - timedelta(days=30 - place)):
                project = make_project(by=officer.actor, stage=Stage.SIGNED, content=f"第 {place} 项内容", **facts)
                numbers.append(submitted(project, by=officer.actor).id)
    return numbers


def state_of(app, number):
    with app.app_context():
        return db.session.get_one(Submission, number).state


def evidence_of(app, code):
    with app.app_context():
        rows = sa.select(Evidence).join(Project, Project.id == Evidence.project_id).where(Project.code == code)
        return list(db.session.scalars(rows.order_by(Evidence.id)))


def without_nonce(answer):
    return re.sub(r'nonce="[^"]*"|value="[^"]{60,}"', "", answer.get_data(as_text=True))


def sent(name="合同.pdf", content=None, **more):
    content = pdf(words=name) if content is None else content
    return {"kind": "contract", "dated_on": "2026-03-01", "files": [(io.BytesIO(content), name)], **more}


def test_the_park_prepares_submits_and_takes_back(app, officer, code):
    here = f"/projects/{code}/recognition"
    page = officer.get(here).get_data(as_text=True)
    assert "还缺 1 项材料" in page
    assert "合同或框架协议" in page
    refused = officer.send(f"{here}/signed/submit", {"note": "请审核这一段"})
    assert refused.status_code == 422
    assert "申报“签约”还缺 1 项证明材料：合同或框架协议。" in (text := refused.get_data(as_text=True))
    assert "请审核这一段" in text
    assert officer.send(f"{here}/signed/evidence", sent()).status_code == 302
    assert officer.send(f"{here}/signed/submit", {"note": "请审核这一段"}).status_code == 302
    page = officer.get(here).get_data(as_text=True)
    assert "待认定" in page
    assert "撤回申报" in page
    assert officer.send(f"{here}/signed/evidence", sent("又一份.pdf")).status_code == 422
    assert officer.send(f"{here}/signed/withdraw").status_code == 302
    assert officer.send(f"{here}/signed/withdraw").status_code == 409
    with app.app_context():
        assert find(code).recognition is Recognition.NOT_SUBMITTED
    shown = officer.get(f"/projects/{code}").get_data(as_text=True)
    assert 'id="recognition"' in shown
    assert "再申报" in shown


def test_a_factory_that_builds_itself_is_submitted_as_it_came_through_the_gate(app, officer):
    with app.app_context(), transaction():
        code = make_project(by=officer.actor, stage=Stage.CONSTRUCTION, site_mode=SiteMode.FACTORY).code
    here = f"/projects/{code}/recognition"
    page = officer.get(f"{here}?stage=construction").get_data(as_text=True)
    assert "装修合同" in page
    assert "也可改备：备案与施工许可、现场照片" in page
    for kind in ("permit", "photo"):
        assert officer.send(f"{here}/construction/evidence", {**sent(f"{kind}.pdf"), "kind": kind}).status_code == 302
    page = officer.get(f"{here}?stage=construction").get_data(as_text=True)
    assert "装修合同" not in page
    assert officer.send(f"{here}/construction/submit").status_code == 302
    with app.app_context():
        assert find(code).recognition is Recognition.SUBMITTED


def test_a_gate_leads_to_the_page_where_recognition_is_asked_for(officer, code):
    page = officer.get(f"/projects/{code}/move").get_data(as_text=True)
    assert f"/projects/{code}/recognition#recognition" in page or f"/projects/{code}/recognition" in page


REFUSED = {
    "空.pdf": (b"", "文件是空的"),
    "程序.pdf": (b"MZ" + b"\0" * 300, "只接受"),
    "只有头.pdf": (b"%PDF-1.7\n" + b"x" * 400, "不完整"),
    "夹带.pdf": (pdf() + archive({"a.exe": b"MZ"}), "夹带"),
    "图片.pdf": (PNG, "不符"),
    "炸弹.zip": (archive({"0.bin": b"\0" * 60 * 1024 * 1024}), "过大"),
    "越界.zip": (archive({"../../x.txt": b"x"}), "越出目录"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_what_it_claims_costs_nothing_else(app, officer, code, name):
    content, said = REFUSED[name]
    here = f"/projects/{code}/recognition/signed/evidence"
    officer.send(here, sent("先前的.pdf"))
    both = sent()
    both["files"] = [(io.BytesIO(pdf(words="好")), "好的.pdf"), (io.BytesIO(content), name)]
    refused = officer.send(here, both)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert f"“{name}”：" in page
    assert said in page
    assert 'value="2026-03-01"' in page
    assert [one.file_name for one in evidence_of(app, code)] == ["先前的.pdf"]
    with app.app_context():
        folder = files.path_of("ab").parent.parent
        assert not list(folder.glob("incoming-*"))


def test_files_that_are_too_large_or_sent_twice_are_named(app, officer, code, monkeypatch):
    here = f"/projects/{code}/recognition/signed/evidence"
    monkeypatch.setattr(files, "MOST_BYTES", 200_000)
    page = officer.send(here, sent("太大.jpg", picture("JPEG") + b"\0" * 200_000)).get_data(as_text=True)
    assert "“太大.jpg”：文件超过" in page
    content = pdf(words="合同")
    assert officer.send(here, sent("合同.pdf", content)).status_code == 302
    page = officer.send(here, sent("副本.pdf", content)).get_data(as_text=True)
    assert "与已上传的“合同.pdf”内容完全相同" in page
    monkeypatch.setattr("app.reviews.views.project.MOST_REQUEST", 100_000)
    answer = officer.send(here, sent("巨大.pdf", b"%PDF" + b"0" * 200_000))
    assert answer.status_code == 413
    assert [one.file_name for one in evidence_of(app, code)] == ["合同.pdf"]


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "contract", "dated_on": "2026-03-01"},
        sent(kind="nonsense"),
        sent(dated_on="2026-02-31"),
        sent(dated_on="2098-01-01"),
        sent(dated_on=""),
    ],
)
def test_bad_input_is_a_sentence(app, officer, code, data):
    data = {**data}
    if "files" in data:
        data["files"] = [(io.BytesIO(pdf()), "合同.pdf")]
    answer = officer.send(f"/projects/{code}/recognition/signed/evidence", data)
    assert answer.status_code == 422
    assert evidence_of(app, code) == []


@pytest.mark.parametrize("stage", ["lead", "nonsense", "landed"])
def test_stages_that_are_not_there_are_refused(officer, code, stage):
    for tail in ("evidence", "submit", "withdraw"):
        answer = officer.send(f"/projects/{code}/recognition/{stage}/{tail}", sent() if tail == "evidence" else {})
        assert answer.status_code in {404, 409, 422}


def test_the_name_of_a_file_is_only_a_name(app, officer, code):
    officer.send(f"/projects/{code}/recognition/signed/evidence", sent("../../secret/合同\u202efdp.pdf", pdf()))
    (kept,) = evidence_of(app, code)
    assert kept.file_name == "合同fdp.pdf"
    answer = officer.get(f"/projects/{code}/recognition/evidence/{kept.id}?download=1")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "script" not in answer.headers["Content-Security-Policy"]
    answer.close()


def test_evidence_is_loaded_only_by_who_may_know_the_project(app, as_role, officer, bureau):
    with app.app_context(), transaction():
        secret = make_project(by=officer.actor, stage=Stage.SIGNED, confidential=True, code_name="代号甲")
        attempt = submitted(secret, by=officer.actor)
        code, number, waiting = secret.code, evidence_of(app, secret.code)[0].id, attempt.id
    url = f"/projects/{code}/recognition/evidence/{number}"
    strangers = {
        "colleague": as_role(Role.OFFICER, parks=[PARK]),
        "leader": as_role(Role.LEADER),
        "other park": as_role(Role.PARK_MANAGER, parks=["lay-ntit-zone-1"]),
        "other city": as_role(Role.REVIEWER, cities=["GZ"]),
    }
    for who, stranger in strangers.items():
        missing = stranger.get(f"/projects/{code}/recognition/evidence/999999")
        answer = stranger.get(url)
        assert (answer.status_code, missing.status_code) == (404, 404), who
        assert without_nonce(answer) == without_nonce(missing), who
    for who in ("other park", "other city"):
        for page in (f"/projects/{code}/recognition", f"/reviews/{waiting}"):
            assert strangers[who].get(page).status_code == 404
    for page in (f"/projects/{code}/recognition", f"/reviews/{waiting}", "/reviews/", f"/projects/{code}"):
        text = strangers["colleague"].get(page).get_data(as_text=True)
        assert "合同或框架协议.pdf" not in text, page
        assert "示例企业" not in text, page
    for known in (officer, bureau):
        answer = known.get(url)
        assert answer.status_code == 200
        answer.close()
    (other,) = made(app, officer)
    with app.app_context():
        foreign = db.session.get_one(Submission, other).project_id
        elsewhere = db.session.get_one(Project, foreign).code
    assert officer.get(f"/projects/{elsewhere}/recognition/evidence/{number}").status_code == 404


def test_the_queue_stands_in_the_order_of_waiting_and_says_who_is_over_the_limit(app, officer, bureau):
    numbers = made(app, officer, 3)
    with app.app_context(), transaction():
        project = make_project(by=officer.actor, stage=Stage.SIGNED)
        numbers.append(submitted(project, by=officer.actor).id)
    page = bureau.get("/reviews/").get_data(as_text=True)
    places = [page.index(f'data-item="{number}"') for number in numbers]
    assert places == sorted(places)
    assert "超时限 3 项" in page
    assert "今天申报" not in page.split('id="pane"')[0]
    over = bureau.get("/reviews/?over=1").get_data(as_text=True)
    assert f'data-item="{numbers[-1]}"' not in over
    assert page.count("超时限") >= 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=signed", True),
        ("stage=landed", False),
        (f"park={PARK}", True),
        ("park=lay-ntit-zone-1", False),
        ("city=NT", True),
        ("city=GZ", False),
        ("state=returned", False),
        ("state=recognised", False),
    ],
)
def test_filters_stand_in_the_address(app, officer, bureau, query, found):
    (number,) = made(app, officer)
    text = bureau.get(f"/reviews/?{query}").get_data(as_text=True)
    assert (f'data-item="{number}"' in text) is found


@pytest.mark.parametrize("query", ["stage=nonsense", "state=nonsense", "page=nonsense", "stage=" + "x" * 300])
def test_an_address_that_was_tampered_with_is_a_sentence(bureau, query):
    assert bureau.get(f"/reviews/?{query}").status_code == 400


def test_the_queue_costs_the_same_for_one_and_for_many(app, officer, bureau, count_queries):
    made(app, officer)
    bureau.get("/reviews/")
    with count_queries() as one:
        bureau.get("/reviews/")
    made(app, officer, 5)
    with count_queries() as many:
        bureau.get("/reviews/")
    assert len(many) == len(one)
    assert len(many) <= 14, "\n".join(many)


def test_pages_follow_each_other_without_gap(app, officer, bureau, monkeypatch):
    monkeypatch.setattr("app.reviews.views.queue.PAGE", 2)
    numbers = made(app, officer, 5)
    url, seen = "/reviews/", []
    while url:
        text = bureau.get(url).get_data(as_text=True)
        seen += [number for number in numbers if f'data-item="{number}"' in text]
        marks = text.split('rel="next" href="')
        url = marks[1].split('"')[0].replace("&amp;", "&") if len(marks) > 1 else ""
    assert seen == numbers


def test_after_a_decision_the_next_one_opens(app, officer, bureau):
    first, second, third = made(app, officer, 3)
    answer = bureau.send(f"/reviews/{first}/recognise?stage=signed", {"version": "1"})
    assert answer.location == f"/reviews/{second}?stage=signed"
    assert "已认定" in bureau.get(answer.location).get_data(as_text=True)
    answer = bureau.send(f"/reviews/{third}/return", {"version": "1", **BACK})
    assert answer.location == f"/reviews/{second}"
    answer = bureau.send(f"/reviews/{second}/recognise", {"version": "1"})
    assert answer.location == "/reviews/"
    assert [state_of(app, number) for number in (first, second, third)] == [
        *(SubmissionState.RECOGNISED, SubmissionState.RECOGNISED, SubmissionState.RETURNED)
    ]


def test_a_return_without_reason_keeps_what_was_typed(app, officer, bureau):
    (number,) = made(app, officer)
    answer = bureau.send(f"/reviews/{number}/return", {"version": "1", "text": "缺第二页的签章"})
    assert answer.status_code == 422
    assert "请选择列表中的一项" in (text := answer.get_data(as_text=True))
    assert "缺第二页的签章" in text
    assert state_of(app, number) is SubmissionState.SUBMITTED


def test_the_slower_one_is_told_and_changes_nothing(app, officer, bureau, as_role):
    (number,) = made(app, officer)
    other = as_role(Role.BUREAU_MANAGER)
    assert bureau.send(f"/reviews/{number}/recognise", {"version": "1"}).status_code == 302
    for tail, data in (("recognise", {"version": "1"}), ("return", {"version": "1", **BACK})):
        late = other.send(f"/reviews/{number}/{tail}", data)
        assert late.status_code == 409
        assert f"没有办理：{bureau.actor.name}已于" in late.get_data(as_text=True)
    with app.app_context():
        assert len(queries.ladder(db.session.get_one(Project, db.session.get_one(Submission, number).project_id))) == 1


def test_who_has_a_hand_in_it_sees_why_he_cannot_decide(app, officer, bureau, as_role):
    with app.app_context(), transaction():
        project = make_project(by=officer.actor, stage=Stage.SIGNED)
        attempt = submitted(project, by=officer.actor)
        attempt.submitted_by_id = bureau.actor.id
        number = attempt.id
    text = bureau.get(f"/reviews/{number}").get_data(as_text=True)
    assert "须由商务局其他人员决定" in text
    assert "recognise-form" not in text
    assert bureau.send(f"/reviews/{number}/recognise", {"version": "2"}).status_code == 422


def test_many_are_counted_first_and_then_decided(app, officer, bureau):
    numbers = made(app, officer, 3)
    picks = "&".join(f"pick={number}" for number in numbers)
    asked = bureau.get(f"/reviews/bulk?do=recognise&{picks}").get_data(as_text=True)
    assert "认定这 3 项" in asked
    with app.app_context(), transaction():
        project = db.session.get_one(Project, db.session.get_one(Submission, numbers[1]).project_id)
        actions.withdraw(project, Stage.SIGNED, by=officer.actor)
    done = bureau.send("/reviews/bulk", {"do": "recognise", "pick": [str(number) for number in numbers]})
    text = done.get_data(as_text=True)
    assert done.status_code == 200
    assert "已认定 2 项" in text
    assert "撤回申报" in text
    refused = bureau.send("/reviews/bulk", {"do": "return", "pick": [str(numbers[0])]})
    assert refused.status_code == 422
    assert bureau.get("/reviews/bulk?do=recognise").location == "/reviews/"
    too_many = "&".join(f"pick={number}" for number in range(1, 140))
    assert bureau.get(f"/reviews/bulk?{too_many}").status_code == 422


def test_the_same_batch_sent_twice_is_done_once(app, officer, bureau):
    numbers = made(app, officer, 2)
    data = {"do": "recognise", "pick": [str(one) for one in numbers], "once": "m" * 24}
    assert bureau.send("/reviews/bulk", data).status_code == 200
    assert bureau.send("/reviews/bulk", data).location == "/reviews/"


def test_a_park_sees_its_own_and_what_came_back(app, officer, bureau, as_role):
    numbers = made(app, officer, 2)
    bureau.send(f"/reviews/{numbers[0]}/return", {"version": "1", **BACK})
    other = as_role(Role.PARK_MANAGER, parks=["lay-ntit-zone-1"])
    mine = officer.get("/reviews/").get_data(as_text=True)
    assert f'data-item="{numbers[1]}"' in mine
    assert "data-bulk-bar" not in mine
    assert "recognise-form" not in mine
    back = officer.get("/reviews/?state=returned").get_data(as_text=True)
    assert f'data-item="{numbers[0]}"' in back
    assert "缺签章页" in back
    for number in numbers:
        assert f'data-item="{number}"' not in other.get("/reviews/").get_data(as_text=True)
        assert other.get(f"/reviews/{number}").status_code == 404
        assert officer.send(f"/reviews/{number}/recognise", {"version": "1"}).status_code == 403


def test_a_revocation_says_first_what_falls(app, officer, bureau, code):
    with app.app_context(), transaction():
        project = find(code)
        actions.recognise(submitted(project, by=officer.actor), by=bureau.actor)
    url = f"/projects/{code}/recognition/signed/revoke"
    assert "将撤销 1 个阶段的认定：签约" in bureau.get(url).get_data(as_text=True)
    assert bureau.send(url, {"text": "没有原因"}).status_code == 422
    assert bureau.send(url, {"reason": "cancelled", "text": "合同解除"}).status_code == 302
    assert bureau.send(url, {"reason": "cancelled", "text": "合同解除"}).status_code == 409
    assert officer.get(url).status_code == 403
    with app.app_context():
        assert (find(code).recognition, find(code).signed_on) == (Recognition.REVOKED, None)


def test_evidence_is_taken_away_set_aside_and_brought_back(app, officer, bureau, code):
    with app.app_context(), transaction():
        project = find(code)
        attempt = submitted(project, by=officer.actor)
        actions.send_back(attempt, reason=ReviewReason.INCOMPLETE, text="缺页", by=bureau.actor)
        attach(project, Stage.SIGNED, by=officer.actor, name="多余.pdf")
    old, new = evidence_of(app, code)
    base = f"/projects/{code}/recognition/evidence"
    assert officer.send(f"{base}/{new.id}/remove").status_code == 302
    assert officer.send(f"{base}/{new.id}/remove").status_code == 409
    assert officer.send(f"{base}/{old.id}/remove").status_code == 302
    assert "已停用" in officer.get(f"/projects/{code}/recognition").get_data(as_text=True)
    assert officer.send(f"{base}/{old.id}/bring-back").status_code == 302
    assert bureau.send(f"{base}/{old.id}/remove").status_code == 403
    assert [one.id for one in evidence_of(app, code)] == [old.id]


def test_a_file_that_is_gone_from_the_disk_is_a_sentence(app, officer, code):
    with app.app_context(), transaction():
        prepare(find(code), Stage.SIGNED, by=officer.actor)
    (one,) = evidence_of(app, code)
    with app.app_context():
        files.path_of(one.sha256).unlink()
    answer = officer.get(f"/projects/{code}/recognition/evidence/{one.id}")
    assert answer.status_code == 422
    assert "从备份恢复" in answer.get_data(as_text=True)


def test_a_script_gets_only_the_pane(app, officer, bureau):
    (number,) = made(app, officer)
    answer = bureau.get(f"/reviews/{number}", headers={"HX-Request": "true", "HX-Target": "pane"})
    text = answer.get_data(as_text=True)
    assert text.lstrip().startswith("<section")
    assert "<html" not in text


def test_what_a_signing_may_enlarge_names_no_confidential_project_to_who_may_not_know_it(app, as_role, officer):
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    with app.app_context(), transaction():
        old = make_project(
            by=manager.actor,
            stage=Stage.SIGNED,
            investor="机密控股有限公司",
            name="机密老厂项目",
            content="老厂",
            confidential=True,
            code_name="代号海鸥",
        )
        recognise(old)
        fresh = make_project(by=officer.actor, stage=Stage.SIGNED, content="二期扩建")
        fresh.company_id = old.company_id
        hidden, code = old.code, fresh.code
    url = f"/projects/{code}/recognition?stage=signed"
    assert hidden in manager.get(url).get_data(as_text=True)
    page = officer.get(url).get_data(as_text=True)
    assert hidden not in page
    assert "机密老厂" not in page
    sent = {"expansion_of": hidden, "increment": "100"}
    assert officer.send(f"/projects/{code}/recognition/signed/submit", sent).status_code == 422
