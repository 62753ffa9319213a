"""What the bench measures is there: its pages answer, and the floor renders the same page without a database."""

from datetime import date

import pytest

from app.accounts.demo import ensure_demo_accounts
from app.core.transaction import transaction
from app.demo import seeding
from app.extensions import db
from benchmarks import floor, pages
from benchmarks.__main__ import MOST_DIFFERENCE, _signed_in, main
from benchmarks.measure import counted, timed


def test_every_measured_page_answers_and_its_floor_is_the_same_page(app):
    with app.app_context():
        with transaction():
            ensure_demo_accounts("a good password")
            seeding.seed(projects=120, number=1, today=date(2026, 3, 12))
        listed = list(pages.main_pages())
        engine = db.engine
    assert {page.login for page in listed} == {pages.OFFICER, pages.BUREAU}
    clients = {login: _signed_in(app, login) for login in (pages.OFFICER, pages.BUREAU)}
    for page in listed:
        client = clients[page.login]
        with floor.capturing(app) as captured:
            answer = client.get(page.address, headers=page.headers)
        assert answer.status_code == 200, page
        if not captured.rendered:
            continue
        with counted(engine) as sent:
            same = floor.bare_view(app, captured)(page.address).get(page.address, headers=page.headers)
        assert same.status_code == 200, page
        assert abs(len(same.data) - len(client.get(page.address, headers=page.headers).data)) <= MOST_DIFFERENCE, page
        assert sent == []


def test_things_are_called_in_turns():
    called = []
    one, other = timed(lambda: called.append("one"), lambda: called.append("other"), calls=3, warm_up=1)
    assert called == ["one", "other"] * 4
    assert len(one.each) == len(other.own) == 3


@pytest.mark.parametrize("arguments", [["--scales", "5"], ["--scales", "many"], ["--engines", "oracle"]])
def test_bad_arguments_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert arguments[0] in capsys.readouterr().err
