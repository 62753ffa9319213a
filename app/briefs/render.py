"""View models into HTML: chapters in order, numbered, composed onto pages. Knows Jinja, neither Flask nor the PDF engine."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.briefs.blocks import Block
from app.briefs.chapters import drafts
from app.briefs.compose import Place, compose, foot_height
from app.briefs.cover import draw_cover
from app.briefs.lettering import balance, lead_lines, width
from app.briefs.typography import cell, full_width, plain, typeset
from app.briefs.view_model import KeyNumber, Pack, ParkBrief, SourceRow

TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A chapter as the template meets it."""

    number: int
    title: str
    anchor: str
    blocks: tuple[Block, ...]
    manner: str
    """Style classes: `new` or `run`, and `tight` where the chapter would else miss its page by a little."""


@dataclass
class Count:
    """Numbers tables and figures through one brief."""

    tables: int = 0
    figures: int = 0

    def table(self) -> int:
        """The next table's number."""
        self.tables += 1
        return self.tables

    def figure(self) -> int:
        """The next figure's number."""
        self.figures += 1
        return self.figures


@dataclass(frozen=True, kw_only=True)
class Part:
    """A brief with all that its templates need."""

    brief: ParkBrief
    chapters: tuple[Chapter, ...]
    anchor: str
    status: str
    title_lines: tuple[str, ...]
    title_class: str
    count: Count = field(default_factory=Count)


def brief_html(brief: ParkBrief) -> str:
    """One brief as a whole document."""
    part = _part(brief, index=0, status=brief.status)
    return (
        _environment()
        .get_template("briefs/print/brief.html")
        .render(
            kind="brief", title=brief.document_title, description=f"{brief.cover.kicker}：{brief.park}", parts=[part]
        )
    )


def pack_html(pack: Pack) -> str:
    """All briefs of a pack under one cover, one contents and one numbering."""
    parts = []
    for index, brief in enumerate(pack.parts):
        status = "　".join(filter(None, (pack.status, brief.status)))
        parts.append(_part(brief, index=index, status=status))
    return (
        _environment()
        .get_template("briefs/print/pack.html")
        .render(kind="pack", title=pack.document_title, description=pack.subtitle, pack=pack, parts=parts)
    )


def _part(brief: ParkBrief, *, index: int, status: str) -> Part:
    written = drafts(brief)
    places = compose(written, foot=foot_height(brief.contact, brief.verification))
    chapters = tuple(
        Chapter(
            number=number,
            title=draft.title,
            anchor=f"p{index + 1}c{number}",
            blocks=draft.blocks,
            manner=_manner(places[number - 1]),
        )
        for number, draft in enumerate(written, start=1)
    )
    lines, name = _title(brief.cover.title)
    return Part(
        brief=brief, chapters=chapters, anchor=f"p{index + 1}", status=status, title_lines=lines, title_class=name
    )


def _manner(place: Place) -> str:
    return ("new" if place.starts_page else "run") + (" tight" if place.tight else "")


TITLE_STEPS = (("", 33.0, 2), ("long", 25.0, 2), ("longer", 21.0, 3))
TITLE_WIDTH = 470.0


def _title(title: str) -> tuple[tuple[str, ...], str]:
    """The park's name in the largest of three sizes that holds it on the cover."""
    text = plain(title)
    for name, size, most in TITLE_STEPS:
        lines = balance(text, lambda _, s=size: TITLE_WIDTH / s, bold=True, lines=most)  # type: ignore[misc]
        if lines is not None:
            return tuple(lines), name
    return (text,), TITLE_STEPS[-1][0]


def _value_class(number: KeyNumber) -> str:
    """Long figures are set smaller so that they stay on their line."""
    em = width(number.value, bold=True) + width(plain(number.unit)) * 0.42
    return " longer" if em > 5 else " long" if em > 3.6 else ""


def lead(text: str) -> Markup:
    """The sentence that opens a chapter, its lines broken by sense."""
    return Markup("<br/>").join(typeset(line, serif=True) for line in lead_lines(plain(text)))


def reference(row: SourceRow) -> str:
    """A source as one sentence, so that its marks are set together."""
    title = row.title if row.title.startswith("《") or not row.document else f"《{row.title}》"
    sentence = "，".join(filter(None, (title, row.meta)))
    return f"{sentence}。引用章节：{row.sections}。" if row.sections else f"{sentence}。"


@lru_cache(maxsize=256)
def draw_code(url: str, points: int = 58) -> Markup:
    """The address as a QR code, one path, so many points wide."""
    code = segno.make(url, error="m")
    out = io.BytesIO()
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True, dark="#16202b", title="核验二维码")
    svg = out.getvalue().decode()
    return Markup(svg.replace("<svg ", f'<svg role="img" width="{points}pt" height="{points}pt" ', 1))  # noqa: S704 (drawn by segno)


FILTERS: dict[str, Callable[..., Any]] = {
    "cell": cell,
    "full_width": full_width,  # for what is no page text: title and outline hold no places to break
    "lead": lead,
    "plain": plain,
    "reference": reference,
    "typeset": typeset,
    "value_class": _value_class,
}
PICTURES: dict[str, Callable[..., Markup]] = {"draw_cover": draw_cover, "draw_code": draw_code}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(PICTURES)
    return environment
