"""Who is asked to agree to a transfer is said twice: in SQL for what waits, in Python for the page. They say the same."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.accounts.demo import ensure_demo_accounts
from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports import queries
from app.first_reports.enums import TransferParty, TransferState
from app.first_reports.models import Transfer
from app.first_reports.queries.visibility import transfers_asking
from app.first_reports.views.transfers import _party
from app.notices.enums import NoticeKind
from tests.factories.accounts import person
from tests.factories.first_reports import ONE, OTHER, THIRD
from tests.factories.projects import make_project, park

ABROAD, ABROAD_TOO = "lay-gz-park-01", "lay-gz-park-03"
GIVER, TAKER, BUREAU = TransferParty
# Who proposes, then who agrees: every way on which a transfer can be short of somebody.
WAYS = [(GIVER,), (GIVER, TAKER), (GIVER, BUREAU), (BUREAU,), (BUREAU, TAKER), (BUREAU, GIVER)]


@dataclass(frozen=True)
class Between:
    """Two parks of one city, and who speaks for the three parties."""

    giving: str
    taking: str
    people: dict[TransferParty, Actor]

    def transfer(self, *parties: TransferParty, by: Actor | None = None) -> Transfer:
        project = make_project(by=self.people[GIVER], at=self.giving)
        made = first.propose(project, park(self.taking), reason="产业更合", by=by or self.people[parties[0]])
        for party in parties[1:]:
            who = self.people[party]
            owner = db.session.get_one(User, who.id) if party is TAKER else None
            first.agree(made, party, by=who, new_owner=owner)
        return made


def between(giving: str, taking: str, city: str) -> Between:
    return Between(
        giving,
        taking,
        {
            GIVER: person(Role.PARK_MANAGER, parks=[giving]),
            TAKER: person(Role.PARK_MANAGER, parks=[taking]),
            BUREAU: person(Role.BUREAU_MANAGER, cities=[city]),
        },
    )


def everybody() -> list[Actor]:
    """The people of the demo, those who spoke already, and some who stand for more than one park or city."""
    person(Role.PARK_MANAGER, parks=[ONE, OTHER])
    person(Role.PARK_MANAGER, parks=[OTHER, ABROAD_TOO])
    person(Role.OFFICER, Role.PARK_MANAGER, parks=[THIRD])
    person(Role.REVIEWER, Role.BUREAU_MANAGER)
    for role in Role:
        person(role, parks=[ONE] if role in {Role.OFFICER, Role.PARK_MANAGER} else None)
    found = [accounts.actor_of(number) for number in db.session.scalars(sa.select(User.id).order_by(User.id))]
    return [actor for actor in found if actor is not None]


def transfers_of_every_state() -> list[Transfer]:
    there, back = between(ONE, OTHER, "NT"), between(OTHER, ONE, "NT")
    abroad = between(ABROAD, ABROAD_TOO, "GZ")
    for pair in (there, back, abroad):
        for way in WAYS:
            pair.transfer(*way)
        pair.transfer(GIVER, TAKER, BUREAU)
        first.refuse(pair.transfer(GIVER), reason="不合适", by=pair.people[BUREAU])
        first.withdraw(pair.transfer(BUREAU), reason="再议", by=pair.people[BUREAU])
    # Somebody who heads both teams has agreed for the one, and may not for the other.
    there.transfer(GIVER, by=person(Role.PARK_MANAGER, parks=[ONE, OTHER]))
    db.session.flush()
    return list(db.session.scalars(sa.select(Transfer).order_by(Transfer.id)))


@pytest.mark.usefixtures("context")
def test_what_waits_and_what_the_page_offers_ask_the_same_people():
    with transaction():
        ensure_demo_accounts("Lianzhou-2026-demo")
        made, people = transfers_of_every_state(), everybody()
    assert {one.state for one in made} == set(TransferState)
    ever: dict[str, set[TransferParty]] = {one.code: set() for one in made}
    for actor in people:
        offered = {one.code: party for one in made if (party := _party(one, actor)) is not None}
        asked = set(db.session.scalars(sa.select(Transfer.code).where(transfers_asking(actor))))
        waiting = [one for one in queries.todos(actor, clock.today(), 100) if one.kind is NoticeKind.TRANSFER]
        told = {one.link.rsplit("/", 1)[1] for one in waiting}
        assert asked == told == offered.keys(), (actor.login, actor.roles)
        for code, party in offered.items():
            ever[code].add(party)
    for one in made:
        short_of = set(queries.awaits(one)) if one.state is TransferState.OPEN else set()
        assert ever[one.code] == short_of, "every party that has not agreed has somebody who is asked"
