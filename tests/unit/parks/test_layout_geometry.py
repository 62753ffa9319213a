"""Any layout can be drawn: nothing touches, nothing is lost, order is kept."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.parks.geometry import NARROWEST, Place, is_clear, rings, shelves, star
from app.plans.enums import UnitKind

WIDTHS = (NARROWEST, 1088, 1400)


def places(core: int, zones: int, bases: int) -> list[Place]:
    kinds = [UnitKind.CORE] * core + [UnitKind.ZONE] * zones + [UnitKind.BASE] * bases
    return [Place(number, kind) for number, kind in enumerate(kinds, start=1)]


@pytest.mark.parametrize(("zones", "bases"), [(2, 6), (4, 9), (2, 0), (0, 6), (1, 1), (3, 7), (6, 16), (0, 0)])
def test_rings_of_any_numbers_are_clear(zones, bases):
    picture = rings(places(1, zones, bases))
    assert [is_clear(picture, width) for width in WIDTHS] == [True] * 3
    assert {box.key for box in picture.boxes} == set(range(2, zones + bases + 2))


@given(core=st.integers(0, 3), zones=st.integers(0, 8), bases=st.integers(0, 20))
@settings(deadline=None, max_examples=60)
def test_rings_hold_every_node_once(core, zones, bases):
    given_places = places(core, zones, bases)
    picture = rings(given_places)
    shown = Counter(box.key for box in picture.boxes)
    if picture.core.key:
        shown[picture.core.key] += 1
    assert shown == Counter(place.key for place in given_places)
    assert all(is_clear(picture, width) for width in WIDTHS)


@pytest.mark.parametrize("open_list", [True, False])
@pytest.mark.parametrize("count", [0, 1, 2, *range(3, 13), 16, 20])
def test_a_star_of_any_number_is_clear(count, open_list):
    around = [Place(0, UnitKind.CORE), *(Place(number, UnitKind.DISTRICT) for number in range(1, count + 1))]
    picture = star(around, open_list=open_list)
    assert [is_clear(picture, width) for width in WIDTHS] == [True] * 3
    assert {box.key for box in picture.boxes} == set(range(1, count + 1))
    assert (picture.open_end is not None) is open_list


def test_a_star_without_a_core_still_stands():
    picture = star(
        [Place(1, UnitKind.DISTRICT), Place(2, UnitKind.DISTRICT), Place(3, UnitKind.DISTRICT)], open_list=False
    )
    assert picture.core.key is None
    assert is_clear(picture, NARROWEST)


def test_bases_run_clockwise_from_the_upper_left():
    boxes = {box.key: box for box in rings(places(1, 2, 6)).boxes}
    first, third, fourth, sixth = boxes[4], boxes[6], boxes[7], boxes[9]
    assert first.x < third.x
    assert first.y < fourth.y
    assert fourth.x > sixth.x
    assert fourth.x == pytest.approx(third.x)


def test_zones_stand_left_and_right_of_the_core():
    picture = rings(places(1, 2, 6))
    left, right = picture.boxes[:2]
    assert left.x + left.width < picture.core.x < right.x
    assert left.middle[1] == pytest.approx(picture.core.y)


@given(sizes=st.lists(st.integers(1, 9), max_size=14))
def test_shelves_hold_every_tile_once_and_fit(sizes):
    groups, at = [], 0
    for number, size in enumerate(sizes):
        groups.append((str(number), list(range(at, at + size))))
        at += size
    rows = shelves(groups)
    assert sorted(key for row in rows for _, keys in row for key in keys) == list(range(at))
    assert all(0 < sum(len(keys) for _, keys in row) <= 4 for row in rows)


def test_twelve_tiles_of_the_usual_districts_fill_three_rows():
    sizes = [1, 1, 1, 2, 1, 2, 1, 1, 2]
    groups, at = [], 0
    for number, size in enumerate(sizes):
        groups.append((str(number), list(range(at, at + size))))
        at += size
    assert [sum(len(keys) for _, keys in row) for row in shelves(groups)] == [4, 4, 4]
