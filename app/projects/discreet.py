"""How a project is named where the reader is not known: in notices, mails, prints and the trail.

For a reader who is known: `policy.title_for`.
"""

from typing import Protocol


class Titled(Protocol):
    """A project as far as its names go: the record, or a row with these columns."""

    @property
    def code(self) -> str:
        """Its number."""

    @property
    def name(self) -> str:
        """Its name, which may tell the investor."""

    @property
    def code_name(self) -> str | None:
        """What it is called where the investor may not be known."""

    @property
    def confidential(self) -> bool:
        """Whether not everybody who sees it may know the investor."""


def public_name(project: Titled) -> str:
    """The name; of a confidential project the code name, whoever reads it."""
    return cover_name(project) if project.confidential else project.name


def cover_name(project: Titled) -> str:
    """What tells nothing of the investor: the code name, or the number of a project that has none."""
    return project.code_name or project.code
