"""The product as `make run` starts it, on its own database and port, and a real Chromium in front of it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from tests.browser import chromium_path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Qiaoliang-2026-e2e"
SECONDS_TO_START = 60
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running product with demo data."""
    folder = tmp_path_factory.mktemp("e2e")
    environment = os.environ | {
        "PARKLEAD_DEMO": "1",
        "PARKLEAD_INSTANCE": str(folder),
        "DEMO_PASSWORD": PASSWORD,
        "DEMO_PROJECTS": "120",
    }
    subprocess.run(
        [sys.executable, ROOT / "tools" / "prepare.py"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-b",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "--no-control-socket",
        "wsgi:app",
    ]
    with (folder / "web.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", server, folder / "web.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def free_port() -> int:
    """A port nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; fail with its log when it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, or the one Playwright has fetched."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


_cookies: dict[str, dict[str | None, StorageState]] = {}
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(site: str, chromium: Browser) -> Iterator[SignIn]:
    """A window of its own with somebody signed in. A script fault or a console error in it fails the test."""
    windows: list[BrowserContext] = []
    faults: list[str] = []
    kept = _cookies.setdefault(site, {})

    def open_window(login: str | None, *, phone: bool = False, scripts: bool = True, audited: bool = False) -> Page:
        window = chromium.new_context(
            base_url=site,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            bypass_csp=audited,  # the accessibility checker writes styles of its own into the page
            storage_state=kept.get(login),  # signed in once a run: the password is made slow to check
        )
        window.set_default_timeout(30_000)
        windows.append(window)
        page = window.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            # The browser itself reports every answer of 422 as an error; those are meant.
            lambda message: (
                faults.append(f"{page.url}: {message.text}")
                # Nor is it a fault that a look-up is broken off when its page is left.
                if message.type == "error" and not re.search("status of 4|^htmx:(sendAbort|afterRequest)", message.text)
                else None
            ),
        )
        if login is not None and login not in kept:
            page.goto("/login")
            page.get_by_label("登录名").fill(login)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url("**/")
            kept[login] = window.storage_state()
        return page

    yield open_window
    for window in windows:
        window.close()
    assert not faults
