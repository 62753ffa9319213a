"""Identifiers and names: by table and by property."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies import rules
from app.companies.enums import AliasKind, ChainPosition, Origin, TagKind, TagLevel
from app.core.errors import RuleBroken

SEVENTEEN = st.text(alphabet=rules.USCC_ALPHABET, min_size=17, max_size=17)
NAMES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize("code", ["91350100M000100Y43"])
def test_a_sound_code_has_no_warning(code):
    assert rules.uscc_warning(code) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91350100M000100Y44", "校验位不符"),
        ("9135010", "现为 7 位"),
        ("91350100M000100YI3", "不应含“I”"),
        ("91350100M000100Y4中", "不应含“中”"),
        ("91350100M000100YOZ", "不应含“OZ”"),
    ],
)
def test_a_doubtful_code_is_named(code, words):
    assert words in (rules.uscc_warning(code) or "")


def test_no_code_no_warning():
    assert rules.uscc_warning(None) is None
    assert rules.uscc_warning("") is None


@given(SEVENTEEN)
def test_the_check_character_makes_every_code_sound(first):
    assert rules.uscc_warning(first + rules.uscc_check_character(first)) is None


@given(SEVENTEEN, st.integers(0, 16), st.sampled_from(rules.USCC_ALPHABET))
def test_one_mistyped_character_is_noticed(first, place, other):
    mistyped = first[:place] + other + first[place + 1 :]
    if mistyped != first:
        assert rules.uscc_warning(mistyped + rules.uscc_check_character(first)) is not None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" 9135 0100-m000100y43 ", "91350100M000100Y43"), ("９１３５", "9135"), ("  ", None), (None, None)],
)
def test_a_code_is_tidied(typed, kept):
    assert rules.tidy_uscc(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("江苏中天科技股份有限公司", "江苏中天科技"),
        ("中天科技（南通）有限公司", "中天科技(南通)有限责任公司"),
        ("ＡＢＣ 科技集团", "abc科技"),
        ("范例集团股份有限公司", "范例"),
        ("Siemens Co., Ltd.", "SIEMENS"),
        ("㐂𠮷集团", "㐂𠮷"),
    ],
)
def test_names_are_compared_without_their_trimmings(one, other):
    assert rules.normalise(one) == rules.normalise(other)


@pytest.mark.parametrize("name", ["有限公司", "集团", "！！！", "🚀", "公司", "（）", "Ltd"])
def test_a_name_is_never_normalised_away(name):
    assert rules.normalise(name)


@given(NAMES)
def test_normalising_twice_changes_nothing(name):
    assert rules.normalise(rules.normalise(name)) == rules.normalise(name)


@given(NAMES)
def test_what_is_not_blank_stays_something(name):
    assert bool(rules.normalise(name)) == bool(unicodedata.normalize("NFKC", name).strip())


@given(st.text(alphabet=[chr(code) for code in range(0x21, 0x7F)], max_size=40))
def test_full_and_half_width_are_the_same(half):
    full = "".join(chr(ord(sign) + 0xFEE0) for sign in half)
    assert rules.normalise(full) == rules.normalise(half)


@given(NAMES)
def test_a_normalised_name_fits_its_column(name):
    assert len(rules.normalise(name * 4)) <= 200
    assert len(rules.sort_key(name * 4)) <= 200


def test_lists_stand_in_the_order_of_the_pinyin():
    assert sorted(["中天", "通富", "阿里"], key=rules.sort_key) == ["阿里", "通富", "中天"]


@pytest.mark.parametrize(
    ("typed", "known", "alike", "sure"),
    [
        ("中天科技", "江苏中天科技", True, False),
        ("江苏中天科技", "江苏中天科技", True, True),
        ("江苏中天电子科技", "江苏中天电气科技", True, False),
        ("范例检测装备制造苏州", "范例检测装备制造苏卅", True, True),
        ("中天", "中天科技", False, False),
        ("完全不同", "另一家企业", False, False),
    ],
)
def test_likeness_is_generous_in_sight_and_strict_beyond(typed, known, alike, sure):
    assert rules.looks_alike(typed, known) is alike
    assert (rules.likeness(typed, known) >= rules.SURELY_SAME) is sure


@pytest.mark.parametrize("year", [1800, 1977, 2999])
def test_a_title_has_a_believable_year(year):
    with pytest.raises(RuleBroken):
        rules.check_title_year(year, this_year=2026)


@pytest.mark.parametrize("year", [None, 1978, 2027])
def test_a_believable_year_passes(year):
    rules.check_title_year(year, this_year=2026)


@pytest.mark.parametrize("year", [1599, 2027, 2999])
def test_a_company_was_not_founded_then(year):
    with pytest.raises(RuleBroken):
        rules.check_founded_year(year, this_year=2026)


@pytest.mark.parametrize("phone", ["12", "电话", "138<script>", "1" * 41])
def test_a_strange_telephone_number_is_refused(phone):
    with pytest.raises(RuleBroken) as refusal:
        rules.check_contact(name="韩工", phone=phone, email=None)
    assert refusal.value.field == "phone"


@pytest.mark.parametrize("phone", ["13800001234", "+86 138 0000 1234", "0513-85000000转801", "(0513) 8500 0000"])
def test_numbers_as_people_write_them_pass(phone):
    rules.check_contact(name="韩工", phone=phone, email="han.gong@example.com")


@pytest.mark.parametrize("website", ["javascript:alert(1)", "www.example.com", "http://a b"])
def test_only_addresses_that_a_browser_opens(website):
    with pytest.raises(RuleBroken):
        rules.check_website(website)


def test_a_group_has_no_circles():
    rules.check_parent(None, [1, 2])
    rules.check_parent(5, [1, 2])
    with pytest.raises(RuleBroken, match="自己"):
        rules.check_parent(5, [5, 2])
    with pytest.raises(RuleBroken, match="循环"):
        rules.check_parent(5, [1, 5])


@pytest.mark.parametrize("members", [TagKind, TagLevel, Origin, AliasKind, ChainPosition])
def test_every_member_has_a_label_of_its_own(members):
    labels = [member.label for member in members]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_names_of_one_length_are_not_alike_for_that():
    assert not rules.looks_alike("涵动半导体示例", "骅合云计算示例")
    assert rules.looks_alike("涵动半导体", "涵动半导体")
    assert rules.looks_alike("涵动半导体", "上海涵动半导体科技")
