"""Bring the working copy to where it can run (or be tested, with --dev). Does nothing when nothing changed."""

import argparse
import fcntl
import subprocess
import sys
from pathlib import Path

import environment
import libraries
import node
import stamps

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tools"
VENDOR = ROOT / "app" / "static" / "vendor"
ONE_AT_A_TIME = ROOT / "package.json"


def interpreter() -> None:
    """Create .venv, or create it anew when the Python below it went away or became another."""
    if not stamps.is_current("interpreter", str(environment.PYTHON.resolve()), needs=[environment.PYTHON]):
        if not environment.is_usable():
            environment.create()
        stamps.write("interpreter", str(environment.PYTHON.resolve()))


def python_packages(*, dev: bool) -> None:
    """Install the pinned Python packages."""
    files = [ROOT / "requirements.txt"] + ([ROOT / "requirements-dev.txt"] if dev else [])
    step = "python-dev" if dev else "python-run"
    value = stamps.fingerprint(files)
    if not stamps.is_current(step, value):
        environment.install(files[-1])
        stamps.write(step, value)


def node_packages() -> None:
    """Install the pinned npm packages."""
    value = stamps.fingerprint([ROOT / "package.json", ROOT / "package-lock.json"])
    if not stamps.is_current("node", value, needs=[ROOT / "node_modules" / "@tabler"]):
        print("npm ci", flush=True)
        node.install_packages()
        stamps.write("node", value)


def made_from_packages(step: str, script: str, inputs: list[Path], makes: Path) -> None:
    """Run one of our scripts that makes files out of node_modules."""
    value = stamps.fingerprint([ROOT / "package-lock.json", TOOLS / script, *inputs])
    if not stamps.is_current(step, value, needs=[makes]):
        subprocess.run([environment.PYTHON, TOOLS / script], check=True)
        stamps.write(step, value)


def ensure(*, dev: bool = False) -> None:
    """Do every step that is not done yet."""
    with ONE_AT_A_TIME.open() as lock:  # `make run` and `make test` may start together
        fcntl.flock(lock, fcntl.LOCK_EX)
        interpreter()
        python_packages(dev=dev)
        libraries.ensure()
        node_packages()
        made_from_packages("vendor", "vendor.py", [ROOT / "app" / "static" / "icons.txt"], VENDOR / "icons.svg")
        made_from_packages("print-fonts", "print_fonts.py", [], VENDOR / "print-fonts" / "core")


def main() -> None:
    """Read the one option and go."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests, linters and the bench need")
    try:
        ensure(dev=parser.parse_args().dev)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
    except KeyboardInterrupt:
        sys.exit("Stopped. `make setup` goes on where it left off.")


if __name__ == "__main__":
    main()
