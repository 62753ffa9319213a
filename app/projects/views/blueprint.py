"""The blueprint of all project pages; each module beside this one registers its own on it."""

from flask import Blueprint

bp = Blueprint("projects", __name__, url_prefix="/projects", template_folder="../templates")
