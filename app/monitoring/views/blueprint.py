"""The blueprint that all pages of this package hang on."""

from flask import Blueprint

from app.monitoring import models  # noqa: F401 - so that the tables are known

bp = Blueprint("monitoring", __name__, template_folder="../templates")
