"""First reports of invented projects, written in bulk from what stands in the tables; then a few cases and transfers."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.models import User, UserRole
from app.companies.models import Company
from app.core import clock
from app.extensions import db
from app.first_reports import actions, limits, queries, rules
from app.first_reports.actions.opening import open_case
from app.first_reports.enums import ClaimState, MatchLevel, Outcome, Release, TransferParty
from app.first_reports.models import FirstReport, FirstReportMark
from app.first_reports.queries.people import managers_of_bureau, managers_of_park
from app.parks.models import Park
from app.projects.enums import Recognition, Stage, Status
from app.projects.models import Project

from .dice import Dice
from .outline import BIG_PARK

Row = dict[str, Any]
CHUNK = 2000
OPEN_CASES, CASES = 4, 5
RENEWED_DAYS = 80  # an old project that is followed reported again within so many days

_REASONS = {
    "on_time": "甲方完整登记在先（演示）。",
    "on_contact": "双方均有接触，甲方面谈更早（演示）。",
    "on_follow_up": "甲方持续跟进（演示）。",
    "on_fit": "双方产业方向均相符（演示）。",
}
_RULING = "首报归甲方，乙方不再作为首报单位；双方不得以降低条件的方式竞争（演示）。"
_COLUMNS = (
    Project.id,
    Project.code,
    Project.park_id,
    Project.company_id,
    Project.registered_at,
    sa.literal("x").label("content"),  # every invented project says what it is
    Project.investment,
    Project.sector_id,
    Project.owner_id,
    Project.stage,
    Project.status,
    Project.last_activity_on,
    Park.city_id,
    Company.uscc,
    Company.normalised_name,
)


def write(first: int, count: int, *, seed: int, today: date) -> None:
    """Registrations for these projects, then what makes the pages worth a look. The caller commits."""
    clocks, taken = limits.clocks(), set[tuple[int, str]]()
    claims: list[Row] = []
    marks: list[Row] = []
    number = int(db.session.scalar(sa.select(sa.func.max(FirstReport.id))) or 0)
    for project in _projects(first, count):
        number += 1
        row = _claim(project, clocks, today, seed)
        known = rules.marks_of(company_id=project.company_id, uscc=project.uscc, names=[project.normalised_name])
        keys = {(project.city_id, mark) for mark in known}
        if row["state"].holds and keys & taken:
            row |= {"state": ClaimState.WAITING, "held_on": None, "protected_until": None, "renewed_on": None}
        holds = row["state"].holds
        if holds:
            taken |= keys
        claims.append(row | {"id": number})
        marks += [
            {"first_report_id": number, "mark": mark, "city_id": project.city_id, "held": holds}
            for mark in sorted(known)
        ]
        if len(claims) >= CHUNK:
            _insert(claims, marks)
    _insert(claims, marks)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            sa.text("SELECT setval(pg_get_serial_sequence('first_report', 'id'), :last)"), {"last": max(number, 1)}
        )
    _cases()
    _transfers()


def _projects(first: int, count: int) -> Iterator[Any]:
    """In the order of registration, a few at a time."""
    statement = (
        sa.select(*_COLUMNS)
        .join(Park, Park.id == Project.park_id)
        .join(Company, Company.id == Project.company_id)
        .where(Project.id.between(first, first + count - 1))
        .order_by(Project.registered_at, Project.id)
    )
    yield from db.session.connection().execute(statement).all()


def _claim(project: Any, clocks: rules.Clocks, today: date, seed: int) -> Row:
    """A registration by the project's story: young ones run, signed ones are kept, forgotten ones were released."""
    dice = Dice(seed, f"claim {project.code}")
    reported: datetime = project.registered_at
    begun = clock.local(reported).date()
    row: Row = {
        "project_id": project.id,
        "park_id": project.park_id,
        "city_id": project.city_id,
        "company_id": project.company_id,
        "state": ClaimState.INCOMPLETE,
        "level": rules.report_level(project.investment, clocks),
        "reported_at": reported,
        "completed_at": None,
        "due_on": begun + timedelta(days=clocks.complete_days),
        "held_on": None,
        "protected_until": None,
        "renewed_on": None,
        "renewal_reason": "",
        "idle_from": max(begun, project.last_activity_on or begun),
        "released_on": None,
        "release_reason": None,
        "created_at": reported,
        "updated_at": reported,
        "version": 1,
    }
    if gone := rules.reason_gone(project.status, binned=False):
        return row | {"state": ClaimState.RELEASED, "released_on": min(today, row["idle_from"]), "release_reason": gone}
    if rules.missing_in(project, has_contact=True):
        late = row["due_on"] < today
        return row | {"state": ClaimState.LAPSED if late else ClaimState.INCOMPLETE}
    row["completed_at"] = reported
    idle = (today - row["idle_from"]).days
    held = begun
    if project.stage.number < Stage.SIGNED.number:
        if idle >= clocks.release_days:
            released = row["idle_from"] + timedelta(days=clocks.release_days)
            return row | {
                "state": ClaimState.RELEASED,
                "held_on": begun,
                "protected_until": begun + timedelta(days=clocks.protected_days),
                "released_on": released,
                "release_reason": Release.IDLE,
            }
        if (today - begun).days > clocks.protected_days:
            held = max(begun, today - timedelta(days=dice.between(0, RENEWED_DAYS)))
            row["completed_at"] = max(reported, reported + (held - begun))
    row["held_on"] = held
    row["protected_until"] = held + timedelta(days=clocks.protected_days)
    row["idle_from"] = max(row["idle_from"], held)
    row["state"] = rules.holding_state(stage=project.stage, idle_from=row["idle_from"], today=today, clocks=clocks)
    return row


