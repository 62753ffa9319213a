"""`make run`: set up, prepare the database, then run web and worker together until Ctrl-C or SIGTERM."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import prepared
import setup

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
HOST = "127.0.0.1"
SECONDS_TO_START = 180
SECONDS_TO_STOP = 15
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked us to stop."""


def read_port() -> int:
    """Return the port to serve on; stop with one line when it cannot be used."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        sys.exit(f"PORT={text} 不是端口号，请写 1–65535。PORT={text} is not a port number, give 1 to 65535.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except PermissionError:
            sys.exit(
                f"端口 {port} 无权使用，请用 PORT=8001 make run。Port {port} is not ours to use, try PORT=8001 make run."
            )
        except OSError:
            other = port + 1 if port < 65535 else 8000
            sys.exit(
                f"端口 {port} 已被占用，可改用 PORT={other} make run。Port {port} is in use, try PORT={other} make run."
            )
    return port


def prepare(environment: dict[str, str]) -> str:
    """Bring the database up to date, unless this very code has done so; return what is to be said about accounts."""
    if (said := prepared.remembered(environment)) is not None:
        return said
    done = subprocess.run(
        [PYTHON, ROOT / "tools" / "prepare.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    said = done.stdout.strip()
    prepared.remember(environment, said)
    return said


def end_with_parent() -> None:
    """Let the kernel stop the child if this process is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: a Ctrl-C reaches it once, through us."""
    return subprocess.Popen(
        [PYTHON, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,
    )


def answers(port: int) -> bool:
    """Tell whether the server answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def watch(children: dict[str, subprocess.Popen[bytes]], port: int, greeting: str, then: Callable[[], None]) -> int:
    """Greet when the server answers and do what may follow; return when a child ends by itself, which it should not."""
    deadline = time.monotonic() + SECONDS_TO_START
    greeted = False
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                print(f"{name} ended with {child.returncode}, stopping.", file=sys.stderr, flush=True)
                return 1
        if not greeted and answers(port):
            print(greeting, flush=True)
            greeted = True
            then()
        elif not greeted and time.monotonic() > deadline:
            print(f"The server did not answer within {SECONDS_TO_START} s, stopping.", file=sys.stderr, flush=True)
            return 1
        time.sleep(0.5 if greeted else 0.1)


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to finish what they are at; end what does not."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children.values():
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # The whole session: gunicorn's own workers too.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def on_signal(_number: int, _frame: FrameType | None) -> None:
    """Turn the first signal into an exception; further ones change nothing, we are stopping already."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def main() -> int:
    """Check the port first: nobody should wait for a set-up that cannot end well."""
    port = read_port()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, on_signal)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        setup.ensure()
        environment = {"PARKLEAD_DEMO": "1", **os.environ, "PYTHONUNBUFFERED": "1", "FLASK_APP": "wsgi"}
        accounts = prepare(environment)
        gunicorn = ["gunicorn", "--bind", f"{HOST}:{port}", "--workers", "2", "--worker-class", "gthread"]
        gunicorn += ["--threads", "4", "--preload", "--graceful-timeout", "10", "--log-level", "warning", "wsgi:app"]
        children["web"] = start(gunicorn, environment)
        greeting = f"\n{accounts}\n\n园招通 ParkLead  http://{HOST}:{port}  (Ctrl-C 停止 / stops)"

        def start_worker() -> None:
            # After the pages answer: nobody waits for the worker, and both loading at once would take twice as long.
            children["worker"] = start(["flask", "jobs", "work"], environment)

        return watch(children, port, greeting, start_worker)
    except Stopped:
        print("\n正在停止… stopping…", flush=True)
        return 0
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        stop(children)


if __name__ == "__main__":
    sys.exit(main())
