"""Demo data is the same for the same seed, holds together, and never touches what people made."""

import hashlib
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts.demo import ensure_demo_accounts
from app.accounts.models import User
from app.companies.models import Company, CompanyScope, CompanyTag, Contact
from app.companies.rules import uscc_warning
from app.core.clock import SHANGHAI
from app.core.transaction import transaction
from app.delivery.models import DeliveryFacts
from app.demo import removal, seeding
from app.extensions import db
from app.parks.models import Park, ParkCheck, ParkTarget
from app.pipeline.queries import facts_of
from app.pipeline.rules import checklist
from app.projects import indexing, limits
from app.projects.actions.upkeep import clockwork
from app.projects.enums import Light, Recognition, Stage, Status
from app.projects.models import Activity, Move, Project, Tally, YearTally
from app.projects.rules import due_days, light
from app.projects.standing import standing

TODAY = date(2026, 3, 12)
MANY = 60
TABLES = (
    Company,
    CompanyScope,
    CompanyTag,
    Contact,
    Project,
    Move,
    Activity,
    DeliveryFacts,
    Tally,
    YearTally,
    ParkTarget,
)
# What a database counts by itself. Everything else is what a reader could see.
SURROGATE = {
    "id",
    "company_id",
    "project_id",
    "park_id",
    "parent_id",
    "owner_id",
    "by_id",
    "sector_id",
    "city_id",
    "scope",
}


def seed(projects=MANY, number=7, today=TODAY):
    with transaction():
        ensure_demo_accounts("a good password")
        return seeding.seed(projects=projects, number=number, today=today)


def digest():
    """Over all rows in a stable order, foreign keys as what they point at."""
    found = hashlib.sha256()
    for model in TABLES:
        table = model.metadata.tables[model.__tablename__]
        kept = [column for column in table.columns if column.name not in SURROGATE]
        lines = sorted(
            repr(tuple(row)) for row in db.session.execute(sa.select(sa.literal(1), *kept).where(_of_the_demo(model)))
        )
        found.update("\n".join(lines).encode())
    ties = sa.select(Project.code, Company.code, Park.code, User.login).join(Company, Company.id == Project.company_id)
    ties = ties.join(Park, Park.id == Project.park_id).outerjoin(User, User.id == Project.owner_id)
    found.update(repr(sorted(map(tuple, db.session.execute(ties)), key=repr)).encode())
    return found.hexdigest()


def _of_the_demo(model):
    if model is Company:
        return Company.is_demo
    if hasattr(model, "company_id") and model is not Project:
        return model.company_id.in_(sa.select(Company.id).where(Company.is_demo))
    return sa.true()


DIGESTS: dict[str, str] = {}


def test_same_seed_and_day_give_the_same_data_on_both_engines(app, context):
    seed()
    DIGESTS[db.engine.dialect.name] = digest()
    assert len(set(DIGESTS.values())) == 1


def every_park_has_projects_and_every_owner_serves_the_park():
    counts = Counter(db.session.scalars(sa.select(Project.park_id)))
    assert set(counts) == set(db.session.scalars(sa.select(Park.id).where(Park.retired_at.is_(None))))
    owners = set(db.session.scalars(sa.select(Project.owner_id).where(Project.owner_id.is_not(None)).distinct()))
    assert len(owners) > len(counts)


def names_are_marked_unique_and_mostly_carry_a_good_code():
    firms = db.session.execute(sa.select(Company.name, Company.uscc).where(Company.is_demo)).all()
    assert all("（示例）" in name for name, _ in firms)
    assert len({name for name, _ in firms}) == len(firms)
    codes = [code for _, code in firms if code]
    assert len(set(codes)) == len(codes) > len(firms) / 2
    assert sum(uscc_warning(code) is None for code in codes) > 0.9 * len(codes)


def named_companies_of_the_plans_get_no_projects():
    real = sa.select(Project.id).join(Company, Company.id == Project.company_id).where(Company.is_demo.is_(False))
    assert db.session.scalars(real).all() == []


def moves_end_in_the_stage_and_run_forward_in_time():
    for project in db.session.scalars(sa.select(Project)):
        moves = db.session.scalars(sa.select(Move).where(Move.project_id == project.id).order_by(Move.id)).all()
        assert moves[-1].to_stage is project.stage
        assert moves[-1].event_on == project.stage_since
        assert [move.from_stage for move in moves] == [None, *(move.to_stage for move in moves[:-1])]
        assert [move.event_on for move in moves] == sorted(move.event_on for move in moves)
        assert [move.moved_at for move in moves] == sorted(move.moved_at for move in moves)
        kept = asdict(standing(moves, project.not_counted))
        assert {name: getattr(project, name) for name in kept} == kept
        for move in moves:
            assert (move.recognition is None) is (not move.to_stage.needs_recognition)
            if move.recognition is Recognition.RECOGNISED:
                submitted = move.submitted_at.astimezone(SHANGHAI).date()
                assert move.event_on <= submitted <= move.recognised_on <= TODAY
        assert project.stage_since <= TODAY


def every_gate_that_was_passed_would_open_again():
    for project in db.session.scalars(sa.select(Project).where(Project.stage != Stage.LEAD)):
        # Whether the stage before was recognised is seen from the moves; the facts speak of the present one.
        answers = [one for one in checklist(project.stage, facts_of(project)) if one.requirement.key != "recognised"]
        assert [one.requirement.label for one in answers if not one.met] == [], project.code


