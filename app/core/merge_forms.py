"""The form beside the preview of a merge, whatever is merged."""

from wtforms import HiddenField

from .addresses import row_number
from .forms import AppForm


class MergeForm(AppForm):
    """The preview of a merge. Radios `side-<field>` stand beside it, read by `core.sides.read_sides`."""

    seen = HiddenField()  # the versions of both, as the person had them before him

    def versions(self) -> tuple[int, int]:
        """Of the one that is kept and the one that goes; noughts, which no row has, when nobody says."""
        kept, _, gone = str(self.seen.data or "").partition(":")
        return row_number(kept) or 0, row_number(gone) or 0
