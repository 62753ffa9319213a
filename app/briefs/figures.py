"""The figures inside a brief: stages, targets against actuals, the industry chain, the year's course.

Where bars, numbers and rules must stand on one grid they are drawn by hand; the course of the year is a Vega-Lite spec.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from app.briefs.lettering import balance, clip, width
from app.briefs.svg import BAND, BLUE, BLUSH, HAIR, INK, RED, SOFT, STEEL, TINT, Pen
from app.briefs.typography import BREAK, plain
from app.briefs.view_model import Bullet, Chain, ChainColumn, ChainLink, StageRow, Trend
from app.core.charts import chart

FULL = 470.55
"""Width of the type area in points (166 mm)."""

STAGE_ROW = 23.0


@lru_cache(maxsize=256)
def stages(rows: tuple[StageRow, ...], alt: str) -> Markup:
    """Bars from one left edge, light until the bureau recognises, dark after; count at the bar's end, investment in a column."""
    left, right = 56.0, FULL - 178  # the longest bar and its count end before the words on the red line begin
    most = max([row.count for row in rows] + [1])
    pen = Pen(FULL, stages_height(rows), alt=alt)
    pen.text(0, 8, "阶段", size=7, fill=SOFT)
    pen.text(left, 8, "现有项目（个）", size=7, fill=SOFT)
    pen.text(FULL, 8, "总投资（亿元）", size=7, fill=SOFT, anchor="end")
    y = 15.0
    recognised = False
    for row in rows:
        if row.recognised and not recognised and y > 15:
            pen.line(0, y, FULL, y, stroke=RED, width=1.2)
            pen.text(FULL - 62, y - 4, "以下各阶段须经商务局认定", size=7, fill=RED, anchor="end")
            recognised = True
        else:
            pen.line(0, y, FULL, y)
        base = y + STAGE_ROW / 2
        pen.text(0, base + 3.4, row.name, size=9.5, bold=True)
        length = (right - left) * row.count / most
        if row.count:
            pen.rect(left, y + 4, max(length, 2), STAGE_ROW - 8, fill=BLUE if row.recognised else STEEL)
        pen.text(left + length + (6 if row.count else 0), base + 3.6, str(row.count), size=10, bold=True)
        pen.text(FULL, base + 3.3, row.investment, size=9, anchor="end")
        y += STAGE_ROW
    pen.line(0, y - 0.2, FULL, y - 0.2)
    return pen.done()


BULLET_ROW = 27.0
_TOP = 14.0


@lru_cache(maxsize=256)
def bullets(rows: tuple[Bullet, ...], alt: str) -> Markup:
    """Bar for the actual, tall line for the target, bands at 60 and 90 %; the scale ends at 140 %."""
    left, span = 168.0, 176.0
    pen = Pen(FULL, bullets_height(rows), alt=alt)
    at = span / 1.4
    for share, text in ((0.6, "60%"), (0.9, "90%")):
        pen.text(left + at * share + 2, 8, text, size=6.5, fill=SOFT, anchor="end")
    pen.text(left + at - 4, 8, "目标", size=6.5, fill=RED, bold=True)
    pen.text(FULL - 74, 8, "实际 / 目标", size=6.5, fill=SOFT, anchor="middle")
    pen.text(FULL, 8, "完成率", size=6.5, fill=SOFT, anchor="end")
    y = _TOP
    for row in rows:
        pen.line(0, y, FULL, y)
        pen.text(0, y + 11.5, clip(plain(row.name), (left - 8) / 9, bold=True), size=9, bold=True)
        pen.text(0, y + 21.5, clip(plain(row.note), (left - 8) / 7), size=7, fill=SOFT)
        top, tall = y + 5.5, BULLET_ROW - 11
        pen.rect(left, top, span, tall, fill=TINT)
        pen.rect(left, top, at * 0.9, tall, fill=BAND)
        pen.rect(left, top, at * 0.6, tall, fill="#cfd9e2")
        pen.rect(left, top + 4.5, max(0.8, at * min(row.ratio, 1.4)), tall - 9, fill=BLUE)
        pen.rect(left + at - 1, y + 2.5, 2, BULLET_ROW - 5, fill=RED)
        pen.text(FULL - 80, y + 16.5, row.actual, size=9.5, bold=True, anchor="end")
        pen.text(FULL - 77, y + 16.3, f"/ {plain(row.target)}", size=7.5, fill=SOFT)
        pen.text(
            FULL, y + 16.5, row.ratio_text, size=9.5, bold=True, fill=RED if row.ratio < 0.9 else INK, anchor="end"
        )
        y += BULLET_ROW
    pen.line(0, y - 0.2, FULL, y - 0.2)
    return pen.done()


