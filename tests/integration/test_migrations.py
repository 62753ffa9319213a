"""Migrations: numbered without gaps, the same as the models on both engines, and reversible."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import alembic

FILES = sorted(Path("migrations").glob("[0-9]*.py"))


def test_they_are_numbered_without_gaps() -> None:
    assert [int(file.name[:4]) for file in FILES] == list(range(1, len(FILES) + 1))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_follows_the_one_before_and_imports_nothing_of_ours(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    number = int(file.name[:4])
    assert f'revision = "{number:04d}"' in text
    before = f'"{number - 1:04d}"' if number > 1 else "None"
    assert f"down_revision = {before}" in text
    assert not re.search(r"^(from|import) app", text, re.MULTILINE)


def test_models_and_database_agree(app: Flask) -> None:
    with app.app_context():
        assert alembic.compare_metadata() == []
