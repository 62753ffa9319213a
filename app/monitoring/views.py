"""Pages of this package."""

from flask import Blueprint

bp = Blueprint("monitoring", __name__, template_folder="templates")
