"""What a saved view and a change of many projects may be (pure)."""

from typing import Any

from app.core.errors import RuleBroken

MOST_VIEWS = 30  # a person's own; more would be no tabs any more
MOST_NAME = 20
MOST_ARGS = 6_000  # characters of a filter that anybody could mean
MOST_AT_ONCE = 5_000  # projects of one batch
AT_ONCE = 60  # so many are changed while one waits; more go to the background


def check_view(name: str, args: dict[str, Any], *, owned: int) -> None:
    """Raises RuleBroken. `owned`: views this person has besides this one."""
    if not name:
        message = "请给视图起个名字。"
        raise RuleBroken(message, field="name")
    if len(name) > MOST_NAME:
        message = f"视图名称最多 {MOST_NAME} 个字，请缩短。"
        raise RuleBroken(message, field="name")
    if owned >= MOST_VIEWS:
        message = f"最多存 {MOST_VIEWS} 个视图，请先删除不用的。"
        raise RuleBroken(message, field="name")
    if len(str(args)) > MOST_ARGS:
        message = "筛选条件太多，无法存为视图，请减少。"
        raise RuleBroken(message)


def check_amount(number: int) -> None:
    """Whether so many projects may be changed at once. Raises RuleBroken."""
    if number == 0:
        message = "没有选中项目，请先勾选。"
        raise RuleBroken(message)
    if number > MOST_AT_ONCE:
        message = f"一次最多改 {MOST_AT_ONCE:,} 个项目，当前选中 {number:,} 个，请先缩小筛选范围。"
        raise RuleBroken(message)
