"""What the review queue can be narrowed by; read from the URL and written back to it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

from app.core.errors import BadAddress
from app.core.forms import trim
from app.projects.enums import Stage

from .enums import SubmissionState

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MOST_VALUES = 60
MOST_TEXT = 64


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """All criteria; an empty one does not narrow. City and park by code."""

    state: SubmissionState = SubmissionState.SUBMITTED
    stage: tuple[Stage, ...] = ()
    park: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    over: bool = False  # only those over the limit

    @classmethod
    def from_args(cls, args: "MultiDict[str, str]") -> Self:
        """Read a URL. Raises BadAddress, with a sentence, for values that do not exist."""
        try:
            return cls(
                state=SubmissionState(args.get("state") or SubmissionState.SUBMITTED),
                stage=tuple(Stage(text) for text in _texts(args.getlist("stage"))),
                park=_texts(args.getlist("park")),
                city=_texts(args.getlist("city")),
                over=args.get("over") == "1",
            )
        except ValueError as fault:
            message = "筛选条件中有无法识别的值，请清除后重选。"
            raise BadAddress(message) from fault

    def args(self) -> dict[str, Any]:
        """The same as URL arguments, defaults left out."""
        found: dict[str, Any] = {}
        for facet in fields(self):
            held = getattr(self, facet.name)
            if held == facet.default:
                continue
            if isinstance(held, tuple):
                found[facet.name] = [str(getattr(one, "value", one)) for one in held]
            else:
                found[facet.name] = "1" if held is True else held.value
        return found

    def without(self, name: str, one: Any = None) -> Self:
        """The same filter with one criterion, or one of its values, taken away."""
        held = getattr(self, name)
        left: Any = tuple(value for value in held if value != one) if isinstance(held, tuple) else False
        return replace(self, **{name: left})

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is asked for."""
        return self != type(self)(state=self.state)


def _texts(listed: Iterable[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text for text in map(str, map(trim, listed)) if text))
    if len(found) > MOST_VALUES or any(len(text) > MOST_TEXT for text in found):
        message = "筛选条件过多或过长，请减少。"
        raise BadAddress(message)
    return found
