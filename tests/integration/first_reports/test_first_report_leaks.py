"""What the other park learns: one sentence, and nothing else, by whatever door (domain.md section 5, point 4).

The other park opens every address, types, searches and registers twice: while nobody has reported the investor, and
when the first park has. All that may differ are numbers that count up for everybody, and the one sentence.
"""

import difflib
import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask, url_for

from app.accounts.enums import Role
from app.core.attachments import Upload
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports.models import ConflictCase, RenewalEvidence, Transfer
from app.first_reports.view_model import ELSEWHERE
from app.notices.models import Notice
from app.parks.models import Park
from app.projects import actions
from app.projects.enums import ActivityKind, EvidenceKind, SiteMode, Status
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.companies import company, contact
from tests.factories.files import PDF
from tests.factories.first_reports import ONE, OTHER, THIRD, claim_of, complete, make_reported, owner_of
from tests.factories.projects import make_project
from tests.integration.test_every_route_as_every_role import SLOW, address

SECRET = "霄汉绝密半导体有限公司"
CODE = "91320600MA1WXYZ123"
WORDS = ("霄汉绝密", "xiaohanjuemi", "绝密内容", "绝密项目", "绝密联系人", CODE)
# What differs from request to request without anybody's doing.
NOISE = (
    re.compile(r'(nonce=")[^"]*'),
    re.compile(r'(name="csrf_token"[^>]*value=")[^"]*'),
    re.compile(r'(name="once"[^>]*value=")[^"]*'),
    re.compile(r'(csrf-token"[^>]*content=")[^"]*'),
    re.compile(r"[A-Z]{2}-20\d\d-\d{5}"),  # codes of the city count up for everybody
    re.compile(r"QY-\d{6}"),
    re.compile(r"\d\d:\d\d(:\d\d)?"),
)


def plain(answer) -> str:
    """Status, headers and body without what differs anyway."""
    body = answer.get_data(as_text=True)
    for pattern in NOISE:
        body = pattern.sub(lambda hit: hit.group(1) if hit.re.groups and hit.group(1) else "·", body)
    headers = sorted(
        (name, value)
        for name, value in answer.headers
        if name not in {"Set-Cookie", "Date", "Content-Length", "Content-Security-Policy", "X-Request-Id"}
    )
    return f"{answer.status_code}\n{headers}\n{body}"


@pytest.fixture
def other(app: Flask, as_role):
    """The manager of the other park, with a project of its own."""
    client = as_role(Role.PARK_MANAGER, parks=[OTHER])
    with app.app_context(), transaction():
        client.own = make_reported(by=client.actor, at=OTHER, investor="自家客户有限公司").code
    return client


def report_it(app: Flask) -> dict[str, str]:
    """The first park reports the investor, in every way that leaves traces."""
    with app.app_context(), transaction():
        manager = person(Role.PARK_MANAGER, parks=[ONE])
        firm = company(parks=[ONE], name=SECRET, uscc=CODE, by=manager)
        contact(firm, by=manager, name="绝密联系人")
        project = make_project(by=manager, at=ONE, investor=SECRET, content="绝密内容：功率模块封装", name="绝密项目")
        complete(project, site_mode=SiteMode.LAND)
        actions.record_activity(
            project, kind=ActivityKind.MEETING, happened_on=project.stage_since, result="绝密内容", by=manager
        )
        files = [Upload("绝密内容.pdf", io.BytesIO(PDF))]
        first.renew(claim_of(project), project, reason="绝密内容", kind=EvidenceKind.MINUTES, files=files, by=manager)
        rival = make_reported(at=THIRD, investor=SECRET)
        case = db.session.scalars(sa.select(ConflictCase)).one()
        lost = make_reported(by=manager, at=ONE, investor="霄汉绝密二号有限公司", name="绝密项目二")
        taker = db.session.scalars(sa.select(Park).where(Park.code == THIRD)).one()
        moved = first.propose(lost, taker, reason="绝密内容", by=manager)
        return {
            "project": project.code,
            "rival": rival.code,
            "case": case.code,
            "transfer": moved.code,
            "company": firm.code,
        }


