"""A form in a hurry: sent by keyboard, and not left by mistake."""

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
