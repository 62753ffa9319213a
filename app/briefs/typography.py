"""Chinese typography that the PDF engine does not do by itself, applied to the text before it is laid out.

Two filters. `plain` mends characters only (full-width marks, no stray spaces, places where a line may break) and suits table
cells, captions and headings. `typeset` is for running paragraphs: it also narrows adjacent marks, gives Latin words and
numbers their eighth of an em, and keeps the last characters of a paragraph together, by wrapping spans around them.
"""

import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup, escape

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CLOSING = "，。、；：！？）》〉」』】〕”’"
OPENING = "（《〈「『【〔“‘"
BREAK = "\u200b"

_FULL_WIDTH = str.maketrans(",;:!?", "，；：！？")
_HALF_MARK = re.compile(
    rf"(?<=[{HAN}{CLOSING}])[,;:!?](?!\d)|(?<=[{HAN}”》）])[,;:!?]|(?<![\d ])[,;:!?](?=[{HAN}{OPENING}])|(?<=[\d%])[,;](?=[{HAN}{OPENING}])"
)
# Between figures a comma parts thousands only when three figures follow: 1,000 but 二（二）1，2019年.
_NOT_THOUSANDS = re.compile(r"(?<=\d),(?=\d)(?!\d{3}(?!\d))")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_HAS_HAN = re.compile(rf"[{HAN}]")
_SPACE_AT_MARK = re.compile(rf"(?<=[{CLOSING}{OPENING}]) +| +(?=[{CLOSING}{OPENING}])|(?<=[{HAN}]) +(?=[{HAN}])")
_SPACE_AT_LATIN = re.compile(rf"(?<=[{HAN}]) +(?=[!-~≥≤±×])|(?<=[!-~≥≤±×]) +(?=[{HAN}])")
# Pango holds Chinese text and ‘curly’ quotes together, which leaves holes at the line end: allow the break outside the quotes.
_BEFORE_QUOTE = re.compile(rf"(?<=[^{OPENING}{BREAK}\s])(?=[“‘])")
_AFTER_QUOTE = re.compile(rf"(?<=[”’])(?=[^{CLOSING}{BREAK}\s])")
_LATIN = r"[A-Za-z0-9~≥≤±+×](?:[A-Za-z0-9 .,:%+\-–—~/&@#_'≥≤±×]*[A-Za-z0-9%+~])?"
_ATOM = re.compile(rf"{_LATIN}|.", re.DOTALL)
_CELL_TAIL = re.compile(rf"(?:[{HAN}]{{2}}|[A-Za-z0-9][A-Za-z0-9.,%]{{0,7}}[{HAN}])[{CLOSING}]*\Z")
_IS_LATIN = re.compile(r"[A-Za-z0-9]")
_IS_HAN = re.compile(rf"[{HAN}]")

LAST_TOGETHER = 3
"""So many letters stay together at the end of a paragraph (closing marks not counted)."""


def _bracket(match: re.Match[str]) -> str:
    """Full-width brackets where there is Chinese inside or right outside."""
    text, start, end = match.string, match.start(), match.end()
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    if _HAS_HAN.search(match[1]) or _HAS_HAN.search(beside) or any(mark in CLOSING + OPENING for mark in beside):
        return f"（{match[1]}）"
    return match[0]


def full_width(text: str) -> str:
    """Full-width marks in Chinese text; figures and Latin text keep theirs (1,000; 12:30; IAB, 5G)."""
    text = unicodedata.normalize("NFC", text)
    if "(" in text:
        text = _BRACKETS.sub(_bracket, text)
        text = _BRACKETS.sub(_bracket, text)
    text = _HALF_MARK.sub(lambda match: match[0].translate(_FULL_WIDTH), text)
    if "," in text and _HAS_HAN.search(text):
        text = _NOT_THOUSANDS.sub("，", text)
    return _SPACE_AT_MARK.sub("", text)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text with its marks mended and with places to break beside quotes; no markup."""
    text = full_width(text.strip())
    if "“" in text or "‘" in text:
        text = _AFTER_QUOTE.sub(BREAK, _BEFORE_QUOTE.sub(BREAK, text))
    return text


@lru_cache(maxsize=8192)
def typeset(text: str, *, serif: bool = False) -> Markup:
    """A paragraph ready to be laid out. Serif faces narrow adjacent marks by themselves (`chws`), the sans does not."""
    atoms = _ATOM.findall(_SPACE_AT_LATIN.sub("", plain(text)))
    tail = _tail_start(atoms)
    out: list[str] = []
    for i, atom in enumerate(atoms):
        if i == tail:
            out.append('<span class="n">')
        before = _neighbour(atoms, i, -1)
        after = _neighbour(atoms, i, 1)
        out.append(_set_atom(atom, before, after, serif=serif))
    if tail is not None:
        out.append("</span>")
    # Every atom was escaped where it was appended; the spans are ours.
    return Markup("".join(out))  # noqa: S704


LONG_CELL = 8
"""A table cell of so many letters may take a second line."""


@lru_cache(maxsize=8192)
def cell(text: str) -> Markup:
    """`plain`, and in a long cell the last two letters kept together; one span at most, for ledgers have many cells."""
    mended = plain(text)
    if len(mended) < LONG_CELL:
        return escape(mended)
    tail = _CELL_TAIL.search(mended)
    if tail is None or not tail.start():
        return escape(mended)
    return Markup('{}<span class="n">{}</span>').format(mended[: tail.start()], tail[0])


def _neighbour(atoms: list[str], i: int, step: int) -> str:
    """The visible atom next to this one."""
    i += step
    while 0 <= i < len(atoms) and atoms[i] == BREAK:
        i += step
    return atoms[i] if 0 <= i < len(atoms) else ""


def _set_atom(atom: str, before: str, after: str, *, serif: bool) -> str:
    if atom[0].isascii() and _IS_LATIN.search(atom):
        left, right = bool(_IS_HAN.match(before)), bool(_IS_HAN.match(after))
        name = {(True, True): "l", (True, False): "ll", (False, True): "lr", (False, False): ""}[left, right]
        return f'<span class="{name}">{escape(atom)}</span>' if name else str(escape(atom))
    if not serif and _is_squeezed(atom, before, after):
        return f'<span class="h">{atom}</span>'
    return str(escape(atom))


def _is_squeezed(atom: str, before: str, after: str) -> bool:
    """Of two adjacent marks one gives up its empty half: the first, or the second of two opening marks."""
    if atom in CLOSING:
        return bool(after) and after in CLOSING + OPENING
    return atom in OPENING and bool(before) and before in OPENING


def _tail_start(atoms: list[str]) -> int | None:
    """Where the characters begin that may not be torn from the end of the paragraph."""
    if len(atoms) < 3 * LAST_TOGETHER:
        return None
    kept = 0
    for i in range(len(atoms) - 1, -1, -1):
        if atoms[i] not in CLOSING + OPENING + BREAK:
            kept += 1
        if kept == LAST_TOGETHER and len("".join(atoms[i:])) > LAST_TOGETHER * 4:
            return i + 1  # a long Latin run would make the unbreakable tail too wide
        if kept == LAST_TOGETHER:
            return i
    return None
