"""What can be done: prepare evidence, submit, withdraw; recognise, return, revoke."""

from .deciding import Counting, Outcome, recognise, recognise_many, revoke, send_back, send_back_many
from .evidence import attach, bring_back, remove
from .submitting import settle, submit, withdraw

__all__ = [
    "Counting",
    "Outcome",
    "attach",
    "bring_back",
    "recognise",
    "recognise_many",
    "remove",
    "revoke",
    "send_back",
    "send_back_many",
    "settle",
    "submit",
    "withdraw",
]
