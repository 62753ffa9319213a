"""What is said about invented projects: comments, instructions with what became of them, weekly reports, addresses for mail.

Made by the real actions, a few each: they are there to be looked at. Needs the demo's accounts; without them nothing is made.
"""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.demo import DEMO_PARK
from app.accounts.models import OrganisationPark, User
from app.accounts.queries import actor_by_login
from app.core import clock
from app.extensions import db
from app.follow_up import actions
from app.follow_up.enums import Addressee
from app.follow_up.models import Comment, Instruction, WeeklyReport
from app.follow_up.queries import get_report, get_visible
from app.follow_up.rules import Week, week_of
from app.notices.enums import USUAL
from app.notices.models import Notice, NoticePreference
from app.parks.models import Park
from app.projects.enums import Status
from app.projects.models import Project

WEEKS = 3
DEMO_MARK = "demo"  # in the counts of an invented weekly report
PEOPLE = ("officer", "park_manager", "reviewer", "bureau_manager", "leader")
_REMARKS = (
    ("reviewer", "投资方总部上周有新公告，注意核对投资主体。"),
    ("park_manager", "下次会谈前把用电和环评要求列清楚。"),
    ("leader", "这个方向符合规划，请持续跟踪。"),
    ("reviewer", "选址与园区产业方向一致，材料可以先准备。"),
)
_ORDERS = (
    (Addressee.PARK, "请一周内拿出用地和厂房方案，报市商务局。", 10, "open"),
    (Addressee.PARK, "请园区主要负责同志带队拜访投资方总部。", 6, "reported"),
    (Addressee.BUREAU, "请商务局会同有关部门协调用电指标。", 3, "closed"),
)


def write(*, today: date) -> None:
    """Write it as of a day. The caller commits."""
    people = {login: actor_by_login(login) for login in PEOPLE if _exists(login)}
    park = db.session.scalar(sa.select(Park).where(Park.code == DEMO_PARK))
    if len(people) < len(PEOPLE) or park is None:
        return
    projects = list(
        db.session.scalars(
            sa.select(Project)
            .where(
                Project.is_demo,
                Project.park_id == park.id,
                Project.status == Status.ACTIVE,
                Project.deleted_at.is_(None),
                Project.confidential.is_(False),
            )
            .order_by(Project.last_activity_on.desc(), Project.id)
            .limit(len(_REMARKS) + len(_ORDERS))
        )
    )
    for place, (project, (login, text)) in enumerate(zip(projects, _REMARKS, strict=False)):
        with clock.held_at(_at(today - timedelta(days=place))):
            actions.comment(project, text, by=people[login])
    for project, order in zip(projects[1:], _ORDERS, strict=False):
        _instruct(project, order, people, today)
    _weekly(park, people["park_manager"], today)
    _other_parks(park, today)
    _addresses()


def remove(projects: "sa.Select[int]") -> list["sa.Delete"]:
    """What takes it away again, before the projects themselves go."""
    reports = [row.id for row in db.session.scalars(sa.select(WeeklyReport)) if row.counts.get(DEMO_MARK)]
    code = sa.select(sa.literal("/projects/") + Project.code).where(Project.id.in_(projects))
    orders = sa.select(Instruction.id).where(Instruction.project_id.in_(projects))
    about = sa.select(sa.literal("/instructions/") + sa.cast(Instruction.id, sa.String)).where(
        Instruction.id.in_(orders)
    )
    anchored = [
        sa.select(sa.literal("/projects/") + Project.code + anchor).where(Project.id.in_(projects))
        for anchor in ("#talk", "#events")
    ]
    return [
        *(sa.delete(Notice).where(Notice.link.in_(links)) for links in (code, about, *anchored)),
        sa.delete(Comment).where(Comment.project_id.in_(projects)),
        sa.delete(Instruction).where(Instruction.id.in_(orders)),
        sa.delete(WeeklyReport).where(WeeklyReport.id.in_(reports)),
    ]


def _instruct(project: Project, order: tuple[Addressee, str, int, str], people: dict[str, Actor], today: date) -> None:
    addressee, text, age, ends = order
    unit = people["park_manager"] if addressee is Addressee.PARK else people["bureau_manager"]
    with clock.held_at(_at(today - timedelta(days=age))):
        made = actions.instruct(
            project, text=text, addressee=addressee, due_on=clock.today() + timedelta(days=7), by=people["leader"]
        )
    if ends == "open":
        return
    with clock.held_at(_at(today - timedelta(days=2))):
        one = get_visible(made.id, to=unit)
        actions.report(one, text="已按要求办理，情况附在项目跟进中。", done_on=clock.today(), by=unit)
    if ends == "closed":
        with clock.held_at(_at(today - timedelta(days=1))):
            actions.close(one, text="同意办结。", by=people["leader"])


def _other_parks(own: Park, today: date) -> None:
    """Other parks' reports of the last week: most in time, some late, some not at all."""
    week = week_of(today).previous
    teams = db.session.execute(
        sa.select(OrganisationPark.park_id, sa.func.min(User.login))
        .join(User, User.organisation_id == OrganisationPark.organisation_id)
        .where(OrganisationPark.park_id != own.id, User.disabled_at.is_(None))
        .group_by(OrganisationPark.park_id)
        .order_by(OrganisationPark.park_id)
    ).all()
    for place, (park_id, login) in enumerate(teams):
        if place % 5 == 4:
            continue
        handed_in = datetime.combine(week.next.start, time(15 if place % 7 == 3 else 9, 20), clock.SHANGHAI)
        with clock.held_at(min(handed_in, _at(today))):
            _handed_in(db.session.get_one(Park, park_id), week, actor_by_login(login), done=True)


def _handed_in(park: Park, week: Week, by: Actor, *, done: bool) -> None:
    there = sa.exists().where(WeeklyReport.park_id == park.id, WeeklyReport.week_start == week.start)
    if db.session.scalar(sa.select(there)):
        return
    made = actions.begin(park, week, by=by)
    made.counts = {**made.counts, DEMO_MARK: True}
    db.session.flush()
    if done:
        actions.submit(get_report(park.code, week, edition=1, to=by), by=by)


def _weekly(park: Park, by: Actor, today: date) -> None:
    """The last weeks but one handed in, the last one still a draft."""
    week = week_of(today).previous
    for place in range(WEEKS):
        ends = min(week.next.start, today)
        with clock.held_at(datetime.combine(ends, time(9, 10), clock.SHANGHAI)):
            _handed_in(park, week, by, done=place > 0)
        week = week.previous


def _addresses() -> None:
    """Where the demo's mail goes: into files, under names that reach nobody."""
    for number, login in db.session.execute(sa.select(User.id, User.login).where(User.login.in_(PEOPLE))):
        if db.session.get(NoticePreference, number) is None:
            db.session.add(
                NoticePreference(
                    user_id=number,
                    email=f"{login}@demo.example",
                    modes={kind.value: mode.value for kind, mode in USUAL.items()},
                    digest_hour=8,
                    failures=0,
                )
            )
    db.session.flush()


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 30), clock.SHANGHAI)


def _exists(login: str) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(User.login == login))))
