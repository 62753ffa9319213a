"""A park's page, its form, its yearly targets and its checklist."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError, Stale
from app.core.permissions import Permission
from app.parks import actions, policy, queries, view_model
from app.parks.actions.checks import state_of
from app.parks.enums import ParkMetric
from app.parks.forms import CheckForm, ContactForm, ParkForm, TargetsForm, differences, park_values
from app.parks.policy import Deed
from app.parks.queries import YearTargets
from app.parks.wording import group_label, node_label
from app.plans.enums import CarrierKind, OrgRole, OrgType
from app.plans.queries import sector_tree
from app.projects.queries import latest_activities, newest_at, park_figures

from .blueprint import CONFLICT, NUMBER, YEAR, bp

NEWEST = 10
LATEST = 8


@bp.get("/<code>")
@requires(Permission.PARK_READ)
def show(code: str) -> ResponseReturnValue:
    """Everything about one park."""
    actor = signed_in()
    placed = queries.find_placed(code, to=actor)
    park, today = placed.park, clock.today()
    facts = queries.facts_of(placed)
    figures = park_figures([park.id], year=today.year, today=today)[park.id]
    this_year = facts.years.get(today.year, {})
    wanted = YearTargets(this_year.get(ParkMetric.SIGNED), this_year.get(ParkMetric.LANDED))
    return render_template(
        "parks/show.html",
        park=park,
        placed=placed,
        standings=[_standing(placed, node) for node in placed.nodes],
        facts_held=facts,
        carrier_label=lambda kind: CarrierKind(kind).label,
        organisation_label=lambda kind: OrgType(kind).label,
        role_label=lambda role: OrgRole(role).label,
        sums=view_model.sums_of(figures, wanted),
        year=today.year,
        now=clock.now(),
        newest=newest_at(park.id, to=actor, today=today, limit=NEWEST),
        latest=latest_activities([park.id], to=actor, limit=LATEST),
        sees_projects=actor.sees_every_park or park.id in actor.park_ids,
        may={deed.value: policy.may(deed, actor, park) for deed in Deed},
    )


def _standing(placed: queries.Placed, node: Any) -> dict[str, Any]:
    """Where the park stands in one layout: its number among its kind, the neighbours, a small picture."""
    everybody = placed.siblings[node.layout_id]
    in_use = [other for other in everybody if other.park.retired_at is None]
    alike = [other for other in in_use if other.kind is node.kind]
    listed = node in alike
    return {
        "plan": node.layout.plan,
        "layout": node.layout,
        "label": node_label(node.kind, alike.index(node) + 1, alone=len(alike) == 1) if listed else node.kind.label,
        "group": group_label(node.kind, len(alike)) if alike else "",
        "siblings": in_use,
        "mini": view_model.mini(node.layout, everybody, node.id),
        "here": node.id,
    }


@bp.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.PARK_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Change a park: the bureau everything, the park's own manager the contact."""
    actor = signed_in()
    park = queries.get_visible(code, to=actor)
    policy.check(Deed.CONTACT, actor, park)
    whole = policy.may(Deed.EDIT, actor, park)
    tree = sector_tree() if whole else None
    stored = park_values(park, queries.sector_ids(park) if whole else [])
    form = ParkForm(data=stored) if whole else ContactForm(data=stored)
    if isinstance(form, ParkForm) and tree is not None:
        form.offer_sectors(tree.choices())
    clash: list[dict[str, str]] = []
    if form.validate_on_submit():
        stale = form.version.stale(park.version)
        clash = differences(form, stored) if stale else []
        if stale and not clash:  # sent twice: what was typed is what is stored
            return redirect(url_for("parks.show", code=code))
        if clash:
            form.version.data = str(park.version)
        else:
            try:
                if isinstance(form, ParkForm):
                    actions.edit(park, **form.facts(), by=actor)
                actions.edit_contact(park, **form.contact(), by=actor)
            except DomainError as refusal:
                form.blame(refusal)
            else:
                flash("已保存。", "ok")
                return redirect(url_for("parks.show", code=code))
    page = render_template("parks/edit.html", form=form, park=park, whole=whole, clash=clash)
    return page, CONFLICT if clash else form.status


