"""`flask demo …`: invented data and the accounts to try the product with. Only in the demo."""

import os
from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.accounts.demo import ensure_demo_accounts
from app.core import clock
from app.core.errors import DomainError
from app.core.transaction import transaction

from . import removal, seeding
from .moments import latest_day

MOST_PROJECTS = 2_000_000
MOST_SEED = 2**63 - 1
EARLIEST, LATEST_YEARS_AHEAD = date(2000, 1, 1), 5

commands = AppGroup("demo", help="Invented data to try the product with (only with PARKLEAD_DEMO=1).")


class Refused(click.ClickException):
    """One line and exit code 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        """Print it where errors belong."""
        click.echo(self.message, err=True)


class Misused(Refused):
    """One line and exit code 2: the arguments cannot be right."""

    exit_code = 2


class _Count(click.ParamType[int]):
    """A whole number between two borders."""

    name = "number"

    def __init__(self, label: str, least: int, most: int) -> None:
        self.label, self.least, self.most = label, least, most

    def convert(self, value: object, _param: object, _context: object) -> int:
        """Read it, or say in one line what would be right."""
        text = str(value).strip()
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= 20 and self.least <= int(text) <= self.most:
            return int(text)
        raise Misused(f"{self.label} 应为 {self.least}—{self.most} 的整数，现为“{text[:40]}”。")


class _Day(click.ParamType[date]):
    """A day that people could mean."""

    name = "date"

    def convert(self, value: object, _param: object, _context: object) -> date:
        """Read it, or say in one line what would be right."""
        if isinstance(value, date):
            return value
        latest = date(clock.today().year + LATEST_YEARS_AHEAD, 12, 31)
        try:
            day = date.fromisoformat(str(value).strip())
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= latest:
            raise Misused(f"--as-of 应为 {EARLIEST}—{latest} 的日期，例如 2026-03-01，现为“{str(value)[:40]}”。")
        return day


@commands.command("seed")
@click.option("--projects", type=_Count("--projects", 1, MOST_PROJECTS), default=600, help="How many projects.")
@click.option("--seed", "number", type=_Count("--seed", 0, MOST_SEED), default=1, help="Same number, same data.")
@click.option(
    "--as-of",
    "today",
    type=_Day(),
    default=None,
    help="The day that counts as today; else the last one whose work is over.",
)
@click.option("--again", is_flag=True, help="Remove the demo data that is there first.")
def seed(projects: int, number: int, today: date | None, again: bool) -> None:
    """Write invented projects, companies and activities, and the accounts that own them."""
    _only_in_the_demo()
    try:
        with transaction():
            if removal.is_seeded():
                if not again:
                    raise Refused("已有演示数据；如要换一批，请加 --again（只清除演示数据，真实数据不动）。")
                removal.remove()
            ensure_demo_accounts(os.environ.get("DEMO_PASSWORD") or None)
            made = seeding.seed(
                projects=projects,
                number=number,
                today=today or latest_day(clock.now()),
                say=lambda line: click.echo(line, err=True),
            )
    except DomainError as refusal:
        raise Refused(refusal.message) from refusal
    except (OperationalError, ProgrammingError) as fault:
        raise Refused("数据库打不开、正忙或尚未建立；请先运行 flask db upgrade 和 flask plans load。") from fault
    click.echo(f"演示数据：{made.companies:,} 家企业，{made.projects:,} 个项目，{made.activities:,} 条跟进。")


@commands.command("accounts")
def accounts() -> None:
    """Print the accounts to sign in with; they are made when they are missing."""
    _only_in_the_demo()
    try:
        with transaction():
            made = ensure_demo_accounts(os.environ.get("DEMO_PASSWORD") or None)
    except DomainError as refusal:
        raise Refused(refusal.message) from refusal
    except (OperationalError, ProgrammingError) as fault:
        raise Refused("数据库打不开或尚未建立；请先运行 flask db upgrade 和 flask plans load。") from fault
    click.echo("演示账号（密码均为 " + made[0].password + "）：")
    width = max(len(account.login) for account in made)
    for account in made:
        click.echo(f"  {account.login:<{width}}  {account.role}，{account.name}，{account.organisation}")


def _only_in_the_demo() -> None:
    if not current_app.config["DEMO"]:
        raise Refused("演示数据和演示账号只用于演示环境；请设 PARKLEAD_DEMO=1 再运行。")
