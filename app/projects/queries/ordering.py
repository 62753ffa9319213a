"""The order of a list as it stands in the URL: `sort=investment`, falling `sort=-investment`."""

from dataclasses import dataclass
from typing import Any, Self

from app.projects.filters import BadFilter

from .lists import DEFAULT_SORT, SORTS


@dataclass(frozen=True)
class Order:
    """A key of SORTS and its direction."""

    key: str = DEFAULT_SORT
    descending: bool = SORTS[DEFAULT_SORT][1]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the URL. Raises BadFilter for an order that does not exist."""
        text = text.strip()
        if not text:
            return cls()
        key = text.removeprefix("-")
        if key not in SORTS:
            raise BadFilter("没有这种排序方式，请清除后重选。")
        return cls(key, text.startswith("-"))

    @property
    def text(self) -> str:
        """As it stands in the URL."""
        return f"-{self.key}" if self.descending else self.key

    @property
    def args(self) -> dict[str, Any]:
        """As URL arguments; the usual order is left out."""
        return {} if self == type(self)() else {"sort": self.text}

    def by(self, key: str) -> "Order":
        """What a click on a column gives: its own usual direction first, the other one when it is sorted by already."""
        return Order(key, not self.descending if key == self.key else SORTS[key][1])
