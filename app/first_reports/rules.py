"""When a registration is complete, whose investor is whose, and how long a first report is protected. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from rapidfuzz import fuzz

from app.core.errors import RuleBroken
from app.projects.enums import Stage, Status

from .enums import ClaimState, MatchLevel, Release, ReportLevel

SAME_TEXT = 72  # of 100: descriptions of a project that are worth the bureau's look
AMOUNT_BAND = Decimal("0.25")  # “close amount”: within a quarter, up or down
SHORTEST_TEXT = 6  # characters of a description that can be compared at all


@dataclass(frozen=True)
class Clocks:
    """The settings as numbers; amounts in 万元."""

    complete_days: int = 3
    protected_days: int = 90
    warn_days: int = 30
    release_days: int = 45
    city_from: Decimal = Decimal(10_000)
    province_from: Decimal = Decimal(100_000)


class Registration(Protocol):
    """What of a project its first report depends on."""

    company_id: int
    park_id: int
    content: str
    investment: Decimal | None
    sector_id: int | None
    owner_id: int | None
    stage: Stage
    status: Status


def missing_in(project: Registration, *, has_contact: bool) -> list[tuple[str, str]]:
    """What a complete registration still lacks: field and words.

    Investor, park, source and content are asked for by the form already; a first report also needs the amount, the
    sector, and somebody to turn to: an owner, or a contact at the investor.
    """
    asked = (
        ("content", "项目内容", bool(project.content.strip())),
        ("investment", "估计投资", project.investment is not None),
        ("sector_id", "产业方向", project.sector_id is not None),
        ("owner_id", "负责人或企业联系人", project.owner_id is not None or has_contact),
    )
    return [(field, words) for field, words, given in asked if not given]


def marks_of(*, company_id: int, uscc: str | None, names: Iterable[str]) -> frozenset[str]:
    """Everything by which an investor is the same: its row, its code, its normalised names.

    Two registrations with a mark in common are of the same investor (levels 1 and 2).
    """
    marks = {f"c:{company_id}"} | {f"n:{name}" for name in names if name}
    return frozenset(marks | ({f"u:{uscc}"} if uscc else set()))


def level_by_marks(common: Iterable[str]) -> MatchLevel:
    """The surest level among marks that two registrations share. A shared row of the register is as sure as a code."""
    return MatchLevel.USCC if any(mark[0] in "uc" for mark in common) else MatchLevel.NAME


def report_level(investment: Decimal | None, clocks: Clocks) -> ReportLevel:
    """At which level it is kept."""
    amount = investment or Decimal(0)
    if amount >= clocks.province_from:
        return ReportLevel.PROVINCE
    return ReportLevel.CITY if amount >= clocks.city_from else ReportLevel.PARK


def reason_gone(status: Status, *, binned: bool) -> Release | None:
    """Why a project stands in no queue any more; None while it does."""
    if binned:
        return Release.BINNED
    return {Status.LOST: Release.LOST, Status.REMOVED: Release.REMOVED}.get(status)


def holding_state(*, stage: Stage, idle_from: date, today: date, clocks: Clocks) -> ClaimState:
    """How a first report that is held stands. From 签约 on it is kept, and no clock runs."""
    if stage.number >= Stage.SIGNED.number:
        return ClaimState.KEPT
    idle = (today - idle_from).days
    return ClaimState.WARNED if idle >= clocks.warn_days else ClaimState.PROTECTED


def check_renewal(*, state: ClaimState, renewed_on: date | None, protected_until: date | None, today: date) -> None:
    """Once, with evidence, while it runs. Raises RuleBroken."""
    if state not in {ClaimState.PROTECTED, ClaimState.WARNED} or protected_until is None or protected_until < today:
        raise RuleBroken("只有保护期内的首报可以续期。")
    if renewed_on is not None:
        raise RuleBroken("首报只能续期一次，已经续过。")


def renewed_until(protected_until: date, clocks: Clocks) -> date:
    """The new end of the protection."""
    return protected_until + timedelta(days=clocks.protected_days)


def similar_text(one: str, other: str) -> bool:
    """Whether two descriptions are of much the same project."""
    if min(len(one.strip()), len(other.strip())) < SHORTEST_TEXT:
        return False
    return fuzz.token_set_ratio(one, other) >= SAME_TEXT or fuzz.ratio(one, other) >= SAME_TEXT


def close_amounts(amount: Decimal) -> tuple[Decimal, Decimal]:
    """Borders of what counts as a close amount, in 万元."""
    return amount * (1 - AMOUNT_BAND), amount * (1 + AMOUNT_BAND)


@dataclass(frozen=True)
class Handover:
    """A transfer as the counting sees it: the giver keeps `percent` of what it had, until `until`."""

    from_park_id: int
    to_park_id: int
    percent: int
    until: date


def weights(park_id: int, handovers: Sequence[Handover], on: date) -> dict[int, Fraction]:
    """How much of a project's signing or landing on a day each park may count; always one in all.

    `park_id` is where the project is now, `handovers` how it came there, the oldest first. After its years a share
    goes back to the taker.
    """
    if not handovers:
        return {park_id: Fraction(1)}
    held = {handovers[0].from_park_id: Fraction(1)}
    for step in handovers:
        share = Fraction(step.percent, 100) if on <= step.until else Fraction(0)
        given = held.get(step.from_park_id, Fraction(0))
        held[step.from_park_id] = given * share
        held[step.to_park_id] = held.get(step.to_park_id, Fraction(0)) + given * (1 - share)
    return {park: part for park, part in held.items() if part}
