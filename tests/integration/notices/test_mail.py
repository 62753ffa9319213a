"""Due and not yet sent: by a real server and into files; missed, failed, doubled and killed runs lose and double nothing."""

import email
import threading
from datetime import datetime, timedelta
from email.policy import default

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock, mail
from app.core.clock import SHANGHAI
from app.core.transaction import transaction
from app.extensions import db
from app.notices import actions
from app.notices.actions import sending
from app.notices.enums import MailMode, NoticeKind
from app.notices.models import Notice, NoticePreference
from tests.factories.accounts import person

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)


def reader(address="chen@example.com", mode=MailMode.INSTANT, **facts):
    """Somebody who gets everything by mail."""
    one = person(Role.AUDITOR)
    db.session.add(
        NoticePreference(
            user_id=one.id,
            email=address,
            modes={kind.value: mode.value for kind in NoticeKind},
            **{"digest_hour": 8, "failures": 0} | facts,
        )
    )
    db.session.flush()
    return one


def tell(*people, key="k", title="请看", **facts):
    actions.tell([one.id for one in people], NoticeKind.COMMENT, key=key, title=title, link="/projects/NT-1", **facts)


def read(content):
    return email.message_from_bytes(content, policy=default)


def files(app):
    return sorted((app.config["INSTANCE"] / "mail").glob("*.eml"))


@pytest.fixture
def over_smtp(real_app, postman):
    """The application sends through the server of the test."""
    handler, port = postman
    real_app.config.update(
        MAIL_SERVER="127.0.0.1",
        MAIL_PORT=port,
        MAIL_SECURITY="none",
        MAIL_SENDER="parklead@example.com",
        PUBLIC_URL="https://crm.example.com/",
    )
    return real_app, handler


def test_a_mail_goes_through_a_server_and_says_title_and_link_only(over_smtp):
    app, handler = over_smtp
    with app.app_context(), clock.held_at(NOON):
        with transaction():
            one = reader()
            tell(one, title="示例科技扩产：有人\n评论", text="不进邮件的正文")
        assert actions.send_due().messages == 1
        (address, content) = handler.taken[0]
        message = read(content)
        text = message.get_content()
        assert address == message["To"] == "chen@example.com"
        assert message["Subject"] == "【园招通】示例科技扩产：有人 评论"
        assert "https://crm.example.com/projects/NT-1" in text
        assert "不进邮件的正文" not in content.decode(errors="replace") + text
        assert one.name not in text
        assert actions.send_due().messages == 0
        assert len(handler.taken) == 1


def test_several_notices_make_one_mail(over_smtp):
    app, handler = over_smtp
    with app.app_context():
        with transaction():
            one = reader()
            for number in range(60):
                tell(one, key=str(number), title=f"第 {number} 件")
        assert actions.send_due() == actions.Sent(messages=1, notices=60)
        message = read(handler.taken[0][1])
        assert message["Subject"] == "【园招通】60 条新提醒"
        assert "另有 10 条" in message.get_content()


def test_a_server_that_fails_leaves_everything_due(over_smtp):
    app, handler = over_smtp
    with app.app_context():
        with transaction():
            for number in range(3):
                tell(reader(f"p{number}@example.com"))
        port = app.config["MAIL_PORT"]
        app.config["MAIL_PORT"] = 1
        assert actions.send_due() == actions.Sent(unreachable=True)
        app.config["MAIL_PORT"] = port
        handler.broken = True
        refused = actions.send_due()
        assert refused.messages == 0
        assert not handler.taken
        handler.broken = False
        actions.send_due(clock.now() + timedelta(hours=1))
        assert sorted(address for address, _ in handler.taken) == [f"p{number}@example.com" for number in range(3)]
        actions.send_due(clock.now() + timedelta(hours=2))
        assert len(handler.taken) == 3


def test_one_bad_address_holds_up_nobody_and_is_tried_again_later(over_smtp):
    app, handler = over_smtp
    handler.refuse.add("bad@example.com")
    with app.app_context():
        with transaction():
            tell(reader("bad@example.com"), reader("good@example.com"))
        now = clock.now() + timedelta(seconds=1)
        assert actions.send_due(now) == actions.Sent(messages=1, notices=1, refused=1)
        assert actions.send_due(now) == actions.Sent()
        assert actions.send_due(now + timedelta(minutes=6)).refused == 1
        assert actions.send_due(now + timedelta(minutes=12)) == actions.Sent()
        handler.refuse.clear()
        assert actions.send_due(now + timedelta(hours=1)).messages == 1
        assert db.session.scalars(sa.select(sa.func.max(NoticePreference.failures))).one() == 0


