"""Which side of a merge a field is taken from."""

import pytest

from app.core.sides import Side, read_sides, usual_side


@pytest.mark.parametrize(
    ("kept", "gone", "gone_is_newer", "side"),
    [
        (None, None, True, Side.KEPT),
        ("", "有", False, Side.GONE),
        ("有", "", True, Side.KEPT),
        (0, None, True, Side.KEPT),
        (None, 0, False, Side.GONE),
        ("同", "同", True, Side.KEPT),
        ("旧", "新", True, Side.GONE),
        ("新", "旧", False, Side.KEPT),
        ("长" * 50, "短" * 10, True, Side.KEPT),
        ("短" * 10, "长" * 50, False, Side.GONE),
        (1999, 2001, False, Side.KEPT),
    ],
)
def test_the_usual_side(kept, gone, gone_is_newer, side):
    assert usual_side(kept, gone, gone_is_newer=gone_is_newer) is side


def test_sides_as_a_form_sends_them():
    usual = {"name": Side.KEPT, "uscc": Side.GONE, "website": Side.GONE}
    sent = {"side-name": "gone", "side-uscc": "nonsense", "side-other": "kept"}
    assert read_sides(sent, usual) == {"name": Side.GONE, "uscc": Side.GONE, "website": Side.GONE}
