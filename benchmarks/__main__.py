"""`python -m benchmarks`: measure, print a table, write `benchmarks/results/latest.json`."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.core import clock
from app.extensions import db

from . import floor, nights, pages, prints, stores
from .measure import Figure, Times, counted, gzipped, timed

RESULTS = Path(__file__).parent / "results" / "latest.json"
ENGINES = ("sqlite", "postgresql")
SCALES = (1_000, 100_000)
CALLS, QUICK_CALLS = 30, 8
PRINT_CALLS = 5
MOST_DIFFERENCE = 200  # bytes


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--scales", type=_numbers, default=list(SCALES), help="numbers of projects, e.g. 1000,100000")
    parser.add_argument("--engines", type=_engines, default=list(ENGINES), help="sqlite,postgresql")
    parser.add_argument("--only", default="", help="only what has this in its name")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_CALLS} calls instead of {CALLS}")
    asked = parser.parse_args(arguments)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    today = clock.today()
    stores.forget_others(today)
    figures: list[Figure] = []
    for engine in asked.engines:
        for scale in asked.scales:
            print(f"\n{engine}, {scale:,} projects", file=sys.stderr, flush=True)
            app = stores.open_store(engine, scale, today=today)
            print(_HEAD)
            for figure in _measured(app, engine, scale, asked.only, QUICK_CALLS if asked.quick else CALLS):
                figures.append(figure)
                print(_line(figure), flush=True)
            with app.app_context():
                db.engine.dispose()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([one.as_json() for one in figures], ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{len(figures)} figures in {RESULTS}")
    return 0


def _measured(app: Flask, engine: str, scale: int, only: str, calls: int) -> Iterator[Figure]:
    with app.app_context():
        listed = [page for page in pages.main_pages() if only in page.name]
    clients = {login: _signed_in(app, login) for login in {page.login for page in listed}}
    for page in listed:
        yield _page(app, clients[page.login], page, engine=engine, scale=scale, calls=calls)
    with app.app_context():
        for name, run in prints.statements():
            if only in name:
                yield _plain(name, timed(run, calls=calls)[0], engine, scale, queries=1)
        if not only or only in "nightly":
            yield from _night(app, engine, scale)
        if only and not any(only in name for name in ("brief", "pack of ten briefs")):
            return
        for name, run, note in prints.printed():
            with counted(db.engine) as sent:
                run()
            times = timed(run, calls=min(calls, PRINT_CALLS), warm_up=0)[0]
            yield _plain(name, times, engine, scale, queries=len(sent), note=note)


def _night(app: Flask, engine: str, scale: int) -> Iterator[Figure]:
    """The night's work once; its peak of memory stands in the note."""
    url = app.config["SQLALCHEMY_ENGINES"]["default"]
    for step in nights.steps(url, app.config["INSTANCE"]):
        times = Times([step.seconds * 1000], [step.own_seconds * 1000])
        yield _plain(step.name, times, engine, scale, note=f"{step.seconds:.1f} s, peak {step.peak_mb} MB")


def _page(app: Flask, client: FlaskClient, page: pages.Page, *, engine: str, scale: int, calls: int) -> Figure:
    with app.app_context():
        database = db.engine
    with floor.capturing(app) as captured:
        answer = client.get(page.address, headers=page.headers)
    if answer.status_code != 200:
        raise SystemExit(
            f"{page.name}: {page.address} answered {answer.status_code}; only pages that open are measured."
        )
    client.get(page.address, headers=page.headers)
    with counted(database) as sent:
        body = client.get(page.address, headers=page.headers).data

    def ask() -> None:
        client.get(page.address, headers=page.headers)

    bare = floor.bare_view(app, captured)(page.address) if captured.rendered else None
    # Tokens and nonces differ; anything else would not be the same page.
    if bare is not None and abs(len(bare.get(page.address, headers=page.headers).data) - len(body)) <= MOST_DIFFERENCE:
        times, ground = timed(ask, lambda: bare.get(page.address, headers=page.headers), calls=calls)
        floor_ms, ratio = round(ground.median, 2), round(times.median / ground.median, 2)
        note = ""
    else:
        (times,) = timed(ask, calls=calls)
        floor_ms, ratio = None, None
        note = "the floor renders another page, left out" if bare is not None else ""
    figure = _plain(page.name, times, engine, scale, queries=len(sent), note=note)
    return replace(figure, bytes=len(body), gzipped=gzipped(body), floor_ms=floor_ms, ratio=ratio)


def _plain(name: str, times: Times, engine: str, scale: int, *, queries: int = 0, note: str = "") -> Figure:
    return Figure(
        engine=engine,
        scale=scale,
        name=name,
        median_ms=round(times.median, 2),
        p95_ms=round(times.p95, 2),
        cpu_ms=round(times.cpu, 2),
        queries=queries,
        calls=len(times.each),
        note=note,
    )


def _signed_in(app: Flask, login: str) -> FlaskClient:
    """A browser with this demo account signed in."""
    client = app.test_client()
    with app.app_context():
        user = accounts.user_by_login(login)
        assert user is not None
        mark = f"{user.id}:{user.session_serial}"
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = mark, True
    return client


_HEAD = f"{'':40} {'median':>8} {'p95':>8} {'cpu':>8} {'floor':>7} {'×':>6} {'queries':>7} {'KB':>6} {'gz KB':>6}"


def _line(one: Figure) -> str:
    """A row of the table; Chinese in names counts double."""
    name = one.name + " " * max(0, 40 - sum(2 if ord(sign) > 0x2E7F else 1 for sign in one.name))
    ground = f"{one.floor_ms:7.1f} {one.ratio:6.1f}" if one.floor_ms and one.ratio else f"{'':7} {'':6}"
    size = f"{one.bytes / 1000:6.1f} {(one.gzipped or 0) / 1000:6.1f}" if one.bytes else f"{'':6} {'':6}"
    return (
        f"{name} {one.median_ms:8.1f} {one.p95_ms:8.1f} {one.cpu_ms:8.1f} {ground} {one.queries:7} {size}  {one.note}"
    )


def _numbers(text: str) -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = [0]
    if min(numbers) < 30:
        raise argparse.ArgumentTypeError("whole numbers from 30 on, separated by commas")
    return numbers


def _engines(text: str) -> list[str]:
    named = text.split(",")
    if strange := sorted(set(named) - set(ENGINES)):
        raise argparse.ArgumentTypeError(f"{', '.join(strange)} is none of {', '.join(ENGINES)}")
    return named


if __name__ == "__main__":
    sys.exit(main())