@bp.route(f"/<code>/targets/{YEAR}", methods=["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def targets(code: str, year: int) -> ResponseReturnValue:
    """What the bureau expects of the park in a year."""
    actor = signed_in()
    park = queries.get_visible(code, to=actor)
    policy.check(Deed.TARGET, actor, park)
    rows = queries.targets_of_park(park)
    held = {row.metric.value: Decimal(row.value) for row in rows if row.year == year}
    seen = {f"seen_{metric.value}": held.get(metric.value, "") for metric in ParkMetric}
    form = TargetsForm(data={**{metric.value: held.get(metric.value) for metric in ParkMetric}, **seen})
    clash: list[dict[str, str]] = []
    if form.validate_on_submit():
        try:
            actions.set_targets(park, year=year, values=form.values(), seen=form.seen(), by=actor)
        except Stale:
            clash = differences(form, {metric.value: held.get(metric.value) for metric in ParkMetric})
            if not clash:  # sent twice: what was typed is what is stored
                return redirect(url_for("parks.show", code=code))
            for name, value in seen.items():
                form[name].data = value
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash(f"{year} 年目标已保存。", "ok")
            return redirect(url_for("parks.show", code=code, _anchor="targets"))
    years: dict[int, dict[str, int]] = {}
    for row in rows:
        years.setdefault(row.year, {})[row.metric.value] = row.value
    page = render_template("parks/targets.html", form=form, park=park, year=year, years=years, clash=clash)
    return page, CONFLICT if clash else form.status


@bp.route(f"/<code>/checks/{NUMBER}", methods=["GET", "POST"])
@requires(Permission.PARK_EDIT)
def check(code: str, number: int) -> ResponseReturnValue:
    """Tick an item of the checklist, with its evidence and day."""
    actor = signed_in()
    park = queries.get_visible(code, to=actor)
    policy.check(Deed.CHECK, actor, park)
    item = queries.get_check(park, number)
    stored = {"done": item.done, "evidence": item.evidence, "done_on": item.done_on}
    form = CheckForm(data={**stored, "seen": state_of(item)})
    clash: list[dict[str, str]] = []
    if form.validate_on_submit():
        try:
            actions.tick(
                item,
                park,
                done=form.done.data,
                evidence=form.evidence.data or "",
                done_on=form.done_on.data,
                seen=form.seen.data or "",
                today=clock.today(),
                by=actor,
            )
        except Stale:
            clash = differences(form, stored)
            if not clash:
                return redirect(url_for("parks.show", code=code))
            form.seen.data = state_of(item)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash(f"“{item.item}”已登记。", "ok")
            return redirect(url_for("parks.show", code=code, _anchor="checks"))
    page = render_template("parks/check.html", form=form, park=park, item=item, clash=clash)
    return page, CONFLICT if clash else form.status


@bp.post("/<code>/retire")
@requires(Permission.PARK_EDIT)
def retire(code: str) -> ResponseReturnValue:
    """Take the park out of use."""
    actor = signed_in()
    park = queries.get_visible(code, to=actor)
    actions.retire(park, by=actor)
    flash(
        {  # type: ignore[arg-type]  # the page's toasts take a text with an action
            "text": f"“{park.name}”已停用；项目和本页保留，新登项目不再能选它。",
            "action_label": "撤销",
            "action_url": url_for("parks.bring_back", code=code),
            "action_method": "post",
        },
        "ok",
    )
    return redirect(_back_to(code))


@bp.post("/<code>/bring-back")
@requires(Permission.PARK_EDIT)
def bring_back(code: str) -> ResponseReturnValue:
    """Use it again."""
    actor = signed_in()
    park = queries.get_visible(code, to=actor)
    actions.bring_back(park, by=actor)
    flash(f"“{park.name}”已恢复使用。", "ok")
    return redirect(_back_to(code))


def _back_to(code: str) -> str:
    """The layout's page when the button stood there, otherwise the park's."""
    layout = request.form.get("layout", "")
    if layout:
        return url_for("parks.edit_layout", code=layout)
    return url_for("parks.show", code=code)
