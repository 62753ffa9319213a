"""Registering, editing and their traces, on both engines."""

import pytest
import sqlalchemy as sa

from app.accounts.actor import SYSTEM
from app.accounts.enums import Role
from app.companies import actions, queries, rules
from app.companies.enums import AliasKind, TagKind, TagLevel
from app.companies.filters import CompanyFilter
from app.companies.loader import load_named_companies
from app.companies.models import Company, CompanyMention, Contact
from app.core import audit
from app.core.audit import AuditEntry
from app.core.counter import next_number, next_numbers
from app.core.errors import AlreadyExists, NotAllowed, RuleBroken
from app.core.transaction import transaction
from app.extensions import db
from tests.factories.accounts import person
from tests.factories.companies import company, contact, park, tagged

pytestmark = pytest.mark.usefixtures("context")
OURS, THEIRS, ELSEWHERE = "lay-ntit-zone-2", "lay-ntit-core", "lay-gz-park-01"


def codes(text, actor):
    return {row.code for row in queries.list_page(CompanyFilter(q=text), to=actor).page.items}


def last_entry():
    return db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_numbers_are_counted_without_gaps_and_in_batches():
    first = next_number("TEST")
    assert next_number("TEST") == first + 1
    assert list(next_numbers("TEST", 3)) == [first + 2, first + 3, first + 4]
    assert next_number("TEST") == first + 5
    assert not next_numbers("TEST", 0)


def test_a_number_taken_by_what_was_refused_is_given_again():
    with transaction():
        first = next_number("TEST")
    with pytest.raises(RuleBroken, match="年份"), transaction():
        rules.check_title_year(next_number("TEST"), this_year=2026)
    assert next_number("TEST") == first + 1


def test_a_park_team_registers_into_its_own_book():
    officer = person(Role.OFFICER, parks=[OURS])
    made = company(parks=[OURS], by=officer, name="江苏范例精密股份有限公司", uscc="9135 0100 M000 100Y 43")
    assert made.code.startswith("QY-")
    assert made.uscc == "91350100M000100Y43"
    assert made.normalised_name == "江苏范例精密"
    assert queries.scopes_held(made) == {f"park:{park(OURS).id}", f"city:{park(OURS).city_id}"}
    assert last_entry().action == "company.registered"


def test_a_bureau_registers_for_all_parks_of_its_city():
    bureau = person(Role.REVIEWER, cities=["NT"])
    made = company(cities=["NT"], by=bureau)
    city = park(OURS).city_id
    assert queries.scopes_held(made) == {f"shared:{city}", f"city:{city}"}


def test_nobody_registers_into_another_park_or_city():
    with pytest.raises(NotAllowed):
        company(parks=[THEIRS], by=person(Role.OFFICER, parks=[OURS]))
    with pytest.raises(NotAllowed):
        company(cities=["NT"], by=person(Role.OFFICER, parks=[OURS]))
    with pytest.raises(NotAllowed):
        company(cities=["GZ"], by=person(Role.REVIEWER, cities=["NT"]))
    with pytest.raises(NotAllowed):
        company(cities=["NT"], by=person(Role.LEADER, cities=["NT"]))


def test_a_wrong_code_never_blocks():
    assert company(parks=[OURS], uscc="123").uscc == "123"


@pytest.mark.parametrize(
    "facts", [{"name": "🚀🚀"}, {"website": "javascript:alert(1)"}, {"founded_year": 2999}, {"registered_capital": -1}]
)
def test_what_cannot_be_is_refused_before_anything_is_written(facts):
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Company))
    with pytest.raises(RuleBroken):
        company(parks=[OURS], **facts)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Company)) == before


@pytest.mark.parametrize(
    "text", ["范例芯测", "例芯", "测", "fanlixince", "flxc", "lixin", "㐂𠮷", "老范例", "韩工", "专精特新"]
)
def test_a_company_is_found_by_any_part_of_what_it_is_called(text):
    officer = person(Role.OFFICER, parks=[OURS])
    made = company(parks=[OURS], name="范例芯测㐂𠮷科技有限公司")
    actions.add_alias(made, name="老范例厂", kind=AliasKind.FORMER, by=officer)
    tagged(made)
    contact(made, by=officer)
    assert made.code in codes(text, officer)


