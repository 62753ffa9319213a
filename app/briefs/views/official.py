"""Rulings, supervision notices and weekly reports on paper: preview, issue, what was issued before."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.session import signed_in
from app.briefs import papers, policy
from app.briefs.enums import PrintKind
from app.briefs.forms import OfficialForm
from app.briefs.sources import SOURCES, Found
from app.core import clock
from app.core.access import requires
from app.core.errors import AlreadyExists, RuleBroken
from app.core.permissions import Permission
from app.extensions import limiter

from .blueprint import address, bp, pdf_answer, who


@bp.get("/briefs/papers/<kind>/<subject>")
@requires(Permission.BRIEF_PRINT)
def paper(kind: str, subject: str) -> ResponseReturnValue:
    """What the paper says, with a preview; from here it is issued, or fetched when it was issued."""
    which, found = _find(kind, subject)
    return _page(which, subject, found, OfficialForm())


@bp.get("/briefs/papers/<kind>/<subject>/preview.pdf")
@requires(Permission.BRIEF_PRINT)
def paper_preview(kind: str, subject: str) -> ResponseReturnValue:
    """The paper as it would be issued now."""
    which, found = _find(kind, subject)
    return pdf_answer(papers.preview(which, found, by=signed_in()).content, f"{found.paper.title}（预览）")


@bp.post("/briefs/papers/<kind>/<subject>")
@requires(Permission.BRIEF_PRINT)
@limiter.limit("20/minute", key_func=who)
def issue_paper(kind: str, subject: str) -> ResponseReturnValue:
    """Issue the paper."""
    which, found = _find(kind, subject)
    form = OfficialForm()
    if not form.validate_on_submit():
        return _page(which, subject, found, form)
    try:
        issued = papers.issue(
            which, subject, found, by=signed_in(), address=address, watermark=bool(form.watermark.data)
        )
    except (AlreadyExists, RuleBroken) as refusal:
        form.blame(refusal)
        return _page(which, subject, found, form)
    flash(f"已出具 {issued.number}，共 {issued.pages} 页。", "ok")
    return redirect(url_for("briefs.show", code=issued.code))


def _find(kind: str, subject: str) -> tuple[PrintKind, Found]:
    try:
        which = PrintKind(kind)
    except ValueError:
        raise NoResultFound from None
    return which, papers.read(which, subject, by=signed_in(), today=clock.today())


def _page(kind: PrintKind, subject: str, found: Found, form: OfficialForm) -> ResponseReturnValue:
    actor = signed_in()
    earlier = papers.kept(kind, subject, found)
    page = render_template(
        "briefs/paper.html",
        kind=kind,
        subject=subject,
        paper=found.paper,
        back_url=url_for(found.endpoint, **found.arguments) if found.endpoint else url_for("briefs.index"),
        issued=earlier,
        current=papers.same_words(found, earlier),
        may_issue=policy.may_issue(actor, bureau_only=SOURCES[kind].bureau_only) and found.paper.signed_on is not None,
        form=form,
    )
    return page, form.status
