"""The blueprint, and what all pages of prints share."""

from urllib.parse import quote

from flask import Blueprint, Response, current_app, url_for
from flask_login import current_user

bp = Blueprint("briefs", __name__, template_folder="../templates")


def who() -> str:
    """Whose printing is counted: a whole office shares one address."""
    return f"print {current_user.get_id()}"


def address(code: str) -> str:
    """Where a code is checked, as it stands on paper."""
    base = current_app.config["PUBLIC_URL"].rstrip("/")
    path = url_for("briefs.verify", code=code)
    return f"{base}{path}" if base else url_for("briefs.verify", code=code, _external=True)


def pdf_answer(content: bytes, title: str, *, attachment: bool = False) -> Response:
    """A PDF under a file name that every browser shows in Chinese."""
    answer = Response(content, mimetype="application/pdf")
    kind = "attachment" if attachment else "inline"
    name = quote(title.replace("：", "-") + ".pdf")
    answer.headers["Content-Disposition"] = f"{kind}; filename=\"brief.pdf\"; filename*=UTF-8''{name}"
    return answer
