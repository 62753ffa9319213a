"""The rules that an installation may set, and who set them when."""

from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, policy, queries
from app.accounts.forms import settings_form
from app.accounts.session import signed_in
from app.accounts.view_model import entry_line
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken
from app.core.forms import AppForm
from app.core.permissions import Permission
from app.core.settings import Declared, declared, value

from .blueprint import bp

HISTORY = 20
OPENED_WITH = "opened-"  # the number that stood in a field when the form was opened


@bp.route("/admin/settings", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def settings() -> ResponseReturnValue:
    """All rules by group but those with a page of their own; only the fields that were changed are saved."""
    rules = [rule for rule in declared() if not rule.page]
    mine = [rule for rule in rules if policy.may_change(rule, signed_in())]
    form = settings_form(mine)
    if form.validate_on_submit():
        changed = sum(_save(rule, form) for rule in mine)
        if not form.errors:
            flash(f"已保存 {changed} 项设置。" if changed else "没有改动。", "ok" if changed else "info")
            return redirect(url_for("accounts.settings"))
    page = render_template(
        "accounts/settings.html",
        form=form,
        groups=[(name, list(found)) for name, found in groupby(rules, key=lambda rule: rule.group)],
        editable={rule.key for rule in mine},
        held={rule.key: value(rule) for rule in rules},
        opened=OPENED_WITH,
        history=[entry_line(entry) for entry in queries.latest_of("setting.changed", HISTORY)],
    )
    return page, form.status


def _save(rule: Declared, form: AppForm) -> bool:
    """Save one rule if its field was changed; a refusal goes to the field."""
    field = form[rule.key]
    new, opened = int(field.data), request.form.get(OPENED_WITH + rule.key, "")
    if opened == str(new):
        return False
    try:
        if opened and opened != str(held := value(rule)) and held != new:
            message = f"他人刚改为 {held} {rule.unit}，请核对后再保存。"
            raise RuleBroken(message, field=rule.key)
        before = value(rule)
        actions.change_setting(rule, new, by=signed_in())
    except DomainError as refusal:
        form.blame(refusal)
        return False
    return before != new
