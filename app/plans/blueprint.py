"""Where the pages of this package hang."""

from flask import Blueprint

bp = Blueprint("plans", __name__, url_prefix="/plans", template_folder="templates")
