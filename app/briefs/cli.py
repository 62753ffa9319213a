"""`flask briefs`: briefs and packs without the web."""

import os
import tempfile
from difflib import get_close_matches
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Blueprint
from sqlalchemy.orm import InstrumentedAttribute

from app.core import clock
from app.core.errors import DomainError
from app.extensions import db
from app.parks.models import Park
from app.plans.models import Plan

from . import actions, queries

bp = Blueprint("briefs_cli", __name__, cli_group="briefs")


@bp.cli.command("render")
@click.argument("park_code")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write the PDF.")
def render_one(park_code: str, out: Path) -> None:
    """Write the sector brief of PARK_CODE to a file."""
    park = db.session.scalar(sa.select(Park).where(Park.code == park_code))
    if park is None:
        message = f"没有编码为“{park_code[:80]}”的园区；{_nearest(park_code, Park.code)}"
        raise click.ClickException(message)
    try:
        document = actions.preview(park, today=clock.today())
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from refusal
    _write(out, document.content)
    click.echo(f"{park.name}：{document.pages} 页，已写入 {out}")


@bp.cli.command("pack")
@click.option("--plan", "plan_code", required=True, help="Code of the plan.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write the PDF.")
def render_pack(plan_code: str, out: Path) -> None:
    """Write the briefing pack of a plan, all its parks, to a file."""
    plan = db.session.scalar(sa.select(Plan).where(Plan.code == plan_code))
    if plan is None:
        message = f"没有编码为“{plan_code[:80]}”的规划；{_nearest(plan_code, Plan.code)}"
        raise click.ClickException(message)
    shared_parks = queries.plan_material(plan.id).nodes
    if not shared_parks:
        message = f"“{plan.short_title}”没有点名园区，无法汇编。"
        raise click.ClickException(message)
    try:
        document, _ = actions.pack_document(
            plan,
            today=clock.today(),
            number="",
            issuer="",
            step=lambda done: click.echo(f"{done}/{len(shared_parks)}", err=True),
        )
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from refusal
    _write(out, document.content)
    click.echo(f"{plan.short_title}：{len(shared_parks)} 个园区，{document.pages} 页，已写入 {out}")


def _nearest(typed: str, column: InstrumentedAttribute[str]) -> str:
    """What was probably meant."""
    known = list(db.session.scalars(sa.select(column).order_by(column)))
    if not known:
        return "库里还没有规划，请先运行 flask plans load。"
    return "最接近的编码：" + "、".join(get_close_matches(typed, known, n=5, cutoff=0) or known[:5]) + "。"


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all: a half-written PDF must never lie where a whole one is expected."""
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=".brief-", delete=False) as scratch:
            scratch.write(content)
        Path(scratch.name).chmod(0o666 & ~_umask())
        Path(scratch.name).replace(out)
    except OSError as fault:
        message = f"无法写入 {out}：{fault.strerror}。请换一个位置或检查权限。"
        raise click.ClickException(message) from fault


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
