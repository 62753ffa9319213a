"""园招通 ParkLead: the investment-attraction CRM of industrial parks."""

from flask import Flask
from jinja2 import StrictUndefined

from app import cli, errors, health, shell
from app.accounts import wiring as accounts
from app.briefs import wiring as briefs
from app.companies import wiring as companies
from app.core import access, addresses, assets, formats, headers, jobs, settings, transaction
from app.delivery import wiring as delivery
from app.demo import wiring as demo
from app.extensions import alembic, babel, csrf, db, limiter, login_manager
from app.first_reports import wiring as first_reports
from app.follow_up import wiring as follow_up
from app.home import wiring as home
from app.monitoring import wiring as monitoring
from app.notices import wiring as notices
from app.parks import wiring as parks
from app.pipeline import wiring as pipeline
from app.plans import wiring as plans
from app.projects import wiring as projects
from app.reviews import wiring as reviews
from app.worklists import wiring as worklists
from config import Config

PACKAGES = (
    *(accounts, notices, plans, parks, companies, projects, worklists, delivery, pipeline),
    *(reviews, first_reports, follow_up, monitoring, briefs, home, demo),
)


def create_app(config: Config) -> Flask:
    """Wire the packages together; nothing else happens here."""
    app = Flask("app")
    app.config.from_mapping(config.as_flask())
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    config.instance.mkdir(parents=True, exist_ok=True)

    for extension in (db, alembic, babel, csrf, limiter, login_manager):
        extension.init_app(app)
    transaction.init_app(app)
    for room in (addresses, headers, assets, formats, jobs, settings, errors, health, shell, cli):
        room.init_app(app)
    for package in PACKAGES:
        package.init_app(app)
    access.init_app(app)
    return app
