"""Pages of this package."""

from flask import Blueprint

bp = Blueprint("first_reports", __name__, template_folder="templates")
