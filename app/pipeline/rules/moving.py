"""Which moves are allowed, and where a card comes to lie."""

from collections.abc import Sequence

from app.core.errors import RuleBroken
from app.projects.enums import BackReason, Stage, Status

from .facts import Facts
from .gates import checklist
from .requirements import Requirement

Gap = tuple[float | None, float | None]  # the ranks above and below the place meant


def rank_between(above: float | None, below: float | None) -> float:
    """The rank of a card between two others; nobody else's rank ever changes. Raises RuleBroken."""
    if above is not None and below is not None:
        if above > below:
            message = "看板上的位置已变，请刷新后再拖动。"
            raise RuleBroken(message)
        return above + (below - above) / 2
    if above is not None:
        return above + 1
    return below - 1 if below is not None else 0.0


class GateClosed(RuleBroken):
    """A move was refused; `missing` is all that is missing."""

    def __init__(self, stage: Stage, missing: Sequence[Requirement]) -> None:
        names = "、".join(one.label for one in missing)
        super().__init__(f"进入“{stage.label}”还缺 {len(missing)} 项：{names}。", field="stage")
        self.stage = stage
        self.missing = tuple(missing)


def check_forward(facts: Facts, *, at: Stage, to: Stage, status: Status) -> None:
    """One step forward at a time, through an open gate, while the project is active. Raises RuleBroken, GateClosed."""
    _check_active(status)
    if to is not at.next:
        message = f"一次只能前进一步：“{at.label}”之后是“{at.next.label}”。" if at.next else "已是最后一个阶段。"
        raise RuleBroken(message, field="stage")
    if missing := [answer.requirement for answer in checklist(to, facts) if not answer.met]:
        raise GateClosed(to, missing)


def check_back(*, at: Stage, to: Stage, status: Status, why: BackReason | None, reason: str) -> None:
    """A step back needs a coded reason; 其他 needs words. Raises RuleBroken."""
    _check_active(status)
    if to.number >= at.number:
        message = "请选择之前的阶段。"
        raise RuleBroken(message, field="stage")
    if why is None:
        message = "退回之前的阶段须选择原因。"
        raise RuleBroken(message, field="back_reason")
    if why is BackReason.OTHER and not reason.strip():
        message = "退回之前的阶段须写明原因。"
        raise RuleBroken(message, field="reason")


def _check_active(status: Status) -> None:
    if status is not Status.ACTIVE:
        message = f"“{status.label}”的项目不能移动，请先恢复推进。"
        raise RuleBroken(message, field="stage")
