"""Two people change one project: different fields join; the same field shows mine, stored and original."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import investor, log_lead, press, save

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
SignIn = Callable[..., Page]


def test_different_fields_are_both_kept_and_one_field_shows_three_texts(sign_in: SignIn) -> None:
    officer, manager = sign_in("officer"), sign_in("park_manager")
    code = log_lead(officer, investor())
    for page in (officer, manager):
        page.goto(f"/projects/{code}/edit")
    officer.get_by_label("产业链环节").fill("封装测试")
    save(officer, code)
    manager.get_by_label("下一步").fill("约企业看厂房")
    save(manager, code)
    expect(manager.get_by_text("封装测试").first).to_be_visible()
    expect(manager.get_by_text("约企业看厂房").first).to_be_visible()

    for page in (officer, manager):
        page.goto(f"/projects/{code}/edit")
    officer.get_by_label("产业链环节").fill("晶圆测试")
    save(officer, code)
    manager.get_by_label("产业链环节").fill("模组组装")
    press(manager, "保存")
    table = manager.locator(".conflicts")
    for text in ("封装测试", "晶圆测试", "模组组装"):
        expect(table.get_by_text(text).first).to_be_visible()
    expect(manager.get_by_label("产业链环节")).to_have_value("模组组装")
    press(manager, "保存")
    manager.wait_for_url(f"**/projects/{code}*")
    expect(manager.get_by_text("模组组装").first).to_be_visible()
