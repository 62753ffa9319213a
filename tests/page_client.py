"""A test client that inspects every page it opens, as a careful user would."""

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.accounts.actor import Actor

HTML = "{http://www.w3.org/1999/xhtml}"


class PageClient(FlaskClient):
    """Opens pages, and fails the test when one is not sound. `actor` is who is signed in."""

    actor: Actor | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open and inspect. CSRF is left on: forms are sent through `send`, which reads the token first."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data and "HX-Request" not in response.request.headers:
            inspect(response.get_data(as_text=True), response.request.path)
        return response

    def send(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST a form as a browser does: with the token of a page."""
        with self.session_transaction() as session:
            secret = session.setdefault("csrf_token", "0" * 40)
        serializer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")  # type: ignore[arg-type]
        return self.post(url, data={"csrf_token": serializer.dumps(secret), **(data or {})}, **kwargs)


def inspect(html: str, path: str) -> None:
    """One h1, a title that names it, unique ids, valid HTML, forms that say where they go, nothing inline."""
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(html)
    faults = [code for _place, code, _facts in parser.errors]
    assert not faults, f"{path}: HTML faults {Counter(faults)}"
    if tree.find(f".//{HTML}nav") is None and tree.find(f".//{HTML}main") is None:
        return
    headings = tree.findall(f".//{HTML}h1")
    assert len(headings) == 1, f"{path}: {len(headings)} h1"
    title = tree.find(f".//{HTML}title")
    assert title is not None, f"{path}: no title"
    assert (title.text or "").endswith("园招通"), f"{path}: title {title.text!r}"
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    twice = [name for name, count in ids.items() if count > 1]
    assert not twice, f"{path}: ids twice: {twice}"
    for element in tree.iter():
        inline = [
            name for name in element.attrib if name == "style" or (isinstance(name, str) and name.startswith("on"))
        ]
        assert not inline, f"{path}: inline {inline} on {element.tag}"
    for form in tree.iter(f"{HTML}form"):
        action = form.get("action")
        assert action is not None, f"{path}: a form without an action"
        assert not urlsplit(action).netloc, f"{path}: a form that leaves us"
        if (form.get("method") or "get").lower() == "post":
            names = {field.get("name") for field in form.iter(f"{HTML}input")}
            assert "csrf_token" in names, f"{path}: a POST form without a token: {action}"
