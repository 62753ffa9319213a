import re

import pytest

from app.briefs import figures
from app.briefs.view_model import Chain, StageRow, Trend, TrendSeries
from app.core.charts import chart
from tests.factories.brief_views import STAGES, bullet, column


def stages(*counts):
    return tuple(StageRow(name=n, count=c, investment="1.0") for n, c in zip(STAGES, counts, strict=False))


def test_bars_are_as_long_as_their_counts():
    svg = str(figures.stages(stages(10, 5, 0), "漏斗"))
    bars = [float(w) for w in re.findall(r'<rect [^>]*?width="([\d.]+)"', svg)]
    assert len(bars) == 2
    assert bars[0] == pytest.approx(2 * bars[1], rel=0.01)


def test_a_pipeline_without_projects_can_be_drawn():
    assert "<title>" in str(figures.stages(stages(0, 0, 0), "漏斗"))


def test_a_bar_far_beyond_its_target_ends_with_the_scale():
    svg = str(figures.bullets((bullet("签约", "年", 900, 3, "个"),), "目标"))
    assert all(float(w) <= 176.01 for w in re.findall(r' width="([\d.]+)" height', svg)[1:])


@pytest.mark.parametrize("columns", [1, 3, 5, 6, 11])
def test_a_chain_of_any_width_is_cut_into_readable_bands(columns):
    view = Chain(
        title="链",
        subtitle="",
        alt="链",
        columns=tuple(column(f"第{i}段产业链环节名称较长", ("环节", "企业", "gap")) for i in range(columns)),
        source="",
    )
    bands = figures.bands(view.columns)
    assert sum(map(len, bands)) == columns
    assert max(map(len, bands)) <= figures.PER_BAND
    assert "<title>链</title>" in str(figures.chain(view))


TREND = Trend(
    title="进度",
    alt="截至3月<签约>5个",
    months=("1月", "2月", "3月", "4月"),
    series=(TrendSeries(name="签约", values=(1, 3, 5), target=9), TrendSeries(name="落地", values=(0, 1, 5))),
    note="",
)


def test_the_year_is_drawn_with_its_alternative_first():
    svg = str(figures.trend(TREND))
    assert svg.startswith("<svg")
    assert svg.index("<title>截至3月&lt;签约&gt;5个</title>") < svg.index("<g")
    assert "签约目标 9" in svg
    assert "style=" not in svg


def test_labels_of_equal_ends_do_not_print_onto_each_other():
    spec = figures.trend_spec(TREND)
    ends = [value["count"] for value in spec["layer"][-1]["data"]["values"]]
    assert abs(ends[0] - ends[1]) > 0.5


def test_two_charts_share_no_names():
    spec = {"width": 50, "height": 20, "data": {"values": [{"a": 1}]}, "mark": {"type": "bar", "clip": True}}
    first, second = (chart({**spec, "width": w}, alt="图") for w in (50, 60))
    names = [set(re.findall(r'id="([^"]+)"', svg)) for svg in (first, second)]
    assert names[0]
    assert not names[0] & names[1]
