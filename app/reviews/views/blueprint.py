"""Where the pages of this package hang: the queue, and the recognition of one project."""

from typing import Final

from flask import Blueprint

bp = Blueprint("reviews", __name__, template_folder="../templates")

CONFLICT: Final = 409
# A number in a URL that no table could hold is an unknown page, not a question to the database.
NUMBER: Final = "<int(max=2147483647):number>"
