"""The blueprint on which all pages of the package hang."""

from flask import Blueprint

bp = Blueprint("delivery", __name__, url_prefix="/projects", template_folder="../templates")
