"""What the list of companies can be narrowed by; one object, read from the URL and written back to it."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from app.core.errors import BadAddress
from app.core.forms import trim

from .enums import ChainPosition, Origin, TagKind

MOST_TEXT = 100
ANY_PLAN = "any"


class BadFilter(BadAddress):
    """The URL asks for something that does not exist."""


@dataclass(frozen=True, kw_only=True)
class CompanyFilter:
    """All criteria; an empty one does not narrow. Sectors and plans by code."""

    q: str = ""
    tag: TagKind | None = None
    sector: str = ""
    origin: Origin | None = None
    position: ChainPosition | None = None
    contacts: bool | None = None
    plan: str = ""

    @classmethod
    def from_args(cls, args: "MultiDict[str, str]") -> Self:
        """Read a URL. Raises BadFilter, with a sentence, for values that do not exist."""

        def text(name: str) -> str:
            return str(trim(args.get(name, "")))[:MOST_TEXT]

        try:
            return cls(
                q=text("q"),
                tag=TagKind(text("tag")) if text("tag") else None,
                sector=text("sector"),
                origin=Origin(text("origin")) if text("origin") else None,
                position=ChainPosition(text("position")) if text("position") else None,
                contacts={"": None, "1": True, "0": False}[text("contacts")],
                plan=text("plan"),
            )
        except (ValueError, KeyError) as fault:
            raise BadFilter("筛选条件中有无法识别的值，请清除后重选。") from fault

    def as_args(self) -> dict[str, str]:
        """The same as URL arguments, defaults left out."""
        found = {}
        for facet in fields(self):
            held = getattr(self, facet.name)
            if held != facet.default:
                found[facet.name] = str(int(held)) if isinstance(held, bool) else str(getattr(held, "value", held))
        return found

    def without(self, name: str) -> Self:
        """The same filter with one criterion taken away."""
        cleared: dict[str, Any] = {facet.name: facet.default for facet in fields(self) if facet.name == name}
        return replace(self, **cleared)

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return self != type(self)()
