"""A form in a hurry: sent by keyboard, and not left by mistake."""

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.e2e.steps import investor, log_lead, started

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
SignIn = Callable[..., Page]


def test_control_enter_saves_and_leaving_asks_first(sign_in: SignIn) -> None:
    page = sign_in("officer")
    code, content = log_lead(page, investor()), f"封装测试线{uuid.uuid4().hex[:6]}"
    page.goto(f"/projects/{code}/edit")
    started(page)
    page.locator("textarea[name=content]").fill(content)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/projects/{code}")
    expect(page.get_by_text(content).first).to_be_visible()

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.goto(f"/projects/{code}/edit")
    started(page)
    page.locator("textarea[name=content]").press_sequentially("没有保存")
    page.on("dialog", stay)
    page.locator("header a", has_text="项目").first.click(no_wait_after=True)
    expect(page.locator("textarea[name=content]")).to_have_value(f"没有保存{content}")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/edit")
    page.remove_listener("dialog", stay)


def test_a_restored_draft_leaves_what_another_person_changed_meanwhile(sign_in: SignIn) -> None:
    page = sign_in("officer")
    code, typed, named = (
        log_lead(page, investor()),
        f"写到一半{uuid.uuid4().hex[:6]}",
        f"改过的名称{uuid.uuid4().hex[:6]}",
    )
    page.goto(f"/projects/{code}/edit")
    started(page)
    page.locator("textarea[name=content]").press_sequentially(typed)
    expect(page.locator("[data-draft-state]")).to_contain_text("草稿已存")
    context = page.context
    page.close()  # the tab is closed, the words are not saved

    other = sign_in("park_manager")
    other.goto(f"/projects/{code}/edit")
    started(other)
    other.locator("input[name=name]").fill(named)
    other.keyboard.press("Control+Enter")
    other.wait_for_url(f"**/projects/{code}")

    again = context.new_page()
    again.goto(f"/projects/{code}/edit")
    started(again)
    expect(again.locator("[data-draft-state]")).to_contain_text("已恢复")
    expect(again.locator("textarea[name=content]")).to_have_value(re.compile(f"^{typed}"))
    expect(again.locator("input[name=name]")).to_have_value(named)
