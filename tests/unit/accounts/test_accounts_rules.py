"""Sign-in names, passwords, roles and ways back, by table."""

import pytest

from app.accounts import passwords
from app.accounts.enums import OrganisationKind, Role
from app.accounts.roles import APART, GRANTS, ROLES_OF
from app.accounts.rules import check_login, check_password, check_roles, local_path, login_key, password_faults
from app.core.errors import RuleBroken
from app.core.permissions import Permission


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Jianghai-2026-east", None),
        ("correct horse Battery 9", None),
        ("江海之滨Nantong八月", None),
        ("Kq7m-Xw3p-9Trd", None),
        ("Ab1!", "至少 10 位"),
        ("alllowercaseletters", "三类"),
        ("lowercase-and-sign", "三类"),
        ("1234567890", "三类"),
        ("Xu-wenjing-2026", "不能包含登录名"),
        ("Gnijnew-ux-88", "不能包含登录名"),
        ("Password123!", "过于常见"),
        ("P@ssw0rd2026", "过于常见"),
        ("Aa123456!!", "过于常见"),
        ("Qwerty!2345", "过于常见"),
        ("Nantong2026!", "过于常见"),
        ("Aa1Aa1Aa1Aa1", "过于常见"),
        ("Zz9-" * 40, "最多 128 位"),
    ],
)
def test_a_password_is_strong_or_it_is_said_why_not(password: str, said: str | None) -> None:
    faults = "；".join(password_faults(password, login="xu-wenjing", least=10))
    assert (faults == "") if said is None else (said in faults)


def test_a_refused_password_names_everything_at_once() -> None:
    with pytest.raises(RuleBroken) as refused:
        check_password("abc", login="chen", least=10, field="new")
    assert refused.value.field == "new"
    assert all(part in refused.value.message for part in ("至少 10 位", "三类", "过于常见"))


def test_generated_passwords_are_strong_and_differ() -> None:
    made = {passwords.generated() for _ in range(50)}
    assert len(made) == 50
    assert not any(password_faults(password, login="admin", least=10) for password in made)


def test_a_hash_fits_its_password_only() -> None:
    kept = passwords.hashed("Jianghai-2026-east")
    assert passwords.fits(kept, "Jianghai-2026-east")
    assert not passwords.fits(kept, "jianghai-2026-east")
    assert not passwords.fits(None, "Jianghai-2026-east")
    assert not passwords.fits("no hash at all", "Jianghai-2026-east")
    assert not passwords.outdated(kept)


@pytest.mark.parametrize("login", ["chen", "o-lay-gz-park-03", "park_manager", "li.na2", "a" * 40])
def test_good_sign_in_names(login: str) -> None:
    check_login(login)


@pytest.mark.parametrize(
    "login", ["", "a", "陈晓岚", "2chen", "chen lan", "Chen", "new", "a" * 41, "a/b", "chen\n", "𠮷"]
)
def test_bad_sign_in_names(login: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_login(login)
    assert refused.value.field == "login"


def test_a_sign_in_name_is_read_as_people_type_it() -> None:
    assert login_key("  Ｃｈｅｎ ") == "chen"


@pytest.mark.parametrize("kind", OrganisationKind)
@pytest.mark.parametrize("role", Role)
def test_a_role_fits_exactly_its_kind_of_organisation(kind: OrganisationKind, role: Role) -> None:
    if role in ROLES_OF[kind]:
        check_roles([role], kind)
    else:
        with pytest.raises(RuleBroken, match=role.label):
            check_roles([role], kind)


def test_separated_powers_are_never_one_person() -> None:
    assert APART
    with pytest.raises(RuleBroken, match="三员分立"):
        check_roles([Role.ADMIN, Role.AUDITOR], OrganisationKind.OPERATIONS)
    with pytest.raises(RuleBroken, match="至少选择一个"):
        check_roles([], OrganisationKind.BUREAU)


@pytest.mark.parametrize("role", Role)
def test_every_role_has_rights_and_a_home(role: Role) -> None:
    assert Permission.SELF in GRANTS[role]
    assert sum(role in roles for roles in ROLES_OF.values()) == 1


def test_admin_and_auditor_see_no_project() -> None:
    contents = {
        right for right in Permission if right.partition(":")[0] in ("project", "company", "park", "brief", "contact")
    }
    assert not contents & (GRANTS[Role.ADMIN] | GRANTS[Role.AUDITOR])
    assert Permission.AUDIT_READ not in GRANTS[Role.ADMIN]
    assert [role for role in Role if Permission.AUDIT_READ in GRANTS[role]] == [Role.AUDITOR]


@pytest.mark.parametrize("path", ["/", "/projects/?q=中天&sort=-amount", "/parks/lay-ntit-core"])
def test_ways_back_inside_the_product(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *(None, "", "projects", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/a\\b"),
        *("/%2F/evil.example", "/%2fevil.example", "/%5Cevil.example"),
        *("https://evil.example/", "javascript:alert(1)", "/\tevil", "/\n/evil.example", "/" + "a" * 2000),
    ],
)
def test_ways_back_that_lead_elsewhere_are_dropped(path: str | None) -> None:
    assert local_path(path) is None
