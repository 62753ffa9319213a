"""Two people at the same draft of a supervision notice: the same field shows three texts, different fields join."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.enums import Role
from app.core.errors import Stale
from app.core.transaction import transaction
from app.extensions import db
from app.monitoring import queries
from app.monitoring.actions import supervision as acts
from app.monitoring.enums import NoticeState
from app.monitoring.models import SupervisionNotice
from tests.factories.accounts import person
from tests.factories.projects import make_project
from tests.hidden_state import opened, state
from tests.page_client import PageClient

FIRST = {"reason": "原来的事由", "demand": "原来的要求", "due_on": ""}


@pytest.fixture
def number(app: Flask) -> int:
    """A draft."""
    with app.app_context(), transaction():
        bureau = person(Role.BUREAU_MANAGER)
        made = acts.draft_by_hand(make_project(), reason=FIRST["reason"], demand=FIRST["demand"], by=bureau)
        return made.id


@pytest.fixture
def pair(as_role: Callable[..., PageClient]) -> tuple[PageClient, PageClient]:
    """Two people of the bureau."""
    return as_role(Role.REVIEWER), as_role(Role.BUREAU_MANAGER)


def reread(app: Flask, number: int) -> SupervisionNotice:
    with app.app_context():
        return db.session.scalars(sa.select(SupervisionNotice).where(SupervisionNotice.id == number)).one()


@pytest.mark.parametrize("button", ["save", "issue"])
def test_the_same_field_shows_three_texts_and_keeps_the_first(
    app: Flask, pair: tuple[PageClient, PageClient], number: int, button: str
) -> None:
    me, other = pair
    url = f"/supervision/{number}/edit"
    mine, theirs = opened(me, url), opened(other, url)
    assert other.send(url, theirs | FIRST | {"reason": "他人的事由", "demand": "他人的要求"}).status_code == 302
    clash = me.send(url, mine | FIRST | {"reason": "我的事由", "do": button})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    for text in ("有 1 处刚被他人改过", "原来的事由", "他人的事由", "我的事由"):
        assert text in page
    assert "他人的要求" in page  # what I did not touch shows what is stored, or my next save would undo it
    assert "原来的要求" not in page
    held = reread(app, number)
    assert (held.reason, held.demand, held.state) == ("他人的事由", "他人的要求", NoticeState.DRAFT)
    again = {"reason": "我的事由", "demand": "他人的要求", "due_on": "", "do": "save"}
    assert me.send(url, state(page) | again).status_code == 302
    held = reread(app, number)
    assert (held.reason, held.demand) == ("我的事由", "他人的要求")


def test_different_fields_join(app: Flask, pair: tuple[PageClient, PageClient], number: int) -> None:
    me, other = pair
    url = f"/supervision/{number}/edit"
    mine, theirs = opened(me, url), opened(other, url)
    assert other.send(url, theirs | FIRST | {"demand": "他人的要求"}).status_code == 302
    assert me.send(url, mine | FIRST | {"due_on": "2090-01-05", "reason": "我的事由"}).status_code == 422  # too far
    assert me.send(url, mine | FIRST | {"reason": "我的事由"}).status_code == 302
    held = reread(app, number)
    assert (held.reason, held.demand, held.due_on) == ("我的事由", "他人的要求", None)


@pytest.mark.usefixtures("context")
def test_who_waited_at_the_lock_does_not_overwrite(number: int) -> None:
    bureau = person(Role.BUREAU_MANAGER)
    notice = queries.get_notice(number, to=bureau)
    # Somebody else's save, of which this session has not heard.
    db.session.execute(
        sa.update(SupervisionNotice)
        .where(SupervisionNotice.id == number)
        .values(reason="他人的事由", version=SupervisionNotice.version + 1)
        .execution_options(synchronize_session=False)
    )
    with pytest.raises(Stale, match="他人刚改过"):
        acts.edit(notice, reason="我的事由", by=bureau)
    assert notice.reason == "他人的事由"