def test_numbers_and_addresses_of_people_are_not_in_the_index():
    officer = person(Role.OFFICER, parks=[OURS])
    made = contact(company(parks=[OURS]), by=officer, phone="13987654321", email="han@quiet.example")
    assert made.phone == "13987654321"
    assert not codes("13987654321", officer)
    assert not codes("quiet", officer)


def test_the_index_follows_every_change():
    officer = person(Role.OFFICER, parks=[OURS])
    made = company(parks=[OURS], name="旧名精密有限公司")
    actions.edit(made, name="新称智造有限公司", by=officer)
    assert made.code in codes("新称", officer)
    assert made.code not in codes("旧名", officer)
    actions.remove(made, by=officer)
    assert not codes("新称", officer)
    actions.restore(made, by=officer)
    assert made.code in codes("新称", officer)


def test_editing_says_what_changed():
    officer = person(Role.OFFICER, parks=[OURS])
    made = company(parks=[OURS], name="甲精密有限公司")
    changes = actions.edit(made, name="乙精密有限公司", founded_year=2001, by=officer)
    assert changes == {"name": ("甲精密有限公司", "乙精密有限公司"), "founded_year": (None, 2001)}
    assert last_entry().changes["founded_year"] == [None, 2001]
    before = last_entry().id
    assert actions.edit(made, founded_year=2001, by=officer) == {}
    assert last_entry().id == before


def test_sectors_count_as_a_change_of_the_record():
    made = company(parks=[OURS], sectors=["sec-ai"])
    version = made.version
    numbers = [row.id for row in queries.sector_choices() if row.code in {"sec-ai", "sec-biomed"}]
    assert actions.edit(made, sector_ids=numbers, by=SYSTEM) == {
        "sectors": (["人工智能"], ["人工智能", "生物医药"]),
    }
    db.session.flush()
    assert made.version > version


def test_a_group_has_no_circles():
    top, middle, bottom = company(parks=[OURS]), company(parks=[OURS]), company(parks=[OURS])
    actions.edit(middle, parent=top, by=SYSTEM)
    actions.edit(bottom, parent=middle, by=SYSTEM)
    with pytest.raises(RuleBroken, match="循环"):
        actions.edit(top, parent=bottom, by=SYSTEM)
    with pytest.raises(RuleBroken, match="自己"):
        actions.edit(top, parent=top, by=SYSTEM)


def test_keeping_opens_a_company_to_a_park():
    bureau, officer = person(Role.REVIEWER, cities=["NT"]), person(Role.OFFICER, parks=[OURS])
    made = company(parks=[THEIRS])
    assert made.code not in codes(made.name, officer)
    actions.keep_in_book(made, park(OURS), by=bureau)
    actions.keep_in_book(made, park(OURS), by=bureau)
    assert made.code in codes(made.name, officer)
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "company.kept")) == 1
    with pytest.raises(NotAllowed):
        actions.keep_in_book(made, park(THEIRS), by=officer)


def test_only_those_who_keep_it_edit_it():
    officer, shared = person(Role.OFFICER, parks=[OURS]), company(cities=["NT"])
    with pytest.raises(NotAllowed):
        actions.edit(shared, name="改名有限公司", by=officer)
    actions.keep_in_book(shared, park(OURS), by=officer)
    actions.edit(shared, name="改名有限公司", by=officer)
    with pytest.raises(NotAllowed):
        actions.remove(shared, by=officer)
    actions.remove(shared, by=person(Role.BUREAU_MANAGER, cities=["NT"]))
    assert shared.deleted_at is not None


def test_what_others_refer_to_stays(monkeypatch):
    monkeypatch.setattr(actions.records, "BEFORE_REMOVAL", [lambda _company: "有 2 个项目。"])
    made = company(parks=[OURS])
    with pytest.raises(RuleBroken, match="2 个项目"):
        actions.remove(made, by=SYSTEM)
    assert made.deleted_at is None


def test_the_same_title_is_noted_once_a_year():
    made = tagged(company(parks=[OURS]))
    tagged(made, year=2025)
    tagged(made, year=None)
    for year in (2024, None):
        with pytest.raises(AlreadyExists):
            tagged(made, year=year)
    with pytest.raises(RuleBroken):
        actions.add_tag(made, kind=TagKind.LISTED, level=TagLevel.OTHER, year=1800, by=SYSTEM)


def test_a_name_is_noted_once():
    made = company(parks=[OURS], name="范例精密")
    actions.add_alias(made, name="范例", kind=AliasKind.ALIAS, by=SYSTEM)
    for name in ("范例", "范例精密"):
        with pytest.raises(AlreadyExists):
            actions.add_alias(made, name=name, kind=AliasKind.ALIAS, by=SYSTEM)