def _cases() -> None:
    """Two parks of a city with the same firm, or with much the same project: some cases open, one ruled."""
    used: set[int] = set()
    opened = 0
    for incumbent, challenger, level in [*_pairs(same_firm=True), *_pairs(same_firm=False)]:
        if opened == CASES or used & {incumbent.id, challenger.id}:
            continue
        used |= {incumbent.id, challenger.id}
        opened += 1
        with clock.held_at(clock.now() - timedelta(days=opened)):
            case = open_case(incumbent, challenger, level)
            if level.same_investor:
                challenger.state = ClaimState.CONTESTED
            db.session.flush()
        head = _somebody(managers_of_bureau(case.city_id))
        if opened > OPEN_CASES and head is not None:
            known = queries.find_case(case.code, to=head)
            actions.rule(known, Outcome.INCUMBENT, reasons=_REASONS, ruling=_RULING, by=head)


def _pairs(*, same_firm: bool) -> Iterator[tuple[FirstReport, FirstReport, MatchLevel]]:
    """Holder and later registration in two parks of a city, the park whose people sign in first."""
    big = sa.select(Park.id).where(Park.code == BIG_PARK).scalar_subquery()
    later = db.session.execute(
        sa.select(FirstReport, Project.sector_id)
        .join(Project, Project.id == FirstReport.project_id)
        .where(
            FirstReport.state == (ClaimState.WAITING if same_firm else ClaimState.PROTECTED),
            *([] if same_firm else [FirstReport.park_id == big]),
        )
        .order_by((FirstReport.park_id == big).desc(), FirstReport.id.desc())
        .limit(CASES * 8)
    ).all()
    for other, sector_id in later:
        alike = FirstReport.company_id == other.company_id if same_firm else Project.sector_id == sector_id
        holder = db.session.scalar(
            sa.select(FirstReport)
            .join(Project, Project.id == FirstReport.project_id)
            .where(
                alike,
                FirstReport.city_id == other.city_id,
                FirstReport.park_id != other.park_id,
                FirstReport.state.in_([ClaimState.PROTECTED, ClaimState.WARNED, ClaimState.KEPT]),
                FirstReport.completed_at < other.completed_at,
            )
            .order_by(FirstReport.id.desc())
            .limit(1)
        )
        if holder is not None:
            yield holder, other, MatchLevel.USCC if same_firm else MatchLevel.CONTENT


def _transfers() -> None:
    """Of the park whose people sign in: one project on its way to a neighbour, a landed one that went there this year."""
    park = db.session.scalar(sa.select(Park).where(Park.code == BIG_PARK))
    giver = _somebody(managers_of_park(park.id)) if park is not None else None
    if park is None or giver is None:
        return
    neighbours = sa.select(Park).where(Park.city_id == park.city_id, Park.id != park.id, Park.retired_at.is_(None))
    taker = db.session.scalar(neighbours.order_by(Park.id).limit(1))
    on_its_way = _newest(park, Project.stage == Stage.NEGOTIATING)
    if taker is None or on_its_way is None:
        return
    actions.propose(on_its_way, taker, reason="项目需要的厂房在接收园区，产业方向也更契合（演示）。", by=giver)
    gone = _newest(park, Project.stage == Stage.LANDED, Project.recognition == Recognition.RECOGNISED)
    bureau, receiver = _somebody(managers_of_bureau(park.city_id)), _somebody(managers_of_park(taker.id))
    if gone is None or bureau is None or receiver is None:
        return
    done = actions.propose(gone, taker, reason="企业扩大用地，接收园区有成片地块（演示）。", by=giver)
    actions.agree(done, TransferParty.BUREAU, by=bureau)
    actions.agree(done, TransferParty.TAKER, by=receiver, new_owner=db.session.get(User, receiver.id))


def _newest(park: Park, *standing: "sa.ColumnElement[bool]") -> Project | None:
    """The newest project in stock of a park that anybody of it may name."""
    statement = sa.select(Project).where(
        Project.park_id == park.id, Project.status == Status.ACTIVE, Project.confidential.is_(False), *standing
    )
    return db.session.scalar(statement.order_by(Project.id.desc()).limit(1))


def _somebody(numbers: Sequence[int]) -> Actor | None:
    """The first of these people as an actor; a demo account where there is one."""
    wanted = (
        sa.select(User.login)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.id.in_(numbers), UserRole.role.in_([Role.PARK_MANAGER, Role.BUREAU_MANAGER]))
        .order_by(User.id)
        .limit(1)
    )
    login = db.session.scalar(wanted)
    return accounts.actor_by_login(login) if login is not None else None


def _insert(claims: list[Row], marks: list[Row]) -> None:
    """Two statements for many rows; the lists begin anew."""
    for model, rows in ((FirstReport, claims), (FirstReportMark, marks)):
        if rows:
            db.session.connection().execute(model.metadata.tables[model.__tablename__].insert(), rows)
        rows.clear()
