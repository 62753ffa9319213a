"""Briefs as they come from the database: worded for every park, issued, downloaded, checked, packed."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from app.accounts.enums import Role
from app.briefs import actions, jobs, queries
from app.briefs.enums import PrintKind, PrintState
from app.briefs.models import Print
from app.briefs.render import brief_html
from app.briefs.wording import build_brief
from app.core import clock, files
from app.core.transaction import transaction
from app.extensions import db
from app.parks.models import Layout, LayoutNode, Park
from app.plans.models import Plan
from tests.factories.accounts import person
from tests.page_client import PageClient

PARKS_IN_LAYOUTS = 27
OF_NANTONG = "lay-ntit-zone-1"
OF_GUANGZHOU = "lay-gz-park-03"
SignIn = Callable[..., PageClient]


@pytest.mark.usefixtures("context")
def test_every_park_of_every_plan_has_a_brief_without_holes() -> None:
    worded = 0
    for plan_id in db.session.scalars(sa.select(Layout.plan_id).join(LayoutNode).distinct()):
        shared = queries.plan_material(plan_id)
        for node in shared.nodes:
            brief = build_brief(queries.park_material(node.park, shared, today=clock.today()))
            html = brief_html(brief)
            assert node.park.name in brief.document_title
            assert brief.focus is not None
            assert brief.pipeline is None, "a park without projects prints no pipeline chapter"
            assert len(brief.proposition.numbers) >= 4
            assert not re.search(r">\s*(None|暂无|无)\s*<", html), f"{node.park.code} prints a hole"
            assert brief.sources.rows[0].sections
            worded += 1
    assert worded == PARKS_IN_LAYOUTS


def test_issued_brief_is_kept_as_it_was_and_can_be_checked_by_anybody(
    app: Flask, as_role: SignIn, client: PageClient
) -> None:
    manager = as_role(Role.PARK_MANAGER, parks=[OF_NANTONG])
    answer = manager.send(f"/briefs/parks/{OF_NANTONG}/issue")
    assert answer.status_code == 302
    with app.app_context():
        issued = db.session.scalars(sa.select(Print)).one()
        assert issued.number == f"园简〔{clock.today().year}〕1号"
        assert issued.snapshot["park"] == "南通经济技术开发区、苏通科技产业园产业集聚区"
        code, sha256 = issued.code, issued.sha256
        assert sha256 is not None
        assert files.path_of(sha256).exists()
    file = manager.get(f"/briefs/{code}/file")
    document = PdfReader(io.BytesIO(file.data))
    assert len(document.pages) == issued.pages
    assert document.metadata is not None
    assert document.metadata.title == "园区产业简介：南通经济技术开发区、苏通科技产业园产业集聚区"
    last = document.pages[-1].extract_text()
    assert "-".join((code[:4], code[4:8], code[8:])) in last
    assert manager.get(f"/briefs/{code}").status_code == 200
    assert "核验通过" in client.get(f"/verify/{code}").get_data(as_text=True)
    assert client.get("/verify/2222-2222-2222").status_code == 404


@pytest.mark.usefixtures("context")
def test_numbers_run_through_the_year() -> None:
    plan = db.session.scalars(sa.select(Plan).where(Plan.code == "tianjin-it-145")).one()
    leader = person(Role.LEADER)
    numbers = [actions.order_pack(plan, parks=6, by=leader).number for _ in range(2)]
    assert numbers == [f"园简〔{clock.today().year}〕1号", f"园简〔{clock.today().year}〕2号"]


def test_another_city_neither_prints_nor_finds_it(as_role: SignIn, app: Flask) -> None:
    as_role(Role.PARK_MANAGER, parks=[OF_NANTONG]).send(f"/briefs/parks/{OF_NANTONG}/issue")
    with app.app_context():
        code = db.session.scalars(sa.select(Print.code)).one()
    stranger = as_role(Role.PARK_MANAGER, parks=[OF_GUANGZHOU])
    for path in (
        f"/briefs/parks/{OF_NANTONG}",
        f"/briefs/parks/{OF_NANTONG}/preview.pdf",
        f"/briefs/{code}",
        f"/briefs/{code}/file",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.send(f"/briefs/parks/{OF_NANTONG}/issue").status_code == 404
    assert code not in stranger.get("/briefs/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "single", "bulk"),
    [
        (Role.OFFICER, 200, 403),
        (Role.PARK_MANAGER, 200, 302),
        (Role.REVIEWER, 200, 302),
        (Role.BUREAU_MANAGER, 200, 302),
        (Role.LEADER, 200, 302),
        (Role.DEPARTMENT_REVIEWER, 403, 403),
        (Role.AUDITOR, 403, 403),
        (Role.ADMIN, 403, 403),
    ],
)
def test_who_may_print(as_role: SignIn, role: Role, single: int, bulk: int) -> None:
    parks = [OF_NANTONG] if role in {Role.OFFICER, Role.PARK_MANAGER} else None
    person = as_role(role, parks=parks)
    assert person.get(f"/briefs/parks/{OF_NANTONG}").status_code == single
    # A plan without parks: who may order packs is told so at once, and no pack is rendered.
    assert person.send("/briefs/plans/nantong-future-2024/pack").status_code == bulk


def retire_all_but(*kept: str) -> None:
    """Leave only these parks of Tianjin: a pack of two is a pack, and made in a third of the time."""
    with transaction():
        for park in db.session.scalars(sa.select(Park).where(Park.code.like("lay-tj-%"), Park.code.not_in(kept))):
            park.retired_at = clock.now()


def test_pack_holds_all_parks_under_one_numbering(app: Flask, as_role: SignIn) -> None:
    leader = as_role(Role.LEADER)
    with app.app_context():
        retire_all_but("lay-tj-binhai", "lay-tj-xiqing")
    answer = leader.send("/briefs/plans/tianjin-it-145/pack", follow_redirects=True)
    assert answer.status_code == 200
    with app.app_context():
        pack = db.session.scalars(sa.select(Print)).one()
        assert (pack.kind, pack.state) == (PrintKind.PACK, PrintState.DONE)
        assert pack.steps_done == pack.steps_all == 3
    document = PdfReader(io.BytesIO(leader.get(f"/briefs/{pack.code}/file").data))
    names = [str(entry.title) for entry in document.outline if not isinstance(entry, list)]
    for district in ("滨海新区", "西青区"):
        assert any(district in name for name in names), district
    assert f"{len(document.pages)}" in document.pages[-1].extract_text()


def test_plan_without_parks_cannot_be_packed(as_role: SignIn) -> None:
    answer = as_role(Role.BUREAU_MANAGER).send("/briefs/plans/nantong-future-2024/pack", follow_redirects=True)
    assert "还没有园区" in answer.get_data(as_text=True)


def test_worker_takes_up_a_pack_that_a_killed_one_left(app: Flask) -> None:
    with app.app_context(), transaction():
        plan = db.session.scalars(sa.select(Plan).where(Plan.code == "tianjin-it-145")).one()
        left = Print(
            code="LEFTHALFDONE",
            number="园简〔2026〕9号",
            kind=PrintKind.PACK,
            state=PrintState.RUNNING,
            title="留下一半",
            plan_id=plan.id,
            as_of=clock.today(),
            by_id=person(Role.BUREAU_MANAGER).id,
            steps_done=3,
            steps_all=7,
        )
        db.session.add(left)
    with app.app_context():
        retire_all_but("lay-tj-ninghe")
        jobs.take_up_again()
        assert db.session.scalars(sa.select(Print.state)).one() is PrintState.DONE
        snapshot = db.session.scalars(sa.select(Print.snapshot)).one()
        assert snapshot["issuer"], "who ordered it stands on the cover, whichever worker finishes it"
        first = db.session.scalars(sa.select(Print.sha256)).one()
        jobs.take_up_again()
        assert db.session.scalars(sa.select(Print.sha256)).one() == first


@pytest.mark.usefixtures("context")
def test_park_in_no_layout_is_refused_in_words() -> None:
    city = db.session.scalars(sa.select(Park.city_id).limit(1)).one()
    lonely = Park(code="lonely", name="没有布局的园区", short_name="无布局", city_id=city)
    db.session.add(lonely)
    db.session.flush()
    with pytest.raises(actions.RuleBroken, match="不在任何规划布局中"):
        actions.brief_of(lonely, today=clock.today())


def test_command_writes_a_whole_file(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "brief.pdf"
    result = app.test_cli_runner().invoke(args=["briefs", "render", OF_GUANGZHOU, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"%PDF")
    assert "已写入" in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["briefs", "render", "lay-gz-park-3", "--out", "x.pdf"], "lay-gz-park-03"),
        (["briefs", "render", OF_GUANGZHOU, "--out", "/proc/nowhere/x.pdf"], "无法写入"),
        (["briefs", "pack", "--plan", "guangzhou", "--out", "x.pdf"], "guangzhou-iab-2018"),
        (["briefs", "pack", "--plan", "nantong-future-2024", "--out", "x.pdf"], "没有点名园区"),
    ],
)
def test_command_refuses_in_one_line(app: Flask, arguments: list[str], sentence: str) -> None:
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    assert sentence in result.output
    assert result.output.strip().count("\n") == 0
