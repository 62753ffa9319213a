"""The pages of this package, one file a topic; all on one blueprint."""

from . import account, organisations, rules, sign_in, trail, users
from .blueprint import bp

__all__ = ["account", "bp", "organisations", "rules", "sign_in", "trail", "users"]
