"""Kinds and states of prints."""

from app.core.labels import Labelled


class PrintKind(Labelled):
    """What was printed."""

    BRIEF = "brief", "园区产业简介"
    PACK = "pack", "规划汇编"
    RULING = "ruling", "首报裁定书"
    NOTICE = "notice", "督办单"
    WEEKLY = "weekly", "园区周报"

    @property
    def official(self) -> bool:
        """An official paper: it belongs to its parties, not to whoever sees the park."""
        return self in {PrintKind.RULING, PrintKind.NOTICE, PrintKind.WEEKLY}


class PrintState(Labelled):
    """How far a print is."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "生成中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
