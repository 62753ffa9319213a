"""The list as an Excel file: what the list shows to this reader, and nothing else; it opens again; it is written down."""

import io
import re
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from app.accounts.enums import Role
from app.accounts.view_model import entry_line
from app.core import clock
from app.core.audit import AuditEntry
from app.core.transaction import transaction
from app.extensions import db
from app.projects import sheet, view_model
from app.projects.views import export
from tests.factories.populations import OTHER_PARK, SECRET, SECRET_INVESTOR, populate
from tests.factories.projects import PARK, make_project


@pytest.fixture
def officer(app, as_role):
    """An officer of PARK with the small world around."""
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        populate(client.actor)
    return client


def opened(client, args=""):
    """The answer read back: rows as dictionaries by head, and what the sheet says of itself."""
    answer = client.get(f"/projects/export{args}")
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    book = load_workbook(io.BytesIO(answer.data))
    listed, said = book.worksheets
    heads, *rows = listed.iter_rows()
    names = [head.value for head in heads]
    return [dict(zip(names, row, strict=True)) for row in rows], dict(said.iter_rows(values_only=True))


def names_in(rows):
    return [row["项目名称"].value for row in rows]


def test_the_file_holds_what_the_list_shows_under_a_chinese_name(officer):
    rows, said = opened(officer)
    page = officer.get("/projects/").get_data(as_text=True)
    codes = re.findall(r'<tr data-code="([^"]+)"', page)
    assert len(rows) == len(codes) == 8
    in_file = opened(officer, "?cols=code")[0]
    assert [row["编号"].value for row in in_file] == codes
    assert list(rows[0]) == [
        "灯",
        "项目名称",
        "保密",
        *(
            [
                "投资方",
                "园区",
                "产业方向",
                "阶段",
                "总投资（万元）",
                "用地（亩）",
                "本阶段（天）",
                "负责人",
                "最近跟进",
                "下一步",
                "下一步日期",
            ]
        ),
    ]
    assert said["筛选条件"] == "状态：推进中"
    assert said["项目数"] == 8
    assert said["排序"] == "最近更新（新的在前）"
    assert said["导出人"].startswith(officer.actor.name)
    assert f"{clock.local(clock.now()):%Y-%m-%d}" in said["数据截至"]
    header = officer.get("/projects/export").headers["Content-Disposition"]
    assert f"filename*=UTF-8''{quote('项目列表')}-{clock.today().isoformat()}.xlsx" in header
    assert header.startswith("attachment")


def test_filter_order_and_columns_are_those_of_the_address(officer):
    rows, said = opened(officer, "?least=1亿&sort=-investment&cols=registered,investment,due&status=all")
    assert list(rows[0]) == ["灯", "项目名称", "保密", "状态", "登记日期", "总投资（万元）", "下一步日期"]
    amounts = [row["总投资（万元）"].value for row in rows]
    assert amounts == sorted(amounts, reverse=True)
    assert min(amounts) >= 10_000
    assert "总投资不低于：1.00 亿元" in said["筛选条件"]
    assert said["排序"] == "总投资（大的在前）"
    assert isinstance(rows[0]["登记日期"].value, datetime)
    assert rows[0]["登记日期"].value.date() == clock.today()


