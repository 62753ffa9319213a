"""Notices in words: a mail of one or of many. Titles and links only: a mail leaves the house."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.mail import absolute

from .enums import NoticeKind
from .models import Notice

MOST_LINES = 50
ICONS: dict[NoticeKind, str] = {
    NoticeKind.DUE: "clock",
    NoticeKind.RECOGNITION: "certificate",
    NoticeKind.FIRST_REPORT: "flag",
    NoticeKind.TRANSFER: "arrows-sort",
    NoticeKind.MENTION: "message",
    NoticeKind.COMMENT: "message",
    NoticeKind.INSTRUCTION: "pencil",
    NoticeKind.SUPERVISION: "alert-triangle",
    NoticeKind.WEEKLY: "report",
}


@dataclass(frozen=True)
class Letter:
    """A mail, worded."""

    subject: str
    text: str


def letter(notices: Sequence[Notice]) -> Letter:
    """One mail for all that is due to one person."""
    first = notices[0]
    number = len(notices)
    subject = f"【园招通】{first.title}" if number == 1 else f"【园招通】{number} 条新提醒"
    lines = ["您好：", "", f"您有 {number} 条新提醒。", ""]
    for kind in NoticeKind:
        of_kind = [notice for notice in notices[:MOST_LINES] if notice.kind is kind]
        if of_kind:
            lines.append(f"【{kind.label}】")
            for notice in of_kind:
                lines += [notice.title, f"  {absolute(notice.link)}"]
            lines.append("")
    if number > MOST_LINES:
        lines += [f"另有 {number - MOST_LINES} 条，请登录后查看：{absolute('/notices/')}", ""]
    lines += ["—", "链接须登录后打开。哪些提醒发邮件、什么时候发，可在这里选择：", absolute("/account/notices"), ""]
    return Letter(subject, "\n".join(lines))


def bell(number: int, most: int) -> str:
    """The figure at the bell: nothing, the number, or 99+."""
    return "" if not number else str(number) if number < most else f"{most - 1}+"
