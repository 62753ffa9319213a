"""States of first reports, conflict cases and transfers (domain.md section 5)."""

from enum import IntEnum

from app.core.labels import Labelled


class ClaimState(Labelled):
    """How a project's registration stands in the queue for the first report of its investor."""

    INCOMPLETE = "incomplete", "待完善"
    LAPSED = "lapsed", "逾期未完善"
    CONTESTED = "contested", "待裁定"
    WAITING = "waiting", "后报"
    PROTECTED = "protected", "首报保护中"
    WARNED = "warned", "久未跟进，将释放"
    KEPT = "kept", "首报（已签约）"
    RELEASED = "released", "已释放"

    @property
    def holds(self) -> bool:
        """Whether it holds the first report."""
        return self in HOLDING


HOLDING = (ClaimState.PROTECTED, ClaimState.WARNED, ClaimState.KEPT)


class Release(Labelled):
    """Why a first report was released."""

    LOST = "lost", "项目流失"
    REMOVED = "removed", "项目退库"
    BINNED = "binned", "项目移入回收站"
    IDLE = "idle", "久未跟进"
    EXPIRED = "expired", "保护期满"
    GIVEN_UP = "given_up", "主动放弃"
    RULED = "ruled", "裁定归他方"

    @property
    def comes_back(self) -> bool:
        """Whether it stands in the queue again, at its old place, as soon as the project does."""
        return self in {Release.LOST, Release.REMOVED, Release.BINNED}


class ReportLevel(Labelled):
    """At which level a first report is kept, by the estimated investment."""

    PARK = "park", "园区级"
    CITY = "city", "市级"
    PROVINCE = "province", "报省备案"


class MatchLevel(IntEnum):
    """How two registrations are alike; a lower level is the surer one."""

    USCC = 1
    NAME = 2
    GROUP = 3
    CONTENT = 4

    @property
    def label(self) -> str:
        """As the bureau reads it."""
        return _LEVELS[self]

    @property
    def same_investor(self) -> bool:
        """Whether it is the same investor, so that only one of the two can hold the first report."""
        return self <= MatchLevel.NAME


_LEVELS = {
    MatchLevel.USCC: "统一社会信用代码相同",
    MatchLevel.NAME: "企业名称相同",
    MatchLevel.GROUP: "同一集团或控股股东",
    MatchLevel.CONTENT: "项目内容相近",
}


class CaseState(Labelled):
    """How far a conflict case is."""

    OPEN = "open", "待裁定"
    RULED = "ruled", "已裁定"
    APPEALED = "appealed", "申诉中"
    SETTLED = "settled", "申诉已答复"
    CLOSED = "closed", "无需裁定"

    @property
    def awaits_bureau(self) -> bool:
        """Whether the bureau has to do something."""
        return self in {CaseState.OPEN, CaseState.APPEALED}


class Outcome(Labelled):
    """To whom a ruling gives the first report."""

    INCUMBENT = "incumbent", "归甲方"
    CHALLENGER = "challenger", "归乙方"
    BOTH = "both", "不属同一项目，各自有效"


class Side(Labelled):
    """The two parties of a case, who do not know each other before the ruling."""

    INCUMBENT = "incumbent", "甲方"
    CHALLENGER = "challenger", "乙方"


class TransferState(Labelled):
    """How far a transfer is."""

    OPEN = "open", "征求同意中"
    DONE = "done", "已流转"
    REFUSED = "refused", "未获同意"
    WITHDRAWN = "withdrawn", "已撤回"


class TransferParty(Labelled):
    """The three whose consent a transfer needs."""

    GIVER = "giver", "转出园区"
    TAKER = "taker", "接收园区"
    BUREAU = "bureau", "商务局"
