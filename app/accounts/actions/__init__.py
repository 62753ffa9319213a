"""What can be done with accounts: sign in, administer, set rules. Nothing here commits."""

from .organisations import create_organisation, disable_organisation, edit_organisation, enable_organisation
from .settings import change_setting
from .signing_in import NEUTRAL, change_password, locked_sentence, reset_password, sign_in, sign_out, unlock
from .users import create_user, disable_user, edit_user, enable_user

__all__ = [
    "NEUTRAL",
    "change_password",
    "change_setting",
    "create_organisation",
    "create_user",
    "disable_organisation",
    "disable_user",
    "edit_organisation",
    "edit_user",
    "enable_organisation",
    "enable_user",
    "locked_sentence",
    "reset_password",
    "sign_in",
    "sign_out",
    "unlock",
]
