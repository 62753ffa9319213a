"""Everything that a list or a board shows, as it stands in the URL: filter, order, columns, rows a page."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from app.core.paging import DEFAULT_SIZE, PAGE_SIZES

from .filters import BadFilter, ProjectFilter
from .queries.ordering import Order
from .view_model import COLUMNS

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

_KEYS = frozenset(column.key for column in COLUMNS)
MOST_KEPT = 2000  # characters of a column list that anybody could mean


@dataclass(frozen=True)
class ListState:
    """One state of a list. `columns`: keys in the order shown, () for the usual ones."""

    criteria: ProjectFilter = field(default_factory=ProjectFilter)
    order: Order = field(default_factory=Order)
    columns: tuple[str, ...] = ()
    size: int = DEFAULT_SIZE

    @classmethod
    def from_args(cls, args: "MultiDict[str, str]") -> Self:
        """Read a URL. Raises BadFilter."""
        return cls(
            ProjectFilter.from_args(args),
            Order.read(args.get("sort", "")),
            read_columns(args.getlist("cols")),
            _size(args.get("size", "")),
        )

    def args(self) -> dict[str, Any]:
        """The same as URL arguments, each a list of texts, what is usual left out."""
        found: dict[str, Any] = self.criteria.args()
        found |= {name: [text] for name, text in self.order.args.items()}
        if self.columns:
            found["cols"] = [",".join(self.columns)]
        if self.size != DEFAULT_SIZE:
            found["size"] = [str(self.size)]
        return found


def read_columns(listed: list[str]) -> tuple[str, ...]:
    """The columns asked for in their order, one by one or joined by commas. Raises BadFilter."""
    if sum(map(len, listed)) > MOST_KEPT:
        raise BadFilter("列太多，请清除后重选。")
    keys = tuple(dict.fromkeys(key for text in listed for key in text.split(",") if key))
    if not _KEYS.issuperset(keys):
        raise BadFilter("没有这样的列，请清除后重选。")
    return keys


def _size(text: str) -> int:
    """Rows a page. Raises BadFilter."""
    if not text:
        return DEFAULT_SIZE
    if text not in map(str, PAGE_SIZES):
        raise BadFilter(f"每页行数只能是 {'、'.join(map(str, PAGE_SIZES))}。")
    return int(text)
