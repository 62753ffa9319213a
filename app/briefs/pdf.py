"""The only module that knows WeasyPrint: HTML in, PDF bytes out, with nothing but bundled files within reach."""

import gc
import io
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]  # nobody else uses it
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text import ffi as weasyprint_ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

HERE = Path(__file__).resolve().parent
STYLES = HERE / "stylesheets"
FONTS = HERE.parent / "static" / "vendor" / "print-fonts"
BASE = STYLES.as_uri() + "/"
ALLOWED = (FONTS.as_uri() + "/", BASE)

Kind = Literal["brief", "pack", "official"]
SHEETS: dict[Kind, tuple[str, ...]] = {
    "brief": ("print.css", "brief.css"),
    "pack": ("print.css", "brief.css", "pack.css"),
    "official": ("fonts-official.css", "print.css", "spacing.css", "official.css"),
}

# Characters that no XML may hold; nobody can see them anyway.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A finished PDF."""

    content: bytes
    pages: int


class BundledFilesOnly(URLFetcher):
    """Serves the bundled fonts and style sheets, and data written into the page itself; refuses everything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Open the address if it is one of ours."""
        inside = url.startswith(ALLOWED) and ".." not in url and "%" not in url
        if not (inside or url.startswith("data:")):
            message = f"A printed paper may not load {url[:200]}"
            raise ValueError(message)
        return super().fetch(url, headers)


class _Page(HTML):
    """Our own pages are well-formed, so the C parser of XML reads them forty times faster than one made for the web."""

    def __init__(self, html: str, fetch: URLFetcher) -> None:
        try:
            root = ET.fromstring(_NOT_XML.sub("", html))  # noqa: S314 (our own template, no entities declared)
        except ET.ParseError:
            super().__init__(string=html, base_url=BASE, url_fetcher=fetch)
            return
        self.base_url, self.url_fetcher, self.media_type = BASE, fetch, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class _Engine:
    """Fonts and style sheets, read once per process; the font files lie beside them for the life of the process."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.fetch = BundledFilesOnly()
        self._sheets: dict[str, CSS] = {}

    def sheet(self, name: str) -> CSS:
        if name not in self._sheets:
            self._sheets[name] = CSS(filename=str(STYLES / name), font_config=self.fonts, url_fetcher=self.fetch)
        return self._sheets[name]


_engines: dict[int, _Engine] = {}


def _engine() -> _Engine:
    """The engine of this very process: one inherited over a fork would share its parent's font folder."""
    pid = os.getpid()
    if pid not in _engines:
        _engines[pid] = _Engine()
    return _engines[pid]


def render(html: str, *, kind: Kind = "brief", tags: bool = True) -> Document:
    """Lay the page out and write it: tagged, titled and in the language that the HTML names, fonts embedded as subsets."""
    with _one_at_a_time, _calm_collector():
        engine = _engine()
        names = ("fonts.css", *(("fonts-rare.css",) if has_rare_characters(html) else ()), *SHEETS[kind])
        sheets = [engine.sheet(name) for name in names]
        laid_out = _Page(html, engine.fetch).render(stylesheets=sheets, font_config=engine.fonts)
        out = io.BytesIO()
        laid_out.write_pdf(out, pdf_tags=tags)
        return Document(content=out.getvalue(), pages=len(laid_out.pages))


def subset_warning() -> str | None:
    """A sentence for the start-up log when the fast font cutter is missing, else None."""
    if weasyprint_ffi.harfbuzz_subset is not None:
        return None
    return "缺少 libharfbuzz-subset，生成 PDF 会慢数倍。请安装：sudo apt-get install -y libharfbuzz-subset0"


def fonts_warning() -> str | None:
    """A sentence for the start-up log when the bundled fonts are missing, else None."""
    if (FONTS / "core" / "NotoSansSC-Regular.ttf").is_file():
        return None
    return "缺少印刷字体，PDF 中的汉字将无法显示。请运行 make setup。"


def has_rare_characters(text: str) -> bool:
    """Whether the text needs more than the core fonts hold, so that the whole fonts are worth loading."""
    return not set(text) <= _core_characters()


@cache
def _core_characters() -> frozenset[str]:
    path = FONTS / "core" / "NotoSansSC-Regular.ttf"
    if not path.is_file():
        return frozenset()
    with TTFont(path, lazy=True) as font:
        held = frozenset(map(chr, font.getBestCmap()))
    return held | frozenset("\t\n\r\u200b")


def warm_up() -> None:
    """Read fonts and style sheets before the first reader waits for them, and keep the collector off them for good."""
    render('<!DOCTYPE html><html lang="zh-CN"><title>预热</title><p>预热</p></html>')
    gc.collect()
    gc.freeze()


@contextmanager
def _calm_collector() -> Iterator[None]:
    """Let the collector look rarely: laying out makes very many objects, and nearly all live until the end."""
    usual = gc.get_threshold()
    gc.set_threshold(150_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
