"""Run the tests: the whole suite, or with --e2e only the end-to-end journeys. Other arguments go to pytest."""

import os
import subprocess
import sys
from pathlib import Path

import apt_get
import chromium
import setup

ROOT = Path(__file__).resolve().parent.parent
NO_BROWSER = "No Chromium could be had, so the end-to-end tests did not run. Run: " + apt_get.command(["chromium"])
SETTINGS = {"DATABASE_URL", "DEMO_PASSWORD", "PARKLEAD_DEMO", "PARKLEAD_INSTANCE", "PORT", "PUBLIC_URL", "SECRET_KEY"}


def main() -> int:
    """Set up, find a browser, run pytest; without a browser say so last."""
    arguments = sys.argv[1:]
    only_e2e = "--e2e" in arguments
    setup.ensure(dev=True)
    browser = chromium.ensure()
    if browser is None and only_e2e:
        print(NO_BROWSER)
        return 1
    marker = ["-m", "e2e"] if only_e2e else [] if browser else ["-m", "not e2e"]
    command = [ROOT / ".venv" / "bin" / "python", "-m", "pytest", "-n", "2", "--dist", "loadgroup", *marker]
    command += [argument for argument in arguments if argument != "--e2e"]
    # The e2e fixture starts this browser; the settings of an installation must not reach the tests.
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    result = subprocess.run(command, cwd=ROOT, env=kept | {"PARKLEAD_CHROMIUM": browser or ""}, check=False)
    if browser is None:
        print(NO_BROWSER, flush=True)
    return result.returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
