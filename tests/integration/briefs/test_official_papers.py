"""Previewing and issuing official papers through their pages: who may, what is kept, what is never made twice."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.enums import Role
from app.briefs.enums import PrintKind
from app.briefs.models import Print
from app.briefs.official.sheet import PITCHES
from app.briefs.sources import SOURCES, Found, Source
from app.core.settings import Setting
from app.core.transaction import transaction
from app.extensions import db
from app.parks.models import Park
from tests.factories.papers import ruling
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
OURS, OTHER, THIRD = "lay-ntit-zone-2", "lay-ntit-zone-1", "lay-ntit-core"
URL = "/briefs/papers/notice/CZ-1"
RULING = "/briefs/papers/ruling/CZ-1"


@pytest.fixture
def words() -> dict[str, object]:
    """What the case says at the moment; a test may change it."""
    return {"paper": ruling()}


@pytest.fixture(autouse=True)
def case(monkeypatch: pytest.MonkeyPatch, words: dict[str, object]) -> None:
    """A case that the bureau, leaders and two parks may read: as a notice all read the same, as a ruling each its own copy."""

    def read(subject: str, actor, today: date) -> Found:
        parties = {row.code: row.id for row in db.session.execute(sa.select(Park.code, Park.id))}
        mine = actor.park_ids & {parties[OURS], parties[OTHER]}
        if subject != "CZ-1" or not (actor.sees_every_park or mine):
            raise NoResultFound
        return Found(paper=words["paper"], park_id=parties[OURS], label="CZ-1")

    def read_copy(subject: str, actor, today: date) -> Found:
        found = read(subject, actor, today)
        if actor.sees_every_park:
            return found
        first = found.park_id in actor.park_ids
        paper = replace(found.paper, subtitle="甲方所见" if first else "乙方所见")
        return replace(found, paper=paper, copy="甲方本" if first else "乙方本", park_id=min(actor.park_ids))

    monkeypatch.setitem(SOURCES, PrintKind.NOTICE, Source(read=read, series="督", pitches=PITCHES, bureau_only=True))
    monkeypatch.setitem(SOURCES, PrintKind.RULING, Source(read=read_copy, series="裁", pitches=PITCHES))


def issue(as_role: SignIn, **typed: str) -> tuple[PageClient, str]:
    """The bureau issues the ruling; its code."""
    bureau = as_role(Role.BUREAU_MANAGER)
    answer = bureau.send(URL, {"watermark": "", **typed})
    assert answer.status_code == 302, answer.text
    return bureau, answer.location.rsplit("/", 1)[1]


def test_the_page_says_what_the_paper_holds_and_previews_it(as_role: SignIn) -> None:
    bureau = as_role(Role.BUREAU_MANAGER)
    page = bureau.get(URL)
    assert "通商裁〔2026〕3号" in page.text
    assert "出具并编号" in page.text
    preview = bureau.get(f"{URL}/preview.pdf")
    assert preview.mimetype == "application/pdf"
    assert preview.data.startswith(b"%PDF-")


def test_issued_it_is_kept_verified_and_never_made_anew(app, as_role: SignIn) -> None:
    bureau, code = issue(as_role)
    first = bureau.get(f"/briefs/{code}/file").data
    again = bureau.send(URL, {})
    assert again.location.endswith(code)
    assert bureau.get(f"/briefs/{code}/file").data == first
    assert "已按现有内容出具" in bureau.get(URL).text
    checked = bureau.get(f"/verify/{code}")
    assert "核验通过" in checked.text
    assert "通商裁〔2026〕3号" in checked.text
    with app.app_context():
        issued = db.session.scalars(sa.select(Print).where(Print.code == code)).one()
        assert issued.pages == 1
        assert issued.snapshot["subject"] == "CZ-1"
        assert issued.snapshot["paper"]["signer"] == "南通市商务局"


def test_other_words_are_a_new_paper_and_the_old_one_stays(app, as_role: SignIn, words: dict[str, object]) -> None:
    bureau, code = issue(as_role)
    old = bureau.get(f"/briefs/{code}/file").data
    words["paper"] = ruling(reasons=2)
    assert "将作为新的一份编号留存" in bureau.get(URL).text
    _, second = issue(as_role)
    assert second != code
    assert "通商裁〔2026〕3号之二" in bureau.get(f"/briefs/{second}").text
    assert bureau.get(f"/briefs/{code}/file").data == old


def test_a_draft_is_previewed_but_not_issued(as_role: SignIn, words: dict[str, object]) -> None:
    words["paper"] = replace(ruling(), signed_on=None)
    bureau = as_role(Role.BUREAU_MANAGER)
    assert "尚不能出具" in bureau.get(URL).text
    answer = bureau.send(URL, {})
    assert answer.status_code == 422
    assert "还是草稿" in answer.text


def test_without_a_number_of_its_own_the_archive_counts(as_role: SignIn, words: dict[str, object]) -> None:
    words["paper"] = replace(ruling(), number="")
    bureau, code = issue(as_role)
    assert "号" in bureau.get(f"/briefs/{code}").text
    assert "园督〔" in bureau.get(f"/briefs/{code}").text


def test_parties_get_the_kept_file_and_issue_nothing(as_role: SignIn) -> None:
    for park in (OURS, OTHER):
        party = as_role(Role.PARK_MANAGER, parks=[park])
        assert "出具并编号" not in party.get(URL).text
        refused = party.send(URL, {})
        assert refused.status_code == 403
        assert "由商务局出具" in refused.text
    _, code = issue(as_role)
    for park in (OURS, OTHER):
        party = as_role(Role.OFFICER, parks=[park])
        assert party.get(f"/briefs/{code}/file").status_code == 200
        assert "查看已出具件" in party.get(URL).text


def test_a_third_park_learns_nothing(as_role: SignIn) -> None:
    _, code = issue(as_role)
    stranger = as_role(Role.PARK_MANAGER, parks=[THIRD])
    for address in (URL, f"{URL}/preview.pdf", f"/briefs/{code}", f"/briefs/{code}/file"):
        assert stranger.get(address).status_code == 404, address
    assert stranger.send(URL, {}).status_code == 404
    assert code not in stranger.get("/briefs/").text
    assert "裁定书" not in stranger.get("/briefs/").text
    assert code in as_role(Role.OFFICER, parks=[OURS]).get("/briefs/").text
    assert code in as_role(Role.LEADER).get("/briefs/").text


def test_each_party_of_a_ruling_has_its_own_copy_under_one_number(as_role: SignIn, words: dict[str, object]) -> None:
    words["paper"] = replace(ruling(), number="")
    bureau = as_role(Role.BUREAU_MANAGER)
    full = bureau.send(RULING, {}).location.rsplit("/", 1)[1]
    number = re.search(r"园裁〔\d+〕\d+号", bureau.get(f"/briefs/{full}").text)
    assert number
    copies = {}
    for park, word in ((OURS, "甲方本"), (OTHER, "乙方本")):
        party = as_role(Role.PARK_MANAGER, parks=[park])
        assert party.get(f"/briefs/{full}/file").status_code == 404
        assert full not in party.get("/briefs/").text
        copies[park] = party.send(RULING, {}).location.rsplit("/", 1)[1]
        assert f"{number[0]}（{word}）" in party.get(f"/briefs/{copies[park]}").text
        colleague = as_role(Role.OFFICER, parks=[park])
        assert colleague.get(f"/briefs/{copies[park]}/file").status_code == 200
    assert as_role(Role.OFFICER, parks=[OURS]).get(f"/briefs/{copies[OTHER]}/file").status_code == 404
    assert as_role(Role.LEADER).get(f"/briefs/{full}/file").status_code == 200


def test_unknown_kinds_and_subjects_are_not_found(as_role: SignIn) -> None:
    bureau = as_role(Role.BUREAU_MANAGER)
    for address in ("/briefs/papers/ruling/none", "/briefs/papers/brief/CZ-1", "/briefs/papers/nothing/CZ-1"):
        assert bureau.get(address).status_code == 404, address


def test_the_red_head_is_a_setting(app, as_role: SignIn) -> None:
    bureau = as_role(Role.BUREAU_MANAGER)
    plain = bureau.get(f"{URL}/preview.pdf").data
    with app.app_context(), transaction():
        db.session.add(Setting(key="official.red_head", value=1))
    assert bureau.get(f"{URL}/preview.pdf").data != plain


def test_with_a_watermark_the_file_differs(as_role: SignIn) -> None:
    bureau, code = issue(as_role, watermark="y")
    assert bureau.get(f"/briefs/{code}/file").status_code == 200
