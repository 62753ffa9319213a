"""What several journeys do: log a lead, fill in what the gates ask, move, submit, read a park's figures."""

import io
import re
import uuid
from typing import Any

from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfWriter

PARK = "lay-ntit-zone-2"


def investor() -> str:
    """A name nobody has."""
    return f"试登{uuid.uuid4().hex[:6]}光电有限公司"


def started(page: Page) -> None:
    """Wait until every script of the page listens; some are fetched after the page has loaded, and a key before that is lost."""
    expect(page.locator("html[data-started]")).to_have_count(1)


def press(page: Page, name: str) -> None:
    """The button of this name that can be seen."""
    page.get_by_role("button", name=name).locator("visible=true").first.click()


def log_lead(page: Page, name: str, *, tap: bool = False) -> str:
    """Log a lead through the form; returns the project's code."""
    how = "tap" if tap else "click"
    page.goto("/projects/new")
    page.get_by_label("投资方").fill(name)
    page.get_by_label("项目内容").fill("车规传感器封测线，租用标准厂房约 3000 ㎡")
    getattr(page.locator("label", has_text="拜访").first, how)()
    page.get_by_label("估计投资").fill("1.2亿")
    expect(page.get_by_text("12,000 万元").first).to_be_visible()
    getattr(page.locator("label", has_text="明天回电").first, how)()
    getattr(page.get_by_role("button", name="保存线索").locator("visible=true"), how)()
    page.wait_for_url(re.compile(r"/projects/NT-\d{4}-\d{5}$"))
    return page.url.rsplit("/", 1)[1]


def choose_first_sector(page: Page) -> None:
    """Pick a sector in the searchable list."""
    started(page)
    page.evaluate(
        """() => {
            const select = document.querySelector('#sector_id');
            const value = [...select.options].find(option => option.value)?.value;
            if (select.tomselect) select.tomselect.setValue(value); else select.value = value;
        }"""
    )


def fill(page: Page, **typed: str) -> None:
    """Fields by their names; a chip is picked by its words."""
    for name, text in typed.items():
        chips = page.locator(f"input[type=radio][name={name}]")
        if chips.count():
            page.locator("label.choice", has=chips).filter(has_text=re.compile(f"^\\s*{text}\\s*$")).first.click()
        else:
            page.locator(f"[name={name}]").first.fill(text)


def save(page: Page, code: str) -> None:
    """Press 保存 and wait until the form is left for a page of the project."""
    press(page, "保存")
    page.wait_for_url(re.compile(rf"/projects/{code}(/facts)?(\?.*)?(#.*)?$"))


def move(page: Page, code: str, stage: str, name: str) -> None:
    """Move by the form; the project's page then shows the stage."""
    page.goto(f"/projects/{code}/move?to={stage}")
    press(page, "移动")
    page.wait_for_url(re.compile(rf"/projects/{code}(\?.*)?(#.*)?$"))
    expect(page.locator("h1, .beside, .page-head").locator(".stage-tag, .stage", has_text=name).first).to_be_attached()


def evidence(name: str) -> FilePayload:
    """A small PDF that is one."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": name})
    out = io.BytesIO()
    writer.write(out)
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


def attach(page: Page, code: str, stage: str, kind: str, *names: str) -> None:
    """Upload files of one kind for the next attempt."""
    page.goto(f"/projects/{code}/recognition?stage={stage}")
    form = page.locator("form[enctype='multipart/form-data']")
    form.locator("label.choice", has_text=kind).first.click()
    form.locator("input[type=file]").set_input_files([evidence(name) for name in names])
    form.locator("[name=dated_on]").fill(today(page))
    form.get_by_role("button", name="上传").click()
    for name in names:
        expect(page.get_by_text(f"{name}.pdf").first).to_be_visible()


def today(page: Page) -> str:
    """The day in Shanghai, as date fields want it."""
    found: Any = page.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Shanghai'})")
    return str(found)


def figures(page: Page, park: str = PARK) -> dict[str, int]:
    """This year's signed and landed of a park, as its page prints them."""
    page.goto(f"/parks/{park}")
    found = {}
    for word in ("签约", "落地"):
        text = page.locator("#targets .bullet", has_text=word).first.locator(".num b").inner_text()
        found[word] = int(text)
    return found
