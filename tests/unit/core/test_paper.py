"""An official paper in words refuses what could not be laid out."""

import pytest

from app.core.paper import Column, Heading, Table, bureau_of

COLUMNS = (Column("园区", 60), Column("个数", 40, "right"))


def test_a_row_with_a_cell_too_few_is_refused():
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table(columns=COLUMNS, rows=(("甲园区",),))


def test_a_total_with_a_cell_too_many_is_refused():
    with pytest.raises(ValueError, match="3 cells for 2 columns"):
        Table(columns=COLUMNS, rows=(), total=("合计", "1", "2"))


def test_a_fourth_level_of_headings_does_not_exist():
    with pytest.raises(ValueError, match="no level 4"):
        Heading("深", level=4)


@pytest.mark.parametrize(
    ("city", "unit"), [("南通", "南通市商务局"), ("南通市", "南通市商务局"), ("广州", "广州市商务局")]
)
def test_the_bureau_of_a_city_is_called_by_its_full_name(city, unit):
    assert bureau_of(city) == unit
