"""How Chinese is read aloud, remembering the parts it has read: names are made of the same words again and again."""

from functools import lru_cache
from typing import Any

from pypinyin import Style
from pypinyin.converter import DefaultConverter
from pypinyin.core import Pinyin

_REMEMBERED = 30_000  # words; a few MB


class _Remembering(DefaultConverter):
    """Looks a word up once."""

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 - there is one converter for the life of the process
    def convert(self, words: str, *args: Any, **kwargs: Any) -> list[list[str]]:
        """The readings of one word as the library has found it in the text."""
        found: list[list[str]] = super().convert(words, *args, **kwargs)
        return found


_READER = Pinyin(_Remembering())


def syllables(text: str, *, keep_others: bool = False) -> list[str]:
    """The syllables of a text without tones; what is no Chinese is left out, or kept as it is."""
    read: list[str] = _READER.lazy_pinyin(text, style=Style.NORMAL, errors="default" if keep_others else "ignore")
    return read
