"""The extensions, unbound; `create_app` binds them."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from app.core.db import Model
from app.core.migrating import NumberedAlembic

# A committed record stays readable: pages, jobs and messages speak of it afterwards.
db = SQLAlchemy(session_options={"expire_on_commit": False})
alembic = NumberedAlembic(metadatas=Model.metadata)
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)
login_manager = LoginManager()
