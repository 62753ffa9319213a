"""Telling people something once, keeping what they opened, sending what is due by mail."""

from .choosing import choose
from .reading import read, read_all
from .sending import Sent, send_due
from .telling import Told, tell, tell_all

__all__ = ["Sent", "Told", "choose", "read", "read_all", "send_due", "tell", "tell_all"]
