"""Why the bureau supervises, and how far a supervision notice is."""

from app.core.labels import Labelled
from app.projects.enums import Clock


class Cause(Labelled):
    """What a notice is about: one of the clocks, or something the bureau has found."""

    STALENESS = "staleness", "停滞"
    START = "start", "逾期未开工"
    PROGRESS = "progress", "进度滞后"
    OTHER = "other", "其他"

    @classmethod
    def of(cls, clock: Clock) -> "Cause":
        """The cause that a red clock gives."""
        return cls(clock.value)


class NoticeState(Labelled):
    """The way of a notice: drafted, issued, answered, sent back or closed."""

    DRAFT = "draft", "待印发"
    ISSUED = "issued", "待答复"
    ANSWERED = "answered", "待审核"
    RETURNED = "returned", "退回重报"
    CLOSED = "closed", "已办结"
    DROPPED = "dropped", "未发撤回"

    @property
    def awaits_park(self) -> bool:
        """Whether the park has to answer."""
        return self in {NoticeState.ISSUED, NoticeState.RETURNED}


class Scope(Labelled):
    """Whose figures: all parks of a city, or one park."""

    CITY = "city", "全市"
    PARK = "park", "园区"
