"""Notices and clocks in words. Knows no URL."""

from dataclasses import dataclass
from datetime import date

from app.core.paper import INTERNAL, Fact, Heading, Listing, Paper, Paragraph, bureau_of
from app.projects.discreet import public_name
from app.projects.enums import Clock, Light
from app.projects.rules import Clockwork, Limits, light_of, readings, words_of

from .enums import NoticeState
from .models import SupervisionAnswer, SupervisionNotice

# How each figure is made, as the page prints it beside the figure.
DEFINITIONS = {
    "stay": "阶段用时按移动记录计算：从进入该阶段的发生日期，到下一次有效移动（前进或退回）的发生日期；已撤销的移动不计。"
    "同一项目退回后再次进入，另计一次。",
    "median": "中位数：一半的次数不超过这个天数。P90：九成的次数不超过这个天数（最近秩）。次数＝已结束的停留次数。",
    "open": "“尚在本阶段”另列，天数算到截至日；流失、退库项目的最后一段不计。",
    "cohort": "签约批次按商务局认定正式合同的日期归入；框架协议不计入。落地、开工、投产、达产均以认定为准，"
    "比例的分母是本批签约数。",
    "start": "开工率＝本批已开工（认定）÷ 本批签约。履约率＝约定开工月已过的项目中已开工（认定）的比例，分母为约定已到期的项目数。",
}


@dataclass(frozen=True, kw_only=True)
class ClockLine:
    """One clock on the project's page."""

    clock: Clock
    light: Light
    words: str


def clock_lines(project: Clockwork, limits: Limits, today: date) -> list[ClockLine]:
    """All clocks that run for a project."""
    return [
        ClockLine(clock=one.clock, light=light_of(one, today), words=words_of(project, one, today))
        for one in readings(project, limits)
    ]


def days_late(notice: SupervisionNotice, today: date) -> int:
    """Days by which the answer is overdue; 0 when it is not awaited or in time."""
    if not notice.state.awaits_park or notice.due_on is None:
        return 0
    return max(0, (today - notice.due_on).days)


def answer_late(answer: SupervisionAnswer) -> int:
    """Days by which an answer came late."""
    return max(0, (answer.answered_on - answer.due_on).days)


def notice_paper(notice: SupervisionNotice) -> Paper:
    """The notice on paper. Needs project, park, city, owner and answers loaded.

    Of a confidential project it carries the code name: paper goes from hand to hand.
    """
    project = notice.project
    park = project.park
    due = f"{notice.due_on.year}年{notice.due_on.month}月{notice.due_on.day}日" if notice.due_on else ""
    blocks: list[Heading | Paragraph | Listing] = [
        Heading("督办事由"),
        Paragraph(f"{public_name(project)}（{project.code}）：红灯。{notice.reason}"),
        Heading("督办要求"),
        Paragraph(notice.demand),
    ]
    if due:
        blocks.append(Paragraph(f"请于{due}前在系统内书面答复，说明情况、措施和完成时限。"))
    last = notice.answers[-1] if notice.answers and not project.confidential else None
    if last is not None:
        blocks += [Heading("园区答复"), Paragraph(last.text)]
        if last.measures:
            blocks.append(Paragraph(last.measures, lead="整改措施。"))
    if notice.state is NoticeState.CLOSED:
        blocks += [Heading("办结意见"), Paragraph(notice.closing_note or "予以办结。")]
    return Paper(
        kind="督办单",
        title=f"关于{public_name(project)}的督办单",
        number=notice.number or "",
        addressees=(f"{park.name}招商局",),
        opening=(
            Fact("项目编号", project.code),
            Fact("所在阶段", project.stage.label),
            Fact("督办原因", notice.cause.label),
            Fact("答复期限", due or "—"),
        ),
        blocks=tuple(blocks),
        signer=bureau_of(park.city.name),
        signed_on=notice.issued_on,
        marking=INTERNAL,
        demo=project.is_demo,
    )
