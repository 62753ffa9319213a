"""Administration of accounts."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, passwords, queries
from app.accounts.enums import OrganisationKind, Role
from app.accounts.forms import NewUserForm, UserForm
from app.accounts.models import User
from app.accounts.queries import USER_STATES, UserFilter
from app.accounts.roles import ROLES_OF
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.addresses import row_number
from app.core.errors import DomainError
from app.core.forms import trim
from app.core.permissions import Permission

from .blueprint import bp, say

CONFLICT = 409


@bp.get("/admin/users")
@requires(Permission.ACCOUNT_MANAGE)
def users() -> ResponseReturnValue:
    """All accounts, organisation after organisation."""
    wanted = _filter()
    asked = {"q": wanted.text, "kind": wanted.kind, "role": wanted.role, "state": wanted.state}
    said = {name: str(value) for name, value in asked.items() if value}
    page = queries.users_page(wanted, cursor=request.args.get("at"))
    return render_template(
        "accounts/users.html",
        page=page,
        groups=[(people[0].organisation, people) for people in _by_organisation(page.items)],
        total=queries.count_users(wanted),
        wanted=wanted,
        chips=_chips(wanted, said),
        said=said,
        choices={
            "kind": [(kind.value, kind.label) for kind in OrganisationKind],
            "role": [(role.value, role.label) for role in Role],
            "state": list(USER_STATES.items()),
        },
        now=clock.now(),
    )


@bp.route("/admin/users/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def create_user() -> ResponseReturnValue:
    """Open an account and show its first password once."""
    form = NewUserForm()
    organisations = queries.all_organisations()
    form.offer(organisations)
    if request.method == "GET" and (asked := row_number(request.args.get("organisation"))) is not None:
        form.organisation_id.data = asked
    if form.validate_on_submit():
        password = passwords.generated()
        try:
            user = actions.create_user(
                login=form.login.data,
                name=form.name.data,
                job_title=form.job_title.data or "",
                organisation=queries.get_organisation(form.organisation_id.data),
                roles=form.roles.data,
                password=password,
                by=signed_in(),
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            return render_template("accounts/issued.html", user=user, password=password, fresh=True)
    return render_template("accounts/user_edit.html", form=form, user=None, roles_of=ROLES_OF, clash=[]), form.status


@bp.route("/admin/users/<login>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def edit_user(login: str) -> ResponseReturnValue:
    """Change an account."""
    user = queries.get_user(login)
    stored = {
        "login": user.login,
        "name": user.name,
        "job_title": user.job_title,
        "organisation_id": user.organisation_id,
        "roles": [row.role for row in user.role_rows],
        "version": user.version,
    }
    form = UserForm(data=stored)
    form.offer(queries.all_organisations(), current=user.organisation_id)
    clash: list[dict[str, str]] = []
    status = None
    if form.validate_on_submit():
        if form.version.stale(user.version):
            clash, status = _clash(user, form), CONFLICT
            form.version.data = str(user.version)
        else:
            try:
                actions.edit_user(
                    user,
                    name=form.name.data,
                    job_title=form.job_title.data or "",
                    organisation=queries.get_organisation(form.organisation_id.data),
                    roles=form.roles.data,
                    by=signed_in(),
                )
            except DomainError as refusal:
                form.blame(refusal)
            else:
                flash(f"账号“{user.login}”已保存。", "ok")
                return redirect(url_for("accounts.users"))
    page = render_template(
        "accounts/user_edit.html",
        form=form,
        user=user,
        roles_of=ROLES_OF,
        clash=clash,
        locked=user.locked_until is not None and user.locked_until > clock.now(),
    )
    return page, status or form.status


@bp.post("/admin/users/<login>/disable")
@requires(Permission.ACCOUNT_MANAGE)
def disable_user(login: str) -> ResponseReturnValue:
    """Close an account."""
    user = queries.get_user(login)
    actions.disable_user(user, by=signed_in())
    undo = url_for("accounts.enable_user", login=login)
    say(f"账号“{login}”已停用。", then="撤销", url=undo, post=True)
    return redirect(url_for("accounts.edit_user", login=login))


@bp.post("/admin/users/<login>/enable")
@requires(Permission.ACCOUNT_MANAGE)
def enable_user(login: str) -> ResponseReturnValue:
    """Open an account again."""
    actions.enable_user(queries.get_user(login), by=signed_in())
    flash(f"账号“{login}”已启用。", "ok")
    return redirect(url_for("accounts.edit_user", login=login))


@bp.post("/admin/users/<login>/unlock")
@requires(Permission.ACCOUNT_MANAGE)
def unlock_user(login: str) -> ResponseReturnValue:
    """Let somebody try again."""
    actions.unlock(queries.get_user(login), by=signed_in())
    flash(f"账号“{login}”已解锁。", "ok")
    return redirect(url_for("accounts.edit_user", login=login))


@bp.post("/admin/users/<login>/reset")
@requires(Permission.ACCOUNT_MANAGE)
def reset_user(login: str) -> ResponseReturnValue:
    """Give a new password and show it once; it is in no address, no cookie and no log."""
    user = queries.get_user(login)
    password = actions.reset_password(user, by=signed_in())
    return render_template("accounts/issued.html", user=user, password=password, fresh=False)


def _filter() -> UserFilter:
    """The filter in the URL; what is unknown there narrows nothing."""
    asked = request.args
    return UserFilter(
        text=(trim(asked.get("q", "")) or "")[:100],
        kind=_member(OrganisationKind, asked.get("kind")),
        role=_member(Role, asked.get("role")),
        state=asked.get("state", "") if asked.get("state") in USER_STATES else "",
    )


def _by_organisation(users: Sequence[User]) -> list[list[User]]:
    return [list(people) for _number, people in groupby(users, key=lambda user: user.organisation_id)]


def _member(members: Any, text: str | None) -> Any:
    return next((member for member in members if member.value == text), None)


def _chips(wanted: UserFilter, said: dict[str, Any]) -> list[dict[str, str]]:
    shown = {
        "q": ("文字", wanted.text),
        "kind": ("单位类型", wanted.kind.label if wanted.kind else ""),
        "role": ("角色", wanted.role.label if wanted.role else ""),
        "state": ("状态", USER_STATES.get(wanted.state, "")),
    }
    return [
        {
            "label": label,
            "value": value,
            "remove_url": url_for("accounts.users", **{other: kept for other, kept in said.items() if other != name}),
        }
        for name, (label, value) in shown.items()
        if value
    ]


def _clash(user: User, form: UserForm) -> list[dict[str, str]]:
    """Where the stored account differs from what is about to be saved, in words."""
    organisations = {made.id: made.name for made in queries.all_organisations()}
    held = {row.role for row in user.role_rows}
    pairs = [
        ("姓名", user.name, form.name.data),
        ("职务", user.job_title, form.job_title.data or ""),
        ("单位", user.organisation.name, organisations.get(form.organisation_id.data, "")),
        ("角色", _roles(held), _roles(form.roles.data)),
    ]
    return [{"label": label, "stored": stored, "mine": mine} for label, stored, mine in pairs if stored != mine]


def _roles(roles: Any) -> str:
    return "、".join(role.label for role in Role if role in roles)