def everything(app: Flask, client) -> dict[str, str]:
    """Every address that takes GET, as this person gets it."""
    known = {
        "code": client.own,
        "companies:code": "QY-999999",
        "parks:code": OTHER,
        "parks.edit_layout:code": "lay-ntit-126",
        "parks.add_park:code": "lay-ntit-126",
        "plans:code": "nantong-it-2018",
        "first_reports.case:code": "ZD-NT-2026-0001",
        "first_reports.evidence:code": "ZD-NT-2026-0001",
        "first_reports.transfer:code": "LZ-NT-2026-0001",
        "number": "1",
        "file": "1",
        "year": "2026",
        "stage": "lead",
        "filename": "css/screen.css",
    }
    found = {}
    for rule in app.url_map.iter_rules():
        if (
            "GET" not in (rule.methods or ())
            or rule.endpoint in SLOW
            or rule.endpoint in {"health.healthz", "health.readyz"}
        ):
            continue
        url = address(app, rule, known)
        with client.get(url) as answer:
            if not answer.is_streamed and answer.mimetype.startswith(("text/", "application/json")):
                found[f"{rule.endpoint} {url}"] = plain(answer)
    return found


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The lines that differ, by address. Published figures of a park are for everybody: domain.md section 1."""
    public = ("parks.", "home.city", "briefs.", "plans.")
    return [
        f"{key}: {line}"
        for key in before
        if not key.startswith(public)
        for line in difflib.unified_diff(before[key].split("\n"), after[key].split("\n"), lineterm="", n=0)
        if line[:1] in "+-"
    ]


def test_every_address_answers_the_same_before_and_after(app, other):
    everything(app, other)  # whatever the first visit alone says, once
    before = everything(app, other)
    traces = report_it(app)
    after = everything(app, other)
    assert before.keys() == after.keys()
    assert len(before) > 60
    assert differing(before, after) == []
    for key, said in after.items():
        assert not [word for word in (*WORDS, *traces.values()) if word in said], key


def test_codes_of_others_are_like_codes_of_nothing(app, other):
    traces = report_it(app)
    with app.app_context():
        number = db.session.scalars(sa.select(RenewalEvidence.id)).one()
    own, theirs = f"/first-reports/projects/{other.own}", f"/first-reports/projects/{traces['project']}"
    for url, like in (
        (f"{theirs}/renewal/{number}", "/first-reports/projects/NT-2026-99999/renewal/1"),
        (f"{own}/renewal/{number}", f"{own}/renewal/999999"),
        (f"/first-reports/cases/{traces['case']}", "/first-reports/cases/ZD-NT-2026-9999"),
        (f"/first-reports/cases/{traces['case']}/evidence/1", "/first-reports/cases/ZD-NT-2026-9999/evidence/1"),
        (f"/first-reports/transfers/{traces['transfer']}", "/first-reports/transfers/LZ-NT-2026-9999"),
        (f"/projects/{traces['project']}", "/projects/NT-2026-99999"),
        (f"/companies/{traces['company']}", "/companies/QY-999999"),
    ):
        one, nothing = other.get(url), other.get(like)
        assert one.status_code == 404, url
        assert plain(one).replace(url, like) == plain(nothing), url
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/first-reports/") or "<" not in rule.rule:
            continue
        kind = "case" if "/cases/" in rule.rule else "transfer" if "/transfers/" in rule.rule else "project"
        with app.test_request_context():
            values = {name: traces[kind] if name == "code" else 1 for name in rule.arguments}
            url = url_for(rule.endpoint, **values)
        if "POST" in (rule.methods or ()):
            answer = other.send(url, {"reason": "x", "text": "x", "answer": "x", "ruling": "x", "to_park": THIRD})
            assert answer.status_code in {403, 404}, url
            assert not [word for word in WORDS if word in answer.get_data(as_text=True)], url
        if "GET" in (rule.methods or ()):
            assert other.get(url).status_code in {403, 404}, url


@pytest.mark.parametrize("typed", ["霄汉", "霄汉绝密", SECRET, "xiaohanjuemi", CODE, "绝密联系人", "绝密"])
def test_search_suggest_and_pick_find_nothing(app, other, typed):
    urls = (
        f"/search?q={typed}",
        f"/search/suggest?q={typed}",
        f"/companies/pick?investor={typed}",
        f"/companies/?q={typed}",
        f"/projects/?q={typed}",
        f"/projects/board?q={typed}",
    )
    before = {url: plain(other.get(url)) for url in urls}
    report_it(app)
    assert differing(before, {url: plain(other.get(url)) for url in urls}) == []


def test_the_check_says_one_sentence_and_no_more(app, other):
    head = {"HX-Request": "true"}
    asks = (
        {"investor": SECRET},
        {"investor": "霄汉绝密半导体"},
        {"uscc": CODE},
        {"investor": "自家另一", "uscc": CODE},
    )
    nothing = [plain(other.get("/first-reports/check", query_string=ask, headers=head)) for ask in asks]
    report_it(app)
    for ask, before in zip(asks, nothing, strict=True):
        answer = other.get("/first-reports/check", query_string=ask, headers=head)
        said = re.sub(r"<[^>]+>", "", answer.get_data(as_text=True)).strip()
        assert ELSEWHERE in said, ask
        left = said.replace(ELSEWHERE, "")
        assert re.sub(r"\s", "", left) in re.sub(r"\s|<[^>]+>", "", before), (ask, left)
    for half in ("霄汉", "霄汉绝", "绝密半导体", "某某半导体有限公司"):
        answer = other.get("/first-reports/check", query_string={"investor": half}, headers=head)
        assert ELSEWHERE not in answer.get_data(as_text=True), half


def test_the_check_names_no_confidential_project_to_a_colleague_who_may_not_know_it(app, as_role):
    """Who types the investor's name must not learn beside which code name it stands."""
    manager, colleague = as_role(Role.PARK_MANAGER, parks=[ONE]), as_role(Role.OFFICER, parks=[ONE])
    with app.app_context(), transaction():
        held = make_reported(by=manager.actor, at=ONE, investor=SECRET)
        actions.edit(held, by=manager.actor, confidential=True, code_name="代号海鸥")
        code = held.code
    url, htmx = f"/first-reports/check?investor={SECRET}", {"HX-Request": "true"}
    assert code in manager.get(url, headers=htmx).get_data(as_text=True)
    said = colleague.get(url, headers=htmx).get_data(as_text=True)
    assert ELSEWHERE in said
    assert not [word for word in (code, "代号海鸥") if word in said]


