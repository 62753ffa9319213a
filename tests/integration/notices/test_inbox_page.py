"""The inbox: told once, read by opening, nobody else's, the same number of queries for one and for many."""

import pytest
import sqlalchemy as sa

from app.accounts import queries as accounts
from app.accounts.enums import Role
from app.core.transaction import transaction
from app.extensions import db
from app.notices import actions, queries
from app.notices.enums import MailMode, NoticeKind
from app.notices.models import Notice, NoticePreference
from tests.factories.accounts import person
from tests.factories.projects import PARK


def text_of(response):
    return response.get_data(as_text=True)


def told(*people, key="k", kind=NoticeKind.COMMENT, title="有人评论", link="/projects/"):
    return actions.tell([one.id for one in people], kind, key=key, title=title, link=link)


def test_the_same_is_told_once_to_each(context):
    one, two = person(Role.OFFICER, parks=[PARK]), person(Role.OFFICER, parks=[PARK])
    assert told(one) == 1
    assert told(one, one, two) == 1
    assert told(one, two) == 0
    assert told(one, key="else") == 1
    assert told() == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 3


def test_long_titles_are_cut_and_lines_joined(context):
    one = person(Role.OFFICER, parks=[PARK])
    told(one, title="长" * 300 + "\n二")
    assert len(db.session.scalars(sa.select(Notice.title)).one()) == 200


def test_unread_ones_come_first_and_opening_reads(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        told(client.actor, key="1", title="第一条", link="/companies/")
        told(client.actor, key="2", title="第二条")
        number = db.session.scalars(sa.select(Notice.id).where(Notice.key == "2")).one()
    page = text_of(client.get("/notices/"))
    assert "2 条未读" in page
    assert 'aria-label="提醒，2 条未读"' in page
    assert page.index("第二条") < page.index("第一条")
    answer = client.send(f"/notices/{number}/open")
    assert (answer.status_code, answer.location) == (302, "/projects/")
    page = text_of(client.get("/notices/"))
    assert "1 条未读" in page
    assert page.index("第一条") < page.index("第二条")
    assert "第二条" not in text_of(client.get("/notices/?show=unread"))
    assert client.send("/notices/read").location == "/notices/"
    assert "没有未读" in text_of(client.get("/notices/"))
    assert "没有未读的提醒" in text_of(client.get("/notices/?show=unread"))


def test_kinds_are_filtered_and_read_by_kind(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        told(client.actor, key="1", title="评论来了")
        told(client.actor, key="2", title="批示来了", kind=NoticeKind.INSTRUCTION)
    page = text_of(client.get("/notices/?kind=instruction"))
    assert "批示来了" in page
    assert "评论来了" not in page
    client.send("/notices/read?kind=instruction")
    assert "评论来了" in text_of(client.get("/notices/?show=unread"))
    assert client.get("/notices/?kind=nothing").status_code == 400
    assert client.get("/notices/?page=!").status_code == 400


def test_nobody_opens_or_counts_anothers_notices(app, as_role):
    mine, other = as_role(Role.OFFICER, parks=[PARK]), as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        told(mine.actor, title="只给我的")
        number = db.session.scalars(sa.select(Notice.id)).one()
    assert "只给我的" not in text_of(other.get("/notices/"))
    assert other.send(f"/notices/{number}/open").status_code == 404
    assert other.send(f"/notices/{number}/read").status_code == 404
    other.send("/notices/read")
    with app.app_context():
        assert accounts.actor_of(mine.actor.id).unread == 1


def test_the_bell_stands_on_every_page_and_shows_a_figure_only_to_who_has_one(app, as_role):
    for role in Role:
        client = as_role(role, parks=[PARK] if role in {Role.OFFICER, Role.PARK_MANAGER} else None)
        assert 'aria-label="提醒"' in text_of(client.get("/")), role
        assert "还没有提醒" in text_of(client.get("/notices/"))


def test_pages_go_on_behind_thirty(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        for number in range(35):
            told(client.actor, key=str(number), title=f"第 {number} 号")
        actions.read(db.session.scalars(sa.select(Notice).where(Notice.key == "34")).one())
    first = text_of(client.get("/notices/"))
    assert "第 1–30 条，共 35 条" in first
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text_of(client.get(address))
    assert "第 31–35 条，共 35 条" in second
    assert "第 34 号" in second


def test_the_inbox_costs_the_same_for_one_and_for_many(app, as_role, count_queries):
    client = as_role(Role.OFFICER, parks=[PARK])
    costs = []
    for number in (1, 8):
        with app.app_context(), transaction():
            for one in range(number):
                told(client.actor, key=f"{number}-{one}")
        with count_queries() as sent:
            client.get("/notices/")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8


def form(**facts):
    usual = {f"mode_{kind.value}": "daily" for kind in NoticeKind}
    return usual | {"email": "chen@example.com", "digest_hour": "8", "quiet_from": "", "quiet_until": ""} | facts


def test_preferences_are_kept_and_refusals_keep_what_was_typed(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    assert client.get("/account/notices").status_code == 200
    refused = client.send("/account/notices", form(email="kein an address", quiet_from="22"))
    assert refused.status_code == 422
    assert "邮箱格式不对" in text_of(refused)
    assert "kein an address" in text_of(refused)
    assert client.send("/account/notices", form(quiet_from="22")).status_code == 422
    assert client.send("/account/notices", form(mode_due="loud")).status_code == 422
    done = client.send("/account/notices", form(mode_comment="never", quiet_from="22", quiet_until="7"))
    assert done.status_code == 302
    with app.app_context():
        kept = db.session.get_one(NoticePreference, client.actor.id)
        assert (kept.email, kept.quiet_from, kept.quiet_until) == ("chen@example.com", 22, 7)
        assert queries.wish_of(kept).mode(NoticeKind.COMMENT) is MailMode.NEVER
    assert "chen@example.com" in text_of(client.get("/account/notices"))
    assert client.send("/account/notices", form(email="")).status_code == 302


def test_what_is_due_follows_a_new_choice_and_old_notices_stay_out(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        told(client.actor, key="before")
    client.send("/account/notices", form(mode_comment="instant"))
    with app.app_context(), transaction():
        told(client.actor, key="after")
    with app.app_context():
        due = {row.key: row.mail_due_at for row in db.session.scalars(sa.select(Notice))}
        assert due["before"] is None
        assert due["after"] is not None
    client.send("/account/notices", form(mode_comment="never"))
    with app.app_context():
        assert not list(db.session.scalars(sa.select(Notice).where(Notice.mail_due_at.is_not(None))))


@pytest.mark.parametrize("address", ["/account/notices"])
def test_the_trail_does_not_hold_the_address(app, as_role, address):
    client = as_role(Role.OFFICER, parks=[PARK])
    client.send(address, form())
    trail = text_of(as_role(Role.AUDITOR).get("/admin/audit"))
    assert "修改提醒设置" in trail
    assert "chen@example.com" not in trail
