"""How a project is named where the reader is not known: in notices and mails."""

from .models import Project


def public_name(project: Project) -> str:
    """The name; of a confidential project the code name, whoever reads it."""
    return (project.code_name or project.code) if project.confidential else project.name
