"""`flask follow-up …`: what the worker does by itself, for those who prefer cron."""

import click
from flask.cli import AppGroup

from app.core import clock

from . import actions

commands = AppGroup("follow-up", help="Reminders of what is due.")


@commands.command("remind")
def remind() -> None:
    """Tell everybody what is due today. Safe to run as often as one likes."""
    click.echo(f"新提醒 {actions.remind(clock.today())} 条。")
