"""What monitoring would have by now: progress reports, supervision notices on their way, the figures of last night."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import User, UserRole
from app.extensions import db
from app.monitoring.actions import drafting, recalculation, runs, velocity
from app.monitoring.actions.supervision import new_number
from app.monitoring.enums import NoticeState
from app.monitoring.models import ProgressEntry, SupervisionAnswer, SupervisionNotice
from app.parks.models import Park
from app.projects.enums import Stage, Status
from app.projects.models import Project
from app.projects.rules import Clockwork, add_months, plan_of, planned_at

from .dice import Dice
from .moments import at_work, end_of

Row = dict[str, Any]
MOST_REPORTS = 6  # of a project: half a year
CHUNK = 2000
ON_THEIR_WAY = 24  # of the drafts: issued, answered, closed
_WORDS = (
    (15, "场地平整，临时设施搭建"),
    (30, "桩基施工"),
    (50, "主体结构施工"),
    (70, "主体封顶，砌体和屋面施工"),
    (85, "外立面和机电安装"),
    (97, "内装收尾，设备进场"),
    (100, "设备调试"),
)
_PROBLEMS = (
    "临时用电容量不足，需供电部门协调。",
    "进场道路未通，需园区建设部门协调。",
    "施工图审查未出，需住建部门协调。",
    "设备交付延期，企业正与供应商协商。",
)
_ANSWERS = (
    ("企业受资金安排影响放缓，负责人已约见投资方。", "每周对接一次，本月内明确建设时序。"),
    ("因设计方案调整，前期工作推迟，现已完成修改。", "安排专人跟办审批，倒排工期。"),
    ("企业内部决策周期较长，项目仍在推进。", "由园区负责人上门走访，商定下一步时间表。"),
)


def furnish(seed: int, today: date) -> None:
    """Write it for the demo projects that stand in the tables. The caller commits."""
    db.session.flush()
    for projects in _building():
        _report(projects, seed, today)
    after = 0
    while (chunk := recalculation.recalculate_after(after, today)).read:
        drafting.draft(chunk, today)
        after = chunk.last
    _send_on_their_way(seed, today)
    branches, last = velocity.branches(), 0
    while (last := velocity.restate_after(last, branches)[0]) != 0:
        pass
    velocity.compute_figures(today)
    velocity.compute_cohorts(today)
    runs.begin(today)
    runs.finish(today, lights_changed=0, drafted=0)
    db.session.flush()
    db.session.expire_all()


def _building() -> Iterator[Sequence[Any]]:
    """The projects under construction, chunk by chunk."""
    after = 0
    while True:
        rows = db.session.execute(
            sa.select(
                Project.id,
                Project.code,
                Project.stage_since,
                Project.agreed_start_on,
                Project.agreed_production_on,
                Project.investment,
                Project.owner_id,
            )
            .where(
                Project.id > after,
                Project.is_demo,
                Project.stage == Stage.CONSTRUCTION,
                Project.status == Status.ACTIVE,
            )
            .order_by(Project.id)
            .limit(CHUNK)
        ).all()
        if not rows:
            return
        yield rows
        after = rows[-1].id


def _report(projects: Sequence[Any], seed: int, today: date) -> None:
    entries: list[Row] = []
    latest: list[Row] = []
    for project in projects:
        dice = Dice(seed, f"progress {project.code}")  # its row number differs between databases
        luck = dice.share()
        lag = dice.between(0, 8) if luck < 0.72 else dice.between(11, 28) if luck < 0.9 else dice.between(32, 50)
        plan = plan_of(_clockwork(project))
        reports = list(_reports(project, plan, lag, dice, today))
        entries += reports
        if reports:
            last = reports[-1]
            latest.append({"number": project.id, "percent": last["percent"], "as_of": last["as_of"]})
    if entries:
        _insert(ProgressEntry, entries)
    if latest:
        table = Project.metadata.tables[Project.__tablename__]
        db.session.connection().execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("number"))
            .values(progress=sa.bindparam("percent"), progress_on=sa.bindparam("as_of"), updated_at=table.c.updated_at),
            latest,
        )


def _reports(project: Any, plan: Any, lag: int, dice: Dice, today: date) -> Iterator[Row]:
    """Month ends since the building began, the last six, and where it stands today."""
    first = max(project.stage_since, add_months(today.replace(day=1), -MOST_REPORTS))
    month = first.replace(day=1)
    before = 0
    while month <= today:
        as_of = min(add_months(month, 1) - timedelta(days=1), today)
        percent = max(before, min(98, planned_at(plan, as_of) - lag) if plan else 0, 0)
        at = at_work(as_of, dice, latest=end_of(today))
        if as_of >= project.stage_since:
            yield {
                "project_id": project.id,
                "month": month,
                "as_of": as_of,
                "percent": percent,
                "words": next(words for most, words in _WORDS if percent <= most),
                "problems": dice.pick(_PROBLEMS) if lag > 10 and dice.chance(0.6) else "",
                "invested": (project.investment * percent / 100).quantize(1) if project.investment else None,
                "by_id": project.owner_id,
                "created_at": at,
                "updated_at": at,
            }
            before = percent
        month = add_months(month, 1)


def _send_on_their_way(seed: int, today: date) -> None:
    """Of the drafts a few were issued some time ago: some wait for an answer, some are late, some are closed."""
    bureau = db.session.scalar(
        sa.select(User.id).join(UserRole, UserRole.user_id == User.id).where(UserRole.role == Role.BUREAU_MANAGER)
    )
    drafts = db.session.scalars(
        sa.select(SupervisionNotice)
        .options(sa.orm.joinedload(SupervisionNotice.project).joinedload(Project.park).joinedload(Park.city))
        .where(SupervisionNotice.state == NoticeState.DRAFT)
        .order_by(SupervisionNotice.id)
        .limit(ON_THEIR_WAY * 3)
    ).all()
    for place, notice in enumerate(drafts[::3]):
        dice = Dice(seed, "supervision", place)
        issued = today - timedelta(days=dice.between(1, 24))
        notice.number = new_number(notice.project.park.city, issued.year)
        notice.state, notice.issued_on, notice.issued_by_id = NoticeState.ISSUED, issued, bureau
        notice.drafted_on, notice.due_on = issued, issued + timedelta(days=10)
        notice.reason = notice.reason.replace(f"{today:%Y-%m-%d}", f"{issued:%Y-%m-%d}")
        if place % 3:
            _answer(notice, dice, today, closed=place % 3 == 2, bureau=bureau)
    db.session.flush()


def _answer(notice: SupervisionNotice, dice: Dice, today: date, *, closed: bool, bureau: int | None) -> None:
    assert notice.issued_on is not None
    assert notice.due_on is not None
    text, measures = dice.pick(_ANSWERS)
    on = min(today, notice.issued_on + timedelta(days=dice.between(3, 13)))
    db.session.add(
        SupervisionAnswer(
            notice_id=notice.id,
            text=text,
            measures=measures,
            promised_on=today + timedelta(days=dice.between(10, 45)),
            answered_on=on,
            due_on=notice.due_on,
            by_id=notice.project.owner_id,
        )
    )
    notice.state, notice.answered_on = NoticeState.ANSWERED, on
    if closed:
        notice.state, notice.closed_by_id = NoticeState.CLOSED, bureau
        notice.closed_at = at_work(on, dice, latest=end_of(today))
        notice.closing_note = "措施明确，予以办结，转入日常跟踪。"


def _clockwork(project: Any) -> Clockwork:
    return Clockwork(
        stage=Stage.CONSTRUCTION,
        status=Status.ACTIVE,
        stage_since=project.stage_since,
        last_activity_on=None,
        review_on=None,
        investment=project.investment,
        site_mode=None,
        agreed_start_on=project.agreed_start_on,
        agreed_production_on=project.agreed_production_on,
    )


def _insert(model: type[ProgressEntry], rows: Sequence[Row]) -> None:
    db.session.connection().execute(model.metadata.tables[model.__tablename__].insert(), rows)
