"""Pages of this package."""

from flask import Blueprint

from . import models  # noqa: F401 - so that the tables are known until the pages read them

bp = Blueprint("follow_up", __name__, template_folder="templates")
