"""The rows of an invented firm: itself, its sectors, titles and people."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from app.companies.enums import ChainPosition, Origin, TagKind, TagLevel
from app.companies.rules import USCC_ALPHABET, names_of, uscc_check_character

from .dice import Dice
from .names import phone
from .outline import Investor, Outline
from .wording import firm_people
from .world import trades

Row = dict[str, Any]
WRONG_CODE_SHARE = 0.02  # real registers hold some codes with a wrong check character
_REGION = "91990000"  # no province has the number 99, so no firm has such a code
_LEVELS = {TagLevel.NATIONAL: "国家级", TagLevel.PROVINCIAL: "省级", TagLevel.MUNICIPAL: "市级"}
_TAGS = (
    (TagKind.HIGH_TECH, 34, TagLevel.NATIONAL),
    (TagKind.SPECIALISED, 22, TagLevel.PROVINCIAL),
    (TagKind.ABOVE_SCALE, 20, TagLevel.OTHER),
    (TagKind.LISTED, 5, TagLevel.OTHER),
    (TagKind.UNICORN, 4, TagLevel.PROVINCIAL),
    (TagKind.CHAMPION, 5, TagLevel.PROVINCIAL),
    (TagKind.CHAIN_LEADER, 3, TagLevel.MUNICIPAL),
    (TagKind.HEADQUARTERS, 4, TagLevel.MUNICIPAL),
    (TagKind.TWO_HIGH_FOUR_NEW, 3, TagLevel.PROVINCIAL),
)
_BUSINESS = (
    "主要从事{thing}的研发、生产和销售，现有员工 {m} 人。",
    "以{thing}为主业，另有技术服务和系统集成业务。",
    "长期为行业客户提供{thing}，在{place}设有研发中心。",
    "由技术团队创办，专注{thing}，近三年完成 {n} 轮融资。",
)


def company_row(
    outline: Outline, number: int, *, row_id: int, code: str, parent_id: int | None, seen_at: datetime
) -> Row:
    """The firm. `seen_at` is when the first of its projects was registered."""
    investor = outline.investors[number]
    dice = Dice(outline.seed, "company", number)
    made = Decimal(dice.pick((500, 1000, 2000, 3000, 5000, 8000, 10_000, 20_000, 50_000)))
    return {
        "id": row_id,
        "code": code,
        **names_of(investor.name),
        "uscc": _uscc(number, dice) if investor.origin is Origin.DOMESTIC and dice.chance(0.85) else None,
        "origin": investor.origin,
        "origin_place": investor.place,
        "parent_id": parent_id,
        "chain_position": dice.pick(list(ChainPosition)) if investor.trade else None,
        "chain_link": dice.pick(trades()[investor.trade]["links"]) if investor.trade else None,
        "business": _business(investor, dice),
        "website": f"https://www.firm{number + 1}.example" if dice.chance(0.4) else None,
        "registered_capital": made * 10 if not investor.trade else made,
        "founded_year": dice.between(1995, min(outline.today.year, 2022)),
        "is_demo": True,
        "deleted_at": None,
        "created_at": seen_at,
        "updated_at": seen_at,
        "version": 1,
    }


def tag_rows(outline: Outline, number: int, company_id: int) -> list[Row]:
    """The firm's titles: most have none, a few have two."""
    dice = Dice(outline.seed, "tags", number)
    rows: dict[TagKind, Row] = {}
    for _ in range(dice.weighted((0, 1, 2), (64, 28, 8))):
        kind, _, level = dice.weighted(_TAGS, [weight for _, weight, _ in _TAGS])
        year = outline.today.year - dice.between(0, 4)
        rows[kind] = {
            "company_id": company_id,
            "kind": kind,
            "level": level,
            "year": year,
            "evidence": f"{year} 年{_LEVELS.get(level, '')}名单（演示资料）",
        }
    return list(rows.values())


def contact_rows(
    outline: Outline, number: int, company_id: int, *, park_id: int, city_id: int, at: datetime
) -> list[Row]:
    """The people one speaks with; the same as in the notes. They belong to the park that met them first."""
    dice = Dice(outline.seed, "contacts", number)
    people = firm_people(Dice(outline.seed, "people", number))
    return [
        {
            "company_id": company_id,
            "name": name,
            "job_title": title,
            "phone": phone(dice),
            "email": f"contact{number + 1}{'ab'[place]}@firm{number + 1}.example" if dice.chance(0.5) else None,
            "note": "",
            "is_primary": place == 0,
            "park_id": park_id,
            "city_id": city_id,
            "created_at": at,
            "updated_at": at,
        }
        for place, (name, title) in enumerate(people[: 2 if dice.chance(0.45) else 1])
    ]


def _business(investor: Investor, dice: Dice) -> str:
    if not investor.trade:
        return "投资控股，成员企业分布在制造和信息服务领域。"
    thing = dice.pick(trades()[investor.trade]["products"])[2]
    return dice.pick(_BUSINESS).format(
        thing=thing, place=investor.place, m=dice.between(4, 90) * 10, n=dice.between(1, 4)
    )


def _uscc(number: int, dice: Dice) -> str:
    """A code of a region that does not exist; the check character is right but for a few."""
    first = _REGION
    for power in range(8, -1, -1):
        first += USCC_ALPHABET[(number + 1) // 31**power % 31]
    check = uscc_check_character(first)
    if dice.chance(WRONG_CODE_SHARE):
        check = USCC_ALPHABET[(USCC_ALPHABET.index(check) + 1) % 31]
    return first + check
