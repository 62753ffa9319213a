"""Addresses of static files with a version in them, so that browsers may keep them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

KEEP = "public, max-age=31536000, immutable"


def asset(name: str) -> str:
    """The address of a static file, with a mark of its content."""
    path = Path(current_app.static_folder or "") / name
    stamp = _mark(path, path.stat().st_mtime_ns) if path.exists() else "missing"
    return url_for("static", filename=name, v=stamp)


@lru_cache(maxsize=256)
def _mark(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def init_app(app: Flask) -> None:
    """Offer `asset` to the templates and let versioned files be kept."""
    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def let_it_be_kept(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = KEEP
        return response
