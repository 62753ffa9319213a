"""Whom an instruction addresses, how far it is, and how far a weekly report is."""

from app.core.labels import Labelled


class Addressee(Labelled):
    """Who has to carry an instruction out."""

    PARK = "park", "园区"
    BUREAU = "bureau", "商务局"


class InstructionStatus(Labelled):
    """How far an instruction is."""

    OPEN = "open", "办理中"
    REPORTED = "reported", "已反馈"
    CLOSED = "closed", "已办结"


class StepKind(Labelled):
    """What happened to an instruction after it was written."""

    REPORT = "report", "反馈"
    RETURN = "return", "退回再办"
    CLOSE = "close", "办结"


class WeeklyStatus(Labelled):
    """How far a park's weekly report is."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
