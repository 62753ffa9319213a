"""The two charts of the figures' pages, with their text alternatives. Colours are those of the stages."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from app.core.charts import chart
from app.core.units import plain
from app.projects.enums import Stage

from .queries.figures import Cohort, Figure

RAMP = {
    Stage.LEAD: "#c5ced9",
    Stage.NEGOTIATING: "#a3bfe2",
    Stage.APPRAISAL: "#78a3d8",
    Stage.SIGNED: "#3a74ba",
    Stage.LANDED: "#1f5193",
    Stage.CONSTRUCTION: "#1b6f88",
    Stage.PRODUCTION: "#147a70",
    Stage.FULL_CAPACITY: "#0b5548",
}
FONT = 9.5  # points, as everything in a chart
_AXIS = {"labelFontSize": FONT, "titleFontSize": FONT}


def stage_chart(figures: Mapping[Stage, Figure], stages: Sequence[Stage], place: str) -> Markup | None:
    """Bars of the median with a tick at p90; None where nothing has ended yet."""
    rows = [
        {
            "stage": stage.label,
            "median": float(one.median),
            "p90": one.p90,
            "text": f"{plain(one.median)} 天（P90 {one.p90} 天，{one.stays} 次）",
            "colour": RAMP[stage],
        }
        for stage in stages
        if (one := figures.get(stage)) is not None and one.median is not None
    ]
    if not rows:
        return None
    order = [row["stage"] for row in rows]
    y: dict[str, Any] = {
        "field": "stage",
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": _AXIS | {"ticks": False, "domain": False},
    }
    spec = {
        "width": 620,
        "height": {"step": 30},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": 16},
                "encoding": {
                    "y": y,
                    "x": {"field": "median", "type": "quantitative", "title": "天", "axis": _AXIS},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "mark": {"type": "tick", "thickness": 2, "size": 18, "color": "#1a2332"},
                "encoding": {"y": y, "x": {"field": "p90", "type": "quantitative"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": FONT},
                "encoding": {"y": y, "x": {"field": "p90", "type": "quantitative"}, "text": {"field": "text"}},
            },
        ],
    }
    said = "；".join(f"{row['stage']} {row['text']}" for row in rows)
    return chart(spec, alt=f"{place}各阶段用时中位数：{said}")


def cohort_chart(cohorts: Sequence[Cohort], place: str) -> Markup:
    """Of each cohort the share that landed, started and produces; the denominator stands in the label."""
    kinds = (
        ("落地", "landed", RAMP[Stage.LANDED]),
        ("开工", "started", RAMP[Stage.CONSTRUCTION]),
        ("投产", "producing", RAMP[Stage.PRODUCTION]),
    )
    shown = cohorts[:6]
    rows = [
        {
            "cohort": f"{one.label}（{one.signed} 项）",
            "kind": kind,
            "share": getattr(one, name) / one.signed if one.signed else 0,
            "text": f"{kind} {getattr(one, name)} 项，{percent(getattr(one, name), one.signed)}",
            "colour": colour,
        }
        for one in shown
        for kind, name, colour in kinds
    ]
    order = list(dict.fromkeys(row["cohort"] for row in rows))
    kinds_order = [kind for kind, _, _ in kinds]
    y: dict[str, Any] = {
        "field": "cohort",
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": _AXIS | {"ticks": False, "domain": False, "labelLimit": 200},
    }
    offset = {"field": "kind", "sort": kinds_order}
    x: dict[str, Any] = {
        "field": "share",
        "type": "quantitative",
        "title": "占本批签约",
        "scale": {"domain": [0, 1]},
        "axis": _AXIS | {"format": ".0%"},
    }
    spec = {
        "width": 520,
        "height": {"step": 20},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "y": y,
                    "yOffset": offset,
                    "x": x,
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": FONT},
                "encoding": {"y": y, "yOffset": offset, "x": x, "text": {"field": "text"}},
            },
        ],
    }
    said = "；".join(f"{row['cohort']} {row['text']}" for row in rows)
    return chart(spec, alt=f"{place}签约批次转化：{said}")


def percent(part: int, whole: int) -> str:
    """Whole percents; a dash without a denominator."""
    return f"{round(100 * part / whole)}%" if whole else "—"
