"""Editing validates only what was touched, and two people collide only where both touched the same field.

The form carries, hidden, what each field showed when it was opened. What came back differently was touched. A field that
somebody else changed meanwhile is a conflict only when it was touched here too; everything else simply joins.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField

from .forms import AppForm, VersionField, trim

_MOST_OPENED = 200_000
_TICKED = "y"
_BETWEEN = "\n"  # several choices as one text; no value of a choice holds a line break


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

    _record: "TouchedForm"
    _stored: dict[str, str]
    _was: dict[str, str]

    def open_on(self, stored: "TouchedForm", version: int) -> None:
        """Compare with what is stored now: a second form of the same kind, filled from the record."""
        self._record = stored
        self._stored = {field.name: stored.shown(field) for field in stored.facts}
        self._was = self._read_opened() if self.is_submitted() else self._stored
        self._version_now = version
        if not self.is_submitted():
            self.renew()

    def renew(self) -> None:
        """Carry the present state of the record: the next save is made knowing it.

        Untouched fields show that state too. With their old text beside the new state they would count as touched when
        the form comes back, and take away silently what somebody else wrote there.
        """
        if self.is_submitted():
            touched = {field.name for field in self.touched}
            for field in self.facts:
                if field.name not in touched and field.name in self._record:
                    field.data, field.raw_data = self._record[field.name].data, None
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
        return [field for field in self.facts if self._came(field) and self.sent(field) != self._original(field.name)]

    @property
    def conflicts(self) -> list[Conflict]:
        """Fields changed here that somebody else has changed too, to something else."""
        if not self.version.stale(self._version_now):
            return []
        return [
            Conflict(
                field.name, field.label.text, self.worded(field, mine), self.worded(field, now), self.worded(field, was)
            )
            for field in self.touched
            for mine, now, was in [(self.sent(field), self._stored.get(field.name, ""), self._original(field.name))]
            if now not in {was, mine} or (field.name not in self._was and now != mine)
        ]

    def clashes(self) -> list[Conflict]:
        """The conflicts of a form that was sent; it then carries the present state, for a next save that knows them."""
        found = self.conflicts if self.is_submitted() else []
        if found:
            self.renew()
        return found

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

    def shown(self, field: Field) -> str:
        """What a field of the stored record sends when nobody touches it; for subclasses that show some otherwise."""
        return shown(field)

    def sent(self, field: Field) -> str:
        """What came back in a field."""
        return sent(field)

    def worded(self, field: Field, text: str) -> str:
        """A field's text as people read it."""
        return worded(field, text)

    def _came(self, field: Field) -> bool:
        """Whether the page sent the field. An empty box or list sends nothing: it came if the form was opened with it."""
        return bool(field.raw_data) or (
            isinstance(field, BooleanField | SelectMultipleField) and self.is_submitted() and field.name in self._was
        )

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
    if isinstance(field, BooleanField):
        return _TICKED if field.data else ""
    if isinstance(field, SelectMultipleField):
        return _together(field.data or [])
    if isinstance(field, SelectField | RadioField):
        return "" if field.data is None else str(getattr(field.data, "value", field.data))
    return str(trim(str(field._value())))  # noqa: SLF001 - WTForms' own name for what an input shows


def sent(field: Field) -> str:
    """What came back."""
    if isinstance(field, BooleanField):
        return _TICKED if field.data else ""
    if isinstance(field, SelectMultipleField):
        return _together(field.raw_data or [])
    return str(trim(str(field.raw_data[0]))) if field.raw_data else ""


def worded(field: Field, text: str) -> str:
    """A field's text as people read it: a choice by its label."""
    if isinstance(field, BooleanField):
        return "是" if text else "否"
    if isinstance(field, SelectMultipleField):
        labels = {str(one.value): str(one.label).strip() for one in field.iter_choices()}
        return "、".join(labels.get(one, one) for one in text.split(_BETWEEN)) if text else "—"
    if isinstance(field, SelectField | RadioField):
        return next((str(one.label) for one in field.iter_choices() if str(one.value) == text), text or "—").strip()
    return text or "—"


def _together(values: Iterable[Any]) -> str:
    """Several choices as one text; their order does not count."""
    return _BETWEEN.join(sorted({str(getattr(one, "value", one)) for one in values}))


__all__ = ["Conflict", "TouchedForm", "sent", "shown", "worded"]
