"""Who is mentioned in a text: “@姓名” or “@登录名”. Pure: the text and the people come in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_AT = re.compile(r"[@＠]")
_LOGIN_GOES_ON = re.compile(r"[A-Za-z0-9._-]")


@dataclass(frozen=True)
class Colleague:
    """Somebody who may see a project and its texts."""

    id: int
    login: str
    name: str
    organisation: str
    in_team: bool = False  # of a park's team: has projects of his own


@dataclass(frozen=True)
class Mention:
    """A name as it was typed, and whom it means."""

    typed: str
    who: Colleague

    @property
    def kept(self) -> list[Any]:
        """As the table keeps it."""
        return [self.typed, self.who.login, self.who.in_team]


def may_mention(text: str) -> bool:
    """Whether it is worth asking who the people are."""
    return _AT.search(text) is not None


def mentions(text: str, people: Sequence[Colleague]) -> list[Mention]:
    """Everybody mentioned, in the order of the text, once each.

    The longest name that fits counts: “@陈晓岚” is not 陈晓. Two people of the same name are both meant; “@” with the
    sign-in name means one of them.
    """
    found: dict[int, Mention] = {}
    for sign in _AT.finditer(text):
        rest = text[sign.end() :]
        by_login = [one for one in people if _begins(rest, one.login)]
        names = [one for one in people if one.name and rest.startswith(one.name)]
        longest = max((len(one.name) for one in names), default=0)
        meant = by_login or [one for one in names if len(one.name) == longest]
        for one in meant:
            found.setdefault(one.id, Mention(one.login if by_login else one.name, one))
    return list(found.values())


def kept_of(found: Iterable[Mention]) -> list[list[Any]]:
    """All of them as the table keeps them."""
    return [one.kept for one in found]


def pieces(text: str, kept: Sequence[Sequence[Any]]) -> Iterator[tuple[str, str, bool]]:
    """A text cut at its mentions: (words, sign-in name or "", whether that person is of a park's team)."""
    known = {str(one[0]): (str(one[1]), bool(one[2])) for one in kept}
    if not known:
        yield text, "", False
        return
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    at = 0
    for hit in re.finditer(f"[@＠]({names})", text):
        if hit.start() > at:
            yield text[at : hit.start()], "", False
        yield hit.group(0), *known[hit.group(1)]
        at = hit.end()
    if at < len(text):
        yield text[at:], "", False


def _begins(rest: str, login: str) -> bool:
    """Whether a text begins with just this sign-in name."""
    return rest.startswith(login) and not _LOGIN_GOES_ON.match(rest[len(login) : len(login) + 1])
