"""Copy what a browser needs from node_modules to app/static/vendor, and build the icon sprite."""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "app" / "static" / "vendor"
ICON_NAMES = ROOT / "app" / "static" / "icons.txt"

# Source inside node_modules -> name inside app/static/vendor.
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "sortablejs/Sortable.min.js": "sortable.min.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": "tom-select.min.css",
    "tom-select/dist/js/tom-select.popular.min.js": "tom-select.min.js",
}
SCREEN_FONT = "@fontsource-variable/noto-sans-sc"

SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
    ' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
)


def copy_files() -> int:
    """Copy the stylesheets and scripts, without the source map hints that would ask for files we do not ship."""
    for source, name in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        text = re.sub(r"\n?(?://|/\*)# sourceMappingURL=\S+(?: \*/)?", "", text)
        (VENDOR / name).write_text(text, encoding="utf-8")
    return len(FILES)


def copy_screen_font() -> int:
    """Copy the sliced screen font: a browser fetches only the slices that a page's characters need."""
    folder = VENDOR / "noto-sans-sc"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    package = MODULES / SCREEN_FONT
    css = (package / "index.css").read_text(encoding="utf-8")
    wanted = sorted(set(re.findall(r"url\(\./files/([\w.-]+\.woff2)\)", css)))
    for name in wanted:
        shutil.copyfile(package / "files" / name, folder / name)
    (folder / "noto-sans-sc.css").write_text(css.replace("url(./files/", "url(./"), encoding="utf-8")
    return len(wanted)


def build_sprite() -> int:
    """Write one SVG file with a <symbol> per name in icons.txt; an unknown name stops the set-up."""
    names = sorted({line.strip() for line in ICON_NAMES.read_text(encoding="utf-8").splitlines() if line.strip()})
    outline = MODULES / "@tabler" / "icons" / "icons" / "outline"
    if missing := [name for name in names if not (outline / f"{name}.svg").is_file()]:
        sys.exit(f"{ICON_NAMES.relative_to(ROOT)}: no such outline icon: {', '.join(missing)}")
    symbols = []
    for name in names:
        drawing = (outline / f"{name}.svg").read_text(encoding="utf-8")
        body = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        shapes = re.sub(r'<path stroke="none"[^>]*/>', "", body)  # Tabler's invisible 24 x 24 frame
        symbols.append(SYMBOL.format(name=name, shapes="".join(line.strip() for line in shapes.splitlines())))
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")
    return len(names)


def main() -> None:
    """Copy everything and say what was done."""
    if not MODULES.is_dir():
        sys.exit("node_modules is missing: run `make setup`.")
    VENDOR.mkdir(parents=True, exist_ok=True)
    files, slices, icons = copy_files(), copy_screen_font(), build_sprite()
    print(f"front-end: {files} files, {slices} screen font slices, {icons} icons -> {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
