"""The one blueprint of the package."""

from flask import Blueprint

bp = Blueprint("follow_up", __name__, template_folder="../templates")
