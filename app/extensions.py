"""The extensions, unbound; `create_app` binds them."""

from inspect import iscoroutinefunction

from flask.sansio.app import App
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from app.core.db import Model
from app.core.migrating import NumberedAlembic


class Database(SQLAlchemy):
    """Without asynchronous sessions: to close what is never opened, Flask would run an event loop after every request."""

    def init_app(self, app: App) -> None:
        """Bind it, and leave only the closing of plain sessions."""
        super().init_app(app)
        app.teardown_appcontext_funcs = [
            closing for closing in app.teardown_appcontext_funcs if not iscoroutinefunction(closing)
        ]


# A committed record stays readable: pages, jobs and messages speak of it afterwards.
db = Database(session_options={"expire_on_commit": False})
alembic = NumberedAlembic(metadatas=Model.metadata)
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)
login_manager = LoginManager()