def activities_run_in_order_and_the_project_knows_the_last():
    for project in db.session.scalars(sa.select(Project)):
        rows = db.session.scalars(
            sa.select(Activity).where(Activity.project_id == project.id).order_by(Activity.id)
        ).all()
        days = [row.happened_on for row in rows]
        assert days == sorted(days)
        assert project.last_activity_on == (days[-1] if days else None)
        assert project.next_step == (rows[-1].next_step if rows else None)
        assert project.next_due == (rows[-1].next_due if rows else None)
        assert all(day <= TODAY for day in days)
    entered = db.session.execute(sa.select(Activity.id, Activity.happened_on).order_by(Activity.id)).all()
    assert [row.happened_on for row in entered] == sorted(row.happened_on for row in entered)


def lights_follow_the_rules_and_every_colour_is_there():
    held, seen = limits.current(), Counter()
    for project in db.session.scalars(sa.select(Project)):
        assert (project.stale_on, project.alarm_on) == due_days(clockwork(project), held)
        if project.status is Status.ACTIVE:
            seen[light(stale_on=project.stale_on, alarm_on=project.alarm_on, today=TODAY)] += 1
    assert seen[Light.GREEN] > seen[Light.YELLOW] > 0
    assert seen[Light.RED] > 0
    assert db.session.scalar(sa.select(sa.func.count()).where(Project.next_due < TODAY)) > 0
    assert db.session.scalar(sa.select(sa.func.count()).where(Project.next_due == TODAY)) > 0


def counters_agree_with_the_rows():
    counted = sa.select(
        *(key := (Project.park_id, Project.stage, Project.counted_stage, Project.status)),
        sa.func.count(),
        sa.func.sum(Project.investment),
    ).group_by(*key)
    rows = {row[:4]: (row[4], row[5] or 0) for row in db.session.execute(counted)}
    kept = sa.select(Tally.park_id, Tally.stage, Tally.counted_stage, Tally.status, Tally.count, Tally.investment)
    assert {row[:4]: (row[4], row[5]) for row in db.session.execute(kept)} == rows


def invented_investors_are_found_by_name_and_pinyin():
    code, name = db.session.execute(
        sa.select(Project.id, Company.name)
        .join(Company, Company.id == Project.company_id)
        .where(Project.confidential.is_(False))
        .limit(1)
    ).one()
    assert code in db.session.scalars(indexing.INDEX.matches(name[1:4])).all()


def test_what_was_seeded_holds_together(app, context):
    """One seeding for many questions: writing the data takes longer than asking."""
    seed(projects=300)
    every_park_has_projects_and_every_owner_serves_the_park()
    names_are_marked_unique_and_mostly_carry_a_good_code()
    named_companies_of_the_plans_get_no_projects()
    moves_end_in_the_stage_and_run_forward_in_time()
    every_gate_that_was_passed_would_open_again()
    activities_run_in_order_and_the_project_knows_the_last()
    lights_follow_the_rules_and_every_colour_is_there()
    counters_agree_with_the_rows()
    invented_investors_are_found_by_name_and_pinyin()


def test_new_rows_find_free_numbers_after_seeding(app, context):
    assert seed(projects=1).projects == 1
    with transaction():
        firm = db.session.scalars(sa.select(Company).where(Company.is_demo).limit(1)).one()
        db.session.add(Contact(company_id=firm.id, name="新联系人"))
        copied = {"code": "QY-999999", "name": "另一家", "normalised_name": "另一家"}
        db.session.add(Company(**copied))
        db.session.flush()


def test_removing_takes_the_demo_only(app, context):
    with transaction():
        own = Company(code="QY-888888", name="真实企业", normalised_name="真实企业")
        db.session.add(own)
    seed(number=8)
    other = digest()
    with transaction():
        removal.remove()
    parks_before = db.session.execute(sa.select(Park.code, Park.contact_name, Park.version).order_by(Park.code)).all()
    seed(number=7)
    assert digest() != other
    with transaction():
        used = db.session.scalars(sa.select(Project).limit(1)).one()
        kept_firm = used.company_id
        real = Project(
            code="NT-2026-99999",
            name="人工登记的项目",
            company_id=kept_firm,
            park_id=used.park_id,
            source=used.source,
            content="手工",
            registered_at=used.registered_at,
            stage_since=TODAY - timedelta(days=1),
            rank=0.0,
        )
        db.session.add(real)
        target = db.session.scalars(sa.select(ParkTarget).limit(1)).one()
        target.value += 5
        changed = (target.park_id, target.year, target.metric)
    with transaction():
        removal.remove()
    assert db.session.scalars(sa.select(Project.code)).all() == ["NT-2026-99999"]
    assert set(db.session.scalars(sa.select(Company.id).where(Company.is_demo))) == {kept_firm}
    assert db.session.scalar(sa.select(Company.id).where(Company.code == "QY-888888")) is not None
    left = db.session.execute(sa.select(ParkTarget.park_id, ParkTarget.year, ParkTarget.metric)).all()
    assert [tuple(row) for row in left] == [changed]
    assert db.session.scalar(sa.select(sa.func.count()).where(ParkCheck.done)) == 0
    assert (
        db.session.execute(sa.select(Park.code, Park.contact_name, Park.version).order_by(Park.code)).all()
        == parks_before
    )
    assert db.session.scalar(sa.select(sa.func.sum(Tally.count))) == 1
    for model in (Activity, Move, DeliveryFacts):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
