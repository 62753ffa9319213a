"""A weekly report in words: the draft that is offered, and the paper that is printed. Knows no URL and no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core import clock
from app.core.paper import INTERNAL, Fact, Heading, Listing, Paper, Paragraph
from app.core.units import money_text
from app.projects.view_model import COUNTING_RULE

from .models import WeeklyReport
from .queries.material import Line, Material
from .rules import Week

MOST_LINES = 50
# Field, heading, what stands there when there is nothing.
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("fresh", "本周新增", "本周没有新增项目。"),
    ("progress", "推进情况", "本周没有阶段推进和认定。"),
    ("problems", "存在问题", "本周没有红灯项目和需协调的问题。"),
    ("plans", "下周计划", "下周没有到期的下一步。"),
)
# What of the recognitions counts in which figure, and what counts in none.
RECOGNISED = (("signed", "签约"), ("framework", "框架协议"), ("landed", "落地"), ("excluded", "不计入统计"))
STANDINGS: dict[str, tuple[str, str]] = {
    "submitted": ("已提交", "green"),
    "submitted_late": ("迟交", "yellow"),
    "draft": ("起草中", "accent"),
    "open": ("未写", "line"),
    "missing": ("逾期未交", "red"),
}


@dataclass(frozen=True)
class Drafted:
    """The texts that a park starts from."""

    summary: str
    fresh: str
    progress: str
    problems: str
    plans: str
    counts: dict[str, Any]


def drafted(found: Material) -> Drafted:
    """One line a project, and a sentence of figures."""
    return Drafted(
        summary=summary_words(found.counts),
        fresh=_lines([_fresh_words(one) for one in found.fresh]),
        progress=_lines([_move_words(one) for one in found.moves]),
        problems=_lines([_problem_words(one) for one in found.problems]),
        plans=_lines([_plan_words(one) for one in found.plans]),
        counts=found.counts,
    )


def summary_words(counts: Mapping[str, Any]) -> str:
    """The figures as a sentence: 本周新增项目 3 个，估计投资 1.2 亿元 and so on."""
    if not counts:
        return ""
    invested = Decimal(str(counts["fresh_investment"]))
    money = f"，估计投资 {money_text(invested)}" if invested else ""
    recognised = f"，认定 {counts['recognised']} 项" if counts["recognised"] else ""
    counted = "、".join(f"{words} {counts[key]} 项" for key, words in RECOGNISED if counts[key])
    return (
        f"本周新增项目 {counts['fresh']} 个{money}；阶段推进 {counts['moves']} 项次{recognised}"
        f"{f'（{counted}）' if counted else ''}；红灯项目 {counts['red']} 个；下周到期事项 {counts['plans']} 件。"
    )


def basis_words(report: WeeklyReport) -> str:
    """How it was counted, for screen and print. Older reports called every recognised 签约 signed: of them only how."""
    basis = "推进按录入时间、认定按认定日期统计；保密项目用代号。"
    counted = (COUNTING_RULE["signed"], COUNTING_RULE["left_out"], COUNTING_RULE["landed"])
    return basis + "".join(counted) if "framework" in report.counts else basis


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a section, without the numbers that the draft or its writer put before them."""
    return tuple(_without_number(line.strip()) for line in text.splitlines() if line.strip())


def weekly_paper(report: WeeklyReport, *, demo: bool = False) -> Paper:
    """The report for printing; what it says was settled when it was drafted, confidential projects by code name.

    `demo`: whether the park holds invented projects, so that every page says so.
    """
    week = Week(report.week_start)
    blocks: list[Any] = [Paragraph(report.summary)] if report.summary else []
    for name, heading, nothing in SECTIONS:
        lines = lines_of(getattr(report, name))
        blocks.append(Heading(heading))
        blocks.append(Listing(lines) if lines else Paragraph(nothing))
    notes = [basis_words(report)]
    if report.sha256:
        notes.append(f"数据指纹 {report.sha256[:16]}，提交后不再改动。")
    submitted = report.submitted_at
    return Paper(
        kind="园区周报",
        title=f"{report.park.name}招商工作周报",
        subtitle=f"{week.label}　{week.start.month}月{week.start.day}日—{week.end.month}月{week.end.day}日"
        + (f"　第 {report.edition} 版（更正）" if report.edition > 1 else ""),
        opening=(Fact("更正说明", report.correction),) if report.correction else (),
        blocks=tuple(blocks),
        signer=f"{report.park.name}招商团队",
        signed_on=clock.local(submitted).date() if submitted else None,
        marking=INTERNAL,
        footnotes=tuple(notes),
        as_of=clock.local(report.drafted_at).date(),
        demo=demo,
    )


def frozen_facts(report: WeeklyReport) -> dict[str, Any]:
    """All that a submitted report says, as its fingerprint is taken over it."""
    return {
        "park": report.park.code,
        "park_name": report.park.name,
        "week": Week(report.week_start).code,
        "edition": report.edition,
        "correction": report.correction,
        "summary": report.summary,
        **{name: getattr(report, name) for name, _, _ in SECTIONS},
        "counts": report.counts,
        "drafted_at": report.drafted_at.isoformat(),
        "submitted_at": report.submitted_at.isoformat() if report.submitted_at else None,
        "submitted_by": report.submitted_by_id,
    }


def _lines(lines: Sequence[str]) -> str:
    shown = [f"{place}. {line}" for place, line in enumerate(lines[:MOST_LINES], 1)]
    if len(lines) > MOST_LINES:
        shown.append(f"另有 {len(lines) - MOST_LINES} 项。")
    return "\n".join(shown)


def _fresh_words(one: Line) -> str:
    facts = [one.investor, f"估计投资 {money_text(one.investment)}" if one.investment is not None else None]
    said = "，".join(fact for fact in facts if fact)
    return f"{one.title}{f'（{said}）' if said else ''}。"


def _move_words(one: Line) -> str:
    if one.recognised and one.to_stage is not None:
        kind = "（框架协议）" if one.agreement else ""
        return f"{one.title}：{one.to_stage.label}{kind}获市商务局认定{'（不计入统计）' if one.excluded else ''}。"
    assert one.from_stage is not None
    assert one.to_stage is not None
    way = "进入" if one.to_stage.number > one.from_stage.number else "退回"
    return f"{one.title}：由{one.from_stage.label}{way}{one.to_stage.label}。"


def _problem_words(one: Line) -> str:
    light = "红灯" if one.red else ""
    problem = "；".join(part.strip("。 ") for part in one.problem.splitlines() if part.strip())
    said = "，".join(part for part in (light, problem) if part) or "需协调"
    return f"{one.title}（{one.stage.label}）：{said}。"


def _plan_words(one: Line) -> str:
    day = f"{one.due.month}月{one.due.day}日" if one.due else ""
    return f"{one.title}：{one.step or '下一步'}{f'（{day}前）' if day else ''}。"


def _without_number(line: str) -> str:
    # With the blank that the draft puts after the dot: “2026.3 竣工” is no numbered line.
    number, dot, rest = line.partition(". ")
    return rest.strip() if dot and number.isdigit() and rest.strip() else line
