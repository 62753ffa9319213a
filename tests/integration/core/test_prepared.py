"""Statements that are planned once a connection: reading keeps them, and what was not committed is still undone."""

import sqlalchemy as sa

from app.accounts.models import City
from app.core.prepared import PREPARED
from app.core.reading import among, among_found, numbers, plain_rows
from app.extensions import db

CITIES = sa.select(City.code).order_by(City.code).execution_options(**PREPARED)


def prepared(connection: sa.Connection) -> int:
    """Whether the server holds our statement."""
    return connection.scalar(
        sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement = :text"),
        {"text": str(CITIES.compile(connection))},
    )


def test_what_was_only_read_leaves_its_statements_to_the_next(racing_app):
    with racing_app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        connection.execute(CITIES).all()
        connection.rollback()
        if engine.dialect.name == "postgresql":
            assert prepared(connection) == 1
            connection.rollback()
            assert prepared(connection) == 1
            connection.execute(sa.text("CREATE TEMPORARY TABLE passing (id integer)"))
            connection.rollback()
            assert prepared(connection) == 0, "this one really was rolled back"


def test_what_was_not_committed_is_undone_after_reading_and_after_a_commit(racing_app):
    with racing_app.app_context():
        engine = db.engine
    insert = sa.insert(City).values(code="XX", name="测试市", province="测试省")
    with engine.connect() as connection:
        before = connection.execute(CITIES).all()
        for _ in range(2):
            connection.execute(insert)
            connection.execute(CITIES)
            connection.rollback()
            assert connection.execute(CITIES).all() == before
            connection.commit()
    with engine.connect() as connection:
        connection.execute(insert)  # left without a word
    with engine.connect() as connection:
        assert connection.execute(CITIES).all() == before


def test_numbers_go_as_one_parameter(context):
    ids = db.session.scalars(sa.select(City.id).order_by(City.id)).all()
    by_id = sa.select(City.id).order_by(City.id)
    for some in ([], ids[:1], ids[:2], [*ids, 10**6]):
        known = [number for number in some if number in ids]
        assert [row.id for row in plain_rows(by_id.where(among(City.id, some)))] == known
        assert [row.id for row in plain_rows(by_id.where(among(City.id, numbers("ids"))), {"ids": some})] == known
        assert db.session.scalars(by_id.where(~among(City.id, some))).all() == [one for one in ids if one not in known]
    assert db.session.scalars(by_id.where(among_found(City.id, sa.select(City.id)))).all() == ids


def test_plain_rows_find_what_was_not_yet_written(context):
    db.session.add(City(code="XX", name="测试市", province="测试省"))
    assert ("XX",) in plain_rows(CITIES)
