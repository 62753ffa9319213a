"""Comments on a project."""

from datetime import datetime, timedelta

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.errors import NotAllowed
from app.core.settings import value
from app.extensions import db
from app.follow_up.models import Comment
from app.follow_up.policy import check_comments
from app.follow_up.rules import check_text
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.projects.actions.activities import EDIT_HOURS, MOST_TOLD
from app.projects.actions.register import label_of
from app.projects.discreet import public_name
from app.projects.mentions import kept_of, may_mention, mentions
from app.projects.models import Project
from app.projects.queries import readers_of


def comment(project: Project, text: str, *, by: Actor) -> Comment:
    """Say something about a project that one sees. Whoever is mentioned and its owner are told."""
    check_comments(by)
    text = check_text(text, field="text", what="评论")
    assert by.id is not None
    found = mentions(text, readers_of(project)) if may_mention(text) else []
    made = Comment(project_id=project.id, text=text, mentions=kept_of(found), by_id=by.id)
    db.session.add(made)
    audit.record("comment.written", made, by=by, label=label_of(project))
    name, link, key = public_name(project), f"/projects/{project.code}#talk", f"comment:{made.id}"
    mentioned = {one.who.id for one in found} - {by.id}
    tell(
        mentioned, NoticeKind.MENTION, key=key, title=f"{by.name}评论“{name}”时提到您", link=link, text=text[:MOST_TOLD]
    )
    if project.owner_id is not None and project.owner_id != by.id:
        tell(
            [project.owner_id],
            NoticeKind.COMMENT,
            key=key,
            title=f"{by.name}评论了“{name}”",
            link=link,
            text=text[:MOST_TOLD],
        )
    return made


def may_withdraw(by_id: int, written_at: datetime, *, by: Actor) -> bool:
    """Whether this person may still take a comment back: his own, and it is fresh."""
    fresh = clock.now() - timedelta(hours=value(EDIT_HOURS))
    return by_id == by.id and written_at > fresh


def withdraw(made: Comment, project: Project, *, by: Actor) -> None:
    """Take back one's own comment. Its text stays in the table and is shown to nobody."""
    if not may_withdraw(made.by_id, made.created_at, by=by):
        raise NotAllowed(f"只有本人可以撤回自己的评论，限 {value(EDIT_HOURS)} 小时内。")
    made.withdrawn_at = clock.now()
    audit.record("comment.withdrawn", made, by=by, label=label_of(project))
