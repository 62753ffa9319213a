"""Who is signed in to the present request."""

from typing import cast

from flask_login import current_user

from .actor import Actor


def signed_in() -> Actor:
    """The person behind this request. The door has let nobody else through."""
    return cast("Actor", current_user._get_current_object())  # noqa: SLF001 - Werkzeug's own way to unwrap a proxy