def test_neither_number_nor_address_nor_full_name_enters_the_trail():
    officer = person(Role.OFFICER, parks=[OURS])
    made = company(parks=[OURS])
    who = contact(made, by=officer, name="韩立群", phone="13912345678", email="han@example.com")
    facts = {"name": "韩立群", "email": "li@example.com", "phone": "13700001111"}
    actions.edit_contact(made, who, by=officer, **facts)
    shown = actions.reveal_contact(made, who, by=officer)
    assert (shown.phone, shown.email) == ("13700001111", "li@example.com")
    assert last_entry().action == "contact.revealed"
    assert last_entry().actor_id == officer.id
    actions.remove_contact(made, who, by=officer)
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject_id == made.id))
    said = " ".join(str(entry.changes) for entry in entries)
    for secret in ("13912345678", "13700001111", "han@", "li@", "韩立群"):
        assert secret not in said
    assert "韩**" in said
    assert list(audit.broken_links()) == []


def test_only_the_first_contact_or_the_chosen_one_is_first():
    made = company(parks=[OURS])
    one, two = contact(made, name="甲工"), contact(made, name="乙工")
    assert (one.is_primary, two.is_primary) == (True, False)
    actions.edit_contact(made, two, name="乙工", is_primary=True, by=SYSTEM)
    assert (one.is_primary, two.is_primary) == (False, True)


def test_leaders_reveal_nothing():
    made = company(parks=[OURS])
    with pytest.raises(NotAllowed):
        actions.reveal_contact(made, contact(made), by=person(Role.LEADER, cities=["NT"]))


def test_companies_of_the_plans_are_registered_once():
    assert load_named_companies() == 0
    tongfu = db.session.scalars(sa.select(Company).where(Company.name == "通富微电")).one()
    city = park(OURS).city_id
    assert queries.scopes_held(tongfu) == {f"shared:{city}", f"city:{city}"}
    mentions = db.session.scalar(sa.select(sa.func.count()).select_from(CompanyMention))
    assert mentions >= 70


def test_what_was_changed_on_screen_survives_another_load():
    tongfu = db.session.scalars(sa.select(Company).where(Company.name == "通富微电")).one()
    actions.edit(tongfu, name="通富微电子股份有限公司", by=SYSTEM)
    actions.remove(tongfu, by=SYSTEM)
    db.session.execute(sa.delete(CompanyMention).where(CompanyMention.company_id != tongfu.id))
    assert load_named_companies() > 0
    assert db.session.scalar(sa.select(sa.func.count()).where(Company.name == "通富微电")) == 0
    assert tongfu.deleted_at is not None


def test_a_contact_belongs_to_the_park_of_who_noted_it():
    ours, theirs = person(Role.OFFICER, parks=[OURS]), person(Role.OFFICER, parks=[THEIRS])
    bureau, far = person(Role.REVIEWER, cities=["NT"]), person(Role.REVIEWER, cities=["GZ"])
    shared = company(cities=["NT", "GZ"])
    for code, who in ((OURS, ours), (THEIRS, theirs)):
        actions.keep_in_book(shared, park(code), by=who)
    contact(shared, by=ours, name="我方工")
    contact(shared, by=theirs, name="彼方工")
    contact(shared, by=bureau, name="局里人")

    def known(actor):
        return {person.name for person in queries.contacts_of(shared, to=actor)}

    assert known(ours) == {"我方工", "局里人"}
    assert known(theirs) == {"彼方工", "局里人"}
    assert known(bureau) == {"我方工", "彼方工", "局里人"}
    assert known(far) == set()
    assert shared.code in codes("彼方工", bureau)
    assert shared.code not in codes("彼方工", ours)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 3


def test_a_code_longer_than_any_code_is_refused_with_a_sentence(context):
    """A wrong one is only warned of; one that no column holds must not end as a fault."""
    with pytest.raises(RuleBroken) as refused:
        company(parks=["lay-ntit-zone-2"], uscc="91320600MA1X7A0P8K99")
    assert refused.value.field == "uscc"
    kept = company(parks=["lay-ntit-zone-2"], uscc="9132 0600-MA1X7A0P80")  # wrong, and stored
    with pytest.raises(RuleBroken):
        actions.edit(kept, by=SYSTEM, uscc="1" * 30)
