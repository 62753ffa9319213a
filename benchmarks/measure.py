"""Measuring: times of a call, the statements it sends, the size of what it answers."""

import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

WARM_UP = 3
_NO_QUESTION = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
MOST_SECONDS = 20.0  # a slow thing is called fewer times, so that a run ends


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the results. Floor, ratio and bytes are None where there is nothing to compare or to send."""

    engine: str
    scale: int
    name: str
    median_ms: float
    p95_ms: float
    cpu_ms: float  # median of this process's own time: steadier than the clock where other work shares the machine
    queries: int
    floor_ms: float | None = None
    ratio: float | None = None
    bytes: int | None = None
    gzipped: int | None = None
    calls: int = 0
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it stands in the file."""
        return asdict(self)


@dataclass
class Times:
    """How long a call took, in milliseconds: by the clock, and of this process's own time."""

    each: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Half of the calls were faster."""
        return statistics.median(self.each)

    @property
    def cpu(self) -> float:
        """The same of the process's own time."""
        return statistics.median(self.own)

    @property
    def p95(self) -> float:
        """Nineteen in twenty calls were faster; of few calls the slowest."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]

    def take(self, call: Callable[[], Any]) -> None:
        """Call it once more."""
        own, start = time.process_time(), time.perf_counter()
        call()
        self.each.append((time.perf_counter() - start) * 1000)
        self.own.append((time.process_time() - own) * 1000)


def timed(*things: Callable[[], Any], calls: int, warm_up: int = WARM_UP) -> list[Times]:
    """Call each so often, in turns, so that what else the machine does falls on all alike.

    A slow thing is called fewer times.
    """
    for _ in range(warm_up):
        for call in things:
            call()
    taken = [Times() for _ in things]
    began = time.perf_counter()
    while len(taken[0].each) < calls and (len(taken[0].each) < 3 or time.perf_counter() - began < MOST_SECONDS):
        for times, call in zip(taken, things, strict=True):
            times.take(call)
    return taken


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements sent inside the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_NO_QUESTION):
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def gzipped(body: bytes) -> int:
    """Its size as a server would send it."""
    return len(gzip.compress(body, compresslevel=6))
