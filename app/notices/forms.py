"""What comes by mail, and when not."""

from typing import Any

from wtforms.validators import Optional, Regexp

from app.core.forms import AppForm, ChoiceField, TextField, enum_choices, pair_choices

from .enums import MailMode, NoticeKind

_ADDRESS = r"^[^@\s<>\",;:\\()\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?$"
DIGEST_HOURS = range(6, 22)


def _hours(numbers: range) -> list[tuple[int, str]]:
    return [(hour, f"{hour:02d}:00") for hour in numbers]


class PreferenceForm(AppForm):
    """An address, and a way for each kind of notice."""

    email = TextField(
        "邮箱", [Optional(), Regexp(_ADDRESS, message="邮箱格式不对，例如 zhang@example.com。")], nullable=True
    )
    digest_hour = ChoiceField("每天一封的时间", coerce=int, choices=pair_choices(_hours(DIGEST_HOURS)))
    quiet_from = ChoiceField("免打扰从", coerce=int, choices=pair_choices(_hours(range(24)), blank="不设"))
    quiet_until = ChoiceField("到", coerce=int, choices=pair_choices(_hours(range(24)), blank="不设"))

    @property
    def by_kind(self) -> list[Any]:
        """The fields of the kinds, in their order."""
        return [self[_name(kind)] for kind in NoticeKind]

    @property
    def modes(self) -> dict[NoticeKind, MailMode]:
        """What was chosen for each kind."""
        return {kind: self[_name(kind)].data for kind in NoticeKind}

    def show(self, kind: NoticeKind, mode: MailMode) -> None:
        """Open the form on a stored choice."""
        self[_name(kind)].data = mode


def _name(kind: NoticeKind) -> str:
    return f"mode_{kind.value}"


for _kind in NoticeKind:
    setattr(PreferenceForm, _name(_kind), ChoiceField(_kind.label, coerce=MailMode, choices=enum_choices(MailMode)))
