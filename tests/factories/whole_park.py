"""Something of everything that a park keeps, made by the real actions: for each kind of address one that exists.

What is in it says "绝密" wherever somebody types, so that a test of what others may not read looks for one word.
"""

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.briefs import papers
from app.briefs.enums import PrintKind
from app.companies import actions as companies
from app.companies.enums import AliasKind, TagKind, TagLevel
from app.core import clock
from app.delivery import actions as delivery
from app.delivery.enums import Part
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports import queries as claims
from app.first_reports.models import CaseEvidence, ConflictCase, RenewalEvidence
from app.follow_up import actions as follow_up
from app.follow_up import queries as weeklies
from app.follow_up.enums import Addressee
from app.follow_up.rules import week_of
from app.monitoring import queries as notices
from app.monitoring.actions import supervision
from app.monitoring.models import SupervisionFile
from app.notices.models import Notice
from app.projects import actions
from app.projects.enums import ActivityKind, ContractKind, EvidenceKind, Stage
from app.projects.models import Project
from app.worklists import actions as worklists
from app.worklists.enums import BulkKind, ViewPage

from .companies import company, contact
from .first_reports import ONE, THIRD, claim_of, complete, make_reported
from .projects import make_project, park
from .reviews import attach, submitted, upload

CODE_NAME, FILE, TEXT = "代号夜莺", "绝密材料.pdf", "绝密内容：功率模块封装"
SECRETS = ("绝密", CODE_NAME, "xiaohanjuemi")

Addresses = dict[str, str]
"""Values of addresses by `endpoint:parameter`, `blueprint:parameter` or plainly `parameter`; the first that is known counts."""


def whole_park(*, manager: Actor, bureau: Actor, leader: Actor) -> Addresses:
    """Fill the manager's park (ONE). Parties outside are THIRD, so that every other park has no part in it."""
    signed = _signed(manager)
    return (
        _of_project(signed, manager=manager)
        | _recognition(manager)
        | _of_others_about(signed, manager=manager, bureau=bureau, leader=leader)
        | _first_reports(manager)
        | _company(manager)
        | _merged(manager)
        | _lists(manager, signed)
        | _weekly(manager)
    )


def _project(manager: Actor, number: int, **facts: object) -> Project:
    """One of the park's; projects of different numbers are different investors'."""
    said = {"investor": _investor(number), "content": TEXT, "name": f"绝密项目{number}"}
    made = make_project(by=manager, at=ONE, **said, **facts)  # type: ignore[arg-type]
    actions.edit(made, by=manager, problems=TEXT)
    return made


def _investor(number: int) -> str:
    return f"霄汉绝密{number}号半导体有限公司"


def _signed(manager: Actor) -> Project:
    """A project under contract that is not confidential: its own park is the only door before what it says."""
    return _project(manager, 0, stage=Stage.SIGNED)


def _of_project(signed: Project, *, manager: Actor) -> Addresses:
    """What people write down on a project, each with a text or a file."""
    today = clock.today()
    note = actions.record_activity(
        signed, kind=ActivityKind.MEETING, happened_on=today, result=TEXT, people=TEXT, next_step=TEXT,
        next_due=today, by=manager,
    )  # fmt: skip
    row = delivery.add_row(signed, Part.CONTRACTS, by=manager, kind=ContractKind.FORMAL, number="绝密〔2026〕1 号")
    file = delivery.attach(signed, [upload(FILE)], by=manager, beside=(Part.CONTRACTS, row))[0]
    said = follow_up.comment(signed, TEXT, by=manager)
    db.session.flush()
    _project(manager, 1, confidential=True, code_name=CODE_NAME)
    binned = _project(manager, 2)
    actions.throw_away(binned, by=manager)
    return {
        "code": signed.code,
        "projects.restore:code": binned.code,
        "projects.mend_activity:number": str(note.id),
        "projects.take_back_activity:number": str(note.id),
        "part": Part.CONTRACTS.value,
        "delivery:number": str(row.id),
        "delivery.file:number": str(file.id),
        "delivery.delete_file:number": str(file.id),
        "delivery.restore_file:number": str(file.id),
        "follow_up.withdraw:number": str(said.id),
    }


def _recognition(manager: Actor) -> Addresses:
    """A project whose signing is recognised and whose landing waits for the bureau."""
    project = _project(manager, 3, stage=Stage.LANDED)
    evidence = attach(project, Stage.LANDED, by=manager, kind=EvidenceKind.OTHER, name=FILE)
    waiting = submitted(project, Stage.LANDED, by=manager, note=TEXT)
    return {
        "reviews:code": project.code,
        "stage": Stage.LANDED.value,
        "reviews:number": str(waiting.id),
        "reviews.evidence:number": str(evidence.id),
        "reviews.remove_evidence:number": str(evidence.id),
        "reviews.bring_evidence_back:number": str(evidence.id),
    }


