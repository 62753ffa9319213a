"""Printed park briefs and packs: view models, templates, PDF, archive."""

import logging

from flask import Flask

from . import models
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


__all__ = ["init_app", "models"]
