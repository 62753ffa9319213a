"""Transfers: the list, proposing, the page with the three consents."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.queries import colleagues_at
from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError, NotAllowed, RuleBroken
from app.core.forms import AppForm, pair_choices
from app.core.permissions import Permission
from app.core.settings import value
from app.first_reports import actions, limits, policy, queries, view_model
from app.first_reports.enums import TransferParty, TransferState
from app.first_reports.forms import AgreeForm, EndForm, TransferForm
from app.first_reports.models import Transfer
from app.projects.policy import knows_investor

from .blueprint import bp
from .claims import head_of, tab_links

TAB = "transfers"


@bp.get("/transfers/")
@requires(Permission.FIRST_REPORT_READ)
def transfers() -> ResponseReturnValue:
    """Those that wait for consent; or all."""
    actor = signed_in()
    waiting = request.args.get("all") != "1"
    page = queries.transfers_page(to=actor, waiting=waiting, cursor=request.args.get("cursor") or None)
    kept: dict[str, Any] = {} if waiting else {"all": "1"}
    return render_template(
        "first_reports/transfers.html",
        tabs=tab_links(actor, TAB),
        page=page,
        waiting=waiting,
        awaits={one.id: queries.awaits(one) for one in page.items},
        tones=view_model.TRANSFER_TONES,
        previous_url=page.previous and url_for("first_reports.transfers", cursor=page.previous, **kept),
        next_url=page.next and url_for("first_reports.transfers", cursor=page.next, **kept),
    )


@bp.route("/projects/<string:code>/transfer", methods=["GET", "POST"])
@requires(Permission.TRANSFER)
def propose(code: str) -> ResponseReturnValue:
    """提出流转."""
    actor = signed_in()
    _claim, project = queries.claim_with_project(code, to=actor)
    if not policy.may_propose(actor, project):
        raise NotAllowed("只有园区招商负责人和商务局负责人可以提出流转。")
    form = TransferForm()
    parks = {park.code: park for park in queries.parks_to_take(project.park_id)}
    form.to_park.choices = pair_choices(((park.code, park.name) for park in parks.values()), blank="请选择")
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            made = actions.propose(project, parks[form.to_park.data], reason=form.reason.data or "", by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            shown = url_for("first_reports.transfer", code=made.code)
            form.once.settle(shown)
            flash(f"已提出流转 {made.code}，三方同意后生效。", "ok")
            return redirect(shown)
    return (
        render_template(
            "first_reports/propose.html",
            **head_of(project, actor),
            form=form,
            percent=value(limits.SHARE_PERCENT),
            years=value(limits.SHARE_YEARS),
        ),
        form.status,
    )


@bp.get("/transfers/<string:code>")
@requires(Permission.FIRST_REPORT_READ)
def transfer(code: str) -> ResponseReturnValue:
    """The three consents, and what the reader may know of the project."""
    actor = signed_in()
    return _page(queries.find_transfer(code, to=actor), actor)


@bp.post("/transfers/<string:code>/agree")
@requires(Permission.TRANSFER)
def agree(code: str) -> ResponseReturnValue:
    """同意."""
    actor = signed_in()
    found, form = queries.find_transfer(code, to=actor), AgreeForm()
    party = _party(found, actor)
    people = {user.login: user for user in colleagues_at(found.to_park_id)} if party is TransferParty.TAKER else {}
    form.owner.choices = pair_choices((user.login, user.name) for user in people.values())
    if party is not TransferParty.TAKER:
        del form.owner
    if form.validate():
        try:
            if party is None:
                raise RuleBroken("没有需要您表示的同意。")
            actions.agree(found, party, by=actor, new_owner=people.get(form.owner.data) if people else None)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            done = found.state is TransferState.DONE
            flash("三方均已同意，项目已流转。" if done else "已表示同意。", "ok")
            return redirect(url_for("first_reports.transfer", code=code))
    return _page(found, actor, agree_form=form), form.status


@bp.post("/transfers/<string:code>/refuse")
@requires(Permission.TRANSFER)
def refuse(code: str) -> ResponseReturnValue:
    """不同意."""
    return _end(code, withdraws=False)


@bp.post("/transfers/<string:code>/withdraw")
@requires(Permission.TRANSFER)
def withdraw(code: str) -> ResponseReturnValue:
    """撤回."""
    return _end(code, withdraws=True)


def _end(code: str, *, withdraws: bool) -> ResponseReturnValue:
    actor = signed_in()
    found, form = queries.find_transfer(code, to=actor), EndForm()
    if form.validate():
        try:
            (actions.withdraw if withdraws else actions.refuse)(found, reason=form.reason.data or "", by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash("已撤回，项目恢复推进。" if withdraws else "已表示不同意，项目恢复推进。", "ok")
            return redirect(url_for("first_reports.transfer", code=code))
    return _page(found, actor, end_form=form), form.status


def _party(transfer: Transfer, actor: Actor) -> TransferParty | None:
    """For whom this person can still agree."""
    if transfer.state is not TransferState.OPEN:
        return None
    if actor.id in {transfer.giver_by_id, transfer.taker_by_id, transfer.bureau_by_id}:
        return None
    mine = policy.transfer_parties(actor, transfer)
    return next((party for party in queries.awaits(transfer) if party in mine), None)


def _page(transfer: Transfer, actor: Actor, **given: AppForm) -> str:
    """After the transfer the giver sees that it was made, and nothing that came later."""
    party = _party(transfer, actor)
    is_open = transfer.state is TransferState.OPEN
    mine = policy.transfer_parties(actor, transfer)
    sees_now = actor.sees_every_park or transfer.project.park_id in actor.park_ids
    forms: dict[str, AppForm | None] = {"agree_form": None, "end_form": None}
    if party is not None:
        agreeing = AgreeForm(formdata=None)
        if party is TransferParty.TAKER:
            people = colleagues_at(transfer.to_park_id)
            agreeing.owner.choices = pair_choices((user.login, user.name) for user in people)
            agreeing.owner.data = actor.login
        else:
            del agreeing.owner
        forms["agree_form"] = agreeing
    withdraws = is_open and actions.proposing_party(transfer) in mine
    if is_open and mine:
        forms["end_form"] = EndForm(formdata=None)
    names = queries.names_of(
        [
            transfer.giver_by_id,
            transfer.taker_by_id,
            transfer.bureau_by_id,
            transfer.proposed_by_id,
            transfer.ended_by_id,
        ]
    )
    return render_template(
        "first_reports/transfer.html",
        transfer=transfer,
        tone=view_model.TRANSFER_TONES[transfer.state],
        offer=queries.offer_of(transfer, to=actor) if is_open or sees_now else None,
        project_url=url_for("projects.show", code=transfer.project.code)
        if sees_now and transfer.project.deleted_at is None
        else None,
        consents=[
            (one, getattr(transfer, f"{one.value}_at"), names.get(getattr(transfer, f"{one.value}_by_id") or 0))
            for one in TransferParty
        ],
        names=names,
        # Texts about a confidential project are for the three who agree and for who may know its investor.
        reads=bool(mine) or knows_investor(actor, transfer.project),
        party=party,
        withdraws=withdraws,
        **{**forms, **given},
    )
