"""What stood in one row a project moves into rows of its own, and comes back on the way down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensions import alembic, db
from config import Config
from tests import postgres

NOW = "2026-01-01 00:00:00+00:00"
SITE = {
    "city": {"id": 1, "code": "NT", "name": "南通", "province": "江苏"},
    "park": {"id": 1, "code": "p", "name": "园区", "city_id": 1},
    "company": {"id": 1, "code": "QY-1", "name": "企业"},
}


@pytest.fixture(params=("sqlite", "postgresql"))
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A database before the revision, with nothing in it."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}" if request.param == "sqlite" else postgres.database_url("old_facts")
    app = create_app(
        Config(secret_key="test", instance=tmp_path, database_url=url, testing=True, demo=True, https=False)
    )
    with app.app_context():
        alembic.upgrade("0003")
        yield app
        db.session.rollback()
        db.engine.dispose()


def fill(connection: sa.Connection, table: str, **values: object) -> None:
    """A row of whatever columns the table has at this revision; what it must hold and nobody names gets a plain value."""
    plain = {
        "DATE": "2026-01-01",
        "DATETIME": NOW,
        "TIMESTAMP": NOW,
        "INTEGER": 0,
        "BIGINT": 0,
        "BOOLEAN": False,
        "FLOAT": 0,
        "DOUBLE": 0,
    }
    whole = dict(values)
    for column in sa.inspect(connection).get_columns(table):
        kind = str(column["type"]).split("(")[0].split(" ")[0].upper()
        must = not column["nullable"] and column["default"] is None and not column.get("computed")
        if column["name"] not in whole and must and column["name"] != "id":
            whole[column["name"]] = {"JSON": "[]", "JSONB": "[]"}.get(
                kind, plain.get(kind, f"{table}-{values.get('id')}")
            )
    names = ", ".join(whole)
    marks = ", ".join(f":{name}" for name in whole)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), whole)


def projects(connection: sa.Connection) -> None:
    for table, values in SITE.items():
        fill(connection, table, **values)
    for number in (1, 2, 3):
        fill(
            connection,
            "project",
            id=number,
            code=f"NT-{number}",
            company_id=1,
            park_id=1,
            stage="signed",
            status="active",
        )
    full = {
        "contract_kind": "formal",
        "contract_on": "2026-02-01",
        "contract_investment": 36_000_000_000,
        "agreed_tax": 874_000_000,
        "competition_review_number": "公 8",
        "site_contract_kind": "land",
        "site_contract_number": "土 1",
        "filing_number": "备 1",
        "construction_permit_number": "施 1",
        "project_company_name": "甲",
    }
    fill(connection, "delivery_facts", id=1, project_id=1, version=3, **full)
    fill(connection, "delivery_facts", id=2, project_id=2, version=1, appraisal_result="passed")
    fill(connection, "delivery_facts", id=3, project_id=3, version=1, legal_review_number="法 1")


def test_there_and_back(bare: Flask) -> None:
    with db.engine.begin() as connection:
        projects(connection)
    alembic.upgrade("0004")
    with db.engine.connect() as connection:
        contracts = connection.execute(
            sa.text(
                "SELECT project_id, kind, investment, agreed_tax, competition_review_number, legal_review_number "
                "FROM contract ORDER BY project_id"
            )
        ).all()
        assert [tuple(row) for row in contracts] == [
            (1, "formal", 36_000_000_000, 874_000_000, "公 8", None),
            (3, "framework", None, None, None, "法 1"),
        ]
        sites = connection.execute(sa.text("SELECT project_id, kind, number FROM site_contract")).all()
        assert [tuple(row) for row in sites] == [(1, "land", "土 1")]
        permits = connection.execute(sa.text("SELECT project_id, kind, number FROM permit ORDER BY kind")).all()
        assert [tuple(row) for row in permits] == [(1, "construction", "施 1"), (1, "filing", "备 1")]
    with db.engine.begin() as connection:
        fill(connection, "permit", id=99, project_id=2, kind="fit_out", number="装 1", version=1)
    alembic.downgrade("0003")
    with db.engine.connect() as connection:
        back = connection.execute(
            sa.text(
                "SELECT project_id, contract_kind, contract_investment, site_contract_number, filing_number, "
                "fit_out_contract_number, project_company_name, appraisal_result FROM delivery_facts ORDER BY project_id"
            )
        ).all()
    assert [tuple(row) for row in back] == [
        (1, "formal", 36_000_000_000, "土 1", "备 1", None, "甲", None),
        (2, None, None, None, None, "装 1", None, "passed"),
        (3, "framework", None, None, None, None, None, None),
    ]
