"""What happens before any page: idle sessions end, and a password given by somebody else is changed first."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from app.core import clock
from app.core.access import OPEN_ENDPOINTS, PUBLIC, declared
from app.core.errors import NotAllowed
from app.core.settings import value

from .actor import Actor
from .limits import IDLE_MINUTES
from .rules import local_path

SEEN = "seen"
KEY = "_user_id"  # under which Flask-Login keeps whose session it is
# A session's time is written down this often, not with every request: each writing sends the cookie again.
NOTE_SECONDS = 60
WITH_OLD_PASSWORD = frozenset({"accounts.password", "accounts.logout"})


def begin(actor: Actor) -> None:
    """Start a session with nothing of the former in it, so that no planted one can be taken over."""
    session.clear()
    login_user(actor)
    session[SEEN] = clock.now().timestamp()


def end() -> None:
    """End the session and forget all that it held."""
    logout_user()
    session.clear()


def wants_no_page() -> bool:
    """Whether a script asked, which can do nothing with a sign-in page."""
    return bool(request.headers.get("HX-Request")) or request.accept_mimetypes.best == "application/json"


def init_app(app: Flask) -> None:
    """Install the watch. It stands before the door of `core.access`, which is installed last."""

    @app.before_request
    def end_what_is_idle() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in OPEN_ENDPOINTS:
            return None
        if not current_user.is_authenticated:
            # A session that was ended from elsewhere: password or roles changed, account closed.
            return _sign_in_again(endpoint, why="ended") if KEY in session else None
        if _idle():
            return _sign_in_again(endpoint, why="idle")
        if current_user.must_change_password and endpoint not in WITH_OLD_PASSWORD and declared(endpoint) != PUBLIC:
            if wants_no_page():
                raise NotAllowed("请先修改初始密码。")
            return redirect(url_for("accounts.password"))
        return None


def _sign_in_again(endpoint: str, *, why: str) -> ResponseReturnValue | None:
    """Clear what is left of the session and lead to the sign-in, from where one comes back."""
    end()
    if declared(endpoint) == PUBLIC:
        return None
    if wants_no_page():
        abort(401)
    return redirect(url_for("accounts.login", next=way_back(), why=why))


def _idle() -> bool:
    """Whether nothing was asked for too long; otherwise notes that something is asked now."""
    now = clock.now()
    try:
        seen = datetime.fromtimestamp(float(session.get(SEEN, now.timestamp())), tz=now.tzinfo)
    except (TypeError, ValueError, OverflowError):
        return True
    quiet = now - seen
    # The setting is only read when it can matter; most requests follow each other closely.
    if quiet > timedelta(minutes=IDLE_MINUTES.least) and quiet > timedelta(minutes=value(IDLE_MINUTES)):
        return True
    if SEEN not in session or quiet.total_seconds() > NOTE_SECONDS:
        session[SEEN] = now.timestamp()
    return False


def way_back() -> str | None:
    """The page to come back to: the one asked for, or the one whose form was sent; None when neither is ours."""
    if request.method == "GET":
        return local_path(request.full_path.rstrip("?"))
    asked_on = urlsplit(request.referrer or "")
    if asked_on.netloc != request.host:
        return None
    return local_path(asked_on.path + (f"?{asked_on.query}" if asked_on.query else ""))
