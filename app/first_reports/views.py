"""Pages of this package."""

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("first_reports", __name__, template_folder="templates")
