"""Where the pages of this package hang."""

from typing import Final

from flask import Blueprint

bp = Blueprint("parks", __name__, url_prefix="/parks", template_folder="../templates")

CONFLICT: Final = 409
# A number in a URL that no table could hold is an unknown page, not a question to the database.
NUMBER: Final = "<int(max=2147483647):number>"
YEAR: Final = "<int(min=2000,max=2099):year>"
