"""What follows from talk: comments, instructions and what becomes of them, weekly reports, the morning's reminders."""

from .comments import comment, may_withdraw, withdraw
from .instructions import close, instruct, last_reporter, report, send_back
from .reminders import remind
from .weekly import TEXTS, begin, correct, edit, is_intact, redraft, submit

__all__ = [
    "TEXTS",
    "begin",
    "close",
    "comment",
    "correct",
    "edit",
    "instruct",
    "is_intact",
    "last_reporter",
    "may_withdraw",
    "redraft",
    "remind",
    "report",
    "send_back",
    "submit",
    "withdraw",
]