def test_the_check_does_the_same_work_either_way(app, other, count_queries):
    def work(name):
        with count_queries() as sent:
            other.get("/first-reports/check", query_string={"investor": name}, headers={"HX-Request": "true"})
        return len(sent), [statement for statement in sent if "first_report" in statement]

    report_it(app)
    assert work(SECRET) == work("从未有过半导体有限公司")


def test_registering_it_works_and_says_nothing_more(app, other):
    lead = {"park": OTHER, "investor": SECRET, "content": "我方的项目", "source": "visit", "uscc": CODE}
    told = dict(lead, investor="普普通通有限公司", uscc="")
    plainly = other.send("/projects/new", told)
    traces = report_it(app)
    saved = other.send("/projects/new", lead)
    assert saved.status_code == plainly.status_code == 302
    with app.app_context():
        mine = db.session.scalars(
            sa.select(Project).where(Project.content == "我方的项目").order_by(Project.id.desc())
        ).first()
        cases = db.session.scalar(sa.select(sa.func.count()).select_from(ConflictCase))
    assert cases >= 2
    for url in (saved.location, f"/projects/{mine.code}", "/first-reports/", "/first-reports/cases/", "/notices/", "/"):
        page = other.get(url)
        text = page.get_data(as_text=True)
        assert page.status_code in {200, 404}, url
        for word in (*traces.values(), "绝密内容", "绝密项目", "绝密联系人"):
            if word != traces["company"]:
                assert word not in text, (url, word)
    # Refused forms keep what was typed and add nothing.
    refused = other.send("/projects/new", lead | {"source": ""})
    assert refused.status_code == 422
    assert not [word for word in traces.values() if word in refused.get_data(as_text=True)]


