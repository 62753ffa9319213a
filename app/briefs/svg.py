"""A small pen for the hand-drawn pictures of a brief, and the colours they share with its style sheet.

WeasyPrint applies no page style sheet inside an SVG: every text carries its own face, size, weight and colour.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

INK = "#16202b"
SOFT = "#4d5a67"
HAIR = "#c6ced6"
TINT = "#eff3f6"
BAND = "#dfe7ee"
BLUE = "#123f63"
DEEP = "#0f3350"
STEEL = "#7f9eb2"
RED = "#b5331f"
BLUSH = "#fff4f1"
WHITE = "#ffffff"

FACE = "Noto Sans SC, Noto Sans SC Whole, LXGW WenKai"


def number(value: float) -> str:
    """Two decimals at most, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _attributes(attributes: dict[str, str | float | None]) -> str:
    out = []
    for name, value in attributes.items():
        if value is None:
            continue
        worded = value if isinstance(value, str) else number(value)
        out.append(f' {name.replace("_", "-")}="{escape(worded)}"')
    return "".join(out)


class Pen:
    """Collects shapes; `done` puts them into one `<svg>` with its text alternative first."""

    def __init__(self, width: float, height: float, *, alt: str) -> None:
        self.width, self.height, self.alt = width, height, alt
        self._parts: list[str] = []

    def shape(self, tag: str, **attributes: str | float | None) -> None:
        """Any element; underscores in attribute names become hyphens."""
        self._parts.append(f"<{tag}{_attributes(attributes)}/>")

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str, **more: str | float | None) -> None:
        """A rectangle."""
        self.shape("rect", x=x, y=y, width=width, height=height, fill=fill, **more)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = HAIR, width: float = 0.4) -> None:
        """A straight rule."""
        self.shape("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width)

    def text(
        self, x: float, y: float, text: str, *, size: float, fill: str = INK, bold: bool = False, anchor: str = "start"
    ) -> None:
        """One line of text on its baseline."""
        attributes = _attributes(
            {
                "x": x,
                "y": y,
                "font-family": FACE,
                "font-size": size,
                "font-weight": "700" if bold else "400",
                "fill": fill,
                "text-anchor": anchor if anchor != "start" else None,
            }
        )
        self._parts.append(f"<text{attributes}>{escape(text)}</text>")

    def lines(
        self, x: float, y: float, texts: Sequence[str], *, size: float, leading: float, fill: str, bold: bool = False
    ) -> float:
        """Centred lines from the first baseline on; returns the baseline after the last."""
        for text in texts:
            self.text(x, y, text, size=size, fill=fill, bold=bold, anchor="middle")
            y += leading
        return y

    def done(self) -> Markup:
        """The picture. Sized in points, so that type sizes inside are true sizes on paper."""
        w, h = number(self.width), number(self.height)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{w}pt" height="{h}pt" viewBox="0 0 {w} {h}">'
        # Texts and attributes were escaped as they were drawn.
        return Markup(f"{head}<title>{escape(self.alt)}</title>{''.join(self._parts)}</svg>")  # noqa: S704
