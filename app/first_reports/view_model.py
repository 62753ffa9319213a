"""First reports, cases and transfers in words, for pages and for the printed ruling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from app.core import clock
from app.core.formats import date_cn, datetime_cn
from app.core.paper import INTERNAL, Block, Column, Fact, Heading, Paper, Paragraph, Table, bureau_of
from app.core.units import plain
from app.projects.models import Project

from .enums import CaseState, ClaimState, Outcome, Release, Side, TransferState
from .models import FirstReport
from .queries import CasePage, ClaimRow, Counts, Facts, Party, Ruling, ScoreLine, Share
from .rules import Clocks, missing_in

ELSEWHERE = "已有单位首报，请联系商务局"
KIND = "首报裁定书"

TONES: dict[ClaimState, str] = {
    ClaimState.INCOMPLETE: "wait",
    ClaimState.LAPSED: "line",
    ClaimState.CONTESTED: "yellow",
    ClaimState.WAITING: "line",
    ClaimState.PROTECTED: "accent",
    ClaimState.WARNED: "yellow",
    ClaimState.KEPT: "green",
    ClaimState.RELEASED: "",
}
CASE_TONES: dict[CaseState, str] = {
    CaseState.OPEN: "wait",
    CaseState.RULED: "green",
    CaseState.APPEALED: "yellow",
    CaseState.SETTLED: "green",
    CaseState.CLOSED: "",
}
TRANSFER_TONES: dict[TransferState, str] = {
    TransferState.OPEN: "wait",
    TransferState.DONE: "green",
    TransferState.REFUSED: "red",
    TransferState.WITHDRAWN: "",
}
CRITERIA = (
    ("on_time", "（一）登记时间"),
    ("on_contact", "（二）实质接触"),
    ("on_follow_up", "（三）跟进情况"),
    ("on_fit", "（四）产业契合"),
)
_NOT_SHOWN = "不予显示"


@dataclass(frozen=True)
class Clock:
    """The day that matters next for a registration. `near`: within a week; `over`: past."""

    words: str
    day: date | None = None
    near: bool = False
    over: bool = False


def clock_of(row: FirstReport | ClaimRow, today: date, clocks: Clocks) -> Clock:
    """What runs out next, in words."""
    if row.state is ClaimState.INCOMPLETE:
        return _clock("补齐", row.due_on, today)
    if row.state is ClaimState.LAPSED:
        return Clock("补齐后重新排序")
    if row.state in {ClaimState.PROTECTED, ClaimState.WARNED} and row.protected_until is not None:
        idle = row.idle_from + timedelta(days=clocks.release_days)
        if row.state is ClaimState.WARNED and idle <= row.protected_until:
            return _clock("未跟进将释放", idle, today)
        return _clock("保护至", row.protected_until, today)
    if row.state is ClaimState.RELEASED:
        return Clock(row.release_reason.label if row.release_reason else "", row.released_on)
    return Clock({ClaimState.KEPT: "签约后不再计时", ClaimState.CONTESTED: "等待裁定"}.get(row.state, "排队等候"))


def _clock(words: str, day: date, today: date) -> Clock:
    left = (day - today).days
    return Clock(words, day, near=0 <= left <= 7, over=left < 0)


def idle_days(row: FirstReport | ClaimRow, today: date) -> int:
    """Days without a follow-up."""
    return max(0, (today - row.idle_from).days)


def still_missing(project: Project) -> list[tuple[str, str]]:
    """Fields that a complete registration lacks; who has no owner is asked for one."""
    return missing_in(project, has_contact=False)


def may_report_again(claim: FirstReport, again: "frozenset[Release]") -> bool:
    """Whether the queue is open to it once more."""
    return claim.state is ClaimState.LAPSED or (claim.state is ClaimState.RELEASED and claim.release_reason in again)


def facts_by_criterion(facts: Facts) -> dict[str, str]:
    """What the product knows of a side, under each of the four criteria."""
    contacts = f"已登记企业联系人 {facts.contacts} 人，面谈、来访、考察 {facts.meetings} 次"
    followed = f"跟进 {facts.activities} 次"
    if facts.first_on and facts.last_on:
        followed += f"，首次 {date_cn(facts.first_on)}，最近 {date_cn(facts.last_on)}"
    fit = f"项目产业：{facts.sector or '未填'}；园区方向：{'、'.join(facts.park_sectors[:4]) or '未设'}"
    return {
        "on_time": f"登记 {datetime_cn(facts.reported_at)}"
        + (f"，补齐 {datetime_cn(facts.completed_at)}" if facts.completed_at else "，尚未补齐"),
        "on_contact": contacts,
        "on_follow_up": followed,
        "on_fit": fit + ("，相符" if facts.fits else "，不在园区方向内"),
    }


def outcome_words(page: CasePage) -> str:
    """Who got the first report, with the park's name where it may be told."""
    outcome = page.case.outcome
    if outcome is None:
        return ""
    if outcome is Outcome.BOTH:
        return outcome.label
    side = Side.INCUMBENT if outcome is Outcome.INCUMBENT else Side.CHALLENGER
    return f"首报归{page.party(side).park or side.label}"


