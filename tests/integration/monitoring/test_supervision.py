"""Supervision notices end to end: who sees, who may, what is refused, races, files."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.watch import SEEN
from app.core import clock
from app.core.audit import AuditEntry
from app.core.clock import SHANGHAI
from app.core.errors import AlreadyExists, NotAllowed, RuleBroken, Stale
from app.core.transaction import transaction
from app.extensions import db
from app.monitoring import jobs, queries
from app.monitoring.actions import supervision as acts
from app.monitoring.enums import NoticeState
from app.monitoring.models import SupervisionNotice
from app.monitoring.view_model import notice_paper
from app.notices.models import Notice
from app.projects.enums import Stage
from app.projects.models import Project
from tests.factories.accounts import person
from tests.factories.files import pdf
from tests.factories.projects import PARK, make_project
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
OTHER_PARK = "lay-ntit-zone-1"
NOON = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)
TODAY = date(2026, 11, 22)


@pytest.fixture
def held() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


def red_project(by: Actor, **facts: object) -> Project:
    project = make_project(stage=Stage.NEGOTIATING, by=by, **facts)
    project.last_activity_on = project.stage_since = TODAY - timedelta(days=100)
    db.session.flush()
    return project


def drafted(by: Actor, **facts: object) -> int:
    """The number of a draft for a red project of this person."""
    project = red_project(by, **facts)
    db.session.commit()
    jobs.work_off(TODAY, clock.now())
    number = db.session.scalar(sa.select(SupervisionNotice.id).where(SupervisionNotice.project_id == project.id))
    assert number is not None
    return number


def still_signed_in(client: PageClient) -> PageClient:
    """However long the clock was moved, it was just used."""
    with client.session_transaction() as session:
        session[SEEN] = clock.now().timestamp()
    return client


@pytest.mark.usefixtures("held")
def test_from_red_to_closed(app: Flask, as_role: SignIn) -> None:
    manager, bureau = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.REVIEWER)
    assert manager.actor is not None
    with app.app_context(), transaction():
        number = drafted(manager.actor)
    url = f"/supervision/{number}"
    assert manager.get(url).status_code == 404
    assert "待印发" in bureau.get("/supervision/?tab=drafts").get_data(as_text=True)
    saved = {"reason": "三个月没有跟进。", "demand": "请当面说明。", "due_on": "2026-11-30", "do": "save"}
    assert bureau.send(f"{url}/edit", saved).status_code == 302
    assert bureau.send(f"{url}/issue").status_code == 302
    page = manager.get(url).get_data(as_text=True)
    assert "南通督办〔2026〕1 号" in page
    assert "请当面说明。" in page
    with app.app_context():
        told = db.session.scalars(sa.select(Notice.title).where(Notice.user_id == manager.actor.id)).all()
        assert any("收到督办单" in title for title in told)
        todo = queries.todos(manager.actor, TODAY, 10)
        assert [(one.link, one.due) for one in todo] == [(url, date(2026, 11, 30))]
    with clock.held_at(NOON + timedelta(days=10)):
        manager = still_signed_in(manager)
        assert "逾期 2 天" in manager.get("/supervision/").get_data(as_text=True)
        sent = manager.send(
            f"{url}/answer",
            {
                "text": "企业资金到位晚。",
                "measures": "本月内开会。",
                "promised_on": "2026-12-20",
                "files": (BytesIO(pdf()), "纪要.pdf"),
            },
            content_type="multipart/form-data",
        )
        assert sent.status_code == 302, sent.get_data(as_text=True)[-3000:]
    manager = still_signed_in(manager)
    page = bureau.get(url).get_data(as_text=True)
    assert "逾期 2 天答复" in page
    assert "纪要.pdf" in page
    assert bureau.send(f"{url}/decide", {"do": "return", "note": ""}).status_code == 422
    assert bureau.send(f"{url}/decide", {"do": "return", "note": "请写明日期。"}).status_code == 302
    assert "请写明日期。" in manager.get(url).get_data(as_text=True)
    assert manager.send(f"{url}/answer", {"text": "已开会。", "measures": "按月推进。"}).status_code == 302
    assert bureau.send(f"{url}/decide", {"do": "close", "note": "予以办结。"}).status_code == 302
    assert "予以办结。" in manager.get(url).get_data(as_text=True)
    with app.app_context():
        done = list(
            db.session.scalars(
                sa.select(AuditEntry.action).where(AuditEntry.action.like("supervision.%")).order_by(AuditEntry.id)
            )
        )
        assert done == [
            f"supervision.{what}"
            for what in ("drafted", "edited", "issued", "answered", "returned", "answered", "closed")
        ]
        with transaction():
            assert jobs.work_off(TODAY + timedelta(days=1), clock.now()).drafted == 0


@pytest.mark.usefixtures("held")
def test_the_other_park_and_the_public_see_nothing(app: Flask, as_role: SignIn) -> None:
    manager, bureau = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.BUREAU_MANAGER)
    stranger, abroad = as_role(Role.PARK_MANAGER, parks=[OTHER_PARK]), as_role(Role.REVIEWER, cities=["GZ"])
    assert manager.actor is not None
    with app.app_context(), transaction():
        number = drafted(manager.actor)
    bureau.send(f"/supervision/{number}/issue")
    for person_ in (stranger, abroad):
        for path in ("", "/answer", "/edit", "/files/1"):
            assert person_.get(f"/supervision/{number}{path}").status_code in {403, 404}
        assert "督办〔" not in person_.get("/supervision/").get_data(as_text=True)
        for path in ("issue", "drop", "decide", "answer"):
            assert person_.send(f"/supervision/{number}/{path}", {"do": "close"}).status_code in {403, 404}


@pytest.mark.usefixtures("held")
def test_what_is_kept_from_a_leader_stays_kept(app: Flask, as_role: SignIn) -> None:
    manager, bureau = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.BUREAU_MANAGER)
    leader = as_role(Role.LEADER)
    assert manager.actor is not None
    with app.app_context(), transaction():
        number = drafted(manager.actor, confidential=True, name="绝密芯片项目", code_name="长河项目")
    bureau.send(f"/supervision/{number}/edit", {"reason": "绝密事由", "demand": "绝密要求", "do": "issue"})
    for path in (f"/supervision/{number}", "/supervision/"):
        page = leader.get(path).get_data(as_text=True)
        assert "长河项目" in page
        assert "绝密" not in page
    with app.app_context():
        assert manager.actor is not None
        told = db.session.scalars(sa.select(Notice.title).where(Notice.user_id == manager.actor.id)).all()
        assert not any("绝密" in title for title in told)
        paper = notice_paper(queries.get_notice(number, to=manager.actor))
        assert "绝密芯片" not in paper.title


@pytest.mark.usefixtures("held", "context")
def test_states_and_rights_are_held_by_the_actions() -> None:
    bureau, manager = person(Role.BUREAU_MANAGER), person(Role.PARK_MANAGER, parks=[PARK])
    colleague = person(Role.OFFICER, parks=[PARK])
    number = drafted(manager)
    notice = queries.get_notice(number, to=bureau)
    with pytest.raises(NotAllowed):
        acts.issue(notice, by=manager)
    with pytest.raises(Stale):
        acts.close(notice, note="", by=bureau)
    with pytest.raises(RuleBroken, match="不能早于今天"):
        acts.issue(notice, by=bureau, due_on=TODAY - timedelta(days=1))
    acts.issue(notice, by=bureau)
    assert notice.due_on == TODAY + timedelta(days=10)
    with pytest.raises(Stale):
        acts.issue(notice, by=bureau)
    with pytest.raises(Stale):
        acts.edit(notice, reason="x", demand="y", due_on=None, by=bureau)
    for other in (bureau, colleague):
        with pytest.raises(NotAllowed):
            acts.answer(notice, text="x", measures="y", promised_on=None, by=other)
    with pytest.raises(RuleBroken, match="写明原因"):
        acts.close(notice, note="", by=bureau)
    acts.close(notice, note="项目已恢复推进。", by=bureau)
    assert notice.state is NoticeState.CLOSED


@pytest.mark.usefixtures("held", "context")
def test_a_second_notice_of_the_same_kind_is_refused_while_one_is_open() -> None:
    bureau, manager = person(Role.BUREAU_MANAGER), person(Role.PARK_MANAGER, parks=[PARK])
    project = make_project(by=manager)
    first = acts.draft_by_hand(project, reason="环保投诉", demand="请核实。", by=bureau)
    with pytest.raises(AlreadyExists):
        acts.draft_by_hand(project, reason="环保投诉", demand="请核实。", by=bureau)
    acts.drop(queries.get_notice(first.id, to=bureau), by=bureau)
    acts.draft_by_hand(project, reason="环保投诉", demand="请核实。", by=bureau)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("空.pdf", b"", "空"), ("假.pdf", b"MZ\x90\x00 not a pdf", "假.pdf"), ("程序.exe", b"MZ\x90\x00", "程序.exe")],
)
def test_bad_evidence_is_refused_and_what_was_typed_stays(
    app: Flask, as_role: SignIn, name: str, content: bytes, words: str
) -> None:
    manager, bureau = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.BUREAU_MANAGER)
    assert manager.actor is not None
    with app.app_context(), transaction():
        number = drafted(manager.actor)
    bureau.send(f"/supervision/{number}/issue")
    answer = manager.send(
        f"/supervision/{number}/answer",
        {"text": "情况如下。", "measures": "如此办理。", "files": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "情况如下。" in answer.get_data(as_text=True)
    assert words in answer.get_data(as_text=True)
    with app.app_context():
        notice = db.session.get_one(SupervisionNotice, number)
        assert notice.state is NoticeState.ISSUED


@pytest.mark.usefixtures("held")
def test_many_drafts_are_issued_at_once_and_each_gets_its_number(app: Flask, as_role: SignIn) -> None:
    manager, bureau = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.BUREAU_MANAGER)
    assert manager.actor is not None
    with app.app_context(), transaction():
        picked = [str(drafted(manager.actor)) for _ in range(3)]
    assert bureau.send("/supervision/bulk", {"do": "issue", "pick": [*picked, "999999", "x"]}).status_code == 302
    with app.app_context():
        numbers = set(db.session.scalars(sa.select(SupervisionNotice.number)))
        assert numbers == {f"南通督办〔2026〕{count} 号" for count in (1, 2, 3)}


@pytest.mark.usefixtures("held")
def test_the_list_costs_the_same_for_one_and_for_many(
    app: Flask, as_role: SignIn, count_queries: Callable[..., object]
) -> None:
    manager, bureau = as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.BUREAU_MANAGER)
    assert manager.actor is not None
    with app.app_context(), transaction():
        drafted(manager.actor)
    bureau.get("/supervision/")
    with count_queries() as few:  # type: ignore[attr-defined]
        bureau.get("/supervision/?tab=drafts")
    with app.app_context(), transaction():
        for _ in range(4):
            drafted(manager.actor)
    with count_queries() as many:  # type: ignore[attr-defined]
        bureau.get("/supervision/?tab=drafts")
    assert len(few) == len(many)
