"""Recognition for tests, by the real actions: evidence, submissions, decisions."""

import io
from itertools import count

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core import clock
from app.core.attachments import Upload
from app.projects.enums import EvidenceKind, Stage
from app.projects.models import Project
from app.reviews import actions, queries, rules
from app.reviews.models import Evidence, Submission

from .accounts import person
from .files import pdf

_numbers = count(1)


def upload(name: str = "材料.pdf", content: bytes | None = None) -> Upload:
    """A file on its way in; each one of its own content unless said."""
    return Upload(name, io.BytesIO(pdf(words=str(next(_numbers))) if content is None else content))


def attach(
    project: Project, stage: Stage, *, by: Actor, kind: EvidenceKind = EvidenceKind.CONTRACT, name: str = "材料.pdf"
) -> Evidence:
    """One piece of evidence."""
    return actions.attach(project, stage, [upload(name)], kind=kind, dated_on=clock.today(), by=by)[0]


def prepare(project: Project, stage: Stage, *, by: Actor) -> None:
    """Attach whatever the stage still asks for."""
    have = {one.kind for one in queries.ladder(project)[stage].usable}
    for one in rules.needed(stage, project.site_mode, have):
        if one.kind not in have:
            attach(project, stage, by=by, kind=one.kind, name=f"{one.label}.pdf")


def submitted(project: Project, stage: Stage | None = None, *, by: Actor, **facts: object) -> Submission:
    """The stage (the present one unless said) handed to the bureau."""
    at = stage or project.stage
    prepare(project, at, by=by)
    return actions.submit(project, at, by=by, **facts)  # type: ignore[arg-type]


def reviewer(**facts: object) -> Actor:
    """Somebody of the bureau who had no hand in anything yet."""
    return person(Role.REVIEWER, **facts)  # type: ignore[arg-type]
