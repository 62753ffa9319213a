"""Loading plan files: complete, idempotent, careful with what the bureau changed."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.models import City
from app.core.audit import AuditEntry
from app.core.transaction import transaction
from app.extensions import db
from app.loading import load_bundled_plans, load_files
from app.parks.models import Carrier, Layout, LayoutNode, Park, ParkCheck, ParkSector, ParkTarget, ParkTie
from app.plans.enums import Comparator, LayoutShape, UnitKind
from app.plans.models import Indicator, Measure, NamedOrganisation, Plan, Sector, Target, TargetProfile, Task
from app.plans.reading import PlanFileError
from app.plans.schema import DATA, bundled_plans, bundled_sectors
from tests.factories import parks as factory

TABLES = (City, Plan, Sector, Target, Indicator, Task, Measure, NamedOrganisation, TargetProfile, Layout, Park)


def counts() -> dict[str, int]:
    models = (*TABLES, LayoutNode, Carrier, ParkSector, ParkTie, ParkCheck, AuditEntry)
    return {model.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in models}


def park(code: str) -> Park:
    return db.session.scalars(sa.select(Park).where(Park.code == code)).one()


def test_everything_that_the_files_say_is_there(context):
    plans = bundled_plans()
    held = counts()
    assert held["sector"] == len(bundled_sectors().sectors)
    assert held["plan"] == len(plans)
    assert held["city"] == len({plan.city.code for plan in plans})
    for table, name in (
        ("layout", "layouts"),
        ("park", "units"),
        ("layout_node", "units"),
        ("carrier", "carriers"),
        ("target", "targets"),
        ("indicator", "indicators"),
        ("task", "tasks"),
        ("measure", "measures"),
        ("named_organisation", "companies"),
        ("target_profile", "target_profiles"),
    ):
        assert held[table] == sum(len(getattr(plan, name)) for plan in plans), table


def test_every_sector_stands_under_its_parent(context):
    above = aliased(Sector)
    pairs = sa.select(Sector.code, above.code).join(above, above.id == Sector.parent_id)
    stored = dict(db.session.execute(pairs).all())
    assert stored == {sector.code: sector.parent for sector in bundled_sectors().sectors if sector.parent}


def test_figures_arrive_exactly(context):
    for plan in bundled_plans():
        for wanted in plan.targets:
            stored = db.session.scalars(sa.select(Target).where(Target.code == wanted.code)).one()
            assert (stored.value, stored.value_min, stored.value_max) == (
                wanted.value,
                wanted.value_min,
                wanted.value_max,
            )
            assert stored.comparator is Comparator(wanted.comparator)
            assert stored.details["figure"] == wanted.figure


def test_second_load_changes_nothing(context, count_queries):
    before = counts()
    with count_queries() as sent:
        total = load_bundled_plans().total
    assert (total.created, total.updated, total.removed, total.kept) == (0, 0, 0, 0)
    assert total.unchanged > 700
    assert counts() == before
    assert not [statement for statement in sent if not statement.startswith("SELECT")]


def test_a_core_a_zone_over_two_parks_and_six_specials(context):
    layout = db.session.scalars(sa.select(Layout).where(Layout.code == "lay-ntit-126")).one()
    assert layout.shape is LayoutShape.RINGS
    kinds = list(
        db.session.scalars(
            sa.select(LayoutNode.kind).where(LayoutNode.layout_id == layout.id).order_by(LayoutNode.position)
        )
    )
    assert kinds == [UnitKind.CORE, *[UnitKind.ZONE] * 2, *[UnitKind.BASE] * 6]
    assert park("lay-ntit-base-3").places == ["海安", "海门"]
    assert layout.checklist == ["专业园区", "专业规划", "专业项目", "专业招商", "专业政策", "专业基金"]
    checks = sa.select(ParkCheck.item).where(ParkCheck.park_id == park("lay-ntit-core").id).order_by(ParkCheck.id)
    assert list(db.session.scalars(checks)) == layout.checklist


def test_a_company_named_with_a_park_is_tied_to_it_and_says_why(context):
    ties = db.session.execute(
        sa.select(NamedOrganisation.name, ParkTie.basis)
        .join(NamedOrganisation, NamedOrganisation.id == ParkTie.named_organisation_id)
        .where(ParkTie.park_id == park("lay-ntit-base-4").id)
    ).all()
    assert "康迪电动汽车" in {name for name, _ in ties}
    assert all(basis for _, basis in ties)


def test_what_the_bureau_edited_is_kept(context):
    core, layout = (
        park("lay-ntit-core"),
        db.session.scalars(sa.select(Layout).where(Layout.code == "lay-ntit-126")).one(),
    )
    core.name, core.edited = "改过的名称", True
    layout.name, layout.edited = "改过的布局", True
    node = db.session.scalars(sa.select(LayoutNode).where(LayoutNode.park_id == core.id)).one()
    node.position = 99
    db.session.flush()
    tally = load_bundled_plans().parts["nantong-it-2018"]
    assert (tally.kept, tally.updated, tally.created) == (2, 0, 0)
    assert (core.name, layout.name, node.position) == ("改过的名称", "改过的布局", 99)


def test_what_nobody_edited_follows_the_file(context):
    zone = park("lay-ntit-zone-2")
    zone.short_name = "别名"
    target = db.session.scalars(sa.select(Target).where(Target.code == "tgt-gz-2022-signed")).one()
    target.value = 1
    db.session.flush()
    assert load_bundled_plans().total.updated == 2
    assert (zone.short_name, target.value) == ("智创谷", 100)


def test_a_contact_on_a_park_survives(context):
    zone = park("lay-ntit-zone-2")
    zone.contact_name = "陈一"
    db.session.flush()
    load_bundled_plans()
    assert zone.contact_name == "陈一"


def write(folder: Path, **changes: str) -> Path:
    path = folder / "demo-plan.yaml"
    path.write_text(
        factory.PLAN_FILE.format(**({"base": factory.SECOND_BASE, "bases": "2", "title": "测试规划"} | changes)),
        encoding="utf-8",
    )
    return path


def test_a_new_plan_comes_by_a_file(context, tmp_path):
    tally = load_files([write(tmp_path)]).parts["demo-plan"]
    assert tally.created == 4
    assert park("lay-demo-base-2").city_id == db.session.scalar(sa.select(City.id).where(City.code == "DM"))


def test_a_park_gone_from_the_file_goes_unless_it_is_in_use(context, tmp_path):
    load_files([write(tmp_path)])
    gone = write(tmp_path, base="", bases="1")
    kept = park("lay-demo-base-2")
    db.session.add(ParkTarget(park_id=kept.id, year=2026, metric="signed", value=3))
    db.session.flush()
    assert load_files([gone]).parts["demo-plan"].kept == 1
    db.session.execute(sa.delete(ParkTarget))
    assert load_files([gone]).parts["demo-plan"].removed == 1
    assert db.session.scalar(sa.select(Park.id).where(Park.code == "lay-demo-base-2")) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "文件是空的"),
        ("document: [", "不是有效的 YAML"),
        ("document: {}", "缺少此项"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(context, tmp_path, content, said):
    path = tmp_path / "x.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanFileError, match=said) as refused:
        load_files([path])
    assert "\n" not in refused.value.message


def test_command_prints_counts(app):
    result = app.test_cli_runner().invoke(args=["plans", "load"])
    assert result.exit_code == 0, result.output
    assert "nantong-it-2018" in result.output
    assert "合计：新增 0，更新 0" in result.output


def test_command_refuses_in_one_line_and_writes_nothing(app, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        (DATA / "plans" / "nantong-it-2018.yaml").read_text(encoding="utf-8").replace("city: NT", "city: XX"),
        encoding="utf-8",
    )
    with app.app_context(), transaction():
        before = counts()
    result = app.test_cli_runner().invoke(args=["plans", "load", str(bad), str(tmp_path / "none.yaml")])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
    with app.app_context():
        assert counts() == before
