"""A Chromium for the end-to-end tests: the machine's, else from apt where we may, else from Playwright."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import apt_get

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
)


def starts(path: str) -> bool:
    """Tell whether the browser really runs: Ubuntu's chromium-browser may be a stub that only names a snap."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and "Chrom" in answer.stdout


def of_machine() -> str | None:
    """Return the first browser of the machine that starts."""
    paths = (shutil.which(name) for name in NAMES)
    return next((path for path in paths if path and starts(path)), None)


def of_playwright() -> str | None:
    """Return the browser Playwright has downloaded, if it has and it starts."""
    answer = subprocess.run([PYTHON, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if path and Path(path).is_file() and starts(path) else None


def find() -> str | None:
    """Return a browser that is there already."""
    return os.environ.get("PARKLEAD_CHROMIUM") or of_machine() or of_playwright()


def ensure() -> str | None:
    """Return a browser, getting one where we may; None where none can be had."""
    if found := find():
        return found
    if apt_get.install(["chromium"]) and (found := of_machine()):
        return found
    print("playwright install chromium", flush=True)
    with_libraries = [] if apt_get.privilege() is None else ["--with-deps"]
    command = [PYTHON, "-m", "playwright", "install", *with_libraries, "chromium"]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        return None
    return of_playwright()


def main() -> None:
    """Print the browser's path, or what to install."""
    path = ensure()
    if path is None:
        sys.exit(f"No Chromium could be had. Run: {apt_get.command(['chromium'])}")
    print(path)


if __name__ == "__main__":
    main()
