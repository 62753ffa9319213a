"""Every word of every enum that people read has a label, and no two members read the same."""

import importlib
import pkgutil
from enum import StrEnum

import pytest

import app
from app.core.labels import Labelled
from app.projects.enums import Stage


def readable() -> list[type[StrEnum]]:
    """All enums with labels, in all packages."""
    found: list[type[StrEnum]] = [Stage]
    for package in pkgutil.iter_modules(app.__path__):
        try:
            module = importlib.import_module(f"app.{package.name}.enums")
        except ModuleNotFoundError:
            continue
        found += [
            kind
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, Labelled) and kind is not Labelled
        ]
    return found


@pytest.mark.parametrize("kind", readable(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_member_reads_in_chinese_and_differs(kind: type[StrEnum]) -> None:
    labels = [member.label for member in kind]  # type: ignore[attr-defined]
    assert all(labels), "an empty label"
    assert len(set(labels)) == len(labels), "two members read the same"
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in label) for label in labels)


def test_the_eight_stages_stand_in_order() -> None:
    assert [stage.label for stage in Stage] == ["线索", "在谈", "评审", "签约", "落地", "开工", "投产", "达产达效"]
    assert [stage.number for stage in Stage] == list(range(1, 9))
    assert Stage.FULL_CAPACITY.next is None
    assert Stage.LEAD.previous is None
