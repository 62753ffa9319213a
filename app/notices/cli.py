"""`flask notices …`: what the worker does by itself, for those who prefer cron."""

import click
from flask.cli import AppGroup

from . import actions

commands = AppGroup("notices", help="Notices to people, in the product and by mail.")


@commands.command("send")
def send() -> None:
    """Send by mail what is due and has not been sent. Safe to run as often as one likes, also twice at once."""
    done = actions.send_due()
    if done.off:
        raise click.ClickException("没有设置 MAIL_SERVER，什么也没有发送；到期的提醒都保留着。")
    refused = f"，{done.refused} 个地址被拒收，稍后再试" if done.refused else ""
    click.echo(f"已发送 {done.messages} 封邮件，共 {done.notices} 条提醒{refused}。")
    if done.unreachable:
        raise click.ClickException("邮件服务器暂不可用，其余提醒保留待发。")
