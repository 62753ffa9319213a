"""Evidence for a stage: attached until it is submitted, afterwards only set aside for the next attempt."""

from collections.abc import Callable, Sequence
from datetime import date

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.attachments import Upload, kept
from app.core.errors import AlreadyExists, RuleBroken
from app.core.permissions import Permission
from app.core.saving import saving
from app.extensions import db
from app.projects.actions.register import label_of
from app.projects.enums import EvidenceKind, Stage
from app.projects.models import Project
from app.reviews import policy, queries, rules
from app.reviews.models import Evidence
from app.reviews.queries import Rung

from .common import lock, rung_of

MOST_FILES = 40  # of one stage


def attach(
    project: Project, stage: Stage, uploads: Sequence[Upload], *, kind: EvidenceKind, dated_on: date, by: Actor
) -> list[Evidence]:
    """Keep files for the next attempt: all of them or, when one is refused, none.

    Raises NotAllowed, RuleBroken naming the file, AlreadyExists for a file that is there already.
    """
    policy.check(Permission.RECOGNITION_SUBMIT, by, project)
    if not uploads:
        message = "请选择要上传的文件。"
        raise RuleBroken(message, field="files")
    rules.check_dated(dated_on, clock.today())
    lock(project)
    _, rung = rung_of(project, stage)
    _check_open(rung)
    if len(rung.evidence) + len(uploads) > MOST_FILES:
        message = f"一个阶段最多 {MOST_FILES} 个文件，请合并后再传。"
        raise RuleBroken(message, field="files")
    made = [
        Evidence(
            project_id=project.id, move_id=rung.entry.id, kind=kind, dated_on=dated_on, attached_by_id=by.id, **facts
        )
        for facts in kept(uploads, check=_no_twins(rung))
    ]
    with saving(uq_recognition_evidence_move_id_sha256=("files", "有文件已上传过，请刷新后核对。")):
        db.session.add_all(made)
        db.session.flush()
    for one in made:
        _record("evidence.attached", project, one, by=by)
    return made


def remove(project: Project, number: int, *, by: Actor) -> Evidence:
    """Take a file away that was never submitted; set one aside that was. Raises RuleBroken while the bureau has it."""
    rung, one = _found(project, number, by)
    if one.id in rung.frozen:
        one.set_aside_at = clock.now()
        _record("evidence.set_aside", project, one, by=by)
    else:
        _record("evidence.removed", project, one, by=by)
        db.session.delete(one)
    db.session.flush()
    return one


def bring_back(project: Project, number: int, *, by: Actor) -> Evidence:
    """Use a file again that was set aside."""
    _, one = _found(project, number, by)
    one.set_aside_at = None
    _record("evidence.brought_back", project, one, by=by)
    return one


def _found(project: Project, number: int, by: Actor) -> tuple[Rung, Evidence]:
    """A file with its stage, which nobody else changes meanwhile. Raises NotAllowed, RuleBroken."""
    policy.check(Permission.RECOGNITION_SUBMIT, by, project)
    lock(project)
    for rung in queries.ladder(project).values():
        for one in rung.evidence:
            if one.id == number:
                _check_open(rung)
                return rung, one
    message = "这个文件已不在当前阶段的材料里，请刷新后再操作。"
    raise RuleBroken(message)


def _check_open(rung: Rung) -> None:
    """Raises RuleBroken when the evidence is frozen."""
    if rung.waiting is not None:
        message = f"“{rung.stage.label}”已申报，材料已固定；要增减请先撤回申报。"
        raise RuleBroken(message, field="files")


def _no_twins(rung: Rung) -> Callable[[str, str], None]:
    """A check that refuses a file whose content is there already or comes twice. Raises AlreadyExists naming both."""
    known = {one.sha256: one for one in rung.evidence}
    coming: dict[str, str] = {}

    def check(name: str, sha256: str) -> None:
        if sha256 in coming:
            said = f"与同时上传的“{coming[sha256]}”内容完全相同，请去掉一份。"
        elif (twin := known.get(sha256)) is None:
            coming[sha256] = name
            return
        elif twin.set_aside_at is not None:
            said = f"与已停用的“{twin.file_name}”内容完全相同，可以在材料清单里恢复使用。"
        else:
            said = f"与已上传的“{twin.file_name}”内容完全相同，不必再传。"
        message = f"“{name}”：{said}"
        raise AlreadyExists(message, field="files")

    return check


def _record(action: str, project: Project, one: Evidence, *, by: Actor) -> None:
    """The trail keeps kind and fingerprint, not the file's name: it may name a confidential investor."""
    audit.record(
        action, project, by=by, label=label_of(project), evidence_kind=one.kind.label, fingerprint=one.sha256[:16]
    )
