"""The blueprint of this package."""

from flask import Blueprint

bp = Blueprint("first_reports", __name__, url_prefix="/first-reports", template_folder="../templates")
