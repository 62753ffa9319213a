"""The rules that an installation may set: who may change which, and that every change is told."""

import pytest
import sqlalchemy as sa
from flask import Flask, g

from app.accounts import actions, limits
from app.accounts.enums import Role
from app.core.audit import AuditEntry
from app.core.errors import NotAllowed, RuleBroken
from app.core.settings import Declared, declared, value
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.accounts import person

URL = "/admin/settings"
SECURITY = [rule for rule in declared() if rule.security]


def fields(app: Flask, **changes: object) -> dict[str, object]:
    """What a browser sends when these fields were changed: all fields, each with what it was opened with."""
    with app.app_context():
        now = {rule.key: value(rule) for rule in declared()}
    return now | {f"opened-{key}": number for key, number in now.items()} | changes


def held(app: Flask, rule: Declared) -> int:
    with app.app_context():
        return value(rule)


def bureau_rule() -> Declared:
    return next(rule for rule in declared() if not rule.security and not rule.page)


def test_an_administrator_changes_a_security_setting_and_it_is_told(app: Flask, as_role) -> None:
    here = as_role(Role.ADMIN)
    answer = here.send(URL, fields(app, **{limits.FAILURES.key: "7"}))
    assert answer.status_code == 302
    assert held(app, limits.FAILURES) == 7
    page = here.get(URL).text
    assert "连续输错几次后锁定：5 → 7" in page
    assert here.actor.name in page
    with app.app_context():
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "setting.changed")).all()
        assert [entry.changes for entry in entries] == [{limits.FAILURES.key: [5, 7]}]


@pytest.mark.parametrize("typed", ["2", "21", "-1", "五", "5.5", "", "1e3", "99999999999999999999", "NaN", "😀"])
def test_a_number_out_of_bounds_is_refused_and_stays_in_its_field(app: Flask, as_role, typed: str) -> None:
    answer = as_role(Role.ADMIN).send(URL, fields(app, **{limits.FAILURES.key: typed, limits.IDLE_MINUTES.key: "60"}))
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert held(app, limits.FAILURES) == 5
    assert held(app, limits.IDLE_MINUTES) == 30, "all or nothing"


def test_the_bureaus_head_changes_rules_but_no_security(app: Flask, as_role) -> None:
    rule = bureau_rule()
    here = as_role(Role.BUREAU_MANAGER)
    page = here.get(URL).text
    assert f'name="{rule.key}"' in page
    assert not any(f'name="{secret.key}"' in page for secret in SECURITY)
    new = rule.most if held(app, rule) != rule.most else rule.least
    answer = here.send(URL, fields(app, **{rule.key: str(new), limits.FAILURES.key: "20"}))
    assert answer.status_code == 302
    assert held(app, rule) == new
    assert held(app, limits.FAILURES) == 5


def test_a_colleagues_change_is_not_undone_by_an_old_form(app: Flask, as_role) -> None:
    here = as_role(Role.ADMIN)
    opened = fields(app)
    here.send(URL, fields(app, **{limits.FAILURES.key: "7"}))
    assert here.send(URL, opened | {limits.IDLE_MINUTES.key: "45"}).status_code == 302
    assert (held(app, limits.FAILURES), held(app, limits.IDLE_MINUTES)) == (7, 45)
    answer = here.send(URL, opened | {limits.FAILURES.key: "9"})
    assert answer.status_code == 422
    assert "他人刚改为 7 次" in answer.text
    assert held(app, limits.FAILURES) == 7


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("role", [Role.BUREAU_MANAGER, Role.REVIEWER, Role.AUDITOR, Role.LEADER])
def test_actions_ask_again_who_changes_security(role: Role) -> None:
    with pytest.raises(NotAllowed):
        actions.change_setting(limits.FAILURES, 6, by=person(role))


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("rule", declared(), ids=lambda rule: rule.key)
def test_every_rule_keeps_to_its_bounds(rule: Declared) -> None:
    by = person(Role.ADMIN)
    assert rule.least <= rule.default <= rule.most
    for bad in (rule.least - 1, rule.most + 1):
        with pytest.raises(RuleBroken, match=f"{rule.least}—{rule.most}"):
            actions.change_setting(rule, bad, by=by)
    for good in (rule.least, rule.most):
        with transaction():
            actions.change_setting(rule, good, by=by)
        g.pop("settings", None)
        assert value(rule) == good
