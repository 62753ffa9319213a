"""One project: the record with what its pages show, one of its activities, and what these said before."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import given, kept
from app.companies.models import Company
from app.extensions import db
from app.parks.models import Park
from app.plans.models import Sector
from app.projects.models import Activity, ActivityRevision, Project

from .visibility import visible_to

MOST_REVISIONS = 200
CODE = re.compile(r"[\w-]{1,64}", re.ASCII)


def get_visible(code: str, *, to: Actor) -> Project:
    """The project with everything a form about it shows. Raises NoResultFound when there is none, or not for this person."""
    return db.session.scalars(_with_all(to), by_code(code, to=to)).unique().one()


def find(code: str, *, to: Actor) -> Project:
    """The bare project, for a form or an action. Raises NoResultFound."""
    return db.session.scalars(_bare(to), by_code(code, to=to)).one()


def by_code(code: str, *, to: Actor) -> dict[str, Any]:
    """What the statements here are executed with.

    Raises NoResultFound for a text that can be no code: some of those no engine would take.
    """
    if not CODE.fullmatch(code):
        raise NoResultFound
    return {"code": code, **given(to)}


@kept
def on_its_page(actor: Actor) -> "sa.Select[Project]":
    """The project of a code with the names that its page shows beside it. Give it `by_code`."""
    return _bare(actor).options(
        joinedload(Project.company).load_only(Company.code, Company.name, raiseload=True),
        joinedload(Project.park).load_only(Park.code, Park.name, Park.city_id, raiseload=True),
        joinedload(Project.sector).load_only(Sector.name, raiseload=True),
        joinedload(Project.owner).load_only(User.name, raiseload=True),
    )


@kept
def _with_all(actor: Actor) -> "sa.Select[Project]":
    return _bare(actor).options(
        joinedload(Project.company).selectinload(Company.tags),
        joinedload(Project.park).joinedload(Park.city),
        joinedload(Project.sector),
        joinedload(Project.owner),
    )


@kept
def _bare(actor: Actor) -> "sa.Select[Project]":
    return visible_to(actor).where(Project.code == sa.bindparam("code"))


def activity_of(project: Project, number: int) -> Activity:
    """One activity of a project. Raises NoResultFound."""
    statement = sa.select(Activity).where(Activity.id == number, Activity.project_id == project.id)
    return db.session.scalars(statement).one()


def revisions_of(project: Project) -> list[tuple[ActivityRevision, str | None]]:
    """What activities of a project said before they were changed or taken back, the newest first, and who did it."""
    statement = (
        sa.select(ActivityRevision, User.name)
        .outerjoin(User, User.id == ActivityRevision.replaced_by_id)
        .where(ActivityRevision.project_id == project.id)
        .order_by(ActivityRevision.id.desc())
        .limit(MOST_REVISIONS)
    )
    return [(row, who) for row, who in db.session.execute(statement)]
