"""Weekly reports: begun from the week's changes, edited as a draft, frozen when submitted, corrected by a new edition."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken, Stale
from app.core.saving import saving
from app.extensions import db
from app.follow_up import view_model
from app.follow_up.enums import WeeklyStatus
from app.follow_up.models import WeeklyReport
from app.follow_up.policy import check_writes_weekly
from app.follow_up.queries.material import material
from app.follow_up.queries.weekly import editions
from app.follow_up.rules import Week, check_text, check_week
from app.parks.models import Park

TEXTS = ("summary", "fresh", "progress", "problems", "plans")
MOST_SECTION = 8000


def begin(park: Park, week: Week, *, by: Actor) -> WeeklyReport:
    """Draft the report from the week's changes. Raises AlreadyExists when somebody was quicker."""
    check_writes_weekly(by, park.id)
    check_week(week, clock.today())
    if editions(park.id, week):
        raise RuleBroken("这一周的周报已经起草。")
    found = view_model.drafted(material(park.id, week, today=clock.today()))
    made = WeeklyReport(
        park_id=park.id, week_start=week.start, edition=1, drafted_at=clock.now(), written_by_id=by.id, **vars(found)
    )
    _add(made)
    audit.record("weekly.begun", made, by=by, label=_label(park, week), week=week.code)
    return made


def redraft(report: WeeklyReport, *, by: Actor) -> None:
    """Draft the texts anew from what the product knows now; what was written in them goes."""
    _hold_draft(report, by)
    week = Week(report.week_start)
    found = view_model.drafted(material(report.park_id, week, today=clock.today()))
    assign(report, **vars(found), drafted_at=clock.now(), written_by_id=by.id)
    audit.record("weekly.redrafted", report, by=by, label=_label(report.park, week), week=week.code)


def edit(report: WeeklyReport, *, by: Actor, **texts: str) -> None:
    """Change the draft's texts. Raises RuleBroken when it was submitted, Stale when it was changed since it was read."""
    seen = report.version
    _hold_draft(report, by)
    if seen != report.version:
        raise Stale("草稿刚被同事改过，请再保存一次，核对两边的内容。")
    if unknown := texts.keys() - set(TEXTS):
        message = f"Not texts: {sorted(unknown)}"
        raise TypeError(message)
    for name, text in texts.items():
        if len(text) > MOST_SECTION:
            raise RuleBroken(f"最多 {MOST_SECTION} 个字，请删减。", field=name)
    if changes := assign(report, **texts):
        assign(report, written_by_id=by.id)
        week = Week(report.week_start)
        audit.record("weekly.edited", report, by=by, label=_label(report.park, week), fields=sorted(changes))


def submit(report: WeeklyReport, *, by: Actor) -> None:
    """Freeze it as it stands."""
    _hold_draft(report, by)
    if not any(getattr(report, name).strip() for name in TEXTS):
        raise RuleBroken("周报还是空的，请至少写一句小结。", field="summary")
    report.submitted_at, report.submitted_by_id = clock.now(), by.id
    facts = view_model.frozen_facts(report)
    report.snapshot, report.sha256 = facts, fingerprint(facts)
    report.status = WeeklyStatus.SUBMITTED
    week = Week(report.week_start)
    audit.record(
        "weekly.submitted", report, by=by, label=_label(report.park, week), week=week.code, edition=report.edition,
        sha256=report.sha256,
    )  # fmt: skip


def correct(report: WeeklyReport, *, why: str, by: Actor) -> WeeklyReport:
    """Begin a further edition of a submitted report; the submitted one stays as it is."""
    check_writes_weekly(by, report.park_id)
    why = check_text(why, field="why", what="更正原因")
    week = Week(report.week_start)
    latest = editions(report.park_id, week)[0]
    if latest.status is not WeeklyStatus.SUBMITTED:
        raise RuleBroken("更正稿已经在写，请打开它继续。")
    made = WeeklyReport(
        park_id=report.park_id,
        week_start=report.week_start,
        edition=latest.edition + 1,
        correction=why,
        drafted_at=latest.drafted_at,
        written_by_id=by.id,
        counts=latest.counts,
        **{name: getattr(latest, name) for name in TEXTS},
    )
    _add(made)
    park = db.session.get_one(Park, report.park_id)
    audit.record("weekly.begun", made, by=by, label=_label(park, week), edition=made.edition, correction=why)
    return made


def fingerprint(facts: dict[str, Any]) -> str:
    """Over all that a submitted report says."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def is_intact(report: WeeklyReport) -> bool:
    """Whether a submitted report still says what it said: snapshot, texts and fingerprint agree."""
    if report.snapshot is None or report.sha256 is None:
        return False
    same = all(report.snapshot.get(name) == getattr(report, name) for name in TEXTS)
    return same and fingerprint(report.snapshot) == report.sha256


def _add(made: WeeklyReport) -> None:
    with saving(uq_weekly_report_park_id_week_start_edition=("week", "同事刚刚起草了这一周的周报，请打开它继续。")):
        db.session.add(made)


def _hold_draft(report: WeeklyReport, by: Actor) -> None:
    """Keep everybody else out until this is done, and see that it still is a draft."""
    check_writes_weekly(by, report.park_id)
    db.session.execute(sa.select(WeeklyReport.id).where(WeeklyReport.id == report.id).with_for_update())
    db.session.refresh(report, [*TEXTS, "status", "version", "counts"])
    if report.status is not WeeklyStatus.DRAFT:
        raise RuleBroken("这份周报已经提交，不能再改；如有差错，请写更正稿。")


def _label(park: Park, week: Week) -> str:
    return f"{park.short_name} {week.code}"