def test_both_sides_are_nobody_to_each_other_until_the_ruling(app, as_role):
    holder, later = as_role(Role.PARK_MANAGER, parks=[ONE]), as_role(Role.PARK_MANAGER, parks=[OTHER])
    with app.app_context(), transaction():
        held = make_reported(by=holder.actor, at=ONE, investor=SECRET, content="甲方绝密内容")
        made = make_reported(by=later.actor, at=OTHER, investor=SECRET, content="乙方绝密内容")
        case = db.session.scalars(sa.select(ConflictCase)).one()
        names = {
            park.code: park.name for park in db.session.scalars(sa.select(Park).where(Park.code.in_([ONE, OTHER])))
        }
        facts = {"held": held.code, "made": made.code, "case": case.code}
    for who in (holder, later):
        said = {
            "text": f"{who.actor.login}的陈述",
            "kind": "minutes",
            "files": (io.BytesIO(PDF), f"{who.actor.login}.pdf"),
        }
        sent = who.send(f"/first-reports/cases/{facts['case']}/evidence", said, content_type="multipart/form-data")
        assert sent.status_code == 302
    for who, theirs, other_one in ((holder, "made", later), (later, "held", holder)):
        foreign = (
            facts[theirs],
            f"{other_one.actor.login}的陈述",
            f"{other_one.actor.login}.pdf",
            other_one.actor.name,
        )
        park = names[OTHER if who is holder else ONE]
        for url in (f"/first-reports/cases/{facts['case']}", "/first-reports/cases/", "/", "/first-reports/"):
            text = who.get(url).get_data(as_text=True)
            assert not [word for word in foreign if word in text], url
            if "cases" in url:
                assert park not in text, url
    with app.app_context():
        for notice in db.session.scalars(sa.select(Notice)):
            theirs = facts["made"] if notice.user_id == holder.actor.id else facts["held"]
            if notice.user_id in {holder.actor.id, later.actor.id}:
                assert theirs not in f"{notice.title}{notice.text}{notice.link}"


def test_the_giver_learns_nothing_of_what_comes_after(app, as_role):
    giver, taker, bureau = (
        as_role(Role.PARK_MANAGER, parks=[ONE]),
        as_role(Role.PARK_MANAGER, parks=[OTHER]),
        as_role(Role.BUREAU_MANAGER),
    )
    with app.app_context(), transaction():
        project = make_reported(by=giver.actor, at=ONE, investor="流转客户有限公司", name="流转前的名字")
        code = project.code
    page = giver.send(f"/first-reports/projects/{code}/transfer", {"to_park": OTHER, "reason": "更合适"}).location
    bureau.send(f"{page}/agree")
    assert taker.send(f"{page}/agree", {"owner": taker.actor.login}).status_code == 302
    with app.app_context():
        assert db.session.scalars(sa.select(Transfer.state)).one().value == "done"
    giver.own = code
    everything(app, giver)
    before = everything(app, giver)
    with app.app_context(), transaction():
        project = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        owner = owner_of(project)
        actions.edit(project, by=owner, name="后来机密名字", content="后来机密内容", problems="后来机密困难")
        actions.record_activity(
            project, kind=ActivityKind.CALL, happened_on=project.stage_since, result="后来机密", by=owner
        )
        assert project.status is Status.ACTIVE
    after = everything(app, giver)
    assert differing(before, after) == []
    assert not [key for key, said in after.items() if "后来机密" in said]


def test_why_a_confidential_project_is_handed_on_is_read_by_the_three_who_agree(app, as_role):
    giver, taker = as_role(Role.PARK_MANAGER, parks=[ONE]), as_role(Role.PARK_MANAGER, parks=[OTHER])
    with app.app_context(), transaction():
        project = make_reported(by=giver.actor, at=ONE, investor=SECRET)
        actions.edit(project, by=giver.actor, confidential=True, code_name="代号海鸥")
        park = db.session.scalars(sa.select(Park).where(Park.code == OTHER)).one()
        url = (
            f"/first-reports/transfers/{first.propose(project, park, reason='霄汉绝密要靠近机场', by=giver.actor).code}"
        )
    for client in (giver, taker, as_role(Role.REVIEWER), as_role(Role.BUREAU_MANAGER)):
        assert "靠近机场" in client.get(url).get_data(as_text=True)
    for client in (as_role(Role.LEADER), as_role(Role.OFFICER, parks=[ONE]), as_role(Role.OFFICER, parks=[OTHER])):
        answer = client.get(url)
        assert answer.status_code == 200
        assert "霄汉绝密" not in answer.get_data(as_text=True)
