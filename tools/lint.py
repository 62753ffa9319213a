"""Run every linter, so that one run names all there is to mend; fails if one of them does."""

import subprocess
import sys
from pathlib import Path

import setup

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CHECKS = (
    ("ruff", "check", "--quiet", "--output-format=concise", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("mypy", "--no-error-summary"),  # strict, on the package app: see pyproject.toml
    ("lint-imports", "--no-logo"),
)


def main() -> int:
    """Set up, then run the checks one after the other."""
    setup.ensure(dev=True)
    failed = []
    for program, *arguments in CHECKS:
        line = " ".join((program, *arguments))
        print(f"-- {line}", flush=True)
        if subprocess.run([BIN / program, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
            failed.append(line)
    print(f"lint: failed: {'; '.join(failed)}" if failed else "lint: clean")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
