"""What the package says of projects and plans. Pure."""

from collections.abc import Iterable
from typing import Protocol

from app.projects.rules import PlanPoint


class Titled(Protocol):
    """A project as far as its title goes."""

    @property
    def code(self) -> str:
        """Its number."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def code_name(self) -> str | None:
        """What it is called where the investor may not be known."""

    @property
    def confidential(self) -> bool:
        """Whether that is so."""


def title_for_all(project: Titled) -> str:
    """The name, or of a confidential project its code name: for notices that also go by mail."""
    return (project.code_name or project.code) if project.confidential else project.name


def plan_text(points: Iterable[PlanPoint]) -> str:
    """A construction plan in a line."""
    return "；".join(f"{day:%Y-%m-%d} 达 {percent}%" for day, percent in points) or "按约定日期均匀推算"
