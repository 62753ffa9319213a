"""What a list, a board and an export can be narrowed by; one object, read from the URL and written back to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from app.core.errors import BadAddress, DomainError
from app.core.forms import trim
from app.core.units import parse_money, typed_money

from .enums import Light, Recognition, SiteMode, Source, Stage, Status

MOST_TEXT = 100
MOST_VALUES = 60  # of one criterion; nobody ticks more


class BadFilter(BadAddress):
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
    overdue: bool = False  # the next step was due before today: holds on whatever day the bookmark is opened
    unowned: bool = False
    counted: tuple[Stage, ...] = ()  # where it counts: what stands behind a published figure
    recognition: tuple[Recognition, ...] = ()
    signed: int | None = None  # the year in which it was recognised as signed, under a framework, as landed
    framework: int | None = None
    landed: int | None = None

    @classmethod
    def from_args(cls, args: "MultiDict[str, str]") -> Self:
        """Read a URL. Raises BadFilter, with a sentence, for values that do not exist."""
        try:
            return cls(
                q=_text(args, "q"),
                park=_texts(args, "park"),
                plan=_text(args, "plan"),
                sector=_texts(args, "sector"),
                stage=tuple(Stage(text) for text in _texts(args, "stage")),
                status=_statuses(args),
                owner=_texts(args, "owner"),
                source=tuple(Source(text) for text in _texts(args, "source")),
                site=tuple(SiteMode(text) for text in _texts(args, "site")),
                light=tuple(Light(text) for text in _texts(args, "light")),
                least=parse_money(text) if (text := _text(args, "least")) else None,
                most=parse_money(text) if (text := _text(args, "most")) else None,
                due_by=date.fromisoformat(text) if (text := _text(args, "due_by")) else None,
                overdue=args.get("overdue") == "1",
                unowned=args.get("unowned") == "1",
                counted=tuple(Stage(text) for text in _texts(args, "counted")),
                recognition=tuple(Recognition(text) for text in _texts(args, "recognition")),
                signed=_year(args, "signed"),
                framework=_year(args, "framework"),
                landed=_year(args, "landed"),
            )
        except (ValueError, OverflowError) as fault:
            raise BadFilter("筛选条件中有无法识别的值，请清除后重选。") from fault
        except BadFilter:
            raise
        except DomainError as refusal:
            raise BadFilter(f"投资额筛选有误：{refusal.message}") from refusal

    def args(self) -> dict[str, Any]:
        """The same as URL arguments, each a list of texts, defaults left out."""
        found: dict[str, Any] = {}
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
            elif isinstance(held, int):
                found[facet.name] = [str(held)]
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
    def only_text(self) -> bool:
        """Whether nothing but a text and the status is asked for."""
        return replace(self, q="", status=()) == type(self)(status=())

    @property
    def points_out(self) -> bool:
        """Whether something is asked for that has an index of its own, better than park by park."""
        if self.light and Light.GREEN not in self.light:
            return False
        by_value = (self.source, self.site, self.recognition, self.sector, self.owner)
        by_day = (self.due_by, self.signed, self.framework, self.landed)
        return self.overdue or any(by_value) or any(day is not None for day in by_day)

    @property
    def only_tallied(self) -> bool:
        """Whether the counters can answer: nothing but park, plan, stages and status is asked for."""
        return self == type(self)(
            park=self.park, plan=self.plan, stage=self.stage, counted=self.counted, status=self.status
        )


def _text(args: Mapping[str, Any], name: str) -> str:
    text = str(trim(args.get(name, "")))
    if len(text) > MOST_TEXT:
        raise BadFilter(f"搜索和筛选的文字最多 {MOST_TEXT} 个字，请删减。")
    return text


def _texts(args: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed: Iterable[str] = args.getlist(name) if isinstance(args, MultiDict) else args.get(name, [])
    found = tuple(dict.fromkeys(text for text in map(str, map(trim, listed)) if text))
    if len(found) > MOST_VALUES:
        raise BadFilter(f"同一条件最多选 {MOST_VALUES} 项，请减少。")
    return found


def _year(args: Mapping[str, Any], name: str) -> int | None:
    """A year between the borders of `date`; ValueError for anything else."""
    text = _text(args, name)
    return date(int(text), 1, 1).year if text else None


def _statuses(args: "MultiDict[str, str]") -> tuple[Status, ...]:
    """Active projects unless the URL says otherwise; `status=all` narrows nothing."""
    texts = _texts(args, "status")
    if not texts:
        return (Status.ACTIVE,)
    return () if "all" in texts else tuple(Status(text) for text in texts)
