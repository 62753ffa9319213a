"""Enums that people read: a stable value for the database and the URL, a Chinese label for the screen."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A text enum whose members are written `NAME = value, label`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make the member its value, and keep the Chinese label beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