def ruling_paper(page: Ruling) -> Paper:
    """The printed ruling: what either party may read of it, by the words of the ruling itself."""
    case = page.case
    parties = tuple(party.park or party.side.label for party in page.parties)
    blocks: list[Block] = [
        Heading("争议事项"),
        Paragraph(
            f"{parties[0]}（甲方）与{parties[1]}（乙方）先后登记的项目“{case.level.label}”，经{_opened(page)}立案（{case.code}）。"
        ),
        _sides_table(page.parties),
        Heading("认定意见"),
        *(Paragraph(getattr(case, name), lead=f"{words[3:]}。") for name, words in CRITERIA),
        Heading("裁定结果"),
        Paragraph(f"{outcome_words(page)}。"),
        Paragraph(case.ruling),
    ]
    if case.answered_at is not None:
        blocks += [
            Heading("申诉答复"),
            Paragraph(f"{page.appeal_side.label if page.appeal_side else '当事方'}申诉后复核：{case.answer}"),
        ]
    signed = case.answered_at or case.ruled_at
    return Paper(
        kind=KIND,
        title=f"关于{parties[0]}与{parties[1]}首报争议的裁定书",
        addressees=parties,
        opening=(
            Fact("案号", case.code),
            Fact("立案日期", date_cn(case.opened_on)),
            Fact("裁定期限", date_cn(case.ruling_due)),
            Fact("裁定人", page.ruled_by or "—"),
        ),
        blocks=tuple(blocks),
        signer=bureau_of(page.city),
        signed_on=clock.local(signed).date() if signed else None,
        marking=INTERNAL,
        footnotes=("对裁定有异议的，当事园区招商负责人可在规定的工作日内申诉一次；申诉期间裁定照常执行。",),
        demo=any(party.claim.project.is_demo for party in page.parties),
    )


def _opened(page: CasePage) -> str:
    return "商务局" if page.case.opened_by_id is not None else "系统比对"


def _sides_table(parties: Sequence[Party]) -> Table:
    """Both sides beside each other; what this reader may not know says so."""
    rows = []
    for party in parties:
        hidden = not party.open_to_reader
        rows.append(
            (
                party.side.label,
                party.park or "—",
                _NOT_SHOWN if hidden else party.project_code or "—",
                _NOT_SHOWN if hidden else party.investor or "（保密）",
                _NOT_SHOWN if hidden else datetime_cn(party.claim.completed_at or party.claim.reported_at),
            )
        )
    return Table(
        columns=(
            Column("当事方", 10),
            Column("园区", 30),
            Column("项目编号", 20),
            Column("登记的投资方", 24),
            Column("完整登记时间", 16),
        ),
        rows=tuple(rows),
        title="双方登记情况",
    )


def part(number: Fraction) -> str:
    """How many, with up to two decimals: a project may be split."""
    return plain((Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.01")))


def sum_of(lines: Sequence[ScoreLine]) -> Share:
    """All parks of a sheet together."""

    def of(counts: Sequence[Counts]) -> Counts:
        return Counts(
            signed=sum((one.signed for one in counts), Fraction(0)),
            signed_amount=sum((one.signed_amount for one in counts), Decimal(0)),
            landed=sum((one.landed for one in counts), Fraction(0)),
            landed_amount=sum((one.landed_amount for one in counts), Decimal(0)),
        )

    return Share(
        park_id=0, here=of([line.share.here for line in lines]), scored=of([line.share.scored for line in lines])
    )
