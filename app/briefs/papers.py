"""Previewing and issuing official papers. What was issued once is kept; the same words are never issued twice."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.counter import next_number
from app.core.errors import AlreadyExists, RuleBroken
from app.core.formats import datetime_cn
from app.core.paper import Paper
from app.core.settings import declare, value
from app.extensions import db

from . import queries
from .enums import PrintKind, PrintState
from .issuing import DIGEST_SIGNS, Address, digest_of, keep, new_code, snapshot_of, spaced
from .models import Print
from .official.sheet import Marks, chinese, official_html
from .pdf import Document, render
from .policy import check_official
from .sources import SOURCES, Found

RED_HEAD = declare(
    key="official.red_head", group="公文", label="公文印红头（0 不印，1 印）", unit="", default=0, least=0, most=1
)


def read(kind: PrintKind, subject: str, *, by: Actor, today: date) -> Found:
    """The paper in words. Raises NoResultFound for a kind that does not exist or a subject the actor may not read."""
    if kind not in SOURCES:
        raise NoResultFound
    return SOURCES[kind].read(subject, by, today)


def preview(kind: PrintKind, found: Found, *, by: Actor) -> Document:
    """The paper as it would be issued now, marked as a preview with who reads it and when."""
    marks = Marks(
        issuer=by.organisation_name,
        printed_on=clock.today(),
        watermark=f"预览　{by.name}　{datetime_cn(clock.now())}",
        red_head=bool(value(RED_HEAD)),
    )
    return lay_out(kind, found.paper, marks)


def get_readable(code: str, *, to: Actor) -> Print:
    """An issued print that the actor may open. Raises NoResultFound.

    Briefs and packs by the archive; official papers by what their package lets him read today, whatever archive they stand
    in. The bureau keeps its papers even when the project is gone.
    """
    try:
        issued = queries.get_visible(code, to=to)
    except NoResultFound:
        issued = queries.official_by_code(code)
    else:
        if not issued.kind.official or to.is_bureau:
            return issued
    found = read(issued.kind, str(issued.snapshot.get("subject", "")), by=to, today=clock.today())
    if found.copy != issued.snapshot.get("copy", ""):
        raise NoResultFound
    return issued


def kept(kind: PrintKind, subject: str, found: Found) -> list[Print]:
    """What was issued for this subject and for readers like this one, the newest first."""
    return [one for one in _all_kept(kind, subject) if one.snapshot.get("copy", "") == found.copy]


def _all_kept(kind: PrintKind, subject: str) -> list[Print]:
    return list(
        db.session.scalars(
            sa.select(Print)
            .options(joinedload(Print.by))
            .where(Print.kind == kind, Print.state == PrintState.DONE, Print.snapshot["subject"].as_string() == subject)
            .order_by(Print.id.desc())
        )
    )


def same_words(found: Found, earlier: list[Print]) -> Print | None:
    """The kept print that says the same, if there is one."""
    words = digest_of(snapshot_of(found.paper))
    return next((one for one in earlier if one.snapshot.get("words") == words), None)


def issue(
    kind: PrintKind, subject: str, found: Found, *, by: Actor, address: Address, watermark: bool = False
) -> Print:
    """Issue the paper, or give back what was issued when its words are the same.

    Raises NotAllowed, RuleBroken for a paper without a day of signing, AlreadyExists when somebody else was faster.
    """
    check_official(by, bureau_only=SOURCES[kind].bureau_only)
    earlier = kept(kind, subject, found)
    if (same := same_words(found, earlier)) is not None:
        return same
    if found.paper.signed_on is None:
        message = "这份文书还是草稿，没有成文日期，暂不能出具；可以先预览。"
        raise RuleBroken(message)
    base, number = _number(kind, subject, found, len(earlier))
    if len(kept(kind, subject, found)) != len(earlier):  # the counter's row is locked now: whoever came first is done
        message = "这份文书刚刚已由他人出具，请刷新后查看。"
        raise AlreadyExists(message)
    code, today = new_code(), clock.today()
    words = snapshot_of(found.paper)
    marks = Marks(
        number=number,
        code=spaced(code),
        verify_url=address(code),
        digest=digest_of(words)[:DIGEST_SIGNS],
        issuer=by.organisation_name,
        printed_on=today,
        watermark=f"{by.name}　{datetime_cn(clock.now())}" if watermark else "",
        red_head=bool(value(RED_HEAD)),
    )
    issued = Print(
        code=code,
        number=number,
        kind=kind,
        state=PrintState.DONE,
        title=found.paper.title[:200],
        park_id=found.park_id,
        as_of=found.paper.as_of or today,
        by_id=by.id,
        steps_done=1,
        steps_all=1,
        started_at=clock.now(),
        snapshot={"subject": subject, "copy": found.copy, "base": base, "words": digest_of(words), "paper": words},
    )
    keep(issued, lay_out(kind, found.paper, marks))
    db.session.add(issued)
    audit.record("print.issued", issued, by=by, label=f"{number} {found.label}"[:200])
    return issued


def lay_out(kind: PrintKind, paper: Paper, marks: Marks) -> Document:
    """At the standard's line pitch; what runs over by a little is set closer to keep it on one page."""
    usual = render(official_html(paper, marks), kind="official")
    if usual.pages != 2:
        return usual
    for pitch in SOURCES[kind].pitches:
        closer = render(official_html(paper, marks, pitch=pitch), kind="official")
        if closer.pages == 1:
            return closer
    return usual


def _number(kind: PrintKind, subject: str, found: Found, earlier: int) -> tuple[str, str]:
    """The number of the matter, and that of this print.

    The matter's is what its package gave, else counted through the year; every copy of it carries the same. With other
    words than before it becomes 之二.
    """
    year = clock.today().year
    counter = f"print-{kind.value}-{year}"
    base = found.paper.number or next((str(one.snapshot["base"]) for one in _all_kept(kind, subject)), "")
    if base:
        next_number(
            f"{counter}-again"
        )  # its row is locked until the end: two who issue at once come one after the other
    else:
        base = f"园{SOURCES[kind].series}〔{year}〕{next_number(counter)}号"
    copy = f"（{found.copy}）" if found.copy else ""
    again = f"之{chinese(earlier + 1)}" if earlier else ""
    return base, f"{base}{again}{copy}"
