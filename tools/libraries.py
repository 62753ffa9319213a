"""The system libraries WeasyPrint draws with: found, installed where we may, otherwise named."""

import ctypes
import sys
from pathlib import Path

import apt_get
import stamps

# Library as the loader knows it -> the Debian/Ubuntu package that brings it.
REQUIRED = {
    "libgobject-2.0.so.0": "libpango-1.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libharfbuzz.so.0": "libpango-1.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}
# Without it a Chinese PDF takes about four times as long.
WISHED = {"libharfbuzz-subset.so.0": "libharfbuzz-subset0"}

TRIED = "libraries-tried"


def is_missing(library: str) -> bool:
    """Tell whether the loader cannot open the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
    return False


def packages_missing(libraries: dict[str, str]) -> list[str]:
    """Return the packages to install, each once."""
    return sorted({package for library, package in libraries.items() if is_missing(library)})


def ensure() -> None:
    """Install what is missing; stop without pango, only warn without harfbuzz-subset."""
    # What could not be had once is not asked for at every start; a change of this file asks again.
    tried = stamps.fingerprint([Path(__file__)])
    missing = packages_missing(REQUIRED if stamps.is_current(TRIED, tried) else REQUIRED | WISHED)
    if missing and not apt_get.install(missing) and len(missing) > 1:
        # One package the machine does not know must not keep out the others.
        for package in missing:
            apt_get.install([package])
    stamps.write(TRIED, tried)
    if required := packages_missing(REQUIRED):
        sys.exit(f"Printing needs system libraries that we may not install here. Run: {apt_get.command(required)}")
    if wished := packages_missing(WISHED):
        print(f"Note: PDFs take about four times as long without harfbuzz-subset. Run: {apt_get.command(wished)}")
