"""The check for duplicates: what it finds, what it may tell, and that its work is bounded whatever is typed."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.companies import actions, indexing, queries, rules
from app.companies.models import Company, CompanyPiece
from app.companies.queries.candidates import MOST_NAMES, MOST_PIECES, candidates
from app.companies.queries.similar import CLOSE_NAME, SAME_GROUP, SAME_NAME, SAME_USCC
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.accounts import person
from tests.factories.companies import company

OURS, THEIRS = "lay-ntit-zone-2", "lay-ntit-zone-1"


@pytest.fixture
def officer(context):
    return person(Role.OFFICER, parks=[OURS])


def told(name: str, to, uscc: str | None = None) -> list[tuple[str, str]]:
    return [(match.name, match.why) for match in queries.similar(name, uscc, to=to).matches]


def test_the_four_levels(officer):
    group = company(parks=[OURS], name="海星控股集团有限公司")
    child = company(parks=[OURS], name="海星通信（苏州）有限公司", parent=group, uscc="91320600MA1X7A0P8K")
    company(parks=[OURS], name="蓝鲸材料有限公司", parent=child)
    company(parks=[OURS], name="海星通信（苏洲）有限公司")
    assert told("海星通信（苏州）", officer) == [
        ("海星通信（苏州）有限公司", SAME_NAME),
        ("海星控股集团有限公司", SAME_GROUP),
        ("蓝鲸材料有限公司", SAME_GROUP),
        ("海星通信（苏洲）有限公司", CLOSE_NAME),
    ]
    assert told("", officer, "91320600ma1x7a0p8k")[0] == ("海星通信（苏州）有限公司", SAME_USCC)
    strong = queries.similar("海星通信（苏州）", None, to=officer).strong
    assert [match.why for match in strong] == [SAME_NAME]  # of a group there may be many companies


def test_no_way_leads_on_from_a_company_out_of_sight(officer):
    hidden = company(parks=[THEIRS], name="远山控股有限公司")
    company(parks=[OURS], name="近水材料有限公司", parent=hidden)
    found = queries.similar("远山控股", None, to=officer)
    assert found.matches == ()
    assert found.elsewhere


def test_a_member_of_the_group_out_of_sight_is_told_as_nothing_but_elsewhere(officer):
    mine = company(parks=[OURS], name="明月集团有限公司")
    company(parks=[THEIRS], name="别园的子公司有限公司", parent=mine)
    found = queries.similar("明月集团", None, to=officer)
    assert [match.name for match in found.matches] == ["明月集团有限公司"]
    assert found.elsewhere


@pytest.mark.parametrize(
    ("typed", "known_as"),
    [
        ("中天光电", "中天光店"[:3] + "电子"),
        ("绿源智能装备", "绿源智能装配"),
        ("上海绿源智能装备", "绿源智能装备"),
        ("源智能装", "绿源智能装备"),
        ("天合芯", "天合芯片"),
        ("abxcd", "abcd"),
    ],
)
def test_close_names_share_pieces(officer, typed, known_as):
    company(parks=[OURS], name=known_as)
    expected = [(known_as, CLOSE_NAME)] if rules.looks_alike(rules.normalise(typed), rules.normalise(known_as)) else []
    assert told(typed, officer) == expected


def test_other_names_and_renamed_companies_are_found(officer):
    known = company(parks=[OURS], name="甲乙丙丁材料有限公司")
    actions.add_alias(known, name="老厂新材料", kind="former", by=officer)
    assert told("老厂新材料厂", officer) == [("甲乙丙丁材料有限公司", CLOSE_NAME)]
    actions.edit(known, name="戊己庚辛材料有限公司", by=officer)
    assert told("甲乙丙丁材料厂", officer) == []
    assert told("戊己庚辛材料厂", officer) == [("戊己庚辛材料有限公司", CLOSE_NAME)]
    kept = set(db.session.scalars(sa.select(CompanyPiece.piece).where(CompanyPiece.company_id == known.id)))
    assert kept == set(rules.pieces("戊己庚辛材料")) | set(rules.pieces("老厂新材料"))
    actions.remove(known, by=officer)
    assert told("戊己庚辛材料厂", officer) == []


def test_common_pieces_cost_no_more(context):
    """More names than are ever compared share each piece; one close name is found by its rare ones all the same."""
    rows = [{"code": f"QY-9{n:05d}", **rules.names_of(f"通用科技{n}号")} for n in range(MOST_NAMES + 50)]
    db.session.execute(sa.insert(Company), rows)
    numbers = list(db.session.scalars(sa.select(Company.id).where(Company.code.like("QY-9%"))))
    indexing.put(numbers)
    assert len(candidates("通用科技")) <= MOST_NAMES
    assert len(candidates("通用科技" * 40)) <= MOST_NAMES
    assert MOST_PIECES < 100
    rare = company(parks=[OURS], name="通用科技琥珀")
    assert rare.id in {number for number, _ in candidates("通用科技琥珀厂")}


def test_the_same_statements_are_sent_whatever_lies_out_of_sight(app, as_role, count_queries):
    """So that the time taken tells no more than the answer does."""
    client = as_role(Role.OFFICER, parks=[OURS])
    with app.app_context(), transaction():
        company(parks=[THEIRS], name="藏在别园的企业有限公司", uscc="91320600MA1X7A0P8K")
    sent = {}
    for name in ("藏在别园的企业有限公司", "藏在别园的企业集团", "从未登记的名字有限公司", "智", ""):
        with count_queries() as statements:
            asked = {"name": name, "uscc": "91320600MA1X7A0P8K"}
            client.get("/companies/check", query_string=asked, headers={"HX-Request": "true"})
        sent[name] = len(statements)
    assert sent["藏在别园的企业有限公司"] == sent["藏在别园的企业集团"] == sent["从未登记的名字有限公司"] <= 9
    assert max(sent.values()) <= 9
