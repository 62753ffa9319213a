"""Messages with one thing to do about them: a link, or an undo."""

from typing import cast

from flask import flash


def flash_with(text: str, *, label: str, url: str, post: bool = False, kind: str = "ok") -> None:
    """Show a message with a link, or with a button that posts; see components/toast.html."""
    message = {"text": text, "action_label": label, "action_url": url, "action_method": "post" if post else "get"}
    # Flask keeps whatever JSON can hold, only its type hint says text.
    flash(cast("str", message), kind)
