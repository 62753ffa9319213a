"""The pages: what a user types, sees and is told."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.companies import actions
from app.companies.enums import TagKind
from app.companies.models import Company, CompanyScope, CompanyTag, Contact
from app.core.audit import AuditEntry
from app.core.paging import Cursor
from app.core.transaction import transaction
from app.extensions import db
from app.parks.models import Park
from tests.factories.accounts import person
from tests.factories.companies import company, contact, park, tagged
from tests.factories.projects import make_project

OURS, THEIRS, EMPTY = "lay-ntit-zone-2", "lay-ntit-core", "lay-gz-park-01"


@pytest.fixture
def officer(as_role):
    return as_role(Role.OFFICER, parks=[OURS])


@pytest.fixture
def made(app):
    """A company of our park, as code."""
    with app.app_context(), transaction():
        return company(parks=[OURS], name="范例检测装备有限公司", sectors=["sec-ai"]).code


def warned(client, **asked):
    """The live warning, as a script asks for it."""
    return client.get("/companies/check", query_string=asked, headers={"HX-Request": "true"}).get_data(as_text=True)


def number_of(app, kind=Company):
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(kind))


def newest(app):
    with app.app_context():
        return db.session.scalars(sa.select(Company).order_by(Company.id.desc()).limit(1)).one()


# ---------- the list ----------


def test_none_yet_and_no_match_are_told_apart(officer, app):
    with app.app_context(), transaction():
        db.session.execute(sa.delete(CompanyScope))
    page = officer.get("/companies/").get_data(as_text=True)
    assert "还没有企业" in page
    page = officer.get("/companies/?q=无此企业&tag=listed").get_data(as_text=True)
    assert "没有符合“搜索：无此企业”“标签：上市”的企业" in page
    assert "清除全部" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"tag": "specialised"}, True),
        ({"tag": "listed"}, False),
        ({"sector": "sec-ai"}, True),
        ({"sector": "sec-ngit"}, False),
        ({"origin": "foreign"}, True),
        ({"origin": "domestic"}, False),
        ({"position": "upstream"}, True),
        ({"position": "service"}, False),
        ({"contacts": "1"}, True),
        ({"contacts": "0"}, False),
        ({"plan": "any"}, False),
        ({"q": "lgqj"}, True),
        ({"q": "滤光", "tag": "specialised", "sector": "sec-ai", "contacts": "1"}, True),
        ({"q": "🚀"}, False),
    ],
)
def test_filters_narrow(officer, app, asked, found):
    with app.app_context(), transaction():
        one = tagged(
            company(
                parks=[OURS],
                name="范例滤光器件有限公司",
                sectors=["sec-ai"],
                origin="foreign",
                chain_position="upstream",
            )
        )
        contact(one, by=officer.actor)
        code = one.code
    answer = officer.get("/companies/", query_string=asked)
    assert answer.status_code == 200
    assert (code in answer.get_data(as_text=True)) is found


def test_a_sector_holds_those_below_it(officer, app):
    with app.app_context(), transaction():
        code = company(parks=[OURS], sectors=["sec-emi"]).code
    assert code in officer.get("/companies/?sector=sec-ngit").get_data(as_text=True)


def test_companies_of_a_plan_are_listed_by_plan(officer):
    assert "通富微电" in officer.get("/companies/?plan=nantong-it-2018&q=通富").get_data(as_text=True)
    assert "通富微电" in officer.get("/companies/?plan=any&q=通富").get_data(as_text=True)


@pytest.mark.parametrize(
    "query",
    [
        "tag=nonsense",
        "origin=1",
        "sector=sec-none",
        "plan=none",
        "contacts=x",
        "sort=colour",
        "sort=-",
        "cursor=abc",
    ],
)
def test_a_url_that_asks_for_nonsense_is_refused_in_a_sentence(officer, query):
    answer = officer.get(f"/companies/?{query}")
    assert answer.status_code == 400
    assert re.search(r"请清除后重选|请从第一页重新翻页|请点表头重新排序", answer.get_data(as_text=True))


@pytest.mark.parametrize("value", ["text", 5])
def test_a_page_mark_of_another_order_is_refused(officer, value):
    assert officer.get(f"/companies/?sort=-updated&cursor={Cursor(value, 1).token()}").status_code == 400


@pytest.mark.parametrize("text", ["'", '"', "%", "\\", "*", "a" * 5000, "㐂𠮷", "NEAR(", "<script>", "-", "AND OR NOT"])
def test_any_text_can_be_searched_for(officer, text):
    for url in ("/companies/", "/companies/pick", "/companies/check"):
        answer = officer.get(url, query_string={"q": text, "name": text, "uscc": text}, headers={"HX-Request": "true"})
        assert answer.status_code == 200, url
        assert "<script>alert" not in answer.get_data(as_text=True)


def test_pages_follow_each_other_without_gap_or_double(officer, app):
    with app.app_context(), transaction():
        codes = {
            company(parks=[OURS], name=f"翻页企业{number:02d}有限公司", registered_capital=number % 3 or None).code
            for number in range(65)
        }
    for sort in ("name", "-updated", "-capital", "capital"):
        url, seen = f"/companies/?q=翻页&sort={sort}", []
        for _ in range(4):
            page = officer.get(url).get_data(as_text=True)
            seen += re.findall(r'<tr data-code="(QY-\d+)"', page)
            after = re.search(r'rel="next" href="([^"]+)"', page)
            if after is None:
                break
            url = after[1].replace("&amp;", "&")
        assert len(seen) == len(codes), sort
        assert set(seen) == codes
    assert "共 65 家" in page


def test_the_list_costs_the_same_for_one_and_for_many(officer, app, count_queries):
    def add():
        with app.app_context(), transaction():
            contact(tagged(company(parks=[OURS], name="同价企业有限公司", sectors=["sec-ai"])), by=officer.actor)

    add()
    with count_queries() as one:
        officer.get("/companies/?q=同价")
    for _ in range(6):
        add()
    with count_queries() as many:
        officer.get("/companies/?q=同价")
    assert len(many) == len(one) <= 10


def test_a_script_gets_the_rows_alone_and_the_url_to_show(officer, made):
    answer = officer.get("/companies/?q=检测&tag=&sector=", headers={"HX-Request": "true"})
    page = answer.get_data(as_text=True)
    assert made in page
    assert "<html" not in page
    assert answer.headers["HX-Replace-Url"] == "/companies/?q=%E6%A3%80%E6%B5%8B"


def test_numbers_are_masked_in_the_list(officer, app, made):
    with app.app_context(), transaction():
        contact(actions.records.queries.find(made, to=officer.actor), by=officer.actor)
    page = officer.get("/companies/?q=检测").get_data(as_text=True)
    assert "138****1234" in page
    assert "13800001234" not in page


# ---------- registering ----------


def test_a_company_is_registered_with_all_it_has(officer, app):
    answer = officer.send(
        "/companies/new",
        {
            "name": "  范例𠮷光（南通）有限公司 ",
            "uscc": "91350100m000100y43",
            "sectors": ["sec-ai", "sec-biomed"],
            "chain_position": "upstream",
            "origin": "foreign",
            "origin_place": "德国",
            "registered_capital": "1.2亿",
            "founded_year": "1998年",
            "website": "https://example.com",
            "business": "测试😀",
            "parks": OURS,
        },
    )
    assert answer.status_code == 302
    with app.app_context():
        one = newest(app)
        assert (one.name, one.uscc, one.founded_year) == ("范例𠮷光（南通）有限公司", "91350100M000100Y43", 1998)
        assert one.registered_capital == 12000
    page = officer.get(answer.location).get_data(as_text=True)
    for shown in ("范例𠮷光", "1.20 亿元", "外资·德国", "1998 年", "人工智能", "生物医药", "测试😀"):
        assert shown in page


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"name": ""}, "name", "请填写企业名称"),
        ({"name": "🚀"}, "name", "没有文字"),
        ({"name": "长" * 201}, "name", "最多 200 个字"),
        ({"uscc": "1" * 19}, "uscc", "最多 18 个字"),
        ({"founded_year": "2999"}, "founded_year", "成立年份应在"),
        ({"founded_year": "十"}, "founded_year", "请填写数字"),
        ({"registered_capital": "-5"}, "registered_capital", "不能为负数"),
        ({"registered_capital": "很多"}, "registered_capital", "请写成数字加单位"),
        ({"website": "javascript:alert(1)"}, "website", "http"),
        ({"sectors": "sec-none"}, "sectors", "请选择列表中的一项"),
        ({"origin": "martian"}, "origin", "请选择列表中的一项"),
        ({"parent": "查无此集团"}, "parent", "没有找到这家上级企业"),
        ({"business": "长" * 4001}, "business", "最多 4000 个字"),
    ],
)
def test_bad_input_is_named_at_its_field_and_kept(officer, app, facts, field, words):
    before = number_of(app)
    answer = officer.send("/companies/new", {"name": "范例有限公司", "parks": OURS, "origin_place": "保留我"} | facts)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert f'id="{field}-error"' in page
    assert "保留我" in page
    assert number_of(app) == before


@pytest.mark.parametrize(("parks", "words"), [([], "请选择收入哪个园区"), ([EMPTY], "请选择列表中的一项")])
def test_a_team_of_two_parks_says_into_which_book(as_role, parks, words):
    client = as_role(Role.PARK_MANAGER, parks=[OURS, THEIRS])
    answer = client.send("/companies/new", {"name": "两园有限公司", "parks": parks})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert client.send("/companies/new", {"name": "两园有限公司", "parks": [OURS, THEIRS]}).status_code == 302


def test_a_doubtful_code_is_saved_and_said(officer, app):
    answer = officer.send("/companies/new", {"name": "疑码有限公司", "uscc": "91350100M000100Y44", "parks": OURS})
    assert answer.status_code == 302
    assert "校验位不符" in officer.get(answer.location).get_data(as_text=True)


def test_a_button_pressed_twice_registers_once(officer, app):
    page = officer.get("/companies/new").get_data(as_text=True)
    mark = re.search(r'name="once"[^>]*value="([^"]+)"', page)[1]
    before, form = number_of(app), {"name": "双击有限公司", "parks": OURS, "once": mark}
    first, second = officer.send("/companies/new", form), officer.send("/companies/new", form)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert number_of(app) == before + 1
    other = officer.send("/companies/new", form | {"name": "另一家有限公司"})
    assert other.location != first.location
    assert number_of(app) == before + 2


def test_a_refused_form_can_be_mended_and_sent_again(officer, app):
    page = officer.get("/companies/new").get_data(as_text=True)
    mark = re.search(r'name="once"[^>]*value="([^"]+)"', page)[1]
    form = {"name": "改正有限公司", "parks": OURS, "once": mark}
    assert officer.send("/companies/new", form | {"founded_year": "2999"}).status_code == 422
    assert officer.send("/companies/new", form | {"founded_year": "2001"}).status_code == 302


@pytest.mark.parametrize("mark", ["", "x", "长" * 500, "a" * 5000, "<script>"])
def test_a_strange_mark_does_no_harm(officer, mark):
    assert officer.send("/companies/new", {"name": "怪标有限公司", "parks": OURS, "once": mark}).status_code == 302


def test_a_likely_double_asks_for_a_word(officer, app, made):
    before, form = number_of(app), {"name": "范例检测装备股份有限公司", "parks": OURS}
    answer = officer.send("/companies/new", form)
    assert answer.status_code == 422
    assert made in answer.get_data(as_text=True)
    assert "不是同一家企业" in answer.get_data(as_text=True)
    assert number_of(app) == before
    assert officer.send("/companies/new", form | {"distinct": "y"}).status_code == 302


def test_the_live_warning_links_to_what_one_sees(officer, made):
    page = warned(officer, name="范例检测装备")
    assert f"/companies/{made}" in page
    assert "名称相同" in page
    page = warned(officer, investor="江苏范例检测装备")
    assert "名称相近" in page
    assert "已有单位" not in page
    assert warned(officer, name="").strip() == ""
    assert "校验位不符" in warned(officer, uscc="91350100M000100Y44")


def test_a_company_is_not_like_itself(officer, made):
    assert made not in warned(officer, name="范例检测装备有限公司", besides=made)


def test_what_hits_too_many_is_noise(officer, app):
    with app.app_context(), transaction():
        for _ in range(21):
            company(parks=[OURS], name="同名同姓企业有限公司")
    assert warned(officer, name="同名同姓企业").strip() == ""


def test_a_bureau_of_several_cities_says_which(as_role, app):
    bureau = as_role(Role.REVIEWER, cities=["NT", "GZ"])
    form = {"name": "市级有限公司"}
    answer = bureau.send("/companies/new", form)
    assert answer.status_code == 422
    assert "请选择所属城市" in answer.get_data(as_text=True)
    assert bureau.send("/companies/new", form | {"city": "GZ"}).status_code == 302
    assert as_role(Role.OFFICER, parks=[EMPTY]).get(f"/companies/{newest(app).code}").status_code == 200


def test_the_picker_offers_what_one_sees(officer, made):
    assert officer.get("/companies/pick?q=jczb").json == [{"value": made, "text": "范例检测装备有限公司", "hint": ""}]
    options = officer.get("/companies/pick?parent=检测", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert f'<option value="{made} 范例检测装备有限公司">' in options


# ---------- the page and its parts ----------


def test_every_way_on_the_page_leads_somewhere(officer, app, made):
    with app.app_context(), transaction():
        contact(tagged(actions.records.queries.find(made, to=officer.actor)), by=officer.actor)
    page = officer.get(f"/companies/{made}").get_data(as_text=True)
    ways = set(re.findall(r'(?:href|action)="(/companies/[^"]+)"', page))
    assert len(ways) >= 8
    assert all(way.startswith(f"/companies/{made}") for way in ways)
    for way in ways:
        assert officer.get(way).status_code in {200, 405}, way


def test_the_page_says_what_plans_say(officer, app):
    with app.app_context():
        code = db.session.scalars(sa.select(Company.code).where(Company.name == "通富微电")).one()
    page = officer.get(f"/companies/{code}").get_data(as_text=True)
    assert "规划中的表述" in page
    assert "三(一)4" in page
    assert "加入" in page  # one's own book


def test_keeping_a_shared_company_opens_it_for_editing(officer, app):
    with app.app_context():
        code = db.session.scalars(sa.select(Company.code).where(Company.name == "通富微电")).one()
    assert officer.get(f"/companies/{code}/edit").status_code == 403
    assert officer.send(f"/companies/{code}/keep", {"park": THEIRS}).status_code == 404
    assert officer.send(f"/companies/{code}/keep", {"park": OURS}).status_code == 302
    assert officer.get(f"/companies/{code}/edit").status_code == 200


def test_titles_names_and_people_come_and_go(officer, app, made):
    here = f"/companies/{made}"
    title = {"kind": "listed", "level": "other", "year": "2020", "evidence": "上交所公告"}
    assert officer.send(f"{here}/tags/new", title).status_code == 302
    assert officer.send(f"{here}/tags/new", title).status_code == 422
    for year in ("1800", "2999", "二〇"):
        assert officer.send(f"{here}/tags/new", title | {"year": year}).status_code == 422
    assert officer.send(f"{here}/tags/new", {"kind": "nonsense"}).status_code == 422
    assert officer.send(f"{here}/aliases/new", {"name": "范检", "kind": "alias"}).status_code == 302
    assert officer.send(f"{here}/aliases/new", {"name": "范检", "kind": "alias"}).status_code == 422
    person = {"name": "韩工", "phone": "13800001234", "email": "han@example.com", "job_title": "副总"}
    assert officer.send(f"{here}/contacts/new", person).status_code == 302
    assert officer.send(f"{here}/contacts/new", person).status_code == 422
    for bad in ({"name": ""}, {"phone": "不知道"}, {"email": "nope"}, {"name": "长" * 41}):
        assert officer.send(f"{here}/contacts/new", {"name": "李工"} | bad).status_code == 422
    page = officer.get(here).get_data(as_text=True)
    for shown in ("上市", "2020", "上交所公告", "范检", "韩工", "138****1234", "h***@example.com"):
        assert shown in page
    assert "13800001234" not in page
    with app.app_context():
        tag, who = (db.session.scalars(sa.select(kind.id)).one() for kind in (CompanyTag, Contact))
        alias = db.session.scalars(sa.text("SELECT max(id) FROM company_alias")).one()
    for url in (f"tags/{tag}/remove", f"aliases/{alias}/remove", f"contacts/{who}/remove"):
        assert officer.send(f"{here}/{url}").status_code == 302
        assert officer.send(f"{here}/{url}").status_code == 404
    assert number_of(app, Contact) == 0


def test_a_reveal_shows_the_number_once_and_is_logged(officer, app, made):
    with app.app_context(), transaction():
        number = contact(actions.records.queries.find(made, to=officer.actor), by=officer.actor).id
    url = f"/companies/{made}/contacts/{number}/reveal"
    assert f'hx-post="{url}"' in officer.get(f"/companies/{made}").get_data(as_text=True)
    assert officer.get(url).status_code == 405
    fragment = officer.send(url, headers={"HX-Request": "true"})
    assert 'href="tel:13800001234"' in fragment.get_data(as_text=True)
    assert fragment.headers["Cache-Control"] == "no-store"
    assert 'href="tel:13800001234"' in officer.send(url).get_data(as_text=True)
    assert "13800001234" not in officer.get(f"/companies/{made}").get_data(as_text=True)
    assert "13800001234" not in officer.get(f"/companies/{made}/contacts/{number}/edit").get_data(as_text=True)
    with app.app_context():
        logged = sa.select(sa.func.count()).where(AuditEntry.action == "contact.revealed")
        assert db.session.scalar(logged) == 2


def test_a_number_stays_when_its_field_is_left_empty(officer, app, made):
    with app.app_context(), transaction():
        number = contact(actions.records.queries.find(made, to=officer.actor), by=officer.actor).id
    url = f"/companies/{made}/contacts/{number}/edit"
    assert officer.send(url, {"name": "韩总", "phone": "", "email": ""}).status_code == 302
    with app.app_context():
        assert db.session.get(Contact, number).phone == "13800001234"
    assert officer.send(url, {"name": "韩总", "forget": "y"}).status_code == 302
    with app.app_context():
        assert db.session.get(Contact, number).phone is None


@pytest.mark.parametrize("code", ["QY-999999", "qy-1", "'", "%00", "QY-" + "9" * 400, "㐂", "QY-000001%00"])
def test_unknown_codes_are_unknown_pages(officer, code):
    assert officer.get(f"/companies/{code}").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 30, "-1", "x"])
def test_unknown_numbers_are_unknown_pages(officer, made, number):
    for url in (f"contacts/{number}/edit",):
        assert officer.get(f"/companies/{made}/{url}").status_code == 404
    for url in (f"contacts/{number}/reveal", f"tags/{number}/remove", f"aliases/{number}/remove"):
        assert officer.send(f"/companies/{made}/{url}").status_code == 404


# ---------- editing ----------


def edit_form(client, code):
    page = client.get(f"/companies/{code}/edit").get_data(as_text=True)
    return {"version": re.search(r'name="version"[^>]*value="(\d+)"', page)[1], "name": "范例检测装备有限公司"}


def test_two_editors_see_both_versions(officer, as_role, app, made):
    colleague = as_role(Role.PARK_MANAGER, parks=[OURS])
    mine, theirs = edit_form(officer, made), edit_form(colleague, made)
    assert colleague.send(f"/companies/{made}/edit", theirs | {"origin_place": "苏州"}).status_code == 302
    answer = officer.send(f"/companies/{made}/edit", mine | {"origin_place": "德国", "registered_capital": "3500万"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for shown in ("苏州", "德国", "3500万"):
        assert shown in page
    with app.app_context():
        assert newest(app).origin_place == "苏州"
    again = {"version": re.search(r'name="version"[^>]*value="(\d+)"', page)[1]}
    assert officer.send(f"/companies/{made}/edit", mine | again | {"origin_place": "德国"}).status_code == 302
    with app.app_context():
        assert newest(app).origin_place == "德国"


def test_saving_twice_is_no_conflict(officer, made):
    form = edit_form(officer, made) | {"origin_place": "苏州"}
    assert officer.send(f"/companies/{made}/edit", form).status_code == 302
    assert officer.send(f"/companies/{made}/edit", form).status_code == 302


def test_a_parent_is_named_by_code_or_name(officer, app, made):
    with app.app_context(), transaction():
        one = company(parks=[OURS], name="范例控股集团")
        code = one.code
    form = edit_form(officer, made)
    for typed in (code, f"{code} 范例控股集团", "范例控股集团"):
        form = edit_form(officer, made)
        assert officer.send(f"/companies/{made}/edit", form | {"parent": typed}).status_code == 302
    assert "上级集团或控股股东</span>" in officer.get(f"/companies/{made}").get_data(as_text=True)
    page = officer.get(f"/companies/{made}/edit").get_data(as_text=True)
    assert re.search("上级集团或控股股东</label>", page), "a shareholder has a place"
    assert "控股股东是企业的也填在这里" in page
    assert "下属企业" in officer.get(f"/companies/{code}").get_data(as_text=True)
    for circle in (code, made):
        answer = officer.send(f"/companies/{code}/edit", {"name": "范例控股集团", "parent": circle})
        assert answer.status_code == 422
        assert re.search("循环|自己", answer.get_data(as_text=True))


def test_the_bin_gives_back(officer, made):
    answer = officer.send(f"/companies/{made}/remove", follow_redirects=True)
    assert "已移到回收站" in answer.get_data(as_text=True)
    assert officer.get(f"/companies/{made}").status_code == 404
    assert made in officer.get("/companies/bin").get_data(as_text=True)
    assert officer.send(f"/companies/{made}/restore").status_code == 302
    assert officer.get(f"/companies/{made}").status_code == 200
    assert officer.send(f"/companies/{made}/restore").status_code == 404


def test_the_bin_offers_only_what_one_may_take_back(officer, as_role, app):
    bureau = as_role(Role.BUREAU_MANAGER, cities=["NT"])
    with app.app_context(), transaction():
        shared = company(cities=["NT"])
        actions.remove(shared, by=bureau.actor)
        code = shared.code
    assert code not in officer.get("/companies/bin").get_data(as_text=True)
    assert officer.send(f"/companies/{code}/restore").status_code == 403
    assert code in bureau.get("/companies/bin").get_data(as_text=True)
    assert bureau.send(f"/companies/{code}/restore").status_code == 302


def test_a_form_without_its_token_writes_nothing(officer, app):
    before = number_of(app)
    assert officer.post("/companies/new", data={"name": "伪造有限公司", "parks": OURS}).status_code == 400
    assert number_of(app) == before


def test_the_page_costs_the_same_however_much_it_shows(officer, app, made, count_queries):
    with count_queries() as bare:
        officer.get(f"/companies/{made}")
    with app.app_context(), transaction():
        one = actions.records.queries.find(made, to=officer.actor)
        for kind in TagKind:
            tagged(one, kind)
        for number in range(5):
            contact(one, by=officer.actor, name=f"甲{number}工")
        for _ in range(3):
            child = company(parks=[OURS])
            child.parent_id = one.id
        joined = company(parks=[OURS])
        actions.merge(one, joined, by=person(Role.BUREAU_MANAGER))
        make_project(by=officer.actor, at=OURS, investor=one.name)
    with count_queries() as full:
        officer.get(f"/companies/{made}")
    assert len(full) == len(bare) <= 10


def test_parks_can_be_read(app):
    with app.app_context():
        assert {park(OURS).city_id} == {park(THEIRS).city_id}
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Park)) > 10
