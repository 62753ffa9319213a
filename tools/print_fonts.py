"""Put the fonts for print into app/static/vendor/print-fonts: whole TTF files, and small copies in core/.

The copies hold GB 2312, Latin and CJK punctuation: nearly every page needs no more, and a PDF is written faster from a
small font. The whole fonts stay beside them as the fallback for rare characters. Run with the project's own Python.
"""

import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
FOLDER = ROOT / "app" / "static" / "vendor" / "print-fonts"
SANS, SERIF = "@expo-google-fonts/noto-sans-sc", "@expo-google-fonts/noto-serif-sc"

# Our plain name -> source inside node_modules. The file under weight 500 is LXGW WenKai Regular by its own name table;
# WOFF, because rebuilding the glyphs from WOFF2 in Python takes a minute and WOFF only has to be unzipped.
FONTS = {
    "NotoSansSC-Regular": f"{SANS}/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold": f"{SANS}/700Bold/NotoSansSC_700Bold.ttf",
    "NotoSerifSC-Regular": f"{SERIF}/400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-SemiBold": f"{SERIF}/600SemiBold/NotoSerifSC_600SemiBold.ttf",
    "NotoSerifSC-Bold": f"{SERIF}/700Bold/NotoSerifSC_700Bold.ttf",
    "NotoSerifSC-Black": f"{SERIF}/900Black/NotoSerifSC_900Black.ttf",
    "LXGWWenKai-Regular": "@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-500-normal.woff",
}

# Latin, Greek and Cyrillic, punctuation, arrows, mathematics, enclosed numbers, boxes and marks, CJK punctuation and
# kana, compatibility squares, full-width forms. A font simply lacks what it does not draw.
RANGES = (
    (0x0020, 0x024F),
    (0x0370, 0x0451),
    (0x2000, 0x206F),
    (0x2070, 0x22FF),
    (0x2460, 0x26FF),
    (0x3000, 0x30FF),
    (0x3200, 0x33FF),
    (0xFE10, 0xFE4F),
    (0xFF00, 0xFFEF),
)


def core_characters() -> set[int]:
    """Return the code points a core font holds."""
    points = {point for first, last in RANGES for point in range(first, last + 1)}
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    gb2312 = b"".join(bytes((row, cell)) for row in rows for cell in cells).decode("gb2312", errors="ignore")
    return points | {ord(character) for character in gb2312}


def prepare(name: str) -> str:
    """Write one font whole and as a core copy; the name table stays, so both answer to the same family name."""
    source, whole = MODULES / FONTS[name], FOLDER / f"{name}.ttf"
    if source.suffix == ".ttf":
        shutil.copyfile(source, whole)
    else:
        font = TTFont(source)
        font.flavor = None
        font.save(whole)
    options = subset.Options()
    options.layout_features = ["*"]  # chws, halt, palt, locl, vert, tnum … are what Chinese print is made of
    options.name_IDs = options.name_languages = ["*"]
    options.name_legacy = options.notdef_outline = options.glyph_names = True
    options.hinting = False  # paper needs no hints, and they weigh
    options.drop_tables += ["DSIG", "FFTM"]
    font = subset.load_font(str(whole), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=core_characters())
    subsetter.subset(font)
    core = FOLDER / "core" / whole.name
    subset.save_font(font, str(core), options)
    return f"{name} {whole.stat().st_size / 1e6:.1f} -> {core.stat().st_size / 1e6:.1f} MB"


def main() -> None:
    """Prepare every font in two processes and say what was done."""
    if missing := [source for source in FONTS.values() if not (MODULES / source).is_file()]:
        sys.exit(f"Fonts are missing in node_modules, run `make setup`: {', '.join(missing)}")
    started = time.monotonic()
    if FOLDER.exists():
        shutil.rmtree(FOLDER)
    (FOLDER / "core").mkdir(parents=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        sizes = list(pool.map(prepare, FONTS))
    print(f"print fonts: {'; '.join(sizes)} ({time.monotonic() - started:.0f} s)")


if __name__ == "__main__":
    main()
