"""The pages that are measured, by who opens them, with addresses taken from the data."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.demo import DEMO_PARK
from app.companies.models import Company
from app.extensions import db
from app.parks.models import Layout, Park
from app.plans.models import Plan, Sector
from app.projects.enums import Status
from app.projects.models import Activity, Project

OFFICER, BUREAU = "officer", "bureau_manager"


@dataclass(frozen=True)
class Page:
    """An address, who opens it, and what the results call it."""

    name: str
    login: str
    address: str
    is_fragment: bool = False  # asked for by htmx, for a place inside a page

    @property
    def headers(self) -> dict[str, str]:
        """What goes along with the request."""
        return {"HX-Request": "true"} if self.is_fragment else {}


def main_pages() -> Iterator[Page]:
    """All of them. The park is the one of the printed accounts, which is also the fullest."""
    project, sector = _busiest_project(), _commonest_sector()
    company = _investor_of(project)
    yield from _both("home", "/")
    own_city = sa.select(Park.city_id).where(Park.code == DEMO_PARK).scalar_subquery()
    for code, shape, is_own in db.session.execute(
        sa.select(Plan.code, Layout.shape, Plan.city_id == own_city)
        .join(Layout, Layout.plan_id == Plan.id)
        .order_by(Plan.position)
    ):
        name, address = f"layout {shape.value} {code}", f"/parks/?plan={code}"
        yield from _both(name, address) if is_own else [Page(f"{name} · {BUREAU}", BUREAU, address)]
    yield from _both("park", f"/parks/{DEMO_PARK}")
    yield from _both("companies", "/companies/")
    yield from _both("companies text", "/companies/?q=智能")
    yield from _both("company", f"/companies/{company}")
    yield from _duplicate_checks(project)
    yield from _both("projects", "/projects/")
    yield from _both("projects all statuses", "/projects/?status=all")
    yield from _both("projects by park", f"/projects/?park={DEMO_PARK}")
    yield from _both("projects sector+amount", f"/projects/?sector={sector}&least=5000万&sort=-investment")
    yield from _both("projects light+sort", "/projects/?light=red&light=yellow&sort=due")
    yield from _both("projects text", "/projects/?q=芯片")
    yield from _both("board", "/projects/board")
    yield from _both("board by park", f"/projects/board?park={DEMO_PARK}")
    yield from _both("board text", "/projects/board?q=芯片")
    yield from _both("project", f"/projects/{project}")
    yield from _both("queue", "/reviews/")
    yield from _both("first reports", "/first-reports/")
    yield from _both("supervision", "/supervision/")
    yield from _both("velocity", "/velocity/")
    yield from _both("inbox", "/notices/")
    yield from _both("search", "/search?q=芯片")
    yield from _both("search pinyin", "/search?q=xinpian")
    yield from _both("suggest", "/search/suggest?q=智能")
    yield from _both("suggest one character", "/search/suggest?q=科")
    yield from _both("plan", "/plans/nantong-it-2018")
    yield from _both("briefs", "/briefs/")


# What is hard for the check for duplicates: nothing to go by, pieces that thousands of names share, a text without end.
_HARD = {
    "one character": "智",
    "common pieces": "南通电子科技（示例）",
    "very common pieces": "智能科技",
    "long name": "江苏省南通市经济技术开发区中天智能光电信息技术产业发展股份有限公司华东第一分公司",
    "endless": "科技电子智能信息" * 25,
    "pinyin": "zhongtiankeji",
}


def _duplicate_checks(project: str) -> Iterator[Page]:
    """The live check under a company's name: an investor's own name, its code, and what is hard."""
    name, code = db.session.execute(
        sa.select(Company.name, Company.uscc)
        .join(Project, Project.company_id == Company.id)
        .where(Project.code == project)
    ).one()
    yield from _both("duplicate check", f"/companies/check?name={name}", is_fragment=True)
    yield from _both("duplicate check code", f"/companies/check?uscc={code or '91320600MA1X7A0P8K'}", is_fragment=True)
    number = db.session.scalar(sa.select(Project.sector_id).where(Project.code == project))
    typed = f"investor={name}&content=芯片封装测试，租厂房&investment=3000万&sector_id={number}&site_mode=factory"
    yield Page(f"duplicate check four levels · {OFFICER}", OFFICER, f"/first-reports/check?{typed}", is_fragment=True)
    for label, text in _HARD.items():
        yield from _both(f"duplicate check {label}", f"/companies/check?name={text}", is_fragment=True)


def _both(name: str, address: str, *, is_fragment: bool = False) -> Iterator[Page]:
    for login in (OFFICER, BUREAU):
        yield Page(f"{name} · {login}", login, address, is_fragment)


def _busiest_project() -> str:
    """The one with the longest timeline at the officer's park."""
    return db.session.scalars(
        sa.select(Project.code)
        .join(Park, Park.id == Project.park_id)
        .join(Activity, Activity.project_id == Project.id)
        .where(Park.code == DEMO_PARK, Project.status == Status.ACTIVE, Project.confidential.is_(False))
        .group_by(Project.code)
        .order_by(sa.func.count().desc(), Project.code)
        .limit(1)
    ).one()


def _investor_of(project: str) -> str:
    return db.session.scalars(
        sa.select(Company.code).join(Project, Project.company_id == Company.id).where(Project.code == project)
    ).one()


def _commonest_sector() -> str:
    return db.session.scalars(
        sa.select(Sector.code)
        .join(Project, Project.sector_id == Sector.id)
        .join(Park, Park.id == Project.park_id)
        .where(Park.code == DEMO_PARK)
        .group_by(Sector.code)
        .order_by(sa.func.count().desc(), Sector.code)
        .limit(1)
    ).one()
