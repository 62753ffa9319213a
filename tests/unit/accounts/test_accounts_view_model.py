"""The audit trail in words."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import app
from app.accounts.view_model import ACTIONS, SUBJECTS, action_words, entry_line, subject_words
from app.core.audit import AuditEntry


def entry(**facts: object) -> AuditEntry:
    usual = {
        "id": 7,
        "at": datetime(2026, 11, 20, 6, 5, tzinfo=UTC),
        "actor_name": "丁浩然",
        "action": "account.edited",
        "subject_kind": "user_account",
        "subject_label": "officer",
        "changes": {},
        "entry_hash": "ab" * 32,
    }
    return AuditEntry(**usual | facts)


def test_a_change_reads_old_to_new_in_chinese() -> None:
    line = entry_line(entry(changes={"roles": [["officer"], ["officer", "park_manager"]], "name": ["陈", "陈晓岚"]}))
    assert line.changes == ["角色：招商专员 → 招商专员、园区招商负责人", "名称：陈 → 陈晓岚"]
    assert (line.action, line.subject_kind, line.fingerprint) == ("修改账号", "账号", "abababababab")


def test_facts_are_not_taken_for_changes() -> None:
    line = entry_line(entry(changes={"kind": "bureau", "minutes": 15, "counts": {"new": 3}, "confidential": True}))
    assert line.changes == ["类型：商务局", "分钟：15", "结果：new 3", "保密：是"]


def test_very_many_changes_are_counted_not_listed() -> None:
    line = entry_line(entry(changes={f"f{number}": number for number in range(40)}))
    assert len(line.changes) == 13
    assert line.changes[-1] == "另有 28 项"


@pytest.mark.parametrize(
    ("action", "words"),
    [("project.moved", "项目阶段变更"), ("carrier.edited", "修改载体"), ("mystery.done", "mystery.done"), ("", "")],
)
def test_every_action_has_words(action: str, words: str) -> None:
    assert action_words(action) == words


def test_the_tables_of_words_hold_words() -> None:
    assert all("." in action and words for action, words in ACTIONS.items())
    assert subject_words("unheard_of") == "unheard_of"
    assert len(set(SUBJECTS.values())) == len(SUBJECTS)


def test_whatever_the_product_writes_down_reads_in_chinese() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(app.__file__).parent.rglob("*.py"))
    written = set(re.findall(r'audit\.record\(\s*"([a-z_]+\.[a-z_]+)"', source))
    assert len(written) > 20
    assert {action for action in written if re.search("[a-z]", action_words(action))} == set()


def test_a_detail_that_lists_fields_names_them_even_when_there_are_two() -> None:
    line = entry_line(entry(changes={"fields": ["contact_name", "contact_phone"], "shape": ["rings", "star"]}))
    assert line.changes == ["改动项：联系人、联系电话", "布局形态：圈层布局 → 一核多区"]


def test_a_long_list_is_cut_and_counted() -> None:
    line = entry_line(entry(changes={"targets": [str(number) for number in range(100)]}))
    assert line.changes[0].endswith("、11 等 100 项")


def test_what_records_note_has_words_in_chinese() -> None:
    noted = ["as_of", "city", "code", "counts", "focus", "landed", "layout", "places", "seed", "signed", "year"]
    lines = entry_line(entry(changes=dict.fromkeys(noted, 1))).changes
    assert not [line for line in lines if re.match(r"[a-z_]+：", line)]
