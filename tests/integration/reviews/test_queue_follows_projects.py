"""An attempt stands in the queue of its project's park and in none while the project lies in the bin, whatever is done."""

import random

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports.enums import TransferParty
from app.parks.models import Park
from app.pipeline import actions as pipeline
from app.projects import actions as projects
from app.projects.enums import BackReason, LostReason, Stage, Status
from app.projects.models import Project, ProjectMerge
from app.projects.queries import seen_by
from app.reviews import actions
from app.reviews.enums import ReviewReason, SubmissionState
from app.reviews.models import Submission
from app.reviews.queries import submissions_seen_by
from app.worklists.actions.changes import put_back
from app.worklists.enums import BulkKind
from tests.factories.accounts import person
from tests.factories.first_reports import complete
from tests.factories.projects import make_project
from tests.factories.reviews import reviewer, submitted

ONE, OTHER = "lay-ntit-zone-2", "lay-ntit-zone-1"
BACK = {"reason": ReviewReason.INCOMPLETE, "text": "缺页"}
DOWN = {"reason": ReviewReason.CANCELLED, "text": "解约"}
NAMES = ("甲示例有限公司", "乙示例有限公司")
ROUNDS = 3
DOINGS = [
    *("submit", "submit", "submit", "decide", "decide", "bin", "restore", "transfer", "transfer", "merge", "unmerge"),
    *("lose", "back", "move", "undo", "edit", "bulk"),
]


def places() -> list[tuple[int | None, int, bool]]:
    """Of each attempt: where it stands, its project's park, whether the project lies in the bin."""
    db.session.flush()
    rows = db.session.execute(
        sa.select(Submission.queue_park_id, Project.park_id, Project.deleted_at.is_not(None))
        .join(Project, Project.id == Submission.project_id)
        .order_by(Submission.id)
    )
    return [tuple(row) for row in rows]


def check(actors) -> None:
    """Where they stand, and that each person sees the attempts of the projects he sees."""
    assert all(place == (None if gone else park) for place, park, gone in places())
    for actor in actors:
        here = set(db.session.scalars(sa.select(Submission.id).where(submissions_seen_by(actor))))
        by_project = sa.select(Submission.id).join(Project, Project.id == Submission.project_id).where(seen_by(actor))
        assert here == set(db.session.scalars(by_project))


def people():
    """Heads of two parks, of the bureau, and somebody without any right."""
    return {
        ONE: person(Role.PARK_MANAGER, parks=[ONE]),
        OTHER: person(Role.PARK_MANAGER, parks=[OTHER]),
        "bureau": person(Role.BUREAU_MANAGER),
        "auditor": person(Role.AUDITOR),
    }


def transfer(project, who) -> None:
    """To the other of the two parks, with all three consents."""
    here = db.session.get_one(Park, project.park_id).code
    giver, taker = (who[ONE], who[OTHER]) if here == ONE else (who[OTHER], who[ONE])
    there = db.session.scalars(sa.select(Park).where(Park.code == (OTHER if here == ONE else ONE))).one()
    asked = first.propose(project, there, reason="更契合", by=giver)
    first.agree(asked, TransferParty.BUREAU, by=who["bureau"])
    first.agree(asked, TransferParty.TAKER, by=taker, new_owner=db.session.get_one(User, taker.id))


