"""What people come to do, done in a browser: sign in, log a lead on a phone, move it on the board, print the brief."""

import io
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.steps import PARK, choose_first_sector, investor, log_lead

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
SignIn = Callable[..., Page]


def test_a_wrong_password_is_refused_and_the_name_stays(sign_in: SignIn) -> None:
    page = sign_in(None)
    page.goto("/projects/board?status=all")
    expect(page).to_have_url(re.compile(r"/login\?next="))
    page.get_by_label("登录名").fill("officer")
    page.get_by_label("密码").fill("not-the-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("登录名或密码不正确").first).to_be_visible()
    expect(page.get_by_label("登录名")).to_have_value("officer")


def test_officer_logs_a_lead_on_a_phone(sign_in: SignIn) -> None:
    page = sign_in("officer", phone=True)
    name = investor()
    code = log_lead(page, name, tap=True)
    expect(page.get_by_text(name).first).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"the page is {width} px wide on a phone of 390"
    page.goto(f"/projects/?q={name[:6]}")
    expect(page.locator(f"[data-code={code}]")).to_be_visible()


def test_refused_lead_says_why_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    page = sign_in("officer", phone=True)
    page.goto("/projects/new")
    page.get_by_label("投资方").fill("㐂𠮷科技🙂")
    page.get_by_label("估计投资").fill("-3亿")
    page.locator("#lead-form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="保存线索").locator("visible=true").tap()
    expect(page.get_by_text("金额不能为负数").first).to_be_visible()
    expect(page.get_by_label("投资方")).to_have_value("㐂𠮷科技🙂")
    expect(page.get_by_label("估计投资")).to_have_value("-3亿")


def test_board_refuses_and_then_lets_through(sign_in: SignIn) -> None:
    page = sign_in("officer")
    code = log_lead(page, investor())
    page.goto(f"/projects/board?park={PARK}")
    card = page.locator(f"[data-code={code}]")
    drag(page, code, "negotiating")
    toast = page.locator(".toast", has_text="还缺")
    expect(toast).to_be_visible()
    expect(page.locator("#column-lead").locator(f"[data-code={code}]")).to_be_visible()
    toast.get_by_role("link", name="至少一次面谈").click()
    page.locator("label", has_text="拜访").first.click()
    page.locator("#result").fill("到企业看了产线，确认面积和用电")
    page.get_by_role("button", name="保存跟进").locator("visible=true").click()
    page.wait_for_url(re.compile(r"/projects/board"))  # back to where the gate sent one away
    page.goto(f"/projects/{code}/edit")
    choose_first_sector(page)
    page.get_by_role("button", name="保存").locator("visible=true").first.click()
    page.wait_for_url(re.compile(rf"/projects/{code}(\?.*)?(#.*)?$"))
    page.goto(f"/projects/board?park={PARK}")
    drag(page, code, "negotiating")
    expect(page.locator("#column-negotiating").locator(f"[data-code={code}]")).to_be_visible()
    undo = page.locator(".toast").get_by_role("button", name="撤销")
    expect(undo).to_be_visible()
    undo.click()
    expect(page.locator("#column-lead").locator(f"[data-code={code}]")).to_be_visible()
    expect(card).to_have_count(1)


def test_everything_on_a_card_works_without_scripts(sign_in: SignIn) -> None:
    writer = sign_in("officer")
    code = log_lead(writer, investor())
    page = sign_in("officer", scripts=False)
    page.goto(f"/projects/{code}/move")
    page.locator("label", has_text="在谈").first.click()
    page.get_by_role("button", name="移动").click()
    expect(page.get_by_text("还缺").first).to_be_visible()


def test_manager_prints_the_brief(sign_in: SignIn) -> None:
    page = sign_in("park_manager")
    page.goto(f"/parks/{PARK}")
    page.get_by_role("link", name="打印产业简介").click()
    page.wait_for_url(f"**/briefs/parks/{PARK}")
    page.get_by_role("button", name="出具并编号").locator("visible=true").click()
    page.wait_for_url(re.compile(r"/briefs/[2-9A-Z]{12}$"))
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").locator("visible=true").click()
    path = download.value.path()
    document = PdfReader(io.BytesIO(path.read_bytes()))
    assert 4 <= len(document.pages) <= 12
    assert document.metadata is not None
    assert document.metadata.title == "园区产业简介：南通高新区“智创谷”"
    assert download.value.suggested_filename.endswith(".pdf")


@pytest.mark.parametrize(("login", "phone"), [("bureau_manager", False), ("officer", True)])
def test_main_pages_are_accessible_and_fit(sign_in: SignIn, login: str, *, phone: bool) -> None:
    page = sign_in(login, phone=phone, audited=True)
    for path in (
        "/",
        "/parks/",
        f"/parks/{PARK}",
        "/projects/",
        "/projects/board",
        "/companies/",
        "/plans/",
        "/briefs/",
        "/search?q=科技",
    ):
        page.goto(path)
        found = [
            f"{violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}"
            for violation in Axe().run(page).response["violations"]
        ]
        assert found == [], f"{path}: {found}"
        if phone:
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= 390, f"{path} is {width} px wide"


def drag(page: Page, code: str, stage: str) -> None:
    """Drag a card with the mouse as a hand would: press, move in steps, let go."""
    card = page.locator(f"[data-code={code}]")
    card.scroll_into_view_if_needed()
    start = card.bounding_box()
    goal = page.locator(f"#column-{stage} [data-cards]").bounding_box()
    assert start
    assert goal
    page.mouse.move(start["x"] + 30, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 45, start["y"] + 30, steps=4)
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + 40, steps=12)
    page.mouse.move(goal["x"] + goal["width"] / 2 + 2, goal["y"] + 44, steps=3)
    page.mouse.up()
