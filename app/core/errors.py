"""Refusals in business words. `app/errors.py` is the only place that turns them into HTTP."""


class DomainError(Exception):
    """A rule said no. `field` names the form field to blame, if one is to blame."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class RuleBroken(DomainError):
    """What was asked for is not allowed as things stand."""


class AlreadyExists(DomainError):
    """Somebody, perhaps a second ago, saved the same thing."""


class NotAllowed(DomainError):
    """This person may not do this to this thing."""


class Stale(DomainError):
    """The record was changed by somebody else since the form was opened."""


class BadAddress(DomainError):
    """The URL asks for something that does not exist: an unknown filter value, a page mark that is not ours."""
