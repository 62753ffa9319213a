"""A small world of projects that differ in everything a list can be narrowed by."""

from datetime import timedelta
from decimal import Decimal

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core import clock
from app.extensions import db
from app.projects import actions
from app.projects.enums import LostReason, Source, Stage
from app.projects.models import Project

from .accounts import person
from .projects import PARK, make_project

OTHER_PARK = "lay-ntit-base-4"
OTHER_CITY = "lay-gz-park-01"
SECRET = "绝密晶圆项目"
SECRET_INVESTOR = "隐名投资有限公司"


def populate(owner: Actor) -> list[Project]:
    """Eleven projects: nine at PARK (one of them confidential and a colleague's), one next door, one in another city."""
    today = clock.today()
    colleague = person(Role.OFFICER, parks=[PARK])
    made = [
        make_project(by=owner, investor="中天示例科技有限公司", name="光纤预制棒扩产", investment=Decimal(9_000)),
        make_project(
            by=owner,
            investor="南大示例光电有限公司",
            name="光刻胶中试线",
            investment=Decimal(120_000),
            source=Source.FAIR,
        ),
        make_project(by=owner, name="未定投资的线索", next_step="回电", next_due=today + timedelta(days=2)),
        make_project(
            by=owner, stage=Stage.NEGOTIATING, name="在谈一", next_step="寄资料", next_due=today + timedelta(days=1)
        ),
        make_project(by=colleague, stage=Stage.APPRAISAL, name="评审一"),
        make_project(by=colleague, stage=Stage.SIGNED, name="签约一"),
        make_project(by=owner, stage=Stage.LANDED, name="落地一"),
        make_project(by=owner, name="会流失的"),
        make_project(
            by=colleague, name=SECRET, investor=SECRET_INVESTOR, confidential=True, code_name="青松", content="保密内容"
        ),
        make_project(
            by=person(Role.OFFICER, parks=[OTHER_PARK]), at=OTHER_PARK, name="邻园项目", investment=Decimal(50_000)
        ),
        make_project(by=person(Role.OFFICER, parks=[OTHER_CITY]), at=OTHER_CITY, name="外市项目"),
    ]
    actions.lose(made[7], lost_reason=LostReason.COST, competing_city=None, reason="成本", by=owner)
    actions.give_to(made[2], None, by=owner, serves=False)
    # Days gone by, which no action can make: a red, a yellow, an overdue step.
    made[0].stale_on, made[0].alarm_on = today - timedelta(days=20), today - timedelta(days=5)
    made[1].stale_on, made[1].alarm_on = today - timedelta(days=1), today + timedelta(days=5)
    made[3].next_step, made[3].next_due = "寄资料", today - timedelta(days=3)
    db.session.flush()
    return made
