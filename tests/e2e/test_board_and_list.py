"""Board and list in the hand: drag with mouse and finger, undo in place, the way there and back, views, bulk changes."""

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import choose_first_sector, started
from tests.e2e.test_journeys import drag, log_lead

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
SignIn = Callable[..., Page]


def order(page: Page, stage: str) -> list[str]:
    """Codes of a column from top to bottom."""
    cards = page.locator(f"#column-{stage} [data-code]").all()
    return [card.get_attribute("data-code") or "" for card in cards]


def test_a_refused_drag_leads_to_the_field_and_back_to_the_board(sign_in: SignIn) -> None:
    page = sign_in("officer")
    code = log_lead(page, f"试登{uuid.uuid4().hex[:6]}光电有限公司")
    page.goto("/projects/board")
    drag(page, code, "negotiating")
    toast = page.locator(".toast-error")
    expect(toast).to_be_visible()
    toast.get_by_role("link", name="至少一次面谈").click()
    page.locator("label", has_text="拜访").first.click()
    page.locator("#result").fill("到企业看了产线，确认面积和用电")
    page.get_by_role("button", name="保存跟进").locator("visible=true").click()
    page.wait_for_url("**/projects/board")
    expect(page.locator(f"[data-code={code}]")).to_have_class(re.compile("is-visited"))


def test_a_moved_card_is_taken_back_to_where_it_lay(sign_in: SignIn) -> None:
    page = sign_in("officer")
    code = log_lead(page, f"试登{uuid.uuid4().hex[:6]}芯片有限公司")
    token = page.locator('input[name="csrf_token"]').first.input_value()
    page.request.post(
        f"/projects/{code}/activities/new",
        form={"csrf_token": token, "kind": "visit", "happened_on": "2026-01-05", "result": "看了产线"},
    )
    page.goto(f"/projects/{code}/edit")
    choose_first_sector(page)
    page.get_by_role("button", name="保存").locator("visible=true").first.click()
    page.wait_for_url(re.compile(rf"/projects/{code}(\?.*)?(#.*)?$"))
    page.goto("/projects/board")
    before = order(page, "lead")
    drag(page, code, "negotiating")
    expect(page.locator("#column-negotiating").locator(f"[data-code={code}]")).to_be_visible()
    page.locator(".toast").get_by_role("button", name="撤销").click()
    expect(page.locator("#column-lead").locator(f"[data-code={code}]")).to_be_visible()
    expect(page.locator(".toast", has_text="已撤销")).to_be_visible()
    assert order(page, "lead") == before
    page.reload()
    assert order(page, "lead") == before, "the place is kept, not only shown"


def test_a_finger_scrolls_and_a_long_press_drags(sign_in: SignIn) -> None:
    page = sign_in("officer", phone=True)
    page.goto("/projects/board")
    card = page.locator("[data-movable]").first
    card.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('[data-board]').dataset.drag === 'on'")
    box = card.bounding_box()
    assert box
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = box["x"] + 60, box["y"] + 30
    dragging = "document.body.classList.contains('is-dragging')"
    top = page.evaluate("window.scrollY")
    touch("touchStart", x, y)
    for step in range(1, 9):
        touch("touchMove", x, y - 12 * step)
    assert not page.evaluate(dragging), "a swipe scrolls"
    touch("touchEnd", x, y)
    page.wait_for_function("top => window.scrollY > top + 20", arg=top)
    page.wait_for_timeout(600)
    stage = card.evaluate("card => card.closest('[data-stage]').dataset.stage")
    before = order(page, stage)
    code = card.get_attribute("data-code") or ""
    card.evaluate("card => window.scrollBy({ top: card.getBoundingClientRect().top - 200, behavior: 'instant' })")
    goal = page.locator(f"[data-code={before[before.index(code) + 1]}]").bounding_box()
    box = card.bounding_box()
    assert box
    assert goal
    x, y = box["x"] + 60, box["y"] + 30
    below = goal["y"] + goal["height"] * 0.8 - y
    touch("touchStart", x, y)
    page.wait_for_timeout(450)
    for step in range(1, 13):
        touch("touchMove", x + 2, y + below * step / 12)
        page.wait_for_timeout(30)
    assert page.evaluate(dragging), "a long press picks the card up"
    touch("touchEnd", x + 2, y + below)
    expect(page.locator(".toast", has_text="已调整次序")).to_be_visible()
    assert not page.evaluate(dragging)
    after = order(page, stage)
    assert after != before, "let go, the card lies elsewhere"
    assert after.index(code) > before.index(code)
    page.reload()
    assert order(page, stage) == after, "the place is kept, not only shown"


def test_the_menu_of_a_card_orders_its_column_and_undo_puts_it_back(sign_in: SignIn) -> None:
    page = sign_in("park_manager")
    lower, upper = (log_lead(page, f"试登{uuid.uuid4().hex[:6]}声学有限公司") for _ in range(2))
    page.goto("/projects/board")
    started(page)
    before = order(page, "lead")
    assert before[:2] == [upper, lower]

    def pick(code: str, way: str) -> None:
        card = page.locator(f"[data-code={code}]")
        card.hover()
        card.locator("summary").click()
        card.get_by_role("button", name=way).click()

    with page.expect_response("**/move?*") as answered:
        pick(lower, "上移")
    assert answered.value.ok
    done = page.locator(".toast", has_text="已调整次序")
    expect(done).to_have_count(1)
    assert order(page, "lead") == [lower, upper, *before[2:]]
    expect(page.locator(f"[data-code={lower}] summary")).to_be_focused()
    with page.expect_response("**/move?*"):
        pick(lower, "下移")
    with page.expect_response("**/move?*"):
        pick(before[3], "置顶")
    assert order(page, "lead") == [before[3], upper, lower, before[2], *before[4:]]
    with page.expect_response("**/place/undo?*"):
        done.last.get_by_role("button", name="撤销").click()
    expect(page.locator(".toast", has_text="恢复原来的次序")).to_be_visible()
    assert order(page, "lead") == before
    page.locator("#column-lead a.name").first.press("Control+Enter")
    page.wait_for_timeout(500)
    expect(page).to_have_url(re.compile("/projects/board$"))  # the form around the cards is not sent
    page.reload()
    assert order(page, "lead") == before, "the place is kept, not only shown"


