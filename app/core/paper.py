"""An official paper in words: what a ruling, a supervision notice or a weekly report says, before anybody lays it out.

A package that has something to put on paper builds a `Paper` in its view model; `briefs` prints it, numbers it and keeps it.
The parts follow 党政机关公文格式 GB/T 9704-2012 (§7): 密级/标志 on top, 发文字号, 标题, 主送机关 with a colon, 正文, 附件说明, 发文机关署名 and
成文日期, and 版记 at the foot with 抄送. The body is a list of blocks; headings are numbered by their level when the paper is
printed (一、 then （一） then 1. then （1）), so nobody writes the numerals himself.

Everything is text a reader may see. Who may see what is settled before: whoever builds a paper for another audience puts the
code name of a confidential project where the name would stand. Dates and amounts come worded (2026年3月9日, 3.5亿元).

    Paper(
        kind="首报裁定书",
        title="关于某某项目首报争议的裁定书",
        addressees=("甲园区招商局", "乙园区招商局"),
        blocks=(Heading("争议事项"), Paragraph("……"), Heading("裁定意见"), Paragraph("……")),
        signer="市商务局",
        signed_on=date(2026, 3, 9),
    )
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

Align = Literal["left", "center", "right"]
INTERNAL = "内部资料"


def bureau_of(city: str) -> str:
    """The unit that signs for a city: 南通 becomes 南通市商务局."""
    return f"{city}商务局" if city.endswith(("市", "区", "县", "州")) and len(city) > 2 else f"{city}市商务局"


@dataclass(frozen=True)
class Fact:
    """A label with its value: 项目编号 — NT-2026-00012. Printed before the body, two to a row where both are short."""

    label: str
    value: str


@dataclass(frozen=True)
class Heading:
    """A heading without its numeral; levels 1 to 3 print as 一、黑体, （一）楷体, 1.仿宋 bold. Raises ValueError for other levels."""

    kind: ClassVar[str] = "heading"
    text: str
    level: Literal[1, 2, 3] = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            message = f"no level {self.level} in an official paper"
            raise ValueError(message)


@dataclass(frozen=True)
class Paragraph:
    """Running text; `lead` is set in 楷体 before it (（一）土地与环评。). Line breaks inside become paragraphs of their own."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""


@dataclass(frozen=True)
class Listing:
    """Items below each other, each its own paragraph; numbered 1. 2. 3. unless told otherwise."""

    kind: ClassVar[str] = "listing"
    items: tuple[str, ...]
    numbered: bool = True


@dataclass(frozen=True)
class Column:
    """A column of a table. `width` is its share of the type area; shares are scaled to 100 per cent."""

    head: str
    width: float
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table: caption above (numbered 表1 when the paper has more than one), source and as-of date below.

    Raises ValueError for a row that has not exactly one cell per column.
    """

    kind: ClassVar[str] = "table"
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    unit: str = ""
    """The unit that holds for all numbers, e.g. 亿元; stands right of the caption."""
    source: str = ""
    total: tuple[str, ...] | None = None
    """The last row, printed bold: 合计."""
    empty: str = "本期无"
    """What stands in a table without rows."""

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.total,) if self.total is not None else ())):
            if len(row) != len(self.columns):
                message = f"{len(row)} cells for {len(self.columns)} columns: {row!r}"
                raise ValueError(message)


Block = Heading | Paragraph | Listing | Table


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One official paper in words. Empty parts are left out on paper."""

    kind: str
    """What it is, in the words of its readers: 首报裁定书, 督办单, 园区周报."""
    title: str
    blocks: tuple[Block, ...]
    signer: str
    """The unit that signs: 发文机关署名."""
    signed_on: date | None
    """成文日期. None while it is a draft: the line stays blank for the pen."""
    number: str = ""
    """发文字号 when its package gives one (通商裁〔2026〕3号); otherwise the archive numbers it when it is issued."""
    subtitle: str = ""
    """Stands below the title in 楷体: 2026年第12期　3月16日—3月22日."""
    addressees: tuple[str, ...] = ()
    """主送机关."""
    opening: tuple[Fact, ...] = ()
    """Facts that the reader wants before the text: project, parties, dates."""
    copies_to: tuple[str, ...] = ()
    """抄送, in the 版记 at the foot of the last page."""
    attachments: tuple[str, ...] = ()
    """附件说明: what is attached, by name."""
    marking: str = ""
    """Who it is for, top left: 内部资料 (`INTERNAL`)."""
    footnotes: tuple[str, ...] = ()
    """Explanations and sources below the text, small: counting rules, where figures come from, the way of appeal."""
    as_of: date | None = None
    """The day that the figures stand for; the day of printing when None."""
    demo: bool = False
    """Whether it rests on invented data; every page then says 演示."""