def _of_others_about(signed: Project, *, manager: Actor, bureau: Actor, leader: Actor) -> Addresses:
    """An instruction and a supervision notice, answered with a file."""
    order = follow_up.instruct(signed, text=TEXT, addressee=Addressee.PARK, due_on=clock.today(), by=leader)
    drafted = supervision.draft_by_hand(signed, reason=TEXT, demand=TEXT, by=bureau)
    db.session.flush()
    notice = notices.get_notice(drafted.id, to=bureau)
    supervision.issue(notice, by=bureau)
    supervision.answer(notice, text=TEXT, measures=TEXT, promised_on=None, uploads=[upload(FILE)], by=manager)
    db.session.flush()
    return {
        "follow_up:number": str(order.id),
        "verdict": "close",
        "monitoring:number": str(notice.id),
        "file": str(db.session.scalars(sa.select(SupervisionFile.id)).one()),
        "notices:number": str(
            db.session.scalars(sa.select(Notice.id).where(Notice.user_id == manager.id).limit(1)).one()
        ),
    }


def _first_reports(manager: Actor) -> Addresses:
    """A first report that was renewed and is contested by THIRD, and one that is handed on to THIRD."""
    held = _project(manager, 4)
    complete(held)
    claim = claim_of(held)
    first.renew(claim, held, reason=TEXT, kind=EvidenceKind.MINUTES, files=[upload(FILE)], by=manager)
    make_reported(at=THIRD, investor=_investor(4))
    case = claims.find_case(db.session.scalars(sa.select(ConflictCase.code)).one(), to=manager)
    first.give_evidence(case, text=TEXT, kind=EvidenceKind.MINUTES, files=[upload(FILE)], by=manager)
    given = _project(manager, 5)
    complete(given)
    transfer = first.propose(given, park(THIRD), reason=TEXT, by=manager)
    db.session.flush()
    addresses = {"first_reports:code": held.code}
    for name in ("case", "answer", "appeal", "give_evidence", "evidence", "rule"):
        addresses[f"first_reports.{name}:code"] = case.code
    for name in ("transfer", "agree", "refuse", "withdraw"):
        addresses[f"first_reports.{name}:code"] = transfer.code
    return addresses | {
        "first_reports.evidence:number": str(db.session.scalars(sa.select(CaseEvidence.id)).one()),
        "first_reports.renewal_file:number": str(db.session.scalars(sa.select(RenewalEvidence.id)).one()),
    }


def _company(manager: Actor) -> Addresses:
    """A company in the park's book with a contact, another name and a title; one removed; one merged away."""
    firm, twin, third, gone = (
        company(parks=[ONE], name=f"绝密精密{sign}有限公司", by=manager) for sign in ("甲", "乙", "丙", "丁")
    )
    known = contact(firm, by=manager, name="绝密联系人")
    alias = companies.add_alias(firm, name="绝密曾用名有限公司", kind=AliasKind.FORMER, by=manager)
    tag = companies.add_tag(
        firm, kind=TagKind.SPECIALISED, level=TagLevel.PROVINCIAL, year=2024, evidence=TEXT, by=manager
    )
    merged = companies.merge(twin, third, by=manager)
    companies.remove(gone, by=manager)
    db.session.flush()
    return {
        "companies:code": firm.code,
        "companies.merge:other": twin.code,
        "companies.restore:code": gone.code,
        "companies.undo_merge:number": str(merged.id),
        "companies.remove_alias:number": str(alias.id),
        "companies.remove_tag:number": str(tag.id),
        **{f"companies.{name}_contact:number": str(known.id) for name in ("edit", "remove", "reveal")},
    }


def _merged(manager: Actor) -> Addresses:
    """Two registrations that became one, and one more that could."""
    kept, gone, other = (_project(manager, 6) for _ in range(3))
    merged = actions.merge(kept, gone, by=manager)
    db.session.flush()
    return {
        "projects.merge:code": kept.code,
        "projects.merge:other": other.code,
        "projects.undo_merge:number": str(merged.id),
    }


def _lists(manager: Actor, signed: Project) -> Addresses:
    """What the manager made of lists for himself and his team."""
    view = worklists.save_view(name="绝密视图", page=ViewPage.LIST, args={}, shared=True, by=manager)
    wish = worklists.Wish(
        kind=BulkKind.NEXT_STEP, said=TEXT, values={"next_step": TEXT, "next_due": str(clock.today())}
    )
    batch = worklists.order(wish, [signed.id], back="/projects/", by=manager)
    db.session.flush()
    numbers = dict.fromkeys(("open_view", "edit", "move", "remove", "start", "overwrite"), str(view.id))
    return {
        **{f"worklists.{name}:number": number for name, number in numbers.items()},
        "worklists:number": str(batch.id),
    }


def _weekly(manager: Actor) -> Addresses:
    """A weekly report that was handed in, and issued on paper."""
    week = week_of(clock.today())
    follow_up.begin(park(ONE), week, by=manager)
    db.session.flush()
    report = weeklies.get_report(ONE, week, edition=None, to=manager)
    follow_up.edit(report, by=manager, summary=TEXT)
    follow_up.submit(report, by=manager)
    db.session.flush()
    subject = f"{ONE}.{week.code}.1"
    found = papers.read(PrintKind.WEEKLY, subject, by=manager, today=clock.today())
    issued = papers.issue(
        PrintKind.WEEKLY, subject, found, by=manager, address=lambda code: f"https://x.example/{code}"
    )
    db.session.flush()
    weekly = ("weekly_report", "begin_weekly", "correct_weekly", "edit_weekly", "redraft_weekly", "submit_weekly")
    return {
        **{f"follow_up.{name}:code": ONE for name in weekly},
        "week": week.code,
        "briefs:code": issued.code,
        "kind": PrintKind.WEEKLY.value,
        "subject": subject,
    }
