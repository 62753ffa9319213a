"""The bureau works through the review queue without touching the mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import started

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
SignIn = Callable[..., Page]


def test_next_previous_recognise_and_return_by_keyboard(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.goto("/reviews/")
    started(page)
    rows, pane = page.locator("[data-item]"), page.locator("#pane")
    assert rows.count() >= 3, "the demo has too few submissions that wait"
    first, second = (str(rows.nth(place).get_attribute("data-item")) for place in (0, 1))
    expect(pane).to_have_attribute("data-number", first)
    page.keyboard.press("j")
    expect(pane).to_have_attribute("data-number", second)
    page.keyboard.press("k")
    expect(pane).to_have_attribute("data-number", first)

    page.keyboard.press("r")
    expect(page.locator(".toast", has_text="已认定")).to_be_visible()
    expect(page.locator(f"[data-item='{first}']")).to_have_count(0)
    expect(pane).to_have_attribute("data-number", second)

    started(page)
    page.keyboard.press("b")
    expect(page.locator("#return")).to_have_attribute("open", "")
    expect(page.locator("#return-form input:focus")).to_have_count(1)
    page.keyboard.press("Space")
    page.locator("#return-form textarea").focus()
    page.keyboard.type("合同缺末页签章，请补正")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast", has_text="已退回")).to_be_visible()
    expect(page.locator(f"[data-item='{second}']")).to_have_count(0)