def test_the_menu_orders_a_column_without_scripts(sign_in: SignIn) -> None:
    page = sign_in("park_manager", scripts=False)
    page.goto("/projects/board")
    before = order(page, "lead")
    card = page.locator(f"[data-code={before[1]}]")
    card.hover()
    card.locator("summary").click()
    card.get_by_role("button", name="上移").click()
    expect(page.get_by_text("已调整次序。")).to_be_visible()
    assert order(page, "lead") == [before[1], before[0], *before[2:]]
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("恢复原来的次序")).to_be_visible()
    assert order(page, "lead") == before


@pytest.mark.parametrize("phone", [False, True])
def test_the_way_back_to_the_board_opens_the_cards_that_were_open(sign_in: SignIn, *, phone: bool) -> None:
    page = sign_in("bureau_manager", phone=phone)
    page.goto("/projects/board")
    started(page)
    first = order(page, "negotiating")
    if phone:
        page.locator("[data-stage-tab=negotiating]").tap()
        page.wait_for_url(re.compile("at=negotiating"))
    page.locator("#column-negotiating .column-more").click()
    expect(page.locator("#column-negotiating [data-code]")).not_to_have_count(len(first))
    opened = order(page, "negotiating")
    assert len(opened) > len(first)
    page.locator(f"[data-code={opened[-1]}] a.name").click()
    page.wait_for_url(re.compile(rf"/projects/{opened[-1]}"))
    page.goto("about:blank")  # so that the page is not simply taken from the browser's memory
    page.go_back()
    page.go_back()
    started(page)
    expect(page.locator(f"[data-code={opened[-1]}]")).to_have_class(re.compile("is-visited"))
    assert order(page, "negotiating") == opened
    expect(page.locator(f"[data-code={opened[-1]}]")).to_be_in_viewport()


def test_a_view_is_saved_opened_and_changed(sign_in: SignIn) -> None:
    page = sign_in("officer")
    name = f"视图{uuid.uuid4().hex[:6]}"
    page.goto("/projects/?light=red&sort=-investment")
    page.get_by_text("存为视图").click()
    page.get_by_placeholder("例如：亿元以上在谈").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"view=\d+"))
    expect(page.locator(".views a[aria-current]")).to_have_text(re.compile(name))
    page.get_by_role("link", name="去掉灯：红").click()
    expect(page.get_by_text("视图已改动")).to_be_visible()
    page.get_by_text("视图已改动").click()
    page.get_by_role("link", name=f"还原“{name}”").click()
    expect(page.get_by_text("视图已改动")).to_have_count(0)


def test_rows_are_ticked_changed_together_and_put_back(sign_in: SignIn) -> None:
    page = sign_in("officer")
    page.goto("/projects/?sort=registered")
    page.locator("[data-row]").nth(0).check()
    page.locator("[data-row]").nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("3")
    page.get_by_role("button", name="定下一步").click()
    page.wait_for_url("**/bulk/change**")
    page.get_by_label("下一步").fill("统一回访")
    page.get_by_label("日期").fill("2026-12-31")
    page.get_by_role("button", name=re.compile(r"修改 \d 项")).click()
    undo = page.get_by_role("button", name=re.compile("撤销"))
    expect(undo.first).to_be_visible()
    undo.first.click()
    if page.get_by_role("dialog").count():
        page.get_by_role("dialog").get_by_role("button", name=re.compile("撤销")).click()
    expect(page.get_by_text(re.compile("已撤销|已还原")).first).to_be_visible()


def test_keys_work_on_board_and_list(sign_in: SignIn) -> None:
    page = sign_in("officer")
    for path in ("/projects/", "/projects/board"):
        page.goto(path)
        page.keyboard.press("/")
        expect(page.locator("[data-search]").first).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        expect(page.get_by_role("dialog", name="命令面板")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_contain_text("Ctrl+Enter")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_row_last_opened_is_marked_on_the_way_back(sign_in: SignIn) -> None:
    page = sign_in("officer")
    page.goto("/projects/?sort=registered")
    row = page.locator("tr[data-code]").last
    code = row.get_attribute("data-code")
    row.locator("td.name a").click()
    page.wait_for_url(re.compile(rf"/projects/{code}"))
    page.go_back()
    expect(page.locator(f"tr[data-code={code}]")).to_have_class(re.compile("is-visited"))
    page.locator(f"tr[data-code={code}] td.name a").click()
    page.wait_for_url(re.compile(rf"/projects/{code}"))
    page.get_by_role("navigation", name="所在位置").get_by_role("link", name="项目").click()
    expect(page.locator(f"tr[data-code={code}]")).to_have_class(re.compile("is-visited"))