def test_a_daily_digest_waits_for_its_hour_and_a_missed_run_loses_nothing(over_smtp):
    app, handler = over_smtp
    with app.app_context():
        with clock.held_at(NOON), transaction():
            one = reader(mode=MailMode.DAILY)
            tell(one, key="1")
            tell(one, key="2")
        eight = datetime(2026, 11, 21, 8, 0, tzinfo=SHANGHAI)
        assert actions.send_due(eight - timedelta(seconds=1)) == actions.Sent()
        # Nobody ran for three days.
        assert actions.send_due(eight + timedelta(days=3)).notices == 2
        assert len(handler.taken) == 1


def test_what_was_read_or_belongs_to_a_closed_account_is_not_mailed(over_smtp):
    app, handler = over_smtp
    with app.app_context():
        with transaction():
            one, gone, none = reader("one@example.com"), reader("gone@example.com"), person(Role.AUDITOR)
            tell(one, gone, none)
            actions.read(db.session.scalars(sa.select(Notice).where(Notice.user_id == one.id)).one())
            db.session.get_one(User, gone.id).disabled_at = clock.now()
        assert actions.send_due() == actions.Sent()
        assert not handler.taken


def test_a_process_killed_after_sending_repeats_that_one_message_under_the_same_id(over_smtp, monkeypatch):
    app, handler = over_smtp

    def killed(*_args):
        raise KeyboardInterrupt

    with app.app_context():
        with transaction():
            for number in range(3):
                tell(reader(f"p{number}@example.com"))
        with monkeypatch.context() as patch:
            patch.setattr(sending, "_note_sent", killed)
            with pytest.raises(KeyboardInterrupt):
                actions.send_due()
        assert len(handler.taken) == 1
        assert actions.send_due().messages == 2  # its claim still holds
        assert actions.send_due() == actions.Sent()
        assert actions.send_due(clock.now() + timedelta(minutes=16)).messages == 1
        assert actions.send_due(clock.now() + timedelta(minutes=32)) == actions.Sent()
        ids = [read(content)["Message-ID"] for _, content in handler.taken]
        assert len(ids) == 4
        assert len(set(ids)) == 3


def test_two_runs_at_once_send_nothing_twice(over_smtp):
    app, handler = over_smtp
    with app.app_context(), transaction():
        for number in range(12):
            tell(reader(f"p{number}@example.com"))
    start, done = threading.Barrier(2), []

    def run():
        with app.app_context():
            start.wait()
            done.append(actions.send_due())

    runs = [threading.Thread(target=run) for _ in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert sum(one.messages for one in done) == 12
    assert sorted(address for address, _ in handler.taken) == sorted(f"p{number}@example.com" for number in range(12))


def test_two_who_tell_the_same_at_once_tell_it_once(real_app):
    with real_app.app_context(), transaction():
        people = [person(Role.AUDITOR) for _ in range(5)]
    start, fresh = threading.Barrier(2), []

    def run():
        with real_app.app_context():
            start.wait()
            with transaction():
                fresh.append(actions.tell([one.id for one in people], NoticeKind.DUE, key="k", title="t", link="/"))

    runs = [threading.Thread(target=run) for _ in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert sorted(fresh) == [0, 5]


def test_without_a_server_nothing_is_sent_and_all_stays_due(real_app):
    with real_app.app_context():
        with transaction():
            tell(reader())
        assert actions.send_due() == actions.Sent(off=True)
        answer = real_app.test_cli_runner().invoke(args=["notices", "send"])
        assert answer.exit_code == 1
        assert "MAIL_SERVER" in answer.output
        assert db.session.scalars(sa.select(Notice.mailed_at)).one() is None


def test_the_demo_writes_files(real_app):
    real_app.config["DEMO"] = True
    with real_app.app_context():
        with transaction():
            tell(reader(), title="请看")
        answer = real_app.test_cli_runner().invoke(args=["notices", "send"])
        assert "已发送 1 封邮件" in answer.output
        (path,) = files(real_app)
        assert "请看" in read(path.read_bytes())["Subject"]
        message = mail.compose(to="a@example.com", subject="s", text="t", key="same")
        outbox = mail.FileOutbox(path.parent)
        outbox.send(message)
        outbox.send(message)
        assert len(files(real_app)) == 2
        with pytest.raises(mail.ServerUnreachable):
            mail.FileOutbox(path).send(message)
