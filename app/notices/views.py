"""Pages of this package."""

from flask import Blueprint

from . import actions  # noqa: F401 - so that the table is known until the inbox reads it

bp = Blueprint("notices", __name__, template_folder="templates")
