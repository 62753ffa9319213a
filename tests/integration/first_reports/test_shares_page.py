"""The sheet of what parks count for scores: split where a transfer says so, each team its own parks only."""

import re
from decimal import Decimal

import pytest

from app.accounts.enums import Role
from app.core import clock
from app.core.transaction import transaction
from app.projects.enums import Stage
from tests.factories.accounts import person
from tests.factories.first_reports import ONE, OTHER, THIRD, carried_out, make_reported
from tests.factories.projects import move_to, recognise

PAGE = "/first-reports/transfers/shares"
NOTHING = [["0"], ["0.00"], ["0"], ["0.00"]]


@pytest.fixture
def split(app):
    """Two signed and landed projects of one park; one of them came from another park by a transfer."""
    with app.app_context(), transaction():
        giver, taker = (person(Role.PARK_MANAGER, parks=[code]) for code in (ONE, OTHER))
        moved, stays = make_reported(by=giver, at=ONE), make_reported(by=taker, at=OTHER)
        transfer = carried_out(moved, giver, taker, person(Role.BUREAU_MANAGER))
        for project in (moved, stays):
            for stage in (Stage.SIGNED, Stage.LANDED):
                move_to(project, stage, by=taker)
                recognise(project)
        return transfer.code, moved.name, taker


def numbers(html, row):
    """What a row says of signed, their amount, landed, their amount: first by where projects are, if that differs."""
    found = re.search(rf"<tr{row}>(.*?)</tr>", html, re.DOTALL)
    assert found, row
    return [
        re.findall(r"[\d.]+", re.sub(r"<[^>]+>", "", cell))
        for cell in re.findall(r'<td class="n"[^>]*>(.*?)</td>', found[1])
    ]


def of_park(html, code):
    """Of a park's row."""
    return numbers(html, f' data-park="{code}"')


def test_the_bureau_sees_what_is_split_and_that_nothing_is_lost(split, as_role):
    code, name, _ = split
    page = as_role(Role.BUREAU_MANAGER, cities=["NT"]).get(PAGE).text
    giver, taker = of_park(page, ONE), of_park(page, OTHER)
    assert (giver[0], giver[2]) == (["0", "0.5"], ["0", "0.5"])
    assert (taker[0], taker[2]) == (["2", "1.5"], ["2", "1.5"])
    total = numbers(page[page.index("<tfoot>") :], "")
    assert (total[0], total[2]) == (["2"], ["2"]), "not one more and not one less"
    for place in (1, 3):
        assert [Decimal(giver[place][1]) + Decimal(taker[place][1])] == [Decimal(total[place][0])]
    assert of_park(page, THIRD) == NOTHING
    assert code in page
    assert name in page


def test_a_team_reads_of_its_own_parks_only(split, as_role):
    page = as_role(Role.OFFICER, parks=[THIRD]).get(PAGE).text
    assert re.findall(r'data-park="([^"]+)"', page) == [THIRD]
    assert split[0] not in page
    assert split[1] not in page
    own = as_role(Role.OFFICER, parks=[OTHER]).get(PAGE).text
    assert of_park(own, OTHER)[0] == ["2", "1.5"]
    assert split[0] in own


def test_a_year_before_the_transfer_counts_nothing(split, as_role):
    bureau = as_role(Role.LEADER, cities=["NT"])
    page = bureau.get(f"{PAGE}?year={clock.today().year - 1}").text
    assert of_park(page, OTHER) == NOTHING


def test_bad_years_and_other_roles_are_refused_with_a_sentence(as_role):
    bureau = as_role(Role.REVIEWER)
    for year in ("1999", "abc", "9" * 40, "2026;"):
        answer = bureau.get(f"{PAGE}?year={year}")
        assert answer.status_code == 400
        assert "没有这一年的考核计数" in answer.text
    assert as_role(Role.AUDITOR).get(PAGE).status_code == 403


def test_the_list_of_transfers_leads_there(as_role):
    page = as_role(Role.PARK_MANAGER, parks=[ONE]).get("/first-reports/transfers/").text
    assert re.search(rf'href="{PAGE}"[^>]*>.*?考核计数</a>', page)
