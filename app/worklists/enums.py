"""Pages a view opens, what can be changed of many projects at once, and how far such a change is."""

from app.core.labels import Labelled


class ViewPage(Labelled):
    """Where a view is shown."""

    LIST = "list", "列表"
    BOARD = "board", "看板"


class BulkKind(Labelled):
    """What is changed of many projects at once."""

    OWNER = "owner", "转交负责人"
    NEXT_STEP = "next_step", "定下一步"
    SECTOR = "sector", "改产业方向"
    SOURCE = "source", "改来源"
    SITE = "site", "改用地方式"
    HOLD = "hold", "搁置"
    REACTIVATE = "reactivate", "恢复推进"
    LOSE = "lose", "记为流失"
    REMOVE = "remove", "退库"

    @property
    def is_status(self) -> bool:
        """Whether the status beside the stage changes."""
        return self in {BulkKind.HOLD, BulkKind.REACTIVATE, BulkKind.LOSE, BulkKind.REMOVE}


class BatchState(Labelled):
    """How far a change of many projects is."""

    QUEUED = "queued", "等待处理"
    RUNNING = "running", "正在修改"
    DONE = "done", "已完成"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "已中断"

    @property
    def is_moving(self) -> bool:
        """Whether rows are still waiting."""
        return self in {BatchState.QUEUED, BatchState.RUNNING, BatchState.UNDOING}


class RowState(Labelled):
    """What became of one project of a batch."""

    WAITING = "waiting", "等待"
    CHANGED = "changed", "已修改"
    SAME = "same", "本来如此"
    REFUSED = "refused", "未修改"
    UNDONE = "undone", "已还原"
    KEPT = "kept", "未还原"
