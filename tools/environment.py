"""The virtual environment: created where ensurepip is missing too, and filled with what a requirements file pins."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import apt_get

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"


def is_usable() -> bool:
    """Tell whether .venv has a Python that starts and has pip; a moved or half-made one has not."""
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def create() -> None:
    """Create .venv with the Python that runs this script."""
    # Debian splits venv off: the module is there, ensurepip is not.
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not apt_get.install([package]) and not apt_get.install(["python3-venv"]):
            sys.exit(f"Python cannot create a virtual environment here. Run: {apt_get.command([package])}")
    venv = ROOT / ".venv"
    if venv.exists():
        shutil.rmtree(venv)
    print(f"creating .venv with Python {sys.version.split()[0]}", flush=True)
    # This script may itself run on the .venv it has just removed: go by the Python below it.
    base = Path(sys.base_exec_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    made = subprocess.run([base, "-m", "venv", venv], capture_output=True, text=True, check=False)
    if made.returncode:
        sys.exit(f"Creating .venv failed: {(made.stdout + made.stderr).strip()}")


def install(requirements: Path) -> None:
    """Install exactly what the file pins."""
    print(f"pip install -r {requirements.name}", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "-r", requirements], cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit(f"pip could not install {requirements.name}. Is the network there? Run `make setup` again.")
