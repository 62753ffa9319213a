"""Administration of organisations and what they serve."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.accounts.enums import OrganisationKind
from app.accounts.forms import OrganisationForm
from app.accounts.models import Organisation
from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission

from .blueprint import bp, say
from .users import CONFLICT

ONE = "/admin/organisations/<int(max=2147483647):number>"


@bp.get("/admin/organisations")
@requires(Permission.ACCOUNT_MANAGE)
def organisations() -> ResponseReturnValue:
    """All organisations by kind."""
    return render_template("accounts/organisations.html", rows=queries.organisation_rows(), kinds=OrganisationKind)


@bp.route("/admin/organisations/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def create_organisation() -> ResponseReturnValue:
    """Register an organisation."""
    form = OrganisationForm()
    form.offer(queries.cities(), queries.parks())
    if form.validate_on_submit():
        try:
            made = actions.create_organisation(
                name=form.name.data,
                short_name=form.short_name.data or "",
                kind=form.kind.data,
                city_ids=form.city_ids.data,
                park_ids=form.park_ids.data,
                by=signed_in(),
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            add = url_for("accounts.create_user", organisation=made.id)
            say(f"单位“{made.name}”已新建。", then="新建账号", url=add)
            return redirect(url_for("accounts.organisations"))
    return render_template("accounts/organisation_edit.html", form=form, organisation=None, clash=[]), form.status


@bp.route(ONE, methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def edit_organisation(number: int) -> ResponseReturnValue:
    """Change an organisation."""
    organisation = queries.get_organisation(number)
    city_ids, park_ids = queries.served_by(organisation)
    form = OrganisationForm(
        data={
            "name": organisation.name,
            "short_name": organisation.short_name,
            "kind": organisation.kind,
            "city_ids": sorted(city_ids),
            "park_ids": sorted(park_ids),
            "version": organisation.version,
        }
    )
    form.offer(queries.cities(), _offered(park_ids))
    clash: list[dict[str, str]] = []
    status = None
    if form.validate_on_submit():
        if form.version.stale(organisation.version):
            clash, status = _clash(organisation, city_ids, park_ids, form), CONFLICT
            form.version.data = str(organisation.version)
        else:
            try:
                actions.edit_organisation(
                    organisation,
                    name=form.name.data,
                    short_name=form.short_name.data or "",
                    kind=form.kind.data,
                    city_ids=form.city_ids.data,
                    park_ids=form.park_ids.data,
                    by=signed_in(),
                )
            except DomainError as refusal:
                form.blame(refusal)
            else:
                flash(f"单位“{organisation.name}”已保存。", "ok")
                return redirect(url_for("accounts.organisations"))
    page = render_template("accounts/organisation_edit.html", form=form, organisation=organisation, clash=clash)
    return page, status or form.status


@bp.post(f"{ONE}/disable")
@requires(Permission.ACCOUNT_MANAGE)
def disable_organisation(number: int) -> ResponseReturnValue:
    """Close an organisation and with it all its accounts."""
    organisation = queries.get_organisation(number)
    actions.disable_organisation(organisation, by=signed_in())
    undo = url_for("accounts.enable_organisation", number=number)
    say(f"单位“{organisation.name}”及其账号已停用。", then="撤销", url=undo, post=True)
    return redirect(url_for("accounts.edit_organisation", number=number))


@bp.post(f"{ONE}/enable")
@requires(Permission.ACCOUNT_MANAGE)
def enable_organisation(number: int) -> ResponseReturnValue:
    """Open an organisation again."""
    organisation = queries.get_organisation(number)
    actions.enable_organisation(organisation, by=signed_in())
    flash(f"单位“{organisation.name}”已启用。", "ok")
    return redirect(url_for("accounts.edit_organisation", number=number))


def _offered(held: set[int]) -> list[queries.ParkName]:
    """Parks to choose from: those not retired, and those served already."""
    return [park for park in queries.parks(retired=True) if not park.retired or park.id in held]


def _clash(
    organisation: Organisation, city_ids: set[int], park_ids: set[int], form: OrganisationForm
) -> list[dict[str, str]]:
    """Where the stored organisation differs from what is about to be saved, in words."""

    def parks(numbers: set[int]) -> str:
        return "、".join(park.name for park in queries.parks(numbers, retired=True))

    pairs = [
        ("单位名称", organisation.name, form.name.data),
        ("简称", organisation.short_name, form.short_name.data or ""),
        ("类型", organisation.kind.label, form.kind.data.label),
        ("服务城市", "、".join(queries.city_names(city_ids)), "、".join(queries.city_names(form.city_ids.data))),
        ("服务园区", parks(park_ids), parks(set(form.park_ids.data))),
    ]
    return [{"label": label, "stored": stored, "mine": mine} for label, stored, mine in pairs if stored != mine]
