"""The blueprint of the pages that belong to nobody else."""

from flask import Blueprint

bp = Blueprint("home", __name__, template_folder="../templates")
