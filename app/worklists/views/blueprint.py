"""The blueprint that all modules here share."""

from flask import Blueprint

bp = Blueprint("worklists", __name__, url_prefix="/projects", template_folder="../templates")
