"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

import logging

from flask import Flask

from .cli import bp as commands
from .pdf import fonts_warning, subset_warning
from .views import bp

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Install the package's pages and commands, and say what the machine lacks for printing."""
    app.register_blueprint(bp)
    app.register_blueprint(commands)
    for warning in (subset_warning(), fonts_warning()):
        if warning:
            log.warning(warning)
