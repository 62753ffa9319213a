"""The floor of a page: a bare Flask view in the same process that renders the same template from ready values.

No database, no sign-in, no hooks: what is left is Flask, Jinja and the size of the page. A page's own time over its
floor says what the product adds, on any machine.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, g, request, session, template_rendered
from flask.testing import FlaskClient

from app.extensions import db


class Captured:
    """The templates that a request rendered, with the values they were given."""

    def __init__(self) -> None:
        self.rendered: list[tuple[Any, dict[str, Any]]] = []
        self.kept: dict[str, Any] = {}


@contextmanager
def capturing(app: Flask) -> Iterator[Captured]:
    """Catch what the next request renders; rows it has loaded are taken out of the session, so they keep their values."""
    captured = Captured()

    def catch(_sender: Flask, *, template: Any, context: dict[str, Any], **_more: Any) -> None:
        captured.rendered.append((template, dict(context)))
        captured.kept = {name: g.get(name) for name in ("_login_user", "settings", "csp_nonce") if name in g}
        captured.kept["session"] = dict(session)
        db.session.expunge_all()

    with template_rendered.connected_to(catch, app):
        yield captured


def bare_view(app: Flask, captured: Captured) -> Callable[[str], FlaskClient]:
    """A Flask application of one view that renders the captured template at the same address."""
    template, context = captured.rendered[-1]
    bare = Flask("floor", static_folder=None)
    bare.config.from_mapping(SECRET_KEY=app.config["SECRET_KEY"], WTF_CSRF_SECRET_KEY=app.config["SECRET_KEY"])
    bare.url_map = app.url_map
    bare.extensions = app.extensions
    ready = {name: value for name, value in context.items() if name not in {"request", "session", "g"}}

    def view(**_arguments: Any) -> Response:
        for name, value in captured.kept.items():
            if name != "session":
                setattr(g, name, value)
        return Response(template.render(ready, request=request, session=session, g=g), mimetype="text/html")

    def client_at(address: str) -> FlaskClient:
        endpoint, _ = app.url_map.bind("localhost").match(address.partition("?")[0])
        bare.view_functions[endpoint] = view
        client = bare.test_client()
        with client.session_transaction() as held:
            held.update(captured.kept["session"])
        return client

    return client_at
