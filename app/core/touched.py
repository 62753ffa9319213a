"""Editing validates only what was touched, and two people collide only where both touched the same field.

The form carries, hidden, what each field showed when it was opened. What came back differently was touched. A field that
somebody else changed meanwhile is a conflict only when it was touched here too; everything else simply joins.
"""

import json
from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import Field, HiddenField, RadioField, SelectField

from .forms import AppForm, VersionField, trim

_MOST_OPENED = 200_000


@dataclass(frozen=True)
class Conflict:
    """A field that was changed on both sides, as its reader sees the three texts."""

    name: str
    label: str
    mine: str
    stored: str
    original: str


class TouchedForm(AppForm):
    """A form over a record. Subclasses add fields that are named like the record's columns.

    `open_on(record)` after building it; then `touched`, `valid_where_touched()`, `conflicts` and `touched_values()`.
    """

    version = VersionField()
    opened = HiddenField()

    _stored: dict[str, str]
    _was: dict[str, str]

    def open_on(self, stored: "TouchedForm", version: int) -> None:
        """Compare with what is stored now: a second form of the same kind, filled from the record."""
        self._stored = {field.name: shown(field) for field in stored.facts}
        self._was = self._read_opened() if self.is_submitted() else self._stored
        self._version_now = version
        if not self.is_submitted():
            self.renew()

    def renew(self) -> None:
        """Carry the present state of the record: the next save is made knowing it."""
        self.version.data = str(self._version_now)
        self.opened.data = json.dumps(self._stored, ensure_ascii=False)
        self.version.raw_data = self.opened.raw_data = None

    @property
    def facts(self) -> list[Field]:
        """The fields that belong to the record."""
        return [field for field in self if not isinstance(field, HiddenField)]

    @property
    def touched(self) -> list[Field]:
        """Fields that were sent and say something else than they showed when the form was opened."""
        return [field for field in self.facts if field.raw_data and sent(field) != self._original(field.name)]

    @property
    def conflicts(self) -> list[Conflict]:
        """Fields changed here that somebody else has changed too, to something else."""
        if not self.version.stale(self._version_now):
            return []
        return [
            Conflict(field.name, field.label.text, worded(field, mine), worded(field, now), worded(field, was))
            for field in self.touched
            for mine, now, was in [(sent(field), self._stored.get(field.name, ""), self._original(field.name))]
            if now not in {was, mine} or (field.name not in self._was and now != mine)
        ]

    def valid_where_touched(self) -> bool:
        """Validate, and let a fault in an untouched field be: whoever mends one field need not mend another."""
        self.validate()
        touched = {field.name for field in self.touched}
        for field in self.facts:
            if field.name not in touched:
                field.errors = []
        return not self.errors

    def touched_values(self) -> dict[str, Any]:
        """Name and value of every touched field."""
        return {field.name: field.data for field in self.touched}

    def _original(self, name: str) -> str:
        return self._was.get(name, self._stored.get(name, ""))

    def _read_opened(self) -> dict[str, str]:
        """What the hidden field carries; nothing when it was lost or tampered with, then the stored state counts."""
        text = request.form.get(self.opened.name, "")
        try:
            kept = json.loads(text) if len(text) <= _MOST_OPENED else {}
        except ValueError:
            kept = {}
        return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def shown(field: Field) -> str:
    """What a field sends when nobody touches it."""
    if isinstance(field, SelectField | RadioField):
        return "" if field.data is None else str(getattr(field.data, "value", field.data))
    return str(trim(str(field._value())))  # noqa: SLF001 - WTForms' own name for what an input shows


def sent(field: Field) -> str:
    """What came back."""
    return str(trim(str(field.raw_data[0]))) if field.raw_data else ""


def worded(field: Field, text: str) -> str:
    """A field's text as people read it: a choice by its label."""
    if isinstance(field, SelectField | RadioField):
        return next((str(one.label) for one in field.iter_choices() if str(one.value) == text), text or "—").strip()
    return text or "—"


__all__ = ["Conflict", "TouchedForm", "sent", "shown", "worded"]
