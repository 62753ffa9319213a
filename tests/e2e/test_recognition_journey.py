"""From the first hint to a recognised landing, two people in two browsers, both open all the time."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import attach, choose_first_sector, figures, fill, investor, log_lead, move, press, save, today

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
SignIn = Callable[..., Page]


def test_a_lead_is_signed_recognised_landed_returned_mended_and_recognised(sign_in: SignIn) -> None:
    park, bureau = sign_in("officer"), sign_in("reviewer")
    before = figures(bureau)
    name = investor()
    code = log_lead(park, name)

    park.goto(f"/projects/{code}/edit")
    choose_first_sector(park)
    fill(park, output_estimate="3亿", tax_estimate="1500万", jobs_estimate="120", site_mode="标准厂房")
    fill(park, floor_sqm="3000", requirements="双回路供电，层高 6 米")
    save(park, code)
    park.goto(f"/projects/{code}/activities/new")
    fill(park, kind="拜访", result="到企业看了产线，确认面积和用电")
    press(park, "保存跟进")
    park.wait_for_url(re.compile(rf"/projects/{code}(\?.*)?(#.*)?$"))
    move(park, code, "negotiating", "在谈")
    move(park, code, "appraisal", "评审")

    park.goto(f"/projects/{code}/facts/edit")
    fill(park, appraisal_result="通过")
    save(park, code)
    park.goto(f"/projects/{code}/facts/contracts/new")
    day = today(park)
    fill(park, kind="正式合同", number="招商合〔2026〕8号", signed_on=day, investment="1.2亿")
    fill(
        park, agreed_start_on="2027-03-01", agreed_production_on="2028-06-01", agreed_output="3亿", agreed_tax="1500万"
    )
    fill(park, legal_review_number="法审〔2026〕8号", competition_review_number="公平审〔2026〕8号")
    save(park, code)
    move(park, code, "signed", "签约")
    assert figures(bureau) == before, "a signing counts before it is recognised"

    attach(park, code, "signed", "合同", "投资合同")
    press(park, "提交“签约”认定")
    expect(park.get_by_text("等待商务局认定").first).to_be_visible()
    assert figures(bureau) == before, "a submission counts before it is recognised"
    recognise(bureau, code)
    assert figures(bureau) == before | {"签约": before["签约"] + 1}

    park.goto(f"/projects/{code}/facts/edit")
    fill(park, project_company_name=f"{name}南通公司", licensed_on=day)
    save(park, code)
    park.goto(f"/projects/{code}/facts/sites/new")
    fill(park, kind="租赁合同", number="租〔2026〕12号")
    save(park, code)
    move(park, code, "landed", "落地")
    attach(park, code, "landed", "营业执照", "营业执照")
    attach(park, code, "landed", "土地", "租赁合同")
    press(park, "提交“落地”认定")
    expect(park.get_by_text("等待商务局认定").first).to_be_visible()

    open_in_queue(bureau, code)
    bureau.locator("#return summary").click()
    bureau.locator("#return-form label.choice").first.click()
    bureau.locator("#return-form [name=text]").fill("租赁合同缺末页签章")
    bureau.locator("#return-form").get_by_role("button", name="退回").click()
    expect(bureau.get_by_text(f"已退回 {code}").first).to_be_visible()
    assert figures(bureau)["落地"] == before["落地"]

    park.goto(f"/projects/{code}/recognition?stage=landed")
    expect(park.get_by_text("租赁合同缺末页签章").first).to_be_visible()
    attach(park, code, "landed", "土地", "租赁合同（补签章）")
    press(park, "提交“落地”认定")
    expect(park.get_by_text("等待商务局认定").first).to_be_visible()
    recognise(bureau, code)
    assert figures(bureau) == {"签约": before["签约"] + 1, "落地": before["落地"] + 1}
    park.goto(f"/projects/{code}/recognition")
    expect(park.locator("#landed").get_by_text("已认定").first).to_be_visible()


def open_in_queue(page: Page, code: str) -> None:
    """The submission of this project, open in the review queue."""
    page.goto(f"/projects/{code}/recognition")
    page.get_by_role("link", name="去办理").first.click()
    expect(page.locator("#pane").get_by_text(code).first).to_be_visible()


def recognise(page: Page, code: str) -> None:
    """Recognise it with its button."""
    open_in_queue(page, code)
    page.locator("#recognise-form").get_by_role("button", name="认定").click()
    expect(page.locator(".toast", has_text="已认定")).to_be_visible()
