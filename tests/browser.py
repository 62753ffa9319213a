"""The Chromium of the end-to-end tests."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str | None:
    """Return the browser `make test` found, else the machine's; None means the one Playwright may have downloaded."""
    return os.environ.get("PARKLEAD_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