def test_numbers_are_numbers_and_exact_days_are_days(app, officer):
    with app.app_context(), transaction():
        make_project(
            by=officer.actor,
            name="精确金额",
            investment=Decimal("12345.678901"),
            next_step="回访",
            next_due=date(2027, 3, 1),
        )
    (row,) = opened(officer, "?q=精确金额")[0]
    assert row["总投资（万元）"].value == 12345.678901
    assert row["总投资（万元）"].data_type == "n"
    assert row["下一步日期"].value == datetime(2027, 3, 1)  # noqa: DTZ001 - Excel knows no zones
    assert row["下一步日期"].number_format == "yyyy-mm-dd"
    assert row["用地（亩）"].value is None


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","点我")', "+1+1", "-2+3", "@SUM(A1)", "{=1}", "http://x.test"])
def test_what_looks_like_a_formula_or_a_link_stays_a_text(app, officer, text):
    with app.app_context(), transaction():
        made = make_project(by=officer.actor, name=text, next_step=text, next_due=clock.today())
        code = made.code
    row = next(row for row in opened(officer, "?cols=code,step")[0] if row["编号"].value == code)
    for cell in (row["项目名称"], row["下一步"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
        assert cell.quotePrefix == (text[0] in "=+-@")


def test_another_park_and_another_city_are_absent(as_role, officer):
    assert not {"邻园项目", "外市项目"} & set(names_in(opened(officer, "?status=all")[0]))
    neighbour = as_role(Role.OFFICER, parks=[OTHER_PARK])
    assert names_in(opened(neighbour, "?status=all")[0]) == ["邻园项目"]
    assert opened(neighbour, f"?park={PARK}")[0] == []


@pytest.mark.parametrize(("role", "knows"), [(Role.OFFICER, False), (Role.LEADER, False), (Role.PARK_MANAGER, True)])
def test_a_confidential_project_is_masked_as_on_the_list(as_role, officer, role, knows):
    reader = officer if role is Role.OFFICER else as_role(role, **({} if role is Role.LEADER else {"parks": [PARK]}))
    answer = reader.get("/projects/export?cols=investor,step,status")
    rows, _said = opened(reader, "?cols=investor,step,status")
    (row,) = [row for row in rows if row["保密"].value]
    if knows:
        assert (row["项目名称"].value, row["投资方"].value) == (SECRET, SECRET_INVESTOR)
    else:
        assert (row["项目名称"].value, row["投资方"].value, row["下一步"].value) == ("青松", None, None)
        said = str([cell.value for line in load_workbook(io.BytesIO(answer.data)).worksheets[0] for cell in line])
        assert SECRET not in said
        assert SECRET_INVESTOR not in said
    assert opened(reader, f"?q={SECRET_INVESTOR}")[1]["项目数"] == int(knows)


def test_every_column_of_the_list_can_be_taken_along(officer):
    rows, _said = opened(officer, f"?cols={','.join(column.key for column in view_model.COLUMNS)}&status=all")
    assert len(rows[0]) == 3 + len(view_model.COLUMNS)
    assert {column.key for column in view_model.COLUMNS} == {*sheet._CELLS, sheet.CLAIM}
    assert any(row["首报"].value for row in rows)


def test_it_is_read_in_portions_in_the_same_order(officer, monkeypatch):
    whole = names_in(opened(officer, "?sort=registered")[0])
    monkeypatch.setattr(export, "AT_ONCE", 3)
    assert names_in(opened(officer, "?sort=registered")[0]) == whole
    assert len(whole) == 8


def test_too_many_lead_back_with_a_sentence_and_leave_nothing(app, officer, monkeypatch):
    monkeypatch.setattr(export, "MOST", 7)
    answer = officer.get("/projects/export?sort=-investment")
    assert (answer.status_code, answer.location) == (302, "/projects/?sort=-investment")
    assert "超过 7 个，一次导不完。请先缩小筛选范围" in officer.get(answer.location).get_data(as_text=True)
    assert exports(app) == []
    monkeypatch.setattr(export, "MOST", 8)
    assert len(opened(officer)[0]) == 8


def exports(app):
    with app.app_context():
        found = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "project.exported"))
        return [(entry.actor_name, entry_line(entry)) for entry in found]


def test_the_export_is_in_the_trail_in_words(app, officer):
    rows, _said = opened(officer, "?least=1亿&cols=code,park")
    ((name, line),) = exports(app)
    assert name == officer.actor.name
    assert (line.action, line.subject) == ("导出项目列表", "项目列表")
    count, *others = sorted(line.changes, key=lambda said: not said.startswith("数量："))
    assert int(count.removeprefix("数量：")) == len(rows) > 0
    assert set(others) == {"筛选条件：状态：推进中；总投资不低于：1.00 亿元", "列：编号、园区"}


def test_who_may_not_read_the_list_gets_no_file(as_role, client):
    assert as_role(Role.ADMIN).get("/projects/export").status_code == 403
    assert client.get("/projects/export").status_code == 302


def test_an_address_that_is_wrong_leads_to_the_list_that_says_so(officer):
    answer = officer.get("/projects/export?stage=nowhere&_external=1")
    assert answer.status_code == 302
    assert answer.location.startswith("/projects/?")
    assert officer.get(answer.location).status_code == 400


def test_the_list_offers_it_with_its_filter_also_while_somebody_types(officer):
    wanted = "/projects/export?q=%E5%85%89&amp;sort=-investment&amp;cols=code,park"
    for headers in ({}, {"HX-Request": "true"}):
        page = officer.get("/projects/?q=光&sort=-investment&cols=code,park", headers=headers).get_data(as_text=True)
        assert page.count(f'href="{wanted}"') == 2, re.findall(r'/projects/export[^"]*', page)


def test_nobody_exports_without_end(officer):
    answers = [officer.get("/projects/export").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
