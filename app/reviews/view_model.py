"""Recognition in words, for the project's page and the queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.units import money_text
from app.projects.enums import ContractKind, Recognition, Stage
from app.projects.models import Project

from . import rules
from .models import Submission
from .queries import Contract, Rung, case_of

TONES = {
    Recognition.NOT_SUBMITTED: "",
    Recognition.SUBMITTED: "wait",
    Recognition.RETURNED: "red",
    Recognition.RECOGNISED: "accent",
    Recognition.REVOKED: "red",
}
VIEWABLE = frozenset({"application/pdf", "image/jpeg", "image/png"})


@dataclass(frozen=True, kw_only=True)
class StageView:
    """One stage as its card shows it."""

    rung: Rung
    state: str
    tone: str
    contract: str  # 正式合同 1.2 亿元, of a recognised 签约
    framework: str
    obstacle: str | None  # why it cannot be submitted now
    checklist: Sequence[rules.Answer]
    can_submit: bool
    again: bool  # an attempt went before

    @property
    def stage(self) -> Stage:
        """Which."""
        return self.rung.stage

    @property
    def missing(self) -> int:
        """Kinds of evidence that are not there."""
        return sum(not answer.met for answer in self.checklist)


def stage_views(project: Project, rungs: dict[Stage, Rung], contract: Contract) -> list[StageView]:
    """All stages, the latest first."""
    return [_view(project, rungs, stage, contract) for stage in reversed(rungs)]


def _view(project: Project, rungs: dict[Stage, Rung], stage: Stage, contract: Contract) -> StageView:
    rung = rungs[stage]
    case = case_of(project, rungs, stage, contract)
    obstacle = rules.obstacle(case)
    entry = rung.entry
    return StageView(
        rung=rung,
        state=state_words(rung),
        tone="wait" if rung.waiting else TONES[rung.recognition],
        contract=contract_words(entry.contract_kind, entry.amount),
        framework=f"框架协议 {money_text(entry.framework_amount)}，{entry.framework_on} 认定"
        if entry.framework_on
        else "",
        obstacle=obstacle,
        checklist=rules.checklist(stage, project.site_mode, case.kinds),
        can_submit=obstacle is None,
        again=bool(rung.attempts),
    )


def state_words(rung: Rung) -> str:
    """已认定, or 框架协议已认定·正式合同待认定."""
    if rung.is_upgrade and rung.waiting:
        return "框架协议已认定·正式合同待认定"
    if rung.is_upgrade:
        return "框架协议已认定"
    return rung.recognition.label


def contract_words(kind: ContractKind | None, amount: object) -> str:
    """正式合同 1.2 亿元; empty when nothing is known."""
    return " ".join(filter(None, [kind.label if kind else "", money_text(amount) if amount is not None else ""]))  # type: ignore[arg-type]


def counting_words(submission: Submission, original: str | None) -> str:
    """How a signing counts, when not as usual."""
    if submission.not_counted:
        return f"不计入统计：{submission.not_counted.label}"
    return f"增资扩产，只计增资额；原项目 {original}" if original else ""


def waited_words(days: int, limit: int) -> str:
    """等 3 个工作日, or what is over the limit."""
    if days > limit:
        return f"已等 {days} 个工作日，超 {days - limit} 天"
    return f"已等 {days} 个工作日" if days else "今天申报"


def first_open(views: Sequence[StageView]) -> Stage | None:
    """The stage to work on: the lowest that can be submitted, otherwise the latest."""
    for view in reversed(views):
        if view.can_submit:
            return view.stage
    return views[0].stage if views else None
