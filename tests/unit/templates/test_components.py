"""The parts pages are made of: every member of an enum has its mark, figures are drawn in proportion, messages are escaped."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.projects.enums import Stage, Status

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "app" / "templates"
STATIC = ROOT / "app" / "static"
Macro = Callable[..., str]


@pytest.fixture(scope="module")
def jinja() -> Environment:
    """The templates as the application reads them, without the application."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.globals.update(asset=lambda name: f"/static/{name}", csrf_token=lambda: "token")
    return jinja


@pytest.fixture
def macro(jinja: Environment) -> Callable[[str, str], Macro]:
    """A macro by file and name."""

    def find(file: str, name: str) -> Macro:
        found: Macro = getattr(jinja.get_template(f"components/{file}.html").module, name)
        return found

    return find


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_template_compiles_and_keeps_to_the_content_policy(jinja: Environment, path: Path) -> None:
    jinja.get_template(path.relative_to(TEMPLATES).as_posix())
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|javascript:", source)


def test_every_icon_that_is_named_is_in_the_sprite_list() -> None:
    listed = set((STATIC / "icons.txt").read_text(encoding="utf-8").split())
    named = set()
    for path in (ROOT / "app").rglob("templates/**/*.html"):
        named |= set(re.findall(r"\bicon\(\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8")))
    for path in (STATIC / "js").glob("*.js"):
        named |= set(re.findall(r"\bicon\(\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8")))
    assert named - listed == set()


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_numbered_tag_and_a_colour(macro: Callable[[str, str], Macro], stage: Stage) -> None:
    tag = macro("stage", "stage_tag")(stage)
    assert f"<b>{stage.number}</b>{stage.short_label}" in tag
    assert f".stage-{stage.number} b" in (STATIC / "css" / "screen.css").read_text(encoding="utf-8")


def test_the_stage_macros_name_the_stages_as_the_enum_does(macro: Callable[[str, str], Macro]) -> None:
    legend = macro("stage", "stage_legend")(dict.fromkeys(Stage, 1))
    assert all(stage.short_label in legend for stage in Stage)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_tag(macro: Callable[[str, str], Macro], status: Status) -> None:
    assert status.label in macro("tag", "status_tag")(status)


def test_segments_of_a_stage_bar_are_strictly_proportional(macro: Callable[[str, str], Macro]) -> None:
    drawn = macro("stage", "stage_bar")([6, 3, 0, 2, 0, 0, 0, 1])
    widths = [float(width) for width in re.findall(r'width="([\d.]+)%"', drawn)]
    assert widths == pytest.approx([50, 25, 16.667, 8.333])
    assert "在库 12 项：线索 6、在谈 3、评审 0、签约 2、落地 0、开工 0、投产 0、达产 1" in drawn


def test_counts_may_come_by_stage(macro: Callable[[str, str], Macro]) -> None:
    bar = macro("stage", "stage_bar")
    assert bar({Stage.LEAD: 2, Stage.SIGNED: 1}) == bar([2, 0, 0, 1, 0, 0, 0, 0])


def test_an_empty_stage_bar_divides_by_nothing(macro: Callable[[str, str], Macro]) -> None:
    assert "在库 0 项" in macro("stage", "stage_bar")([0] * 8)


@pytest.mark.parametrize(("level", "word"), [("red", "红"), ("yellow", "黄"), ("green", "绿")])
def test_a_light_is_never_colour_alone(macro: Callable[[str, str], Macro], level: str, word: str) -> None:
    assert word in macro("light", "light")(level)


def test_no_red_and_no_yellow_is_all_green(macro: Callable[[str, str], Macro]) -> None:
    assert "全绿" in macro("light", "light_counts")(0, 0)


@pytest.mark.parametrize(("value", "target"), [(64, 84), (90, 84), (0, 84), (None, 84), (5, None), (0, 0)])
def test_a_bullet_stays_inside_its_track(
    macro: Callable[[str, str], Macro], value: int | None, target: int | None
) -> None:
    drawn = macro("bullet", "bullet")("签约", value, target, "项")
    assert all(float(share) <= 100 for share in re.findall(r'="([\d.]+)%"', drawn))


def test_messages_are_escaped_and_may_hold_an_undo(macro: Callable[[str, str], Macro]) -> None:
    shown = macro("toast", "toast_region")(
        [
            ("ok", "<b>已保存</b>"),
            ("ok", {"text": "已移到回收站。", "action_label": "撤销", "action_url": "/undo", "action_method": "post"}),
            ("error", {"text": "没有移动。", "action_label": "去补齐", "action_url": "/gate"}),
        ]
    )
    assert "&lt;b&gt;" in shown
    assert '<form method="post" action="/undo">' in shown
    assert '<a href="/gate">去补齐</a>' in shown
    assert shown.count('role="alert"') == 1
