"""How wide a text is in Noto Sans SC, and how it is broken into lines inside a drawing.

SVG has no wrapped text, so the pictures of a brief break their own lines: at measured widths, never inside a word that
belongs together, never with a closing mark at the start of a line.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from app.briefs.typography import CLOSING, OPENING

# Advance widths of U+0020 to U+007E in thousandths of an em, regular and bold, as the font file gives them.
_REGULAR = (224, 323, 474, 555, 555, 921, 680, 278, 338, 338, 467, 555, 278, 347, 278, 392, *(555,) * 10, 278, 278, 555, 555, 555,
            474, 946, 608, 657, 638, 688, 589, 552, 689, 728, 293, 535, 646, 543, 812, 723, 742, 633, 742, 635, 596, 599, 721, 575,
            878, 573, 531, 603, 338, 392, 338, 555, 559, 606, 563, 618, 510, 620, 554, 325, 564, 607, 275, 275, 552, 284, 926, 610,
            606, 620, 620, 388, 468, 377, 607, 521, 802, 498, 521, 475, 338, 270, 338, 555)  # fmt: skip
_BOLD = (227, 370, 574, 590, 590, 963, 740, 325, 378, 378, 507, 590, 325, 370, 325, 387, *(590,) * 10, 325, 325, 590, 590, 590,
         514, 1007, 641, 681, 656, 714, 615, 585, 717, 757, 330, 568, 686, 578, 853, 749, 770, 667, 770, 682, 624, 625, 748, 619,
         915, 627, 580, 613, 378, 387, 378, 590, 567, 626, 591, 644, 527, 644, 581, 372, 597, 640, 304, 306, 604, 315, 964, 641,
         626, 644, 644, 437, 495, 421, 637, 576, 863, 562, 574, 511, 378, 296, 378, 590)  # fmt: skip

# Words of the trade that read badly when a line ends inside them.
_WORDS = (
    "价值创新园", "国际生物岛", "生物岛", "经济技术开发区", "产业技术研究院", "高新技术", "新一代", "信息技术", "人工智能", "集成电路", "新能源", "智能网联", "生物医药",
    "生物科技", "军民融合", "数据中心", "智能化", "信息化", "产业园区", "产业园", "创新区", "开发区", "示范区", "高新区", "集聚区", "科技园",
    "科技城", "互联网", "物联网", "大数据", "云计算", "机器人", "双创", "基地", "产业", "园区", "智能", "智慧", "国际", "技术", "科技", "创新",
    "价值", "软件", "硬件", "通信", "配套", "汽车", "医疗", "健康", "装备", "显示", "城市", "生物", "工业机器人", "工业", "没有", "写明", "多数", "不能", "当作", "入驻", "逐项", "如下", "支持", "措施", "全市", "本园区", "目标", "有关", "直接", "点名", "载体", "方向", "定位", "主攻", "缺口", "哪个", "其中", "规模", "集群", "管理", "能源", "识别", "图像", "语音",
    "算法", "芯片", "元器件", "感知", "专业", "专用", "材料", "制造", "设计", "封装", "测试", "服务", "平台", "研发", "应用", "成果", "转化",
    "人才", "培养", "中央", "国家", "项目", "企业", "中小", "机构", "规划", "发展",
)  # fmt: skip
_UNIT = re.compile(
    "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
    + r"|[A-Za-z0-9][A-Za-z0-9.,%+\-/~]*(?:亿元|万元|平方米|[个家处项年月日名亩号位])?|.",
    re.DOTALL,
)


@lru_cache(maxsize=8192)
def width(text: str, *, bold: bool = False) -> float:
    """Width of the text in em."""
    table = _BOLD if bold else _REGULAR
    total = 0
    for character in text:
        code = ord(character)
        total += table[code - 32] if 32 <= code < 127 else 0 if code == 0x200B else 1000
    return total / 1000


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[str, ...]:
    """The text cut into pieces that may not be broken; closing marks cling to the left, opening marks to the right."""
    return _cling(match[0] for match in _UNIT.finditer(text))


def _cling(parts: Iterable[str]) -> tuple[str, ...]:
    pieces: list[str] = []
    glue = False
    for part in parts:
        if pieces and (glue or part in CLOSING + "·+"):
            pieces[-1] += part
        else:
            pieces.append(part)
        glue = part in OPENING
    return tuple(pieces)


def phrases(text: str) -> list[str]:
    """The text cut only after the marks that a reader would break at."""
    out = [""]
    for piece in units(text):
        out[-1] += piece
        if piece[-1] in "、，·；。：":
            out.append("")
    return [phrase for phrase in out if phrase]


def _smallest(pieces: Sequence[str], limit: float, *, bold: bool) -> list[str]:
    """Pieces wider than the limit cut into characters, so that something always fits."""
    out: list[str] = []
    for piece in pieces:
        out.extend(_cling(piece) if width(piece, bold=bold) > limit else (piece,))
    return out


def fill(pieces: Sequence[str], limits: Callable[[int], float], *, bold: bool = False, lines: int) -> list[str] | None:
    """Greedy lines, line `i` no wider than `limits(i)` em; None when the text needs more than so many lines."""
    out = [""]
    for piece in pieces:
        if out[-1] and width(out[-1] + piece, bold=bold) > limits(len(out) - 1):
            out.append("")
            if len(out) > lines:
                return None
        out[-1] += piece
        if width(out[-1], bold=bold) > limits(len(out) - 1):
            return None
    return out


def balance(text: str, limits: Callable[[int], float], *, bold: bool = False, lines: int) -> list[str] | None:
    """At most so many lines: broken after a mark where that works, else of about the same length, never more than needed."""
    for count in range(1, lines + 1):
        room = max(limits(i) for i in range(count))
        pieces = _smallest(units(text), room, bold=bold)
        widest = fill(pieces, limits, bold=bold, lines=count)
        if widest is None:
            continue
        if count == 1:
            return widest
        parts = phrases(text)
        at_marks = _even(parts, limits, room, bold=bold, lines=count) if len(parts) > 1 else None
        if at_marks and len(at_marks) == count and _shortest(at_marks, bold=bold) > SHORT:
            return at_marks
        return _even(pieces, limits, room, bold=bold, lines=count) or widest
    return None


SHORT = 0.42
"""A line of less than this share of the longest is not worth breaking at a mark for."""


def _shortest(lines: Sequence[str], *, bold: bool) -> float:
    widths = [width(line, bold=bold) for line in lines]
    return min(widths) / max(widths)


def _even(
    pieces: Sequence[str], limits: Callable[[int], float], room: float, *, bold: bool, lines: int
) -> list[str] | None:
    """The narrowest measure that still holds the pieces in so many lines."""
    measure = width("".join(pieces), bold=bold) / lines
    while measure < room + 0.5:
        narrow = measure
        tried = fill(pieces, lambda i: min(narrow, limits(i)), bold=bold, lines=lines)  # noqa: B023 (called at once)
        if tried is not None:
            return tried
        measure += 0.5
    return None


def clip(text: str, limit: float, *, bold: bool = False) -> str:
    """One line, cut with an ellipsis where it is too long."""
    if width(text, bold=bold) <= limit:
        return text
    kept = ""
    for character in text:
        if width(kept + character, bold=bold) + 1 > limit:
            break
        kept += character
    return kept.rstrip(CLOSING + OPENING + "·") + "…"


LEAD_WIDTH, LEAD_SIZE = 357.2, 15.0
"""The text column and the size of the sentence that opens a chapter, in points."""


@lru_cache(maxsize=1024)
def lead_lines(text: str) -> tuple[str, ...]:
    """The opening sentence in lines that end where a reader would pause, none of them a stray word."""
    lines = balance(text, lambda _: LEAD_WIDTH / LEAD_SIZE - 0.6, bold=True, lines=5)
    return tuple(lines) if lines is not None else (text,)
