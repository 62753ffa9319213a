"""Charts: one Vega-Lite spec becomes one SVG, drawn alike in a page and in a PDF.

No browser and no network: vl-convert carries its own engine. The bundled fonts are made known to it once, so that Chinese
labels are measured with the face they are printed in. Every chart brings its text alternative.
"""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import vl_convert
from markupsafe import Markup, escape

FONTS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "print-fonts" / "core"
FACE = "Noto Sans SC"
VEGA_LITE = "6.1"

_ROOT = re.compile(r"<svg\b[^>]*>")
_LOCAL_NAME = re.compile(r'(?<=id=")[^"]+|(?<=url\(#)[^)]+|(?<=href="#)[^"]+')
_ARIA = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')

# Sizes are points on paper. Colours, hairlines and weights are those of the print; a spec may override any of them.
THEME: dict[str, Any] = {
    "background": None,
    "font": FACE,
    "padding": 0,
    "view": {"stroke": None},
    "axis": {
        "labelFont": FACE,
        "labelFontSize": 7.5,
        "labelColor": "#4d5a67",
        "titleFont": FACE,
        "titleFontSize": 7.5,
        "titleFontWeight": 400,
        "titleColor": "#4d5a67",
        "gridColor": "#dfe7ee",
        "gridWidth": 0.4,
        "domainColor": "#8793a0",
        "domainWidth": 0.6,
        "tickColor": "#8793a0",
        "tickWidth": 0.6,
        "tickSize": 3,
    },
    "legend": {"labelFont": FACE, "labelFontSize": 8, "titleFont": FACE, "titleFontSize": 8},
    "text": {"font": FACE, "fontSize": 8, "color": "#16202b"},
    "range": {"category": ["#123f63", "#2b7a9e", "#7f9eb2", "#b5331f"]},
}


@cache
def know_the_fonts() -> None:
    """Register the bundled fonts once in this process; does nothing where the set-up has not run yet."""
    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))


def chart(spec: Mapping[str, Any], *, alt: str) -> Markup:
    """Draw the spec as an inline SVG whose first child is the text alternative. The same spec is drawn only once."""
    return _draw(json.dumps(spec, ensure_ascii=False, sort_keys=True), alt)


@lru_cache(maxsize=256)
def _draw(spec: str, alt: str) -> Markup:
    know_the_fonts()
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, config=THEME, allowed_base_urls=[])
    mark = sha256(spec.encode()).hexdigest()[:8]
    # Several charts share a page: their clip paths must not share names.
    svg = _LOCAL_NAME.sub(lambda match: f"{match[0]}-{mark}", svg)
    svg = _ARIA.sub("", svg)
    return Markup(_ROOT.sub(lambda match: _head(match[0], alt), svg, count=1))  # noqa: S704 (the engine escapes labels)


def _head(tag: str, alt: str) -> str:
    """The root with its size in points instead of pixels, and the alternative first."""
    box = re.search(r'viewBox="([^"]+)"', tag)
    width, height = (box[1].split() if box else ["0", "0", "0", "0"])[2:]
    view = f' width="{width}pt" height="{height}pt" viewBox="{box[1]}"' if box else ""
    title = f"<title>{escape(alt)}</title>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"{view}>{title}'
