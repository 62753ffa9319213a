"""Install Debian packages where we may; otherwise the caller names the exact command."""

import os
import shutil
import subprocess

OPTIONS = ["-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2"]


def command(packages: list[str]) -> str:
    """Return the line a person would type."""
    prefix = "" if os.geteuid() == 0 else "sudo "
    return f"{prefix}apt-get update && {prefix}apt-get install -y {' '.join(packages)}"


def privilege() -> list[str] | None:
    """Return the words to put before apt-get, or None where we may not use it."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install(packages: list[str]) -> bool:
    """Install the packages if we may; say whether it worked. What apt-get says is shown only when it fails."""
    prefix = privilege()
    if prefix is None:
        return False
    print(f"apt-get install {' '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    keep = ["--preserve-env=DEBIAN_FRONTEND"] if prefix else []
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        result = subprocess.run(
            [*prefix, *keep, "apt-get", *OPTIONS, *arguments],
            env=quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if result.returncode:
        print("\n".join((result.stdout + result.stderr).strip().splitlines()[-5:]), flush=True)
    return result.returncode == 0