@pytest.mark.usefixtures("context")
def test_the_bin_a_transfer_and_a_merge_take_it_along():
    with transaction():
        who = people()
        project = make_project(by=who[ONE], at=ONE, stage=Stage.SIGNED)
        attempt = submitted(project, by=who[ONE])
        seen = attempt.version
        check(who.values())
        actions.send_back(attempt, by=reviewer(), **BACK)
        seen = attempt.version
        projects.throw_away(project, by=who[ONE])
        assert [place for place, _, _ in places()] == [None]
        check(who.values())
        projects.restore(project, by=who[ONE])
        check(who.values())
        transfer(project, who)
        db.session.expire_all()
        assert db.session.get_one(Project, project.id).park_id == attempt.queue_park_id
        assert attempt.version == seen, "what was submitted did not change"
        check(who.values())
        twin = make_project(by=who[OTHER], at=OTHER)
        merged = projects.merge(twin, project, by=who["bureau"])
        assert [place for place, _, _ in places()] == [None]
        check(who.values())
        projects.undo_merge(merged, by=who["bureau"])
        assert [place for place, _, _ in places()] == [project.park_id]
        check(who.values())


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("seed", [1, 2])
def test_it_stands_where_the_project_is_whatever_is_done(seed):
    dice = random.Random(seed)
    with transaction():
        who = people()
        made = [
            make_project(by=who[park], at=park, stage=Stage.SIGNED, investor=dice.choice(NAMES)).id
            for park in (ONE, OTHER, ONE)
        ]
    seen: set[int | None] = set()
    doings = DOINGS * ROUNDS
    dice.shuffle(doings)
    for doing in doings:
        with transaction():
            _something(doing, dice, who, db.session.get_one(Project, dice.choice(made)))
            check(who.values())
            parks = {place for place, _, _ in places()}
            seen |= parks
    assert len(seen) > 1, "nothing changed its place"


def _something(choice, dice, who, project) -> None:  # noqa: C901 - one branch for each thing done
    """One thing that somebody does; what is refused is refused."""
    by = next(actor for actor in who.values() if project.park_id in actor.park_ids)
    last = db.session.scalars(
        sa.select(Submission).where(Submission.project_id == project.id).order_by(Submission.id.desc()).limit(1)
    ).one_or_none()
    waits = last is not None and last.state is SubmissionState.SUBMITTED
    try:
        if project.deleted_at is not None and choice not in {"restore", "unmerge"}:
            return
        if choice in {"bin", "transfer", "merge"} and waits:  # refused while the bureau has it in hand
            actions.withdraw(project, last.stage, by=by)
        if choice == "submit" and project.stage.needs_recognition:
            submitted(project, by=by)
        elif choice == "decide" and last is not None:
            bureau = reviewer()
            if not waits:
                actions.revoke(project, last.stage, by=bureau, **DOWN)
            elif dice.random() < 0.3:
                actions.withdraw(project, last.stage, by=by)
            elif dice.random() < 0.5:
                actions.send_back(last, by=bureau, **BACK)
            else:
                actions.recognise(last, by=bureau)
        elif choice == "bin":
            projects.throw_away(project, by=by)
        elif choice == "restore" and project.deleted_at is not None:
            merged = sa.select(ProjectMerge.id).where(
                ProjectMerge.gone_id == project.id, ProjectMerge.undone_at.is_(None)
            )
            if db.session.scalar(merged) is None:
                projects.restore(project, by=by)
        elif choice == "transfer":
            complete(project)
            transfer(project, who)
        elif choice == "merge":
            other = db.session.scalars(
                sa.select(Project).where(Project.id != project.id, Project.deleted_at.is_(None)).limit(1)
            ).one_or_none()
            if other is not None:
                projects.merge(other, project, by=who["bureau"])
        elif choice == "unmerge":
            merge = db.session.scalar(sa.select(ProjectMerge).where(ProjectMerge.undone_at.is_(None)).limit(1))
            if merge is not None:
                projects.undo_merge(merge, by=who["bureau"])
        elif choice == "lose" and project.status is Status.ACTIVE:
            projects.lose(project, lost_reason=LostReason.OTHER, competing_city=None, reason="无", by=by)
        elif choice == "back" and project.status is Status.LOST:
            projects.reactivate(project, reason="又来", by=by)
        elif choice == "move" and project.stage.previous is not None:
            back = {"back_reason": BackReason.OTHER, "reason": "退一步"}
            pipeline.move(project, project.stage.previous, by=by, **back)
        elif choice == "undo":
            pipeline.undo(project, by=by)
        elif choice == "edit":
            projects.edit(project, by=by, content=f"内容 {dice.random()}")
        elif choice == "bulk":
            before, after = {"next_step": "再谈"}, {"next_step": project.next_step}
            put_back(project, BulkKind.NEXT_STEP, before=before, after=after, by=by)
    except DomainError:
        return
