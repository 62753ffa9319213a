"""How wide a character is in the faces of an official paper, read from the bundled font files."""

from functools import cache
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTFont

Face = Literal["fs", "fsb", "kai"]
FILES: dict[Face, str] = {"fs": "NotoSerifSC-Regular", "fsb": "NotoSerifSC-Bold", "kai": "LXGWWenKai-Regular"}
FONTS = Path(__file__).resolve().parents[2] / "static" / "vendor" / "print-fonts" / "core"
NARROW = 0.5
"""What a mark takes that gave up its empty half, in em."""


def advance(character: str, face: Face) -> float:
    """Width in em; a character that the face lacks is taken as square, half a square when it is ASCII."""
    found = _widths(face).get(ord(character))
    return found if found is not None else (0.5 if character.isascii() else 1.0)


def can_narrow(face: Face) -> bool:
    """Whether the face has marks of half width (`halt`); 楷体 has none."""
    return face != "kai"


@cache
def _widths(face: Face) -> dict[int, float]:
    path = FONTS / f"{FILES[face]}.ttf"
    if not path.is_file():
        return {}
    with TTFont(path, lazy=True) as font:
        unit = font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        return {
            code: advances[name][0] / unit
            for code, name in font.getBestCmap().items()
            if code < 0x3400 or code > 0xA000  # Han characters are square
        }
