"""How kinds, numbers and sections are worded on pages about parks."""

from app.plans.enums import LayoutShape, UnitKind

_DIGITS = "零一二三四五六七八九十"
# In a heading after a number (两区, 六基地), and on a node before its order (基地 3).
_GROUP = {
    UnitKind.CORE: "核",
    UnitKind.ZONE: "区",
    UnitKind.BASE: "基地",
    UnitKind.PARK: "个园区",
    UnitKind.PARK_EQUAL_SUPPORT: "个同享扶持园区",
    UnitKind.CHARACTERISTIC_PARK: "个特色园区",
    UnitKind.DISTRICT: "区",
}
_NODE = {
    UnitKind.CORE: "核心",
    UnitKind.ZONE: "区",
    UnitKind.BASE: "基地",
    UnitKind.PARK: "园区",
    UnitKind.PARK_EQUAL_SUPPORT: "同享扶持",
    UnitKind.CHARACTERISTIC_PARK: "特色园区",
    UnitKind.DISTRICT: "区",
}
SHAPE_HINTS = {
    LayoutShape.RINGS: "核心居中，集聚区在两侧，基地在外圈",
    LayoutShape.TILES: "园区按行政区分组排列",
    LayoutShape.STAR: "核心居中，各区环绕",
    LayoutShape.NONE: "文件没有点名园区",
}
NO_DISTRICT = "所在区未写明"
EQUAL_SUPPORT = "同享扶持，另列"

# An icon for each leading sector, by the root of its code; anything else gets the general one.
_ICONS = (
    ("sec-software", "code"),
    ("sec-internet", "world"),
    ("sec-mobile-internet", "world"),
    ("sec-comm", "antenna"),
    ("sec-telecom", "antenna"),
    ("sec-5g", "antenna"),
    ("sec-adv-comm", "antenna"),
    ("sec-robot", "robot"),
    ("sec-equipment", "robot"),
    ("sec-smart-car", "car"),
    ("sec-icv", "car"),
    ("sec-nev", "car"),
    ("sec-health", "heart"),
    ("sec-smart-medical", "heart"),
    ("sec-energy", "wind"),
    ("sec-new-energy", "wind"),
    ("sec-chip", "cpu"),
    ("sec-ic", "cpu"),
    ("sec-ai", "bulb"),
    ("sec-ngit", "bulb"),
    ("sec-image", "eye-check"),
    ("sec-display", "device-desktop"),
    ("sec-smart-city", "building-community"),
    ("sec-civil-military", "shield"),
    ("sec-biomed", "dna"),
    ("sec-biotech", "dna"),
    ("sec-bio", "dna"),
    ("sec-bigdata", "database"),
)


def chinese_number(number: int) -> str:
    """一, 两, 三 … 十二, 二十三: as it stands before a noun."""
    if number == 2:
        return "两"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    if tens > 9:
        return str(number)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def group_label(kind: UnitKind, count: int) -> str:
    """一核, 两区, 六基地, 十个园区."""
    return chinese_number(count) + _GROUP[kind]


def node_label(kind: UnitKind, order: int, *, alone: bool = False) -> str:
    """基地 3; without the number where there is only one of its kind."""
    return _NODE[kind] if alone else f"{_NODE[kind]} {order}"


def icon_of(sector_code: str) -> str:
    """The icon of a leading sector."""
    for stem, icon in _ICONS:
        if sector_code == stem or sector_code.startswith(stem + "-"):
            return icon
    return "building-factory-2"
