"""For the machine that watches the machine: does the process live, can it work?"""

import sqlalchemy as sa
from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.core.access import public
from app.core.transaction import roll_back
from app.extensions import alembic, db, limiter

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
@limiter.exempt
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
@limiter.exempt
def readyz() -> ResponseReturnValue:
    """The database answers and stands at the newest migration."""
    try:
        db.session.execute(sa.text("SELECT 1"))
        at_head = {revision.revision for revision in alembic.current()} == {
            revision.revision for revision in alembic.heads()
        }
    except SQLAlchemyError:
        roll_back()
        return jsonify(status="database does not answer"), 503
    if not at_head:
        return jsonify(status="database is not at the newest migration; run: flask db upgrade"), 503
    return jsonify(status="ok")


def init_app(app: Flask) -> None:
    """Install the two addresses."""
    app.register_blueprint(bp)
