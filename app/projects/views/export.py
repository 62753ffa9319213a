"""The list of projects as an Excel file: the same filter, order and columns, every row by the reader's rights."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlencode

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core import clock, sheets
from app.core.access import requires
from app.core.permissions import Permission
from app.core.transaction import transaction
from app.extensions import limiter
from app.projects import actions, queries, sheet, view_model
from app.projects.filters import BadFilter

from .blueprint import bp
from .frame import Frame, frame
from .lists import claims_of, keys_shown

MOST = 20_000  # rows of one file: what a person still reads with, and an answer still waits for
AT_ONCE = 500  # rows in memory


def _who() -> str:
    """Whose exports are counted: a whole office shares one address."""
    return f"export {signed_in().id}"


@bp.get("/export")
@requires(Permission.PROJECT_READ)
@limiter.limit("10/minute", key_func=_who)
def export() -> ResponseReturnValue:
    """Everything the list shows for this address, all pages of it."""
    try:
        page = frame("projects.index")
    except BadFilter:
        # The list says what is wrong, with a way out that is not the export of everything.
        return redirect(f"{url_for('projects.index')}?{urlencode(list(request.args.items(multi=True)))}")
    order, today = page.state.order, clock.today()
    found = queries.listed(
        page.criteria, to=page.actor, today=today, sort=order.key, descending=order.descending, most=MOST
    )
    if found is None:
        flash(f"符合筛选的项目超过 {MOST:,} 个，一次导不完。请先缩小筛选范围，再导出。", "error")
        return redirect(page.url())
    content, count = _written(page, found, today)
    with transaction():  # no other GET writes; what leaves the house is in the trail before it leaves
        actions.note_export(
            count=count,
            chosen=_chosen(page),
            columns="、".join(column.label for column in view_model.columns_of(keys_shown(page))),
            by=page.actor,
        )
    return send_file(
        io.BytesIO(content),
        mimetype=sheets.XLSX,
        as_attachment=True,
        download_name=f"项目列表-{today.isoformat()}.xlsx",
        max_age=0,
    )


def _written(page: Frame, found: Sequence[int], today: date) -> tuple[bytes, int]:
    """The file, and how many projects are in it."""
    keys = keys_shown(page)
    columns = view_model.columns_of(keys)
    with_status = view_model.shows_status(page.criteria) and "status" not in keys
    at, count = clock.now(), 0

    def rows() -> Iterator[list[sheets.Cell]]:
        nonlocal count
        for start in range(0, len(found), AT_ONCE):
            ids = found[start : start + AT_ONCE]
            claims = claims_of(page, keys, ids)
            for row in queries.rows_of(ids, to=page.actor, today=today):
                count += 1
                yield sheet.cells(row, columns, with_status=with_status, claims=claims)

    facts = sheet.about(by=page.actor, at=at, chosen=_chosen(page), order=page.state.order, count=lambda: count)
    content = sheets.workbook(
        (
            sheets.Sheet("项目列表", sheet.heads(columns, with_status=with_status), rows()),
            sheets.Sheet("导出说明", [("项目", 14.0), ("内容", 80.0)], facts),
        ),
        title="项目列表",
        author=page.actor.name,
    )
    return content, count


def _chosen(page: Frame) -> str:
    return sheet.filter_words(view_model.chips(page.criteria, page.choices))
