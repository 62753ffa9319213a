"""Kinds of notices, and how a person wants each of them by mail."""

from app.core.labels import Labelled


class MailMode(Labelled):
    """How a kind of notice goes by mail."""

    INSTANT = "instant", "随时发"
    DAILY = "daily", "每天一封"
    NEVER = "never", "不发邮件"


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


# What somebody gets who gave an address and said nothing else: at once only what others wait for.
USUAL: dict[NoticeKind, MailMode] = {
    NoticeKind.DUE: MailMode.DAILY,
    NoticeKind.RECOGNITION: MailMode.DAILY,
    NoticeKind.FIRST_REPORT: MailMode.INSTANT,
    NoticeKind.TRANSFER: MailMode.INSTANT,
    NoticeKind.MENTION: MailMode.DAILY,
    NoticeKind.COMMENT: MailMode.DAILY,
    NoticeKind.INSTRUCTION: MailMode.INSTANT,
    NoticeKind.SUPERVISION: MailMode.INSTANT,
    NoticeKind.WEEKLY: MailMode.DAILY,
}
