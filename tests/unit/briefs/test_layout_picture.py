import math
from itertools import combinations

import pytest

from app.briefs.cover import draw_cover, fit_circle
from app.briefs.layout_geometry import Rings, Tiles, arrange
from app.briefs.lettering import balance, width
from app.briefs.view_model import LayoutPicture
from tests.factories.brief_views import GUANGZHOU, NANTONG, node, rings, star

WIDTH, HEIGHT = 519.0, 438.0

RINGS = {
    "1+2+6": rings(2, 6),
    "1+2+6, the core": rings(2, 6, here="core"),
    "1+2+6, a base": rings(2, 6, here="base4"),
    "1+3+9": rings(3, 9),
    "1+0+8": rings(0, 8, here="base1"),
    "1+4+0": rings(4, 0),
    "1+5": star(5),
    "1+12": star(12, here="7"),
    "the core alone": rings(0, 0, here="core"),
    "Nantong": NANTONG,
}
TILES = {
    "Guangzhou": GUANGZHOU,
    "one": (node("park", 1, "独园", here=True),),
    "twelve without districts": tuple(node("park", i, f"第{i}园", here=i == 5) for i in range(1, 13)),
    "thirty": tuple(node("park", i, f"第{i}价值创新园", group=f"第{i % 7}区", here=i == 9) for i in range(1, 31)),
    "a district of nine": tuple(node("park", i, f"第{i}园", group="同区", here=i == 2) for i in range(1, 10)),
}


@pytest.mark.parametrize("nodes", RINGS.values(), ids=RINGS)
def test_no_two_circles_touch_and_all_stay_inside(nodes):
    where = arrange(nodes, WIDTH, HEIGHT)
    assert isinstance(where, Rings)
    assert len(where.circles) == len(nodes)
    for a, b in combinations(where.circles, 2):
        assert math.hypot(a.x - b.x, a.y - b.y) >= a.r + b.r + 7.9
    for circle in where.circles:
        assert circle.r <= circle.x <= WIDTH - circle.r
        assert circle.r <= circle.y <= HEIGHT - circle.r


@pytest.mark.parametrize("nodes", TILES.values(), ids=TILES)
def test_no_two_tiles_touch_and_all_stay_inside(nodes):
    where = arrange(nodes, WIDTH, HEIGHT)
    assert isinstance(where, Tiles)
    assert len(where.tiles) == len(nodes)
    for a, b in combinations(where.tiles, 2):
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        assert apart, f"{a.node.label} overlaps {b.node.label}"
    for tile in where.tiles:
        assert tile.x >= -7
        assert tile.x + tile.width <= WIDTH + 7
        assert tile.y >= -7
        assert tile.y + tile.height <= HEIGHT + 7


def test_parks_of_one_district_stand_side_by_side():
    where = arrange(GUANGZHOU, WIDTH, HEIGHT)
    panyu = [tile for tile in where.tiles if tile.node.group == "番禺"]
    assert len({tile.y for tile in panyu}) == 1
    assert abs(panyu[0].x - panyu[1].x) < panyu[0].width + 20


def test_this_park_is_larger_than_its_equals():
    circles = arrange(rings(2, 6, here="base4"), WIDTH, HEIGHT).circles
    bases = {circle.node.here: circle.r for circle in circles if circle.node.kind == "base"}
    assert bases[True] > bases[False] * 1.2
    tiles = arrange(GUANGZHOU, WIDTH, HEIGHT).tiles
    widths = {tile.node.here: tile.width for tile in tiles}
    assert widths[True] > widths[False]


def test_place_follows_from_kind_and_order_not_from_the_name():
    renamed = tuple(node(n.kind, n.order, f"别名{i}", here=n.here) for i, n in enumerate(rings()))
    before = [(round(c.x, 3), round(c.y, 3), round(c.r, 3)) for c in arrange(rings(), WIDTH, HEIGHT).circles]
    assert [(round(c.x, 3), round(c.y, 3), round(c.r, 3)) for c in arrange(renamed, WIDTH, HEIGHT).circles] == before


@pytest.mark.parametrize("radius", [30.0, 42.0, 56.0])
@pytest.mark.parametrize(
    "name",
    [
        "如皋",
        "海安、海门智能工业机器人产业基地",
        "崇川智能软件开发与智慧技术“双创基地”",
        "南通经济技术开发区、苏通科技产业园产业集聚区",
        "白云黄金围新一代信息技术和人工智能价值创新园",
        "International Bio Island",
        "㐂𠮷园",
    ],
)
def test_names_of_any_length_stay_inside_their_circle(name, radius):
    words = fit_circle(node("base", 1, name, "生命健康+新一代信息技术", "智慧医疗"), radius)
    assert words.lines
    for line in words.lines:
        middle = line.offset - line.size * 0.36 - words.height / 2
        assert math.hypot(line.width / 2, abs(middle)) <= radius
    assert words.lines[0].text[0] == name[0]


def test_every_cover_is_well_formed_and_says_what_it_shows():
    for nodes in (*RINGS.values(), *TILES.values()):
        svg = str(draw_cover(LayoutPicture(title="布局:示意", caption="一核", nodes=nodes)))
        assert svg.index("<title>布局：示意</title>") < svg.index("<rect")
        assert "style=" not in svg


@pytest.mark.parametrize(
    ("text", "measure", "lines"),
    [
        ("天河软件价值创新园", 6, ["天河软件", "价值创新园"]),
        ("南通经济技术开发区、苏通科技产业园", 11, ["南通经济技术开发区、", "苏通科技产业园"]),
        ("国际大数据中心", 9, ["国际大数据中心"]),
    ],
)
def test_lines_break_where_a_reader_would(text, measure, lines):
    assert balance(text, lambda _: measure, bold=True, lines=3) == lines


def test_no_line_begins_with_a_closing_mark():
    text = "通信技术、集成电路配套，能源管理（信息化）。"
    for measure in range(4, 20):
        lines = balance(text, lambda _, m=measure: m, lines=9)
        assert lines is not None
        assert all(line[0] not in "、，）。" for line in lines)
        assert all(width(line) <= measure for line in lines)
