"""What a chapter is made of: a handful of blocks that the template draws and `compose` can measure."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from markupsafe import Markup

from app.briefs.view_model import Checklist, KeyNumber, Labelled, Note, SectorFocus, SourceRow

Mark = Literal["", "me", "sum"]


@dataclass(frozen=True, kw_only=True)
class Lead:
    """The sentence that opens a chapter with its finding."""

    kind: ClassVar[str] = "lead"
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraphs:
    """Running text on the text column, a note beside it."""

    kind: ClassVar[str] = "paragraphs"
    texts: tuple[str, ...]
    side: Note | None = None


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The band of large figures."""

    kind: ClassVar[str] = "numbers"
    numbers: tuple[KeyNumber, ...]


@dataclass(frozen=True, kw_only=True)
class Sectors:
    """Sectors with labelled lines, and what else the plan says of the whole park."""

    kind: ClassVar[str] = "sectors"
    sectors: tuple[SectorFocus, ...]
    others: tuple[Labelled, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table; widths are per cent of the full width."""

    head: str
    width: int
    numeric: bool = False
    key: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of worded cells."""

    cells: tuple[str, ...]
    mark: Mark = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows under a common name; without a name they stand alone."""

    rows: tuple[Row, ...]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table at full width with its caption above and its note below."""

    kind: ClassVar[str] = "table"
    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    small: str = ""
    note: str = ""
    demo: bool = False

    @property
    def length(self) -> int:
        """Rows, group names included."""
        return sum(len(group.rows) + bool(group.name) for group in self.groups)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A drawing at full width."""

    kind: ClassVar[str] = "figure"
    title: str
    drawing: Markup
    height: float
    small: str = ""
    note: str = ""
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Checks:
    """The layout's demands side by side, ticked or open."""

    kind: ClassVar[str] = "checks"
    checklist: Checklist


@dataclass(frozen=True, kw_only=True)
class Box:
    """A framed notice."""

    kind: ClassVar[str] = "box"
    head: str
    text: str


@dataclass(frozen=True, kw_only=True)
class References:
    """The numbered list of sources."""

    kind: ClassVar[str] = "references"
    head: str
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """Terms with their meaning, or one plain paragraph under a heading."""

    kind: ClassVar[str] = "definitions"
    head: str
    items: tuple[Labelled, ...]


Block = Lead | Paragraphs | Numbers | Sectors | Table | Figure | Checks | Box | References | Definitions


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A chapter before it has a number and a place."""

    title: str
    blocks: tuple[Block, ...]
