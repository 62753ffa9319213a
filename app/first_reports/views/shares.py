"""What parks count for scores in a year, transfers split."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import BadAddress
from app.core.permissions import Permission
from app.first_reports import queries, view_model

from .blueprint import bp
from .claims import tab_links
from .transfers import TAB

YEARS = 5  # as many as a share lasts by default


@bp.get("/transfers/shares")
@requires(Permission.FIRST_REPORT_READ)
def shares() -> ResponseReturnValue:
    """考核计数."""
    actor, today = signed_in(), clock.today()
    years = {str(year): year for year in range(today.year, today.year - YEARS, -1)}
    if (year := years.get(request.args.get("year") or str(today.year))) is None:
        raise BadAddress("没有这一年的考核计数，请重新选择年份。")
    lines = queries.score_sheet(actor, year=year)
    return render_template(
        "first_reports/shares.html",
        tabs=tab_links(actor, TAB),
        today=today,
        year=year,
        years=[
            {"label": f"{one} 年", "url": url_for("first_reports.shares", year=one), "active": one == year}
            for one in years.values()
        ],
        lines=lines,
        total=view_model.sum_of(lines),
        part=view_model.part,
        splitting=queries.splitting(actor, year=year),
    )
