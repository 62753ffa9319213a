"""Signing in and out."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.accounts import actions, limits, passwords, queries, watch
from app.accounts.forms import SignInForm
from app.accounts.rules import local_path, login_key
from app.accounts.session import signed_in
from app.core.access import public, requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.core.settings import value
from app.core.transaction import commit, roll_back
from app.extensions import limiter

from .blueprint import bp

REFUSED = 422
# Whole offices share one address, so the second one is wide.
PER_NAME, PER_ADDRESS = "20/minute", "300/minute"


_REASONS = {
    "idle": "超过 {minutes} 分钟没有操作，已自动退出。登录后回到刚才的页面，没有保存的内容留在本机草稿中。",
    "lost": "登录已失效，刚才提交的内容没有保存，留在本机草稿中。登录后回到刚才的页面，核对后再提交。",
    "ended": "登录已失效：密码或角色有变动，或账号已停用。请重新登录。",
}


def _address_and_name() -> str:
    return f"{get_remote_address()} {login_key(request.form.get('login', ''))[:40]}"


def was_refused(response: Response) -> bool:
    """Whether an attempt failed: only those are counted."""
    return response.status_code == REFUSED


@bp.route("/login", methods=["GET", "POST"])
@public
@limiter.limit(PER_NAME, key_func=_address_and_name, methods=["POST"], deduct_when=was_refused)
@limiter.limit(PER_ADDRESS, methods=["POST"], deduct_when=was_refused)
def login() -> ResponseReturnValue:
    """Let somebody in and send them where they wanted to go."""
    wanted = local_path(request.args.get("next")) or "/"
    if current_user.is_authenticated and request.method == "GET":
        return redirect(wanted)
    form = SignInForm()
    if form.validate_on_submit():
        found = queries.credentials_of(login_key(form.login.data))
        # Checking a password takes long by design; nobody else's writing shall wait for it.
        roll_back()
        right = passwords.fits(found.password_hash if found else None, form.password.data)
        try:
            actor = actions.sign_in(found, right=right, password=form.password.data)
        except DomainError as refusal:
            # What was counted must outlive the refusal.
            commit()
            form.blame(refusal)
        else:
            watch.begin(actor)
            return redirect(url_for("accounts.password") if actor.must_change_password else wanted)
    reason = _REASONS.get(request.args.get("why", ""), "").format(minutes=value(limits.IDLE_MINUTES))
    return render_template("accounts/login.html", form=form, reason=reason), form.status


@bp.post("/logout")
@requires(Permission.SELF)
def logout() -> ResponseReturnValue:
    """Leave."""
    actions.sign_out(by=signed_in())
    watch.end()
    return redirect(url_for("accounts.login"))
