"""Rules that an installation may change: declared once with label, unit and default; kept in a table; shown on a page.

domain.md marks such rules [set]. A package declares its own with `declare` and reads them with `value`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy import orm

from app.extensions import db

from . import audit, clock
from .db import Code, Model
from .errors import RuleBroken
from .prepared import PREPARED
from .reading import plain_rows


class Setting(Model):
    """A value that differs from its default."""

    __tablename__ = "setting"

    key: orm.Mapped[Code] = orm.mapped_column(primary_key=True)
    value: orm.Mapped[int]
    changed_at: orm.Mapped[datetime] = orm.mapped_column(default=clock.now, onupdate=clock.now)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One rule that may be changed: a whole number between two borders."""

    key: str
    group: str
    label: str
    unit: str
    default: int
    least: int
    most: int
    security: bool = False  # the administrator's, not the bureau's
    page: str = ""  # shown on a page of its own, not on the one for all


# All that is set as one column of any statement, for `take`. Keys are words of ours, without comma or equals sign.
ALONG = sa.select(
    sa.func.aggregate_strings(Setting.key.concat("=").concat(sa.cast(Setting.value, sa.String)), ",")
).scalar_subquery()
_ALONE = sa.select(ALONG).execution_options(**PREPARED)
_declared: dict[str, Declared] = {}
_followers: list[Callable[[str], None]] = []


def follow(step: Callable[[str], None]) -> None:
    """Have something done after a rule was changed, in the same transaction; it is given the rule's key."""
    if step not in _followers:
        _followers.append(step)


def declare(**facts: Any) -> Declared:
    """Declare a rule; call it at the top of the module that uses it."""
    setting = Declared(**facts)
    _declared[setting.key] = setting
    return setting


def declared() -> list[Declared]:
    """All rules, in order of group and key."""
    return sorted(_declared.values(), key=lambda setting: (setting.group, setting.key))


def value(setting: Declared) -> int:
    """What holds now. One query at most, whatever the number of rules; none where a person is signed in."""
    return int(kept().get(setting.key, setting.default))


def take(text: str | None) -> None:
    """Keep for this request what a statement read as ALONG."""
    g.settings = {
        key: int(number) for key, _, number in (pair.partition("=") for pair in (text or "").split(",")) if key
    }


def kept() -> Mapping[str, int]:
    """The rules that somebody has set, by key; all others are at their defaults."""
    if "settings" not in g:
        ((text,),) = plain_rows(_ALONE)
        take(text)
    found: dict[str, int] = g.settings
    return found


def change(key: str, new: int, *, by: audit.Doer) -> None:
    """Set a rule. Raises RuleBroken when there is none of that name or the number is out of bounds."""
    if (setting := _declared.get(key)) is None:
        message = "没有这项设置。"
        raise RuleBroken(message)
    if not setting.least <= new <= setting.most:
        message = f"“{setting.label}”应在 {setting.least}—{setting.most} {setting.unit}之间。"
        raise RuleBroken(message, field=key)
    old = value(setting)
    if new == old:
        return
    if (kept := db.session.get(Setting, key)) is not None:
        kept.value = new
    else:
        db.session.add(Setting(key=key, value=new))
    audit.record("setting.changed", None, by=by, label=setting.label, changes={key: (old, new)})
    g.pop("settings", None)
    for step in _followers:
        step(key)


def init_app(app: Flask) -> None:
    """Offer the rules to templates that explain them."""
    app.jinja_env.globals["setting"] = value
