"""Printing a park's brief, ordering packs, the archive, and checking a paper by its code."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.session import signed_in
from app.briefs import actions, jobs, papers, queries
from app.briefs.enums import PrintState
from app.briefs.forms import OrderForm
from app.core import clock, files
from app.core.access import public, requires
from app.core.errors import DomainError
from app.core.jobs import later
from app.core.permissions import Permission
from app.extensions import limiter
from app.parks import queries as park_queries
from app.plans import queries as plan_queries

from .blueprint import address, bp, pdf_answer, who

PAGE = 30


@bp.get("/briefs/")
@requires(Permission.BRIEF_PRINT)
def index() -> ResponseReturnValue:
    """The archive, and packs by plan."""
    actor = signed_in()
    page = queries.archive_page(actor, cursor=request.args.get("cursor"), size=PAGE)
    return render_template("briefs/index.html", page=page, plans=queries.printable_plans(actor), form=OrderForm())


@bp.get("/briefs/parks/<code>")
@requires(Permission.BRIEF_PRINT)
def render(code: str) -> ResponseReturnValue:
    """What a park's brief will hold, with a preview; from here it is issued."""
    park = park_queries.get_visible(code, to=signed_in())
    brief = actions.brief_of(park, today=clock.today())
    return render_template(
        "briefs/render.html", park=park, brief=brief, issued=queries.issued_for(park), form=OrderForm()
    )


@bp.get("/briefs/parks/<code>/preview.pdf")
@requires(Permission.BRIEF_PRINT)
def preview(code: str) -> ResponseReturnValue:
    """The brief as it would be issued now."""
    park = park_queries.get_visible(code, to=signed_in())
    document = actions.preview(park, today=clock.today())
    return pdf_answer(document.content, f"{park.name}产业简介（预览）")


@bp.post("/briefs/parks/<code>/issue")
@requires(Permission.BRIEF_PRINT)
@limiter.limit("20/minute", key_func=who)
def issue(code: str) -> ResponseReturnValue:
    """Issue the brief."""
    park = park_queries.get_visible(code, to=signed_in())
    issued = actions.issue_brief(park, by=signed_in(), address=address)
    flash(f"已出具 {issued.number}，共 {issued.pages} 页。", "ok")
    return redirect(url_for("briefs.show", code=issued.code))


@bp.post("/briefs/plans/<code>/pack")
@requires(Permission.BRIEF_BULK)
@limiter.limit("10/minute", key_func=who)
def pack(code: str) -> ResponseReturnValue:
    """Order the briefs of all parks of a plan as one pack."""
    actor = signed_in()
    plan = plan_queries.get_visible(code, to=actor)
    count = next((number for printable, number in queries.printable_plans(actor) if printable.id == plan.id), 0)
    try:
        ordered = actions.order_pack(plan, parks=count, by=actor)
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("briefs.index"))
    later(jobs.make_pack, print_id=ordered.id)
    return redirect(url_for("briefs.show", code=ordered.code))


@bp.get("/briefs/<code>")
@requires(Permission.BRIEF_PRINT)
def show(code: str) -> ResponseReturnValue:
    """One print: how far it is, or what it is and where to fetch it."""
    issued = papers.get_readable(code, to=signed_in())
    template = "briefs/_progress.html" if request.headers.get("HX-Request") else "briefs/show.html"
    return render_template(template, issued=issued, form=OrderForm())


@bp.get("/briefs/<code>/file")
@requires(Permission.BRIEF_PRINT)
def download(code: str) -> ResponseReturnValue:
    """The file as it was issued."""
    issued = papers.get_readable(code, to=signed_in())
    if issued.state is not PrintState.DONE or issued.sha256 is None:
        return redirect(url_for("briefs.show", code=code))
    return pdf_answer(files.read(issued.sha256), issued.title, attachment="inline" not in request.args)


@bp.get("/verify/<code>")
@public
@limiter.limit("30/minute")
def verify(code: str) -> ResponseReturnValue:
    """Whether a paper with this code was issued here; for whoever holds it, signed in or not."""
    issued = queries.by_code(code.replace("-", "").strip().upper())
    page = render_template("briefs/verify.html", issued=issued, signed_in=current_user.is_authenticated)
    return page, 200 if issued else 404
