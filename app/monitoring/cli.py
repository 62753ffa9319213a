"""`flask monitoring …`: the night's work by hand."""

from datetime import datetime

import click
from flask.cli import AppGroup

from app.core import clock

from . import jobs
from .queries.runs import last_night

commands = AppGroup("monitoring", help="Lights, supervision drafts and figures.")


@commands.command("nightly")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day to compute for.")
def nightly(day: datetime | None) -> None:
    """Recompute lights, draft supervision notices, compute time in stage; may be run again at any time."""
    now = clock.now()
    done = jobs.work_off(day.date() if day else last_night(now), now)
    click.echo(
        f"灯：改动 {done.lights_changed:,} 项；督办单草稿 {done.drafted:,} 份；提醒 {done.reminded:,} 条；"
        f"阶段用时：改动 {done.stays_changed:,} 项。"
    )
