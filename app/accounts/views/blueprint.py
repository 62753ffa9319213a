"""The blueprint on which the topics hang their pages, and how they say what was done."""

from typing import Any, cast

from flask import Blueprint, flash

bp = Blueprint("accounts", "app.accounts", template_folder="templates")


def say(text: str, *, then: str = "", url: str = "", post: bool = False) -> None:
    """A message after an action, with a link or (`post`) an undo."""
    rich: Any = {"text": text, "action_label": then, "action_url": url, "action_method": "post" if post else "get"}
    flash(cast("str", rich), "ok")
