"""Two registrations of one project: which one, and what of which."""

from wtforms import HiddenField

from app.core.addresses import row_number
from app.core.forms import AppForm, TextField, required


class PickOtherForm(AppForm):
    """Which project is the same one."""

    other = TextField("另一个项目", [required("请填写项目编号、名称或投资方。")], most=200)


class MergeForm(AppForm):
    """The preview of a merge. Radios `side-<field>` stand beside it, read by `core.sides.read_sides`."""

    seen = HiddenField()  # the versions of both, as the person had them before him

    def versions(self) -> tuple[int, int]:
        """Of the one that is kept and the one that goes; noughts, which no row has, when nobody says."""
        kept, _, gone = str(self.seen.data or "").partition(":")
        return row_number(kept) or 0, row_number(gone) or 0
