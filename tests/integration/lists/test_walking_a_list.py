"""Walking from project to project within a filter: which comes next, and how many there are."""

import re

import pytest

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.projects.queries import beside
from tests.factories.populations import populate
from tests.factories.projects import PARK, make_project


@pytest.fixture
def officer(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        populate(client.actor)
    return client


def text_of(response):
    return response.get_data(as_text=True)


def test_the_place_counts_on_from_the_first_to_the_last(officer):
    page = text_of(officer.get("/projects/?sort=-investment&status=all"))
    at, places = re.search(r'<td class="name"><a href="([^"]+)"', page)[1].replace("&amp;", "&"), []
    while at:
        shown = text_of(officer.get(at))
        places.append(re.search(r"第 (\d+) / 共 (\d+) 个", shown).groups())
        onward = re.search(r'<a href="([^"]+)" rel="next"', shown)
        at = onward[1].replace("&amp;", "&") if onward else None
    assert places == [(str(number), "9") for number in range(1, 10)]


def test_nothing_is_said_of_what_does_not_stand_in_the_list(officer):
    page = text_of(officer.get("/projects/?status=lost"))
    lost = re.search(r'<td class="name"><a href="([^"?]+)', page)[1]
    assert "第 1 / 共 1 个" in text_of(officer.get(f"{lost}?status=lost"))
    assert " 个</span>" not in re.search(r'<nav class="crumbs".*?</nav>', text_of(officer.get(lost)), re.DOTALL)[0]


def test_long_lists_are_not_counted_to_their_end(app, officer, monkeypatch):
    monkeypatch.setattr(beside, "MOST_COUNTED", 4)
    page = text_of(officer.get("/projects/"))
    links = re.findall(r'<td class="name"><a href="([^"]+)"', page)
    assert "第 2 / 共 4+ 个" in text_of(officer.get(links[1]))
    assert "共 4+" not in text_of(officer.get(links[-1]))


def test_the_way_back_leads_to_the_list_or_board_one_came_from(app, officer):
    with app.app_context(), transaction():
        code = make_project(by=officer.actor, name="回得去的").code
    crumbs = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)
    listed = crumbs.search(text_of(officer.get(f"/projects/{code}?light=green&sort=due&cols=owner,code")))[0]
    assert 'href="/projects/?light=green&amp;sort=due&amp;cols=owner,code"' in listed.replace("%2C", ",")
    board = crumbs.search(text_of(officer.get(f"/projects/{code}?light=green&on=board")))[0]
    assert 'href="/projects/board?light=green"' in board


def test_a_form_opened_from_the_board_leads_back_there(app, officer):
    with app.app_context(), transaction():
        code = make_project(by=officer.actor, name="补资料的").code
    back = "/projects/board?at=lead"
    answer = officer.send(f"/projects/{code}/edit?back=/projects/board%3Fat%3Dlead", {"name": "补资料的"})
    assert answer.location == back
    answer = officer.send(f"/projects/{code}/lose?back=/projects/board%3Fat%3Dlead", {"lost_reason": "cost"})
    assert answer.location == back
    with app.app_context(), transaction():
        code = make_project(by=officer.actor, name="别处的").code
    answer = officer.send(f"/projects/{code}/edit?back=//evil.example/", {"name": "别处的"})
    assert answer.location == f"/projects/{code}"
