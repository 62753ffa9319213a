"""Changing one's own password, and having to."""

import pytest
from flask import Flask

from app.accounts.enums import Role
from tests.factories.accounts import PASSWORD
from tests.page_client import PageClient

NEW = "Jianghai-2026-east"


def test_a_changed_password_ends_all_other_sessions(app: Flask, client: PageClient, as_role) -> None:
    here = as_role(Role.LEADER)
    client.send("/login", {"login": here.actor.login, "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    answer = here.send("/account/password", {"old": PASSWORD, "new": NEW, "repeat": NEW})
    assert answer.status_code == 302
    assert here.get("/account/").status_code == 200, "who changed it goes on"
    ended = client.get("/account/")
    assert ended.location == "/login?next=/account/&why=ended", "the other device must sign in again"
    assert "登录已失效" in client.get(ended.location).text
    assert client.send("/login", {"login": here.actor.login, "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "repeat", "said"),
    [
        ("Wrong-password-1", NEW, NEW, "原密码不正确"),
        (PASSWORD, NEW, NEW + "x", "两次输入的新密码不一致"),
        (PASSWORD, "kurz", "kurz", "至少 10 位"),
        (PASSWORD, "Password123!", "Password123!", "过于常见"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与原密码相同"),
        (PASSWORD, "x" * 200, "x" * 200, "最多 128 位"),
        ("", "", "", "请填写密码"),
    ],
)
def test_a_bad_new_password_is_refused_at_its_field(as_role, old: str, new: str, repeat: str, said: str) -> None:
    here = as_role(Role.LEADER)
    answer = here.send("/account/password", {"old": old, "new": new, "repeat": repeat})
    assert answer.status_code == 422
    assert said in answer.text
    assert here.get("/account/").status_code == 200


def test_a_given_password_is_changed_before_anything_else(as_role) -> None:
    here = as_role(Role.LEADER, must_change_password=True)
    assert here.get("/account/").location == "/account/password"
    assert "初始密码" in here.get("/account/password").text
    assert here.get("/account/", headers={"HX-Request": "true"}).status_code == 403
    json = here.get("/account/", headers={"Accept": "application/json"})
    assert (json.status_code, json.json) == (403, {"message": "请先修改初始密码。"})
    assert here.send("/account/password", {"old": PASSWORD, "new": NEW, "repeat": NEW}).status_code == 302
    assert here.get("/account/").status_code == 200


def test_one_may_leave_instead_of_changing_it(as_role) -> None:
    here = as_role(Role.LEADER, must_change_password=True)
    assert here.send("/logout").location == "/login"


@pytest.mark.parametrize("role", Role)
def test_everybody_has_an_own_page(as_role, role: Role) -> None:
    here = as_role(role, parks=["lay-ntit-zone-2"] if role in (Role.OFFICER, Role.PARK_MANAGER) else None)
    page = here.get("/account/")
    assert page.status_code == 200
    assert here.actor.name in page.text
    assert role.label in page.text
