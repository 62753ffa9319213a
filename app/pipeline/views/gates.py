"""闸口与时限: the whole table of gates with its switches and limits, and who changed what when."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions as account_actions
from app.accounts import queries as account_queries
from app.accounts.actor import Actor
from app.accounts.forms import settings_form
from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken
from app.core.forms import AppForm
from app.core.permissions import Permission
from app.core.settings import Declared, value
from app.pipeline import limits, view_model
from app.pipeline.view_model import SWITCHED
from app.projects.enums import SiteMode

bp = Blueprint("gates", __name__, url_prefix="/admin", template_folder="../templates")
OPENED_WITH = "opened-"  # what stood in a field when the page was opened
HISTORY, LOOKED_THROUGH = 30, 300


@bp.route("/gates", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def show() -> ResponseReturnValue:
    """All gates by stage and kind of site; only what was changed is saved, and a colleague's change is never undone."""
    actor = signed_in()
    numbers = view_model.numbers()
    form = settings_form(numbers)
    refused: list[str] = []
    if form.validate_on_submit():
        changed = sum(_save_number(rule, form, actor) for rule in numbers)
        for switch in limits.SWITCHES.values():
            try:
                changed += _save_switch(switch, actor)
            except DomainError as refusal:
                refused.append(refusal.message)
        form.form_errors.extend(refused)
        if not form.errors:
            flash(f"已保存 {changed} 项。" if changed else "没有改动。", "ok" if changed else "info")
            return redirect(url_for("gates.show"))
    rules = [*numbers, *limits.SWITCHES.values()]
    held = {rule.key: value(rule) for rule in rules}
    sent = form.is_submitted() and not refused
    return render_template(
        "pipeline/gates.html",
        form=form,
        tables=view_model.tables(limits.current()),
        further=view_model.further_limits(),
        sites=list(SiteMode),
        held=held,
        # A refused form shows what was ticked; after a colleague's change, what holds now.
        ticked={
            key: _ticked(key) if sent and OPENED_WITH + key in request.form else number == limits.ASKED
            for key, number in held.items()
        },
        opened=OPENED_WITH,
        history=view_model.changes(account_queries.latest_of("setting.changed", LOOKED_THROUGH), HISTORY),
    ), form.status


def _ticked(key: str) -> bool:
    return key in request.form


def _save_number(rule: Declared, form: AppForm, actor: Actor) -> bool:
    """Save one number if it was changed; a refusal goes to the field."""
    try:
        return _save(rule, int(form[rule.key].data), actor)
    except DomainError as refusal:
        form.blame(refusal)
        return False


def _save_switch(switch: Declared, actor: Actor) -> bool:
    """Save one switch: a box that is not ticked is not sent, so that it stood there is told beside it."""
    if OPENED_WITH + switch.key not in request.form:
        return False
    return _save(switch, limits.ASKED if _ticked(switch.key) else limits.WAIVED, actor)


def _save(rule: Declared, new: int, actor: Actor) -> bool:
    """Whether something changed. Raises RuleBroken when a colleague has changed it since the page was opened."""
    opened, held = request.form.get(OPENED_WITH + rule.key, ""), value(rule)
    if opened == str(new) or held == new:
        return False
    if opened and opened != str(held):
        now = SWITCHED.get(held) if rule in limits.SWITCHES.values() else f"{held} {rule.unit}"
        message = f"“{rule.label}”他人刚改为“{now}”，请核对后再保存。"
        raise RuleBroken(message, field=rule.key)
    account_actions.change_setting(rule, new, by=actor)
    return True
