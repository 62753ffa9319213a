"""Changing the rules that an installation may set."""

from app.accounts import policy
from app.accounts.actor import Actor
from app.core import settings
from app.core.settings import Declared


def change_setting(setting: Declared, new: int, *, by: Actor) -> None:
    """Set a rule. Raises NotAllowed when it is not this person's, RuleBroken when the number is out of bounds."""
    policy.check_changes(setting, by)
    settings.change(setting.key, new, by=by)
