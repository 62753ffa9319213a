"""What a list, a board and an export can be narrowed by; one object, read from the URL and written back to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from app.core.errors import DomainError
from app.core.units import parse_money, typed_money

from .enums import Light, SiteMode, Source, Stage, Status

MOST_TEXT = 100
UNFINISHED = frozenset({Status.ACTIVE, Status.TRANSFERRING})


class BadFilter(DomainError):
    """The URL asks for something that does not exist."""


@dataclass(frozen=True, kw_only=True)
class ProjectFilter:
    """All criteria; an empty one does not narrow. Parks, sectors and plans by code, people by sign-in name."""

    q: str = ""
    park: tuple[str, ...] = ()
    plan: str = ""
    sector: tuple[str, ...] = ()
    stage: tuple[Stage, ...] = ()
    status: tuple[Status, ...] = (Status.ACTIVE,)
    owner: tuple[str, ...] = ()
    source: tuple[Source, ...] = ()
    site: tuple[SiteMode, ...] = ()
    light: tuple[Light, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    due_by: date | None = None
    unowned: bool = False

    @classmethod
    def from_args(cls, args: "MultiDict[str, str]") -> Self:
        """Read a URL. Raises BadFilter, with a sentence, for values that do not exist."""
        try:
            return cls(
                q=args.get("q", "").strip()[:MOST_TEXT],
                park=_texts(args, "park"),
                plan=args.get("plan", "").strip(),
                sector=_texts(args, "sector"),
                stage=tuple(Stage(text) for text in _texts(args, "stage")),
                status=_statuses(args),
                owner=_texts(args, "owner"),
                source=tuple(Source(text) for text in _texts(args, "source")),
                site=tuple(SiteMode(text) for text in _texts(args, "site")),
                light=tuple(Light(text) for text in _texts(args, "light")),
                least=parse_money(args["least"]) if args.get("least", "").strip() else None,
                most=parse_money(args["most"]) if args.get("most", "").strip() else None,
                due_by=date.fromisoformat(args["due_by"]) if args.get("due_by", "").strip() else None,
                unowned=args.get("unowned") == "1",
            )
        except ValueError as fault:
            message = "筛选条件中有无法识别的值，请清除后重选。"
            raise BadFilter(message) from fault
        except DomainError as refusal:
            message = f"投资额筛选有误：{refusal.message}"
            raise BadFilter(message) from refusal

    def args(self) -> dict[str, list[str]]:
        """The same as URL arguments, defaults left out."""
        found: dict[str, list[str]] = {}
        for facet in fields(self):
            held = getattr(self, facet.name)
            if held == facet.default:
                continue
            if facet.name == "status" and not held:
                found["status"] = ["all"]
            elif isinstance(held, tuple):
                found[facet.name] = [str(getattr(one, "value", one)) for one in held]
            elif isinstance(held, bool):
                found[facet.name] = ["1"]
            elif isinstance(held, Decimal):
                found[facet.name] = [typed_money(held)]
            elif isinstance(held, date):
                found[facet.name] = [held.isoformat()]
            else:
                found[facet.name] = [held]
        return found

    def without(self, name: str, one: Any = None) -> Self:
        """The same filter with one criterion, or one of its values, taken away."""
        default = next(facet.default for facet in fields(self) if facet.name == name)
        held = getattr(self, name)
        left: Any = default
        if isinstance(held, tuple):
            left = () if one is None else tuple(value for value in held if value != one)
        return replace(self, **{name: left})

    @property
    def only_tallied(self) -> bool:
        """Whether the counters can answer: nothing but park, plan, stage and status is asked for."""
        return self == type(self)(park=self.park, plan=self.plan, stage=self.stage, status=self.status)


def _texts(args: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed: Iterable[str] = args.getlist(name) if isinstance(args, MultiDict) else args.get(name, [])
    return tuple(dict.fromkeys(text.strip() for text in listed if text.strip()))


def _statuses(args: "MultiDict[str, str]") -> tuple[Status, ...]:
    """Active projects unless the URL says otherwise; `status=all` narrows nothing."""
    texts = _texts(args, "status")
    if not texts:
        return (Status.ACTIVE,)
    return () if "all" in texts else tuple(Status(text) for text in texts)
