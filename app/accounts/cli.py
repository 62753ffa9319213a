"""`flask accounts …`: the first administrator of an installation, and the way back in when all have lost theirs."""

import click
from flask.cli import AppGroup

from app.core.errors import DomainError
from app.core.transaction import transaction

from . import actions, passwords, queries
from .actor import SYSTEM
from .enums import OrganisationKind, Role
from .models import Organisation
from .rules import check_login, login_key

OPERATIONS = "系统运维组"

commands = AppGroup("accounts", help="Accounts of people who sign in.")


@commands.command("create-admin")
@click.argument("login")
@click.option("--name", default="系统管理员", help="The person's name as pages show it.")
def create_admin(login: str, name: str) -> None:
    """Create an administrator called LOGIN and print the first password, which must be changed at once."""
    password = passwords.generated()
    try:
        with transaction():
            user = actions.create_user(
                login=login,
                name=name[:40],
                organisation=_operations(),
                roles=[Role.ADMIN],
                password=password,
                by=SYSTEM,
            )
            made = user.login
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"{made}  {password}")


@commands.command("reset-password")
@click.argument("login")
def reset_password(login: str) -> None:
    """Give LOGIN a new password, unlock the account, and print the password, which must be changed at once."""
    try:
        with transaction():
            check_login(login_key(login))
            user = queries.user_by_login(login_key(login))
            if user is None:
                raise click.ClickException(f"没有登录名为“{login}”的账号。No account is called {login}.")
            password = actions.reset_password(user, by=SYSTEM)
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"{login_key(login)}  {password}")


def _operations() -> Organisation:
    """The organisation of those who run the system; made when there is none."""
    for made in queries.all_organisations():
        if made.kind is OrganisationKind.OPERATIONS and made.disabled_at is None:
            return made
    return actions.create_organisation(name=OPERATIONS, kind=OrganisationKind.OPERATIONS, by=SYSTEM)
