"""What holds of a company's identifiers and names. Pure: no session, no request, no clock."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz

from app.core.db import NAME_LENGTH
from app.core.errors import RuleBroken
from app.core.pinyin import syllables

# GB 32100-2015: 31 characters, without those that are taken for digits or for each other.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
USCC_BASE = len(USCC_ALPHABET)

OLDEST_TITLE = 1978  # no title of a company is older than reform and opening-up
OLDEST_COMPANY = 1600

# The longest first: 股份有限公司 ends with 有限公司.
SUFFIXES = ("有限责任公司", "股份有限公司", "集团公司", "股份公司", "有限公司", "总公司", "公司", "集团")
_LATIN_SUFFIX = re.compile(r"(?<=\S)[\s,.]+(?:co|company|corp|corporation|gmbh|inc|limited|llc|ltd|plc)[\s.,]*$")
_ROUNDS = 12  # a name settles in two or three; the border only guards against a text made to be strange

SAME_ENOUGH = 82  # of 100: names in one's own sight that are worth a look
SURELY_SAME = 90  # of 100: names outside it; stricter, so that typing on does not feel out what others hold
SHORTEST_PART = 3  # a name that is contained in another counts from this length on
_PIECE = 3  # characters by which candidates are looked up

_PHONE = re.compile(r"\+?[\d\s()（）\-—转,，;；/#*]{5,40}")
_EMAIL = re.compile(r"[^\s@<>\"'()]{1,64}@[^\s@<>\"'()]+\.[^\s@<>\"'().]{2,}")
_WEBSITE = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


def tidy_uscc(text: str | None) -> str | None:
    """As it is stored: half width, capital letters, no blanks or hyphens; None when nothing is left."""
    kept = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text or "")).upper()
    return kept or None


def uscc_check_character(first: str) -> str:
    """The 18th character that belongs to the first seventeen. Raises ValueError when they are no such code."""
    total = sum(USCC_ALPHABET.index(sign) * pow(3, place, USCC_BASE) for place, sign in enumerate(first))
    return USCC_ALPHABET[(USCC_BASE - total % USCC_BASE) % USCC_BASE]


def uscc_warning(uscc: str | None) -> str | None:
    """What looks wrong about a code, in a sentence; None when nothing does.

    It warns and never blocks: real, published codes fail the check.
    """
    if not uscc:
        return None
    if len(uscc) != USCC_LENGTH:
        return f"统一社会信用代码应为 {USCC_LENGTH} 位，现为 {len(uscc)} 位，请核对营业执照。"
    if strange := sorted(set(uscc) - set(USCC_ALPHABET)):
        return f"统一社会信用代码不应含“{''.join(strange)}”（不用字母 I、O、S、V、Z），请核对营业执照。"
    if uscc_check_character(uscc[:-1]) != uscc[-1]:
        return "统一社会信用代码的校验位不符，请核对营业执照；确认无误可照此保存。"
    return None


def check_uscc(uscc: str | None) -> None:
    """Whatever looks wrong only warns, but what is longer than any code cannot be stored. Raises RuleBroken."""
    if uscc and len(uscc) > USCC_LENGTH:
        raise RuleBroken(f"统一社会信用代码最多 {USCC_LENGTH} 位，现为 {len(uscc)} 位，请核对。", field="uscc")


def normalise(name: str) -> str:
    """A name as names are compared: half width, lower case, no brackets, marks or blanks, no 有限公司 and the like.

    Never empty for a name that holds anything at all.
    """
    text = name
    for _ in range(_ROUNDS):
        reduced = _reduce(text)
        if reduced == text:
            break
        text = reduced
    return text


def _reduce(name: str) -> str:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
    bare = "".join(sign for sign in _without_latin_suffix(plain) if unicodedata.category(sign)[0] in "LNM")
    for suffix in SUFFIXES:
        if len(bare) > len(suffix) and bare.endswith(suffix):
            bare = bare.removesuffix(suffix)
            break
    return (bare or plain)[:NAME_LENGTH]


def _without_latin_suffix(name: str) -> str:
    while (shorter := _LATIN_SUFFIX.sub("", name)) != name:
        name = shorter
    return name


def sort_key(name: str) -> str:
    """By what a name stands in lists: its pinyin, then the Latin letters as they are."""
    spoken = "".join(syllables(unicodedata.normalize("NFKC", name), keep_others=True))
    return spoken.casefold()[:NAME_LENGTH]


def names_of(name: str) -> dict[str, str]:
    """The columns of a company that follow from its name; whoever writes `name` writes all of them."""
    return {"name": name, "normalised_name": normalise(name), "name_key": sort_key(name)}


def pieces(normalised: str) -> list[str]:
    """Every three characters in a row, the ends of the name marked: similar names share some of them.

    Kept by company in `company_piece`; migration 0010 cuts in the same way.
    """
    framed = f"^{normalised}$"
    return list(dict.fromkeys(framed[start : start + _PIECE] for start in range(len(framed) - _PIECE + 1)))


def likeness(one: str, other: str) -> float:
    """How alike two normalised names are, 0 to 100."""
    return fuzz.ratio(one, other)


def looks_alike(one: str, other: str) -> bool:
    """Whether two normalised names are close, or one is contained in the other."""
    shorter, longer = sorted((one, other), key=len)
    contained = len(shorter) >= SHORTEST_PART and shorter in longer
    return contained or likeness(one, other) >= SAME_ENOUGH


def check_title_year(year: int | None, *, this_year: int) -> None:
    """The year of a title. Raises RuleBroken."""
    if year is not None and not OLDEST_TITLE <= year <= this_year + 1:
        raise RuleBroken(f"年份应在 {OLDEST_TITLE} 至 {this_year + 1} 之间。", field="year")


def check_founded_year(year: int | None, *, this_year: int) -> None:
    """The year a company was founded. Raises RuleBroken."""
    if year is not None and not OLDEST_COMPANY <= year <= this_year:
        raise RuleBroken(f"成立年份应在 {OLDEST_COMPANY} 至 {this_year} 之间。", field="founded_year")


def check_name(name: str) -> None:
    """A name holds at least one letter or character. Raises RuleBroken."""
    if not any(unicodedata.category(sign)[0] in "LN" for sign in name):
        raise RuleBroken("名称中没有文字，请填写营业执照上的全称。", field="name")


def check_website(website: str | None) -> None:
    """An address a browser can open. Raises RuleBroken."""
    if website and not _WEBSITE.fullmatch(website):
        raise RuleBroken("网址应以 http:// 或 https:// 开头。", field="website")


def check_contact(*, name: str, phone: str | None, email: str | None) -> None:
    """A contact has a name, and what is given to reach them has the right shape. Raises RuleBroken."""
    check_name_of_person(name)
    if phone and not (_PHONE.fullmatch(phone) and sum(sign.isdigit() for sign in phone) >= 5):
        raise RuleBroken("电话只写数字和 + - 括号，例如 138 0000 1234 或 0513-85000000。", field="phone")
    if email and not _EMAIL.fullmatch(email):
        raise RuleBroken("电子邮箱格式不对，例如 name@example.com。", field="email")


def check_name_of_person(name: str) -> None:
    """A person's name holds at least one letter or character. Raises RuleBroken."""
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        raise RuleBroken("请填写联系人姓名。", field="name")


def masked_person(name: str) -> str:
    """张** — for the audit trail, which is kept longer than a contact."""
    return name[:1] + "*" * max(1, len(name) - 1)


def check_parent(company_id: int | None, ancestors: Iterable[int]) -> None:
    """A group has no circles: the parent (first of `ancestors`, then its parent …) is not below the company itself.

    Raises RuleBroken.
    """
    line = list(ancestors)
    if company_id is None or company_id not in line:
        return
    if line[0] == company_id:
        raise RuleBroken("上级集团或控股股东不能是企业自己。", field="parent")
    raise RuleBroken("所选上级集团或控股股东本身隶属于这家企业，会形成循环。", field="parent")
