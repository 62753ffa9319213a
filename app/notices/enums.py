"""Kinds of notices; a person may quieten each by mail."""

from app.core.labels import Labelled


class NoticeKind(Labelled):
    """What a notice is about."""

    DUE = "due", "到期提醒"
    RECOGNITION = "recognition", "认定"
    FIRST_REPORT = "first_report", "首报首谈"
    TRANSFER = "transfer", "流转"
    MENTION = "mention", "提到我"
    COMMENT = "comment", "评论"
    INSTRUCTION = "instruction", "批示"
    SUPERVISION = "supervision", "督办"
    WEEKLY = "weekly", "周报"