def stages_height(rows: Sequence[StageRow]) -> float:
    """Height of the funnel."""
    return 15 + STAGE_ROW * len(rows)


def bullets_height(rows: Sequence[Bullet]) -> float:
    """Height of the bullet chart."""
    return _TOP + BULLET_ROW * len(rows)


LINK, LINK_GAP, HEAD_ROW, COLUMN_GAP = 34.0, 6.0, 21.0, 8.0
PER_BAND = 5
ACROSS = 4


def bands(columns: Sequence[ChainColumn]) -> list[Sequence[ChainColumn]]:
    """The chain cut into bands of equal length, so that no column becomes too narrow to read."""
    count = -(-len(columns) // PER_BAND)
    size = -(-len(columns) // count) if count else 1
    return [columns[i : i + size] for i in range(0, len(columns), size)]


def chain_height(columns: Sequence[ChainColumn]) -> float:
    """Height of the picture, legend included."""
    if len(columns) == 1:
        rows = [-(-len(columns[0].links) // ACROSS)]
    else:
        rows = [max(len(column.links) for column in band) for band in bands(columns)]
    return sum(HEAD_ROW + 8 + n * (LINK + LINK_GAP) + 6 for n in rows) + 14


@lru_cache(maxsize=256)
def chain(view: Chain) -> Markup:
    """Stretches of the chain side by side; a gap is a dashed frame, a named company a dark edge, a named carrier a light one."""
    pen = Pen(FULL, chain_height(view.columns), alt=view.alt)
    cut = bands(view.columns)
    per_band = max((len(band) for band in cut), default=1)
    wide = (FULL - COLUMN_GAP * (per_band - 1)) / per_band
    y = 0.0
    for band in cut:
        for i, column in enumerate(band):
            _head(pen, column, i * (wide + COLUMN_GAP), y, wide)
        y += HEAD_ROW + 8
        if len(view.columns) == 1:
            y += _across(pen, view.columns[0].links, y)
        else:
            for i, column in enumerate(band):
                for k, link in enumerate(column.links):
                    _link(pen, link, i * (wide + COLUMN_GAP), y + k * (LINK + LINK_GAP), wide)
            y += max(len(column.links) for column in band) * (LINK + LINK_GAP)
        y += 6
    _legend(pen, y + 6, {link.state for column in view.columns for link in column.links})
    return pen.done()


def _across(pen: Pen, links: Sequence[ChainLink], y: float) -> float:
    """The links of an only stretch, side by side; returns their height."""
    wide = (FULL - COLUMN_GAP * (ACROSS - 1)) / ACROSS
    for k, link in enumerate(links):
        _link(pen, link, (k % ACROSS) * (wide + COLUMN_GAP), y + (k // ACROSS) * (LINK + LINK_GAP), wide)
    return -(-len(links) // ACROSS) * (LINK + LINK_GAP)


def _head(pen: Pen, column: ChainColumn, x: float, y: float, wide: float) -> None:
    tip = 6.0
    points = f"{x:.2f},{y} {x + wide - tip:.2f},{y} {x + wide:.2f},{y + HEAD_ROW / 2} {x + wide - tip:.2f},{y + HEAD_ROW} {x:.2f},{y + HEAD_ROW}"
    pen.shape("polygon", points=points, fill=BLUE)
    pen.text(x + 8, y + 14, clip(plain(column.name), (wide - 18) / 8.5, bold=True), size=8.5, fill="#ffffff", bold=True)


def _link(pen: Pen, link: ChainLink, x: float, y: float, wide: float) -> None:
    ink, soft = INK, SOFT
    if link.state == "gap":
        ink = RED
        pen.rect(
            x + 0.4, y + 0.4, wide - 0.8, LINK - 0.8, fill=BLUSH, stroke=RED, stroke_width=0.8, stroke_dasharray="3 2"
        )
    else:
        pen.rect(x, y, wide, LINK, fill="#d3dee7" if link.state == "company" else TINT)
        pen.rect(x, y, 3, LINK, fill=BLUE if link.state == "company" else STEEL)
    room = wide - 13
    size = 8.5
    while size > 6.5 and width(plain(link.name), bold=True) * size > room:
        size -= 0.5
    if link.note:
        pen.text(x + 8, y + 14, clip(plain(link.name), room / size, bold=True), size=size, fill=ink, bold=True)
        pen.text(x + 8, y + 26, clip(plain(link.note), room / 7), size=7, fill=soft)
        return
    lines = balance(plain(link.name), lambda _: room / size, bold=True, lines=2) or [
        clip(plain(link.name), room / size, bold=True)
    ]
    start = y + LINK / 2 + 3.2 - (len(lines) - 1) * 5.5
    for i, line in enumerate(lines):
        pen.text(x + 8, start + 11 * i, line, size=size, fill=ink, bold=True)


def _legend(pen: Pen, y: float, states: set[str]) -> None:
    x = 0.0
    for state, text in (
        ("company", "已点名企业或机构"),
        ("carrier", "已点名载体或平台"),
        ("gap", "缺口：规划列为支持或引进，未点名主体"),
    ):
        if state not in states:
            continue
        if state == "gap":
            pen.rect(x + 0.4, y - 7, 15, 8, fill=BLUSH, stroke=RED, stroke_width=0.8, stroke_dasharray="3 2")
        else:
            pen.rect(x, y - 7.5, 16, 9, fill="#d3dee7" if state == "company" else TINT)
            pen.rect(x, y - 7.5, 3, 9, fill=BLUE if state == "company" else STEEL)
        pen.text(x + 21, y, text, size=7.5, fill=RED if state == "gap" else INK)
        x += 21 + width(text) * 7.5 + 24


TREND_HEIGHT = 132.0


def trend(view: Trend) -> Markup:
    """Signed and landed month by month as steps, the year's target as a dashed rule with its number."""
    return chart(trend_spec(view), alt=plain(view.alt).replace(BREAK, ""))


def _spread(values: Sequence[float], apart: float) -> list[float]:
    """Where labels stand so that two of about the same height do not print onto each other."""
    placed: dict[int, float] = {}
    below = float("inf")
    for i in sorted(range(len(values)), key=lambda i: (-values[i], i)):
        below = min(values[i], below - apart)
        placed[i] = below
    return [placed[i] for i in range(len(values))]


def trend_spec(view: Trend) -> dict[str, Any]:
    """The Vega-Lite spec of the year's course."""
    months = list(view.months)
    points = [
        {"month": months[i], "series": series.name, "count": value}
        for series in view.series
        for i, value in enumerate(series.values)
    ]
    reached = [value for series in view.series for value in series.values]
    wanted = [series.target for series in view.series if series.target is not None]
    top = max([*reached, *wanted, 4])
    apart = top * 0.09
    ended = [series for series in view.series if series.values]
    ends = [
        {
            "month": months[len(series.values) - 1],
            "series": series.name,
            "count": max(at, top * 0.04),  # clear of the axis
            "label": f"{series.name} {series.values[-1]}",
        }
        for series, at in zip(ended, _spread([series.values[-1] for series in ended], apart), strict=True)
    ]
    aims: dict[int, list[str]] = {}
    for series in view.series:
        if series.target is not None:
            aims.setdefault(series.target, []).append(series.name)
    goals = [
        {"count": aim, "at": at, "label": f"{'、'.join(who)}目标 {aim}", "month": months[0]}
        for (aim, who), at in zip(aims.items(), _spread(list(aims), apart), strict=True)
    ]
    names = [series.name for series in view.series]
    colour = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": names, "range": [BLUE, "#2b7a9e", STEEL][: len(names)]},
        "legend": None,
    }
    x = {
        "field": "month",
        "type": "ordinal",
        "scale": {"domain": months},
        "axis": {"title": None, "labelAngle": 0, "grid": False, "ticks": False, "labelPadding": 4},
    }
    y = {
        "field": "count",
        "type": "quantitative",
        "scale": {"domain": [0, top * 1.08], "nice": False},
        "axis": {"title": None, "tickCount": 4, "format": "d", "domain": False, "ticks": False},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": goals},
            "layer": [
                {
                    "mark": {"type": "rule", "color": RED, "strokeDash": [4, 3], "strokeWidth": 0.8},
                    "encoding": {"y": y},
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": -12, "dy": -4, "color": RED, "fontSize": 7.5},
                    "encoding": {"x": x, "y": {**y, "field": "at"}, "text": {"field": "label"}},
                },
            ],
        },
        {
            "data": {"values": points},
            "mark": {"type": "line", "strokeWidth": 1.8, "point": {"filled": True, "size": 16}},
            "encoding": {"x": x, "y": y, "color": colour},
        },
        {
            "data": {"values": ends},
            "mark": {"type": "text", "align": "left", "dx": 6, "dy": 3, "fontSize": 8.5, "fontWeight": 700},
            "encoding": {"x": x, "y": y, "text": {"field": "label"}, "color": colour},
        },
    ]
    return {
        "width": FULL,
        "height": TREND_HEIGHT,
        "padding": {"left": 0, "right": 46, "top": 2, "bottom": 0},
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": layers if goals else layers[1:],
        "config": {"axis": {"gridColor": HAIR}},
    }
