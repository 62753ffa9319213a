"""The papers that stand for all evidence of invented projects: one for each kind, drawn here, marked as no real document."""

import io
import time
from functools import cache
from pathlib import Path

from flask import current_app
from PIL import Image, ImageDraw, ImageFont

from app.core import files
from app.projects.enums import EvidenceKind

_SIZE = (744, 1052)  # A4 at 90 dpi
_FONT = "vendor/print-fonts/NotoSansSC-Regular.ttf"
_INK, _FAINT, _SEAL = (26, 35, 50), (150, 158, 172), (180, 35, 24)
_NOTE = ("演示材料，不是真实文件。", "真实使用时，这里是双方签章的扫描件或证照原件。")
_FIXED = time.struct_time((2026, 1, 1, 0, 0, 0, 3, 1, 0))  # the same bytes, so the same fingerprint, on every run


@cache
def keep_all() -> dict[EvidenceKind, tuple[str, files.Stored]]:
    """Put them into the store; name and facts by kind."""
    return {kind: (f"{kind.label}（演示）.pdf", _kept(kind)) for kind in EvidenceKind}


def _kept(kind: EvidenceKind) -> files.Stored:
    out = io.BytesIO()
    _drawn(kind).save(out, "PDF", resolution=90, title=kind.label, creationDate=_FIXED, modDate=_FIXED)
    out.seek(0)
    return files.store(out, name="demo.pdf")


def _drawn(kind: EvidenceKind) -> Image.Image:
    """A sheet with a title, lines for a text, a seal."""
    sheet = Image.new("RGB", _SIZE, (255, 255, 255))
    pen = ImageDraw.Draw(sheet)
    for top in range(330, 820, 34):
        pen.line((96, top, 648 if (top // 34) % 4 else 470, top), fill=_FAINT, width=3)
    pen.ellipse((470, 800, 630, 960), outline=_SEAL, width=5)
    path = Path(current_app.static_folder or "") / _FONT
    if path.exists():  # without the bundled fonts the sheet goes without words
        large, small = ImageFont.truetype(str(path), 44), ImageFont.truetype(str(path), 22)
        pen.text((_SIZE[0] / 2, 170), kind.label, font=large, fill=_INK, anchor="mm")
        for place, line in enumerate(_NOTE):
            pen.text((_SIZE[0] / 2, 236 + 34 * place), line, font=small, fill=_FAINT, anchor="mm")
        pen.text((550, 880), "演示专用", font=small, fill=_SEAL, anchor="mm")
    return sheet
