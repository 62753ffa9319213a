"""One's own page and password."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts import actions, limits, queries, watch
from app.accounts.forms import PasswordForm
from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.core.settings import value
from app.extensions import limiter

from .blueprint import bp
from .sign_in import was_refused


def _who() -> str:
    return f"password of {signed_in().id}"


@bp.get("/account/")
@requires(Permission.SELF)
def profile() -> ResponseReturnValue:
    """Who I am here, and what I may see."""
    actor = signed_in()
    return render_template(
        "accounts/profile.html",
        user=queries.get_user(actor.login),
        cities=queries.city_names(actor.city_ids),
        parks=queries.parks(actor.park_ids) if actor.park_ids else [],
        idle=value(limits.IDLE_MINUTES),
    )


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.SELF)
@limiter.limit("10/minute", key_func=_who, methods=["POST"], deduct_when=was_refused)
def password() -> ResponseReturnValue:
    """Change one's own password; all other sessions end."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            actor = actions.change_password(old=form.old.data, new=form.new.data, by=signed_in())
        except DomainError as refusal:
            form.blame(refusal)
        else:
            watch.begin(actor)
            flash("密码已修改，其他设备上的登录已退出。", "ok")
            return redirect("/")
    return (
        render_template(
            "accounts/password.html",
            form=form,
            forced=signed_in().must_change_password,
            least=value(limits.PASSWORD_LEAST),
            login_name=signed_in().login,
        ),
        form.status,
    )
