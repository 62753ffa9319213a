"""Passwords as hashes. Slow on purpose, and just as slow for a name that does not exist."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .rules import password_faults

# What OWASP advises for a server that also has pages to serve: 19 MiB, so that eight sign-ins at once stay modest.
_hasher = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
# Without signs that look alike: the password is read from a screen and typed once.
_LETTERS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghjkmnpqrstuvwxyz", "23456789")
_GROUPS, _GROUP = 4, 4
GENERATED_LENGTH = _GROUPS * _GROUP + _GROUPS - 1


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password; without a kept hash the same work is done and the answer is no."""
    try:
        _hasher.verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than are used now."""
    return _hasher.check_needs_rehash(kept)


def generated() -> str:
    """A strong password that can be dictated: four groups of four."""
    signs = "".join(_LETTERS)
    while True:
        groups = ["".join(secrets.choice(signs) for _ in range(_GROUP)) for _ in range(_GROUPS)]
        if not password_faults(made := "-".join(groups), login="", least=GENERATED_LENGTH):
            return made


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex())
