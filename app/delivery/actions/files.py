"""Scans beside contracts, sites and permits, and photos of the site."""

from collections.abc import Mapping, Sequence

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.attachments import Upload, kept
from app.core.permissions import Permission
from app.delivery.enums import Part
from app.delivery.models import DeliveryFile
from app.delivery.queries.rows import Row
from app.extensions import db
from app.projects.actions.locking import lock
from app.projects.actions.register import discreet, label_of
from app.projects.actions.upkeep import refresh, touch
from app.projects.enums import EvidenceKind
from app.projects.models import Project
from app.projects.policy import check

_COLUMN: Mapping[Part, str] = {
    Part.CONTRACTS: "contract_id",
    Part.SITES: "site_contract_id",
    Part.PERMITS: "permit_id",
}
KINDS: Mapping[Part, EvidenceKind] = {
    Part.CONTRACTS: EvidenceKind.CONTRACT,
    Part.SITES: EvidenceKind.LAND,
    Part.PERMITS: EvidenceKind.PERMIT,
}


def attach(
    project: Project, uploads: Sequence[Upload], *, by: Actor, beside: tuple[Part, Row] | None = None
) -> list[DeliveryFile]:
    """Keep files beside a row, or as photos of the site. Raises NotAllowed, RuleBroken for a file that cannot be."""
    lock(project)
    check(Permission.PROJECT_EDIT, by, project)
    place = {_COLUMN[beside[0]]: beside[1].id} if beside else {}
    kind = KINDS[beside[0]] if beside else EvidenceKind.PHOTO
    found = []
    for facts in kept(uploads):
        file = DeliveryFile(project_id=project.id, kind=kind, attached_by_id=by.id, **place, **facts)
        db.session.add(file)
        db.session.flush()
        audit.record(
            "delivery_file.added", file, by=by, label=_label(project), changes=_changes(project, file, added=True)
        )
        found.append(file)
    if found:
        touch(project)
        refresh(project)
    return found


def detach(project: Project, file: DeliveryFile, *, by: Actor) -> None:
    """Strike a file out; its content stays, and it can be brought back. Raises NotAllowed."""
    lock(project)
    check(Permission.PROJECT_EDIT, by, project)
    file.deleted_at = clock.now()
    _changed(project)
    audit.record(
        "delivery_file.deleted", file, by=by, label=_label(project), changes=_changes(project, file, added=False)
    )


def reattach(project: Project, file: DeliveryFile, *, by: Actor) -> None:
    """Take that back. Raises NotAllowed."""
    lock(project)
    check(Permission.PROJECT_EDIT, by, project)
    file.deleted_at = None
    _changed(project)
    audit.record(
        "delivery_file.restored", file, by=by, label=_label(project), changes=_changes(project, file, added=True)
    )


def _changed(project: Project) -> None:
    touch(project)
    refresh(project)


def _label(project: Project) -> str:
    return f"{label_of(project)} 文件"


def _changes(project: Project, file: DeliveryFile, *, added: bool) -> dict[str, tuple[str | None, str | None]]:
    said = {"file_name": file.file_name, "file_kind": file.kind.value}
    return discreet(project, {name: (None, text) if added else (text, None) for name, text in said.items()})
