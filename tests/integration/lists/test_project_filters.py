"""Every criterion finds exactly what a walk over all rows finds, on both engines; sums and pages agree with it."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.extensions import db
from app.parks.models import Park
from app.plans.models import Sector
from app.projects import queries
from app.projects.enums import Light, SiteMode, Source, Stage, Status
from app.projects.filters import ProjectFilter
from app.projects.models import Project
from app.projects.queries import lists, sums
from app.projects.queries.board import column_sums
from tests.factories.accounts import person
from tests.factories.populations import OTHER_PARK, populate
from tests.factories.projects import PARK

YI = Decimal(10_000)
of_board = import_module("app.projects.queries.board")  # its name is the function's in the package


def walk(criteria, actor, *, size=3, **order):
    """All rows of a list, page after page; checks that the marks lead on and back."""
    today, cursor, found, previous = clock.today(), None, [], None
    while True:
        page = queries.list_page(criteria, to=actor, today=today, cursor=cursor, size=size, **order)
        if page.previous:
            back = queries.list_page(criteria, to=actor, today=today, cursor=page.previous, size=size, **order)
            assert [row.code for row in back.items] == previous
            assert back.first == page.first - len(back.items)
        previous = [row.code for row in page.items]
        assert page.first == (len(found) + 1 if previous else 0)
        found += page.items
        if not page.next:
            return found
        cursor = page.next


@pytest.fixture
def owner(context):
    return person(Role.OFFICER, parks=[PARK])


@pytest.fixture
def bureau(context):
    return person(Role.BUREAU_MANAGER, cities=["NT"])


def light_of(project, today):
    if project.alarm_on and project.alarm_on <= today:
        return Light.RED
    return Light.YELLOW if project.stale_on and project.stale_on <= today else Light.GREEN


def test_every_criterion_finds_what_a_walk_over_all_rows_finds(owner, bureau):
    populate(owner)
    today = clock.today()
    parks = {park.id: park for park in db.session.scalars(sa.select(Park))}
    sectors = {sector.id: sector for sector in db.session.scalars(sa.select(Sector))}
    city = {park.id for park in parks.values() if park.city_id in bureau.city_ids}
    everything = [p for p in db.session.scalars(sa.select(Project)) if p.park_id in city]
    assert len(everything) == 10

    used = next(sectors[p.sector_id] for p in everything if p.sector_id)
    above = sectors[used.parent_id] if used.parent_id else used
    table = [
        (ProjectFilter(), lambda p: p.status is Status.ACTIVE),
        (ProjectFilter(status=()), lambda _p: True),
        (ProjectFilter(status=(Status.LOST,)), lambda p: p.status is Status.LOST),
        (ProjectFilter(status=(Status.ACTIVE, Status.LOST)), lambda _p: True),
        (ProjectFilter(park=(OTHER_PARK,)), lambda p: parks[p.park_id].code == OTHER_PARK),
        (ProjectFilter(park=("nowhere",)), lambda _p: False),
        (ProjectFilter(plan="nantong-it-2018", status=()), lambda _p: True),
        (ProjectFilter(plan="guangzhou-iab-2018", status=()), lambda _p: False),
        (ProjectFilter(stage=(Stage.SIGNED, Stage.LANDED)), lambda p: p.stage in {Stage.SIGNED, Stage.LANDED}),
        (ProjectFilter(owner=(owner.login,), status=()), lambda p: p.owner_id == owner.id),
        (ProjectFilter(owner=("nobody-here",)), lambda _p: False),
        (ProjectFilter(unowned=True), lambda p: p.owner_id is None),
        (ProjectFilter(source=(Source.FAIR,)), lambda p: p.source is Source.FAIR),
        (ProjectFilter(site=(SiteMode.LAND,)), lambda p: p.site_mode is SiteMode.LAND),
        (ProjectFilter(sector=(used.code,)), lambda p: p.sector_id == used.id),
        (ProjectFilter(sector=(above.code,)), lambda p: p.sector_id in {used.id, above.id}),
        (ProjectFilter(least=YI), lambda p: p.investment is not None and p.investment >= YI),
        (ProjectFilter(most=YI), lambda p: p.investment is not None and p.investment <= YI),
        (ProjectFilter(least=YI, most=4 * YI), lambda p: p.investment is not None and YI <= p.investment <= 4 * YI),
        (ProjectFilter(due_by=today), lambda p: p.next_due is not None and p.next_due <= today),
        (ProjectFilter(overdue=True), lambda p: p.next_due is not None and p.next_due < today),
        (ProjectFilter(signed=today.year), lambda p: p.signed_on is not None and p.signed_on.year == today.year),
        (ProjectFilter(landed=today.year - 1), lambda _p: False),
        (ProjectFilter(q="光"), lambda p: "光" in p.name),
        (ProjectFilter(q="zhongtian"), lambda p: p.name == "光纤预制棒扩产"),
        (ProjectFilter(q="ztsl"), lambda p: p.name == "光纤预制棒扩产"),
        (ProjectFilter(q="没有这样的"), lambda _p: False),
        *((ProjectFilter(light=(one,)), lambda p, one=one: light_of(p, today) is one) for one in Light),
        (ProjectFilter(light=(Light.RED, Light.YELLOW)), lambda p: light_of(p, today) is not Light.GREEN),
        (
            ProjectFilter(q="光", light=(Light.YELLOW,), least=YI, park=(PARK,), owner=(owner.login,)),
            lambda p: p.name == "光刻胶中试线",
        ),
    ]
    for criteria, wanted in table:
        active = (lambda _p: True) if criteria.status != (Status.ACTIVE,) else (lambda p: p.status is Status.ACTIVE)
        expected = [p for p in everything if wanted(p) and active(p)]
        rows = walk(criteria, bureau)
        assert sorted(row.code for row in rows) == sorted(p.code for p in expected), criteria
        totals = queries.totals(criteria, to=bureau, today=today)
        assert totals.count == len(expected), criteria
        assert totals.investment == sum((p.investment or 0 for p in expected), Decimal(0)), criteria
        if totals.land_mu is not None:
            assert totals.land_mu == sum((p.land_mu or 0 for p in expected), Decimal(0)), criteria
        by_stage = column_sums(criteria, to=bureau, today=today)
        for stage in Stage:
            here = [p for p in expected if p.stage is stage]
            stale = sum(p.stale_on is not None and p.stale_on <= today for p in here)
            amount = sum((p.investment or 0 for p in here), Decimal(0))
            assert by_stage.get(stage, (0, Decimal(0), 0)) == (len(here), amount, stale), (criteria, stage)
        shown = {card.code for column in queries.board(criteria, to=bureau, today=today) for card in column.cards}
        assert shown == {p.code for p in expected}, criteria


KEYS = {
    "updated": lambda p: p.updated_at,
    "investment": lambda p: p.investment if p.investment is not None else Decimal(-1),
    "since": lambda p: p.stage_since,
    "due": lambda p: p.next_due or date.max,
    "registered": lambda p: p.id,
}


def test_every_order_is_kept_from_page_to_page(owner):
    for number, project in enumerate(populate(owner)):
        project.stage_since = clock.today() - timedelta(days=number % 4)
    db.session.flush()
    mine = [p for p in db.session.scalars(sa.select(Project)) if p.park_id in owner.park_ids]
    for sort, key in KEYS.items():
        for descending in (True, False):
            expected = [p.code for p in sorted(mine, key=lambda p: (key(p), p.id), reverse=descending)]
            for size in (1, 4, 50):
                rows = walk(ProjectFilter(status=()), owner, size=size, sort=sort, descending=descending)
                assert [row.code for row in rows] == expected, (sort, descending, size)


def test_a_column_is_walked_to_its_end_even_where_ranks_are_equal(owner):
    made = populate(owner)
    for project in made:
        project.rank = 1.5
    db.session.flush()
    leads = [p for p in made if p.stage is Stage.LEAD and p.status is Status.ACTIVE and p.park_id in owner.park_ids]
    found, after = [], None
    while cards := queries.column_cards(
        ProjectFilter(), Stage.LEAD, to=owner, today=clock.today(), after=after, cards=2
    ):
        found += [card.code for card in cards]
        after = (cards[-1].rank, cards[-1].id)
    assert found == [p.code for p in sorted(leads, key=lambda p: p.id)]


def test_what_a_text_finds_is_counted_up_to_a_border_and_exactly_when_asked(owner, monkeypatch):
    monkeypatch.setattr(sums, "MOST_FOUND", 1)
    populate(owner)
    today = clock.today()
    few = queries.totals(ProjectFilter(q="光刻胶"), to=owner, today=today)
    assert (few.number, few.capped) == ("1", False)
    many = queries.totals(ProjectFilter(q="光"), to=owner, today=today)
    assert (many.number, many.capped, many.land_mu) == ("1+", True, None)
    exact = queries.totals(ProjectFilter(q="光"), to=owner, today=today, exact=True)
    assert (exact.number, exact.capped) == ("2", False)
    assert not queries.totals(ProjectFilter(status=()), to=owner, today=today).capped, "only texts are cut short"


@pytest.mark.parametrize("sort", lists.SORTS)
def test_whichever_way_a_page_is_found_it_is_the_same(owner, bureau, sort, monkeypatch):
    populate(owner)
    today = clock.today()
    found = []
    for actor in (owner, bureau):
        for criteria in (
            *(ProjectFilter(q=text, status=()) for text in ("光", "光刻", "项目", "没有这个")),
            *(
                ProjectFilter(q="光", status=(), **more)
                for more in ({"light": (Light.RED,)}, {"source": (Source.VISIT,)})
            ),
            ProjectFilter(q="光", stage=(Stage.LEAD,)),
            ProjectFilter(light=(Light.RED, Light.YELLOW), status=()),
            ProjectFilter(light=(Light.GREEN,), source=(Source.VISIT,)),
            ProjectFilter(site=(SiteMode.LAND,), park=(PARK,)),
            ProjectFilter(least=YI, status=()),
            ProjectFilter(signed=today.year, status=()),
            ProjectFilter(due_by=date(2000, 1, 1)),
        ):
            usual = [row.code for row in walk(criteria, actor, sort=sort)]
            found.append(len(usual))
            for gathered, counted in ((10**6, 1000), (0, 1000), (0, 1)):
                monkeypatch.setattr(lists, "MOST_GATHERED", gathered)
                monkeypatch.setattr(lists, "MOST_GATHERED_BY_AMOUNT", gathered)
                monkeypatch.setattr(sums, "MOST_FOUND", counted)
                known = queries.totals(criteria, to=actor, today=today)
                assert [row.code for row in walk(criteria, actor, sort=sort, known=known)] == usual, (criteria, known)
                assert known.capped or known.count == len(usual)
    assert 0 in found
    assert max(found) > 3, "more than a page"


def test_a_board_of_few_is_the_same_as_one_looked_for_column_by_column(owner, bureau, monkeypatch):
    populate(owner)
    today = clock.today()
    for actor in (owner, bureau):
        for criteria in (
            ProjectFilter(light=(Light.RED, Light.YELLOW)),
            ProjectFilter(least=YI, status=()),
            ProjectFilter(source=(Source.VISIT,), stage=(Stage.LEAD, Stage.SIGNED), status=()),
        ):
            monkeypatch.setattr(of_board, "MOST_GATHERED", 1000)
            few = queries.board(criteria, to=actor, today=today, cards=2)
            monkeypatch.setattr(of_board, "MOST_GATHERED", -1)
            assert queries.board(criteria, to=actor, today=today, cards=2) == few
            assert any(column.cards for column in few)
