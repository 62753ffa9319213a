"""The other park types the name of an investor reported elsewhere: it learns that somebody was first, and no more."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import choose_first_sector, investor, log_lead, save

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
SignIn = Callable[..., Page]
NOTHING_MORE = "已有单位首报，请联系商务局"


def test_the_other_park_learns_that_somebody_was_first_and_nothing_else(sign_in: SignIn) -> None:
    ours, other = sign_in("officer"), sign_in("o-lay-ntit-zone-1")
    name = investor()
    code = log_lead(ours, name)
    ours.goto(f"/projects/{code}/edit")
    choose_first_sector(ours)
    save(ours, code)
    expect(ours.get_by_text("首报保护中").first).to_be_visible()

    other.goto("/projects/new")
    other.get_by_label("投资方").press_sequentially(name, delay=5)
    answer = other.locator("#investor-check")
    expect(answer.get_by_text(NOTHING_MORE)).to_be_visible()
    for secret in (code, "智创谷", "封测线", "陈晓岚", "1.2", "在谈", "线索"):
        expect(answer).not_to_contain_text(secret)

    for place in (f"/projects/{code}", f"/projects/{code}/recognition", f"/first-reports/?q={name[:6]}"):
        answered = other.goto(place)
        assert answered is not None
        assert answered.status in {200, 404}
        expect(other.locator("main")).not_to_contain_text(code)
        expect(other.locator("main")).not_to_contain_text("封测线")
    other.goto(f"/search?q={name[:8]}")
    expect(other.locator("main")).not_to_contain_text(code)
