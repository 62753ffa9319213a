"""Guards the fixtures themselves: what one test writes, the next does not see."""

import pytest
import sqlalchemy as sa

from app.accounts.models import City
from app.core.transaction import transaction
from app.extensions import db


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_leaves_nothing_behind(turn: int) -> None:
    with transaction():
        assert db.session.scalar(sa.select(sa.func.count()).where(City.code == "XX")) == 0
        db.session.add(City(code="XX", name=f"测试市{turn}", province="测试省"))
    assert db.session.scalar(sa.select(sa.func.count()).where(City.code == "XX")) == 1
