"""The register of companies: identifiers, names, tags, contacts."""

from flask import Flask
from werkzeug.utils import import_string

from . import models


def init_app(app: Flask) -> None:
    """Install the package's pages."""
    # By name: the pages read projects, and projects stand on this package's models. Importing the pages together with
    # the package would close the circle.
    app.register_blueprint(import_string("app.companies.views:bp"))


__all__ = ["init_app", "models"]
