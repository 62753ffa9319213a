"""The door: every view says who may open it, or the application does not start."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from .permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "required_permission"
PUBLIC = "public"
OPEN_ENDPOINTS = frozenset({"static"})


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the right that a view needs. It only sets an attribute, so the order of decorators cannot matter."""

    def mark(view: View) -> View:
        setattr(view, _MARK, permission)
        return view

    return mark


def public(view: View) -> View:
    """Declare that anybody, signed in or not, may open this view."""
    setattr(view, _MARK, PUBLIC)
    return view


def declared(endpoint: str) -> Permission | str | None:
    """What an endpoint asks for: a Permission, PUBLIC, or None when it was forgotten."""
    return getattr(current_app.view_functions[endpoint], _MARK, None)


def init_app(app: Flask) -> None:
    """Call last: it inspects every registered endpoint and then watches the door.

    Raises RuntimeError naming the views that declare nothing.
    """
    undeclared = sorted(
        name for name, view in app.view_functions.items() if name not in OPEN_ENDPOINTS and not hasattr(view, _MARK)
    )
    if undeclared:
        message = f"Views without @requires or @public: {', '.join(undeclared)}"
        raise RuntimeError(message)

    @app.before_request
    def watch_the_door() -> ResponseReturnValue | None:
        if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
            return None
        wanted = declared(request.endpoint)
        if wanted == PUBLIC:
            return None
        if not current_user.is_authenticated:
            if request.headers.get("HX-Request") or request.accept_mimetypes.best == "application/json":
                abort(401)
            return redirect(
                url_for("accounts.login", next=request.full_path.rstrip("?") if request.method == "GET" else None)
            )
        if wanted not in current_user.permissions:
            abort(403)
        return None
