"""Money and area as exact numbers, and how people write and read them (domain.md section 11).

Money is a Decimal in 万元, exact to the 分; land a Decimal in 亩; floor area a Decimal in ㎡.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from .errors import RuleBroken

WAN_PER_YI = 10_000
MOST_MONEY_WAN = Decimal(100_000_000)  # 一万亿元: beyond any project, below what the column can hold

_MONEY = re.compile(r"(?:约|近)?(?P<number>-?\d+(?:\.\d+)?)(?P<unit>亿元|亿|千万元|千万|百万元|百万|万元|万|元)?")
_UNIT_IN_WAN = {
    "亿元": Decimal(10_000),
    "亿": Decimal(10_000),
    "千万元": Decimal(1_000),
    "千万": Decimal(1_000),
    "百万元": Decimal(100),
    "百万": Decimal(100),
    "万元": Decimal(1),
    "万": Decimal(1),
    "元": Decimal("0.0001"),
}
_FEN = Decimal("0.000001")


def squeeze(text: str) -> str:
    """Half width, no blanks, no thousands separators: what is left of a number as people type it."""
    return re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))


def parse_money(text: str) -> Decimal:
    """Read "3.5亿", "3500万", "1,200" (a bare number is 万元) as 万元.

    Raises RuleBroken with a sentence for the field when it is no amount, negative, or out of range.
    """
    match = _MONEY.fullmatch(squeeze(text))
    if match is None:
        message = "请写成数字加单位，例如“3.5亿”“3500万”；不写单位按万元计。"
        raise RuleBroken(message)
    wan = Decimal(match["number"]) * _UNIT_IN_WAN[match["unit"] or "万元"]
    if wan < 0:
        message = "金额不能为负数。"
        raise RuleBroken(message)
    if wan > MOST_MONEY_WAN:
        message = "金额过大（超过 10,000 亿元），请检查单位。"
        raise RuleBroken(message)
    try:
        exact = wan.quantize(_FEN)
    except InvalidOperation as fault:
        message = "小数位过多，金额最多精确到分。"
        raise RuleBroken(message) from fault
    if exact != wan:
        message = "小数位过多，金额最多精确到分。"
        raise RuleBroken(message)
    return exact


def plain(number: Decimal) -> str:
    """A decimal without trailing noughts and without an exponent, with thousands separators."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_text(wan: Decimal | None) -> str:
    """As a reader wants it: 亿元 from 10,000 万元 on, otherwise 万元; — when unknown."""
    if wan is None:
        return "—"
    if abs(wan) >= WAN_PER_YI:
        return f"{wan / WAN_PER_YI:,.2f} 亿元"
    return f"{plain(wan.quantize(Decimal('0.01')))} 万元"


def yi_text(wan: Decimal | None) -> str:
    """The number alone, in 亿元 with two decimals, for a column whose header holds the unit."""
    if wan is None:
        return "—"
    text = f"{wan / WAN_PER_YI:,.2f}"
    return "<0.01" if wan > 0 and text == "0.00" else text  # a small amount is not nothing


def wan_text(wan: Decimal | None) -> str:
    """To the last digit, in 万元: what stands behind a rounded number."""
    return "—" if wan is None else f"{plain(wan)} 万元"


def typed_money(wan: Decimal | None) -> str:
    """The amount as a form shows it again, so that reading it back gives the very same amount."""
    if wan is None:
        return ""
    if abs(wan) >= WAN_PER_YI:
        return plain(wan / WAN_PER_YI).replace(",", "") + "亿"
    return plain(wan).replace(",", "") + "万"
