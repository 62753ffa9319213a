"""A filter goes into the URL and comes back the same; what does not exist is refused with a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from app.projects.enums import Light, SiteMode, Source, Stage, Status
from app.projects.filters import BadFilter, ProjectFilter
from app.projects.queries.ordering import Order

codes = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True), unique=True, max_size=4).map(tuple)
amounts = st.none() | st.decimals(min_value=0, max_value=100_000_000, places=6)
years = st.none() | st.integers(min_value=1, max_value=9999)


def some(enum):
    return st.lists(st.sampled_from(enum), unique=True).map(tuple)


filters = st.builds(
    ProjectFilter,
    q=st.text(alphabet="中天ab1 -&=?#%", max_size=20).map(str.strip),
    park=codes,
    plan=st.just("") | st.from_regex(r"[a-z-]{1,20}", fullmatch=True),
    sector=codes,
    stage=some(Stage),
    status=some(Status),
    owner=codes,
    source=some(Source),
    site=some(SiteMode),
    light=some(Light),
    least=amounts,
    most=amounts,
    due_by=st.none() | st.dates(),
    overdue=st.booleans(),
    unowned=st.booleans(),
    signed=years,
    landed=years,
)


def as_args(criteria):
    return MultiDict([(name, value) for name, values in criteria.args().items() for value in values])


@given(filters)
def test_a_filter_survives_the_url(criteria):
    assert ProjectFilter.from_args(as_args(criteria)) == criteria
    assert all(isinstance(iri_to_uri(value), str) for _, value in as_args(criteria).items(multi=True))


def test_the_usual_filter_leaves_nothing_in_the_url():
    assert ProjectFilter().args() == {}
    assert ProjectFilter.from_args(MultiDict()) == ProjectFilter()
    assert ProjectFilter.from_args(MultiDict([("status", "all")])).status == ()


def test_blank_arguments_narrow_nothing():
    blank = MultiDict(
        [(name, " ") for name in ("q", "park", "plan", "sector", "stage", "owner", "least", "due_by", "signed")]
    )
    assert ProjectFilter.from_args(blank) == ProjectFilter()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage", "sold"),
        ("status", "??"),
        ("light", "blue"),
        ("source", "x"),
        ("site", "moon"),
        ("least", "很多"),
        ("least", "-3万"),
        ("most", "9" * 40 + "亿"),
        ("most", "NaN"),
        ("due_by", "2026-02-30"),
        ("due_by", "明天"),
        ("signed", "0"),
        ("signed", "9" * 30),
        ("landed", "去年"),
        ("q", "长" * 101),
        ("plan", "p" * 101),
    ],
)
def test_what_does_not_exist_is_refused_with_a_sentence(name, value):
    with pytest.raises(BadFilter) as refusal:
        ProjectFilter.from_args(MultiDict([(name, value)]))
    assert refusal.value.message.endswith("。")


def test_more_values_than_anybody_ticks_are_refused():
    with pytest.raises(BadFilter):
        ProjectFilter.from_args(MultiDict([("park", f"p{number}") for number in range(100)]))


def test_control_characters_are_dropped():
    assert ProjectFilter.from_args(MultiDict([("q", "中\x00天\x07"), ("park", "a\x00")])).q == "中天"


def test_one_value_of_several_is_taken_away():
    criteria = ProjectFilter(light=(Light.RED, Light.YELLOW), least=Decimal(1), due_by=date(2026, 1, 1))
    assert criteria.without("light", Light.RED).light == (Light.YELLOW,)
    assert criteria.without("light").light == ()
    assert criteria.without("least").least is None
    assert criteria.without("due_by").due_by is None
    assert ProjectFilter().without("status").status == ()


@pytest.mark.parametrize("text", ["investment", "-investment", "due", "-updated", "registered"])
def test_an_order_survives_the_url(text):
    assert Order.read(text).text == text


def test_a_click_sorts_the_usual_way_first_and_turns_on_the_second():
    first = Order().by("investment")
    assert first == Order("investment", descending=True)
    assert first.by("investment") == Order("investment", descending=False)
    assert Order().args == {}


@pytest.mark.parametrize("text", ["name", "--due", "investment;drop", "-"])
def test_an_unknown_order_is_refused(text):
    with pytest.raises(BadFilter):
        Order.read(text)
