"""Administration of accounts and organisations: who may, what is refused, what is kept."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import actions, passwords, queries
from app.accounts.actor import SYSTEM
from app.accounts.enums import OrganisationKind, Role
from app.accounts.models import User, UserRole
from app.core.audit import AuditEntry
from app.core.errors import AlreadyExists, NotAllowed, RuleBroken
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.accounts import PASSWORD, organisation, person, user

TEAM_PARK = "lay-ntit-zone-2"
PAGES = {
    "/admin/users": {Role.ADMIN},
    "/admin/users/new": {Role.ADMIN},
    "/admin/organisations": {Role.ADMIN},
    "/admin/organisations/new": {Role.ADMIN},
    "/admin/settings": {Role.ADMIN, Role.BUREAU_MANAGER},
    "/admin/audit": {Role.AUDITOR},
    "/admin/audit?check=1": {Role.AUDITOR},
}


@pytest.fixture
def target(app: Flask) -> str:
    """Sign-in name of somebody to administer: an officer of a park team."""
    with app.app_context(), transaction():
        return user(Role.OFFICER, at=organisation(OrganisationKind.PARK_TEAM, parks=[TEAM_PARK])).login


def stored(app: Flask, login: str) -> User:
    with app.app_context():
        found = queries.get_user(login)
        db.session.expunge_all()
        return found


def latest(app: Flask) -> AuditEntry:
    with app.app_context():
        found = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        db.session.expunge(found)
        return found


@pytest.mark.parametrize("role", Role)
def test_each_page_opens_for_its_roles_only(as_role, role: Role) -> None:
    here = as_role(role, parks=[TEAM_PARK] if role in (Role.OFFICER, Role.PARK_MANAGER) else None)
    for page, roles in PAGES.items():
        assert here.get(page).status_code == (200 if role in roles else 403), page


def test_nobody_gets_in_without_signing_in(client) -> None:
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer.location.startswith("/login?next=/admin/")


def test_the_list_groups_filters_and_pages(app: Flask, as_role, count_queries) -> None:
    here = as_role(Role.ADMIN)
    with app.app_context(), transaction():
        crowd = organisation(OrganisationKind.BUREAU)
        number, name = crowd.id, crowd.name
        for _ in range(3):
            user(Role.REVIEWER, at=crowd)
    with count_queries() as few:
        page = here.get("/admin/users?role=reviewer")
    assert name in page.text
    assert "共 3 个账号" in page.text
    with app.app_context(), transaction():
        for _ in range(60):
            user(Role.REVIEWER, at=queries.get_organisation(number))
    with count_queries() as many:
        page = here.get("/admin/users?role=reviewer")
    assert len(many) == len(few)
    assert "第 1–50 个，共 63 个账号" in page.text
    following = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "第 51–63 个，共 63 个账号" in here.get(following).text


@pytest.mark.parametrize(
    "query",
    ["q=%25_%5C", "q=%00%1f", "q=" + "长" * 500, "q=😀𠮷㐂'\"--", "kind=bogus&role=&state=x", "q=zz&state=locked"],
)
def test_odd_filters_find_nothing_or_all_but_never_fail(as_role, query: str) -> None:
    assert as_role(Role.ADMIN).get(f"/admin/users?{query}").status_code == (404 if "%00" in query else 200)


@pytest.mark.parametrize("token", ["x", "bm9uc2Vuc2U", "W10", "%00"])
def test_a_mark_of_a_page_that_is_not_ours_is_a_4xx(as_role, token: str) -> None:
    assert as_role(Role.ADMIN).get(f"/admin/users?at={token}").status_code in (400, 404)


@pytest.mark.parametrize("login", ["nobody", "%00", "陈", "a" * 300, "x'%20--"])
def test_an_unknown_account_is_a_404(as_role, login: str) -> None:
    assert as_role(Role.ADMIN).get(f"/admin/users/{login}").status_code == 404


@pytest.mark.parametrize("number", ["0", "2147483647", "99999999999999999999", "x"])
def test_an_unknown_organisation_is_a_404(as_role, number: str) -> None:
    assert as_role(Role.ADMIN).get(f"/admin/organisations/{number}").status_code == 404


def test_a_new_account_gets_a_password_that_is_shown_once_and_must_be_changed(app: Flask, as_role, client) -> None:
    here = as_role(Role.ADMIN)
    with app.app_context(), transaction():
        bureau = organisation(OrganisationKind.BUREAU).id
    facts = {
        "login": "Xu.Wenjing",
        "name": "徐𠮷㐂",
        "job_title": "科员",
        "organisation_id": bureau,
        "roles": ["reviewer"],
    }
    page = here.send("/admin/users/new", facts)
    assert page.status_code == 200
    made = stored(app, "xu.wenjing")
    shown = page.text.partition('<code class="strong">')[2].partition("</code>")[0]
    assert passwords.fits(made.password_hash, shown)
    assert (made.name, made.must_change_password) == ("徐𠮷㐂", True)
    entry = latest(app)
    assert (entry.action, entry.actor_name, entry.subject_label) == ("account.created", here.actor.name, "xu.wenjing")
    assert shown not in str(entry.changes)
    assert client.send("/login", {"login": "xu.wenjing", "password": shown}).location == "/account/password"
    again = here.send("/admin/users/new", facts)
    assert again.status_code == 422
    assert "该登录名已被使用" in again.text
    assert 'value="徐𠮷㐂"' in again.text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"login": ""}, "请填写登录名"),
        ({"login": "陈 晓岚"}, "以字母开头"),
        ({"login": "a" * 60}, "最多 40 个字"),
        ({"name": ""}, "请填写姓名"),
        ({"name": "长" * 41}, "最多 40 个字"),
        ({"name": "\x00\x1f\u200b"}, "请填写姓名"),
        ({"organisation_id": ""}, "请选择单位"),
        ({"organisation_id": "x"}, "请选择列表中的一项"),
        ({"organisation_id": "99999999999999999999"}, "请选择列表中的一项"),
        ({"roles": []}, "请至少选择一个角色"),
        ({"roles": ["emperor"]}, "请选择列表中的一项"),
        ({"roles": ["officer"]}, "的人员不能担任招商专员"),
        ({"roles": ["reviewer", "admin"]}, "的人员不能担任系统管理员"),
    ],
)
def test_a_bad_account_is_refused_at_its_field(app: Flask, as_role, facts: dict[str, object], said: str) -> None:
    here = as_role(Role.ADMIN)
    with app.app_context(), transaction():
        bureau = organisation(OrganisationKind.BUREAU).id
    good = {"login": "good-name", "name": "😀徐文静", "organisation_id": str(bureau), "roles": ["reviewer"]}
    answer = here.send("/admin/users/new", good | facts)
    assert answer.status_code == 422
    assert said in answer.text
    if "name" not in facts:
        assert 'value="😀徐文静"' in answer.text
    with app.app_context():
        assert queries.user_by_login("good-name") is None


def test_other_roles_end_the_sessions_of_that_person(app: Flask, as_role, client, target: str) -> None:
    client.send("/login", {"login": target, "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    held = stored(app, target)
    facts = {"name": "改名", "job_title": "", "organisation_id": str(held.organisation_id), "roles": ["park_manager"]}
    assert as_role(Role.ADMIN).send(f"/admin/users/{target}", facts).status_code == 302
    assert client.get("/account/").status_code == 302
    assert latest(app).changes == {"name": [held.name, "改名"], "roles": [["officer"], ["park_manager"]]}
    assert {row.role for row in stored(app, target).role_rows} == {Role.PARK_MANAGER}


def test_saving_nothing_new_writes_nothing(app: Flask, as_role, target: str) -> None:
    here, held, before = as_role(Role.ADMIN), stored(app, target), latest_id(app)
    facts = {
        "name": held.name,
        "organisation_id": str(held.organisation_id),
        "roles": ["officer"],
        "version": held.version,
    }
    assert here.send(f"/admin/users/{target}", facts).status_code == 302
    assert latest_id(app) == before


def test_a_stale_form_shows_both_versions_and_overwrites_nothing(app: Flask, as_role, target: str) -> None:
    here, held = as_role(Role.ADMIN), stored(app, target)
    facts = {"name": "甲", "organisation_id": str(held.organisation_id), "roles": ["officer"], "version": held.version}
    assert here.send(f"/admin/users/{target}", facts).status_code == 302
    answer = here.send(f"/admin/users/{target}", facts | {"name": "乙"})
    assert answer.status_code == 409
    assert "他人刚保存过" in answer.text
    assert '<td class="wrap">甲</td><td class="wrap">乙</td>' in answer.text
    assert stored(app, target).name == "甲"
    assert here.send(f"/admin/users/{target}", facts | {"name": "乙", "version": held.version + 1}).status_code == 302
    assert stored(app, target).name == "乙"


def test_disabling_ends_sessions_and_can_be_undone(app: Flask, as_role, client, target: str) -> None:
    client.send("/login", {"login": target, "password": PASSWORD})
    here = as_role(Role.ADMIN)
    assert here.send(f"/admin/users/{target}/disable").status_code == 302
    assert client.get("/account/").status_code == 302
    assert "已停用" in client.send("/login", {"login": target, "password": PASSWORD}).text
    assert here.send(f"/admin/users/{target}/disable").status_code == 422
    assert here.send(f"/admin/users/{target}/enable").status_code == 302
    assert client.send("/login", {"login": target, "password": PASSWORD}).status_code == 302


def test_resetting_shows_a_new_password_once(app: Flask, as_role, client, target: str) -> None:
    here = as_role(Role.ADMIN)
    page = here.send(f"/admin/users/{target}/reset")
    shown = page.text.partition('<code class="strong">')[2].partition("</code>")[0]
    assert page.headers["Cache-Control"] == "no-store"
    assert client.send("/login", {"login": target, "password": PASSWORD}).status_code == 422
    assert client.send("/login", {"login": target, "password": shown}).location == "/account/password"


def test_unlocking_lets_somebody_try_again(app: Flask, as_role, client, target: str) -> None:
    for _ in range(5):
        client.send("/login", {"login": target, "password": "Wrong-password-1"})
    here = as_role(Role.ADMIN)
    assert "解除锁定" in here.get(f"/admin/users/{target}").text
    assert "已锁定" in here.get("/admin/users?state=locked").text
    assert here.send(f"/admin/users/{target}/unlock").status_code == 302
    assert client.send("/login", {"login": target, "password": PASSWORD}).status_code == 302
    assert here.send(f"/admin/users/{target}/unlock").status_code == 422


def test_an_administrator_cannot_shut_himself_out(app: Flask, as_role) -> None:
    here = as_role(Role.ADMIN)
    login = here.actor.login
    for verb, said in {"disable": "不能停用自己", "reset": "不能重置自己"}.items():
        answer = here.send(f"/admin/users/{login}/{verb}")
        assert answer.status_code == 422
        assert said in answer.text
    facts = {"name": "甲", "organisation_id": str(here.actor.organisation_id), "roles": ["auditor"]}
    answer = here.send(f"/admin/users/{login}", facts)
    assert answer.status_code == 422
    assert "不能取消自己的系统管理员角色" in answer.text
    answer = here.send(f"/admin/organisations/{here.actor.organisation_id}/disable")
    assert answer.status_code == 422
    assert "不能停用自己所在的单位" in answer.text


@pytest.mark.usefixtures("context")
def test_the_last_administrator_stays() -> None:
    db.session.execute(sa.delete(UserRole).where(UserRole.role == Role.ADMIN))
    house = organisation(OrganisationKind.OPERATIONS)
    only, second = user(Role.ADMIN, at=house), user(Role.ADMIN, at=house)
    only, second = queries.get_user(only.login), queries.get_user(second.login)
    actions.disable_user(second, by=SYSTEM)
    with pytest.raises(RuleBroken, match="最后一个可用的系统管理员"):
        actions.disable_user(only, by=SYSTEM)
    with pytest.raises(RuleBroken, match="最后一个可用的系统管理员"):
        actions.edit_user(only, name="甲", job_title="", organisation=house, roles=[Role.AUDITOR], by=SYSTEM)
    with pytest.raises(RuleBroken, match="最后一个可用的系统管理员"):
        actions.disable_organisation(house, by=SYSTEM)
    actions.enable_user(second, by=SYSTEM)
    actions.disable_user(only, by=SYSTEM)


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_actions_ask_again_who_acts(role: Role) -> None:
    by = person(role, parks=[TEAM_PARK] if role in (Role.OFFICER, Role.PARK_MANAGER) else None)
    house = organisation(OrganisationKind.OPERATIONS)
    other = queries.get_user(user(Role.AUDITOR, at=house).login)
    attempts = [
        lambda: actions.create_user(
            login="abc", name="甲", organisation=house, roles=[Role.ADMIN], password=PASSWORD, by=by
        ),
        lambda: actions.edit_user(other, name="甲", job_title="", organisation=house, roles=[Role.ADMIN], by=by),
        lambda: actions.disable_user(other, by=by),
        lambda: actions.enable_user(other, by=by),
        lambda: actions.reset_password(other, by=by),
        lambda: actions.unlock(other, by=by),
        lambda: actions.create_organisation(name="甲", kind=OrganisationKind.OPERATIONS, by=by),
        lambda: actions.disable_organisation(house, by=by),
        lambda: actions.enable_organisation(house, by=by),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.usefixtures("context")
def test_a_park_team_serves_the_cities_of_its_parks() -> None:
    parks = {park.code: park for park in queries.parks()}
    made = actions.create_organisation(
        name="跨市团队",
        kind=OrganisationKind.PARK_TEAM,
        park_ids=[parks[TEAM_PARK].id, parks["lay-gz-park-01"].id],
        by=SYSTEM,
    )
    assert queries.served_by(made) == (
        {parks[TEAM_PARK].city_id, parks["lay-gz-park-01"].city_id},
        {parks[TEAM_PARK].id, parks["lay-gz-park-01"].id},
    )
    version = made.version
    actions.edit_organisation(
        made,
        name="跨市团队",
        short_name="团队",
        kind=OrganisationKind.PARK_TEAM,
        city_ids=[],
        park_ids=[parks[TEAM_PARK].id],
        by=SYSTEM,
    )
    db.session.flush()
    assert queries.served_by(made) == ({parks[TEAM_PARK].city_id}, {parks[TEAM_PARK].id})
    assert made.version > version


@pytest.mark.usefixtures("context")
def test_organisations_that_make_no_sense_are_refused() -> None:
    city = queries.cities()[0].id
    with pytest.raises(RuleBroken, match="请选择该团队服务的园区"):
        actions.create_organisation(name="甲", kind=OrganisationKind.PARK_TEAM, city_ids=[city], by=SYSTEM)
    with pytest.raises(RuleBroken, match="请选择该单位服务的城市"):
        actions.create_organisation(name="甲", kind=OrganisationKind.BUREAU, by=SYSTEM)
    with pytest.raises(RuleBroken, match="请选择该单位服务的城市"):
        actions.create_organisation(name="甲", kind=OrganisationKind.BUREAU, city_ids=[10**6], by=SYSTEM)
    made = actions.create_organisation(name="甲", kind=OrganisationKind.BUREAU, city_ids=[city], by=SYSTEM)
    with pytest.raises(AlreadyExists, match="已有同名单位"):
        actions.create_organisation(name="甲", kind=OrganisationKind.BUREAU, city_ids=[city], by=SYSTEM)
    user(Role.REVIEWER, at=made)
    with pytest.raises(RuleBroken, match="还有商务局审核员"):
        actions.edit_organisation(
            made, name="甲", short_name="", kind=OrganisationKind.LEADERSHIP, city_ids=[city], park_ids=[], by=SYSTEM
        )


def test_an_organisation_is_made_changed_and_closed_on_screen(app: Flask, as_role, client) -> None:
    here = as_role(Role.ADMIN)
    with app.app_context():
        cities = [str(city.id) for city in queries.cities()]
    facts = {"name": "市能源局𠮷", "short_name": "", "kind": "department", "city_ids": cities[:1]}
    assert here.send("/admin/organisations/new", facts).location == "/admin/organisations"
    assert "市能源局𠮷" in here.get("/admin/organisations").text
    with app.app_context(), transaction():
        made = queries.organisation_by_name("市能源局𠮷")
        assert made is not None
        number, version = made.id, made.version
        login = user(Role.DEPARTMENT_REVIEWER, at=made).login
    one = f"/admin/organisations/{number}"
    assert here.send(one, facts | {"city_ids": cities, "version": version}).status_code == 302
    stale = here.send(one, facts | {"name": "市发改委", "version": version})
    assert stale.status_code == 409
    assert "服务城市" in stale.text
    client.send("/login", {"login": login, "password": PASSWORD})
    assert here.send(f"{one}/disable").status_code == 302
    assert client.get("/account/").status_code == 302
    assert "已停用" in client.send("/login", {"login": login, "password": PASSWORD}).text
    assert here.send(f"{one}/enable").status_code == 302
    assert client.send("/login", {"login": login, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": ""}, "请填写单位名称"),
        ({"name": "局" * 101}, "最多 100 个字"),
        ({"kind": "ministry"}, "请选择列表中的一项"),
        ({"kind": ""}, "请选择类型"),
        ({"city_ids": ["x"]}, "请选择列表中的一项"),
        ({"city_ids": []}, "请选择该单位服务的城市"),
        ({"kind": "park_team"}, "请选择该团队服务的园区"),
        ({"park_ids": ["99999999999"]}, "请选择列表中的一项"),
    ],
)
def test_a_bad_organisation_is_refused_at_its_field(app: Flask, as_role, facts: dict[str, object], said: str) -> None:
    here = as_role(Role.ADMIN)
    with app.app_context():
        city = str(queries.cities()[0].id)
    answer = here.send(
        "/admin/organisations/new", {"name": "市能源局", "kind": "department", "city_ids": [city]} | facts
    )
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context():
        assert queries.organisation_by_name("市能源局") is None


def latest_id(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
