"""A plan file with any fault is refused in one Chinese line that names file, place and remedy."""

import copy
import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from app.core.errors import DomainError
from app.plans.schema import (
    DATA,
    PlanFileError,
    bundled_plans,
    bundled_sectors,
    check_references,
    read_plan_file,
    read_sector_file,
)

NANTONG = DATA / "plans" / "nantong-it-2018.yaml"
NOVEL = {
    "document": {
        "code": "demo-plan",
        "title": "示范规划",
        "short_title": "示范",
        "title_told": True,
        "kind": "plan",
        "issued_on": dt.date(2026, 1, 2),
        "city": "NT",
        "source": {"doc": "demo-plan", "section": "一"},
        "sections": [{"code": "一", "label": "总则"}],
    },
    "city": {"code": "NT", "name": "南通", "province": "江苏省"},
    "layouts": [
        {
            "code": "lay-demo",
            "name": "一区",
            "shape": "tiles",
            "counts": {"zone": 1},
            "source": {"doc": "demo-plan", "section": "一"},
        }
    ],
    "units": [
        {
            "code": "lay-demo-zone-1",
            "layout": "lay-demo",
            "kind": "zone",
            "order": 1,
            "name": "示范区",
            "short_name": "示范区",
            "en": "Demo zone",
            "places": ["示范地"],
            "focus": ["软件"],
            "sectors": ["sec-software"],
            "role": "示范",
            "carriers": ["car-demo"],
            "source": {"doc": "demo-plan", "section": "一"},
        }
    ],
    "carriers": [
        {
            "code": "car-demo",
            "name": "示范载体㐂𠮷",
            "kind": "platform",
            "unit": "lay-demo-zone-1",
            "source": {"doc": "demo-plan", "section": "一"},
        }
    ],
    "groupings": [],
    "targets": [
        {
            "code": "tgt-demo",
            "kind": "target",
            "metric": "项目数",
            "comparator": ">=",
            "value": 21.93,
            "unit": "个",
            "scope": "city",
            "figure": "21.93个",
            "source": {"doc": "demo-plan", "section": "一"},
        }
    ],
    "baselines": [],
    "indicators": [],
    "tasks": [],
    "measures": [],
    "companies": [],
    "target_profiles": [],
}


def put(data, path, value):
    """A copy of `data` with the value at `path` replaced (or removed, for ...)."""
    data = copy.deepcopy(data)
    *way, last = path
    node = data
    for step in way:
        node = node[step]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return data


@pytest.fixture
def save(tmp_path):
    def _save(data, name="demo-plan.yaml"):
        path = tmp_path / name
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
            path.write_text(text, encoding="utf-8")
        return path

    return _save


def refusal(path, read=read_plan_file):
    with pytest.raises(PlanFileError) as caught:
        read(path)
    message = caught.value.message
    assert isinstance(caught.value, DomainError)
    assert "\n" not in message
    assert f"“{path.name}”" in message
    assert re.search("[\u4e00-\u9fff]", message)
    assert message.endswith("。")
    return message


def test_a_new_plan_is_read_from_its_file_alone(save):
    plan = read_plan_file(save(NOVEL))
    assert plan.code == "demo-plan"
    assert str(plan.targets[0].value) == "21.93"
    check_references([*bundled_plans(), plan], bundled_sectors())


def test_a_byte_order_mark_does_no_harm(save):
    text = yaml.safe_dump(NOVEL, allow_unicode=True)
    assert read_plan_file(save(text.encode("utf-8-sig"))).code == "demo-plan"


def test_a_plan_is_frozen_all_through(save):
    plan = read_plan_file(save(NOVEL))
    with pytest.raises(ValueError, match="frozen"):
        plan.document.title = "x"
    assert isinstance(plan.units[0].sectors, tuple)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("units", 0, "kind"), "castle", ["units[0].kind", "“castle”", "core", "district"]),
        (("units", 0, "kind"), ..., ["units[0].kind", "缺少此项"]),
        (("units", 0, "order"), "1", ["units[0].order", "“1”", "应为整数"]),
        (("units", 0, "order"), True, ["units[0].order", "应为整数"]),
        (("units", 0, "order"), 0, ["units[0].order", "超出范围"]),
        (("units", 0, "name"), 7, ["units[0].name", "应为文字"]),
        (("units", 0, "name"), "  ", ["units[0].name", "为空"]),
        (("units", 0, "name"), "甲\n乙", ["units[0].name", "不允许的字符"]),
        (("units", 0, "name"), "甲\x00乙", ["不允许的字符"]),
        (("units", 0, "name"), "园" * 201, ["units[0].name", "最多 200 个字"]),
        (("units", 0, "short_name"), "九个字的园区简称呀", ["units[0].short_name", "最多 8 个字"]),
        (("units", 0, "places"), "示范地", ["units[0].places", "应为列表"]),
        (("units", 0, "places"), [], ["units[0].places", "条数不对", "1 条以上"]),
        (("units", 0, "places"), ["甲", "乙", "丙"], ["units[0].places", "2 条以内"]),
        (("units", 0, "places"), ["甲", "乙"], ["units[0]", "covers_two"]),
        (("units", 0, "code"), "Lay Demo", ["units[0].code", "小写字母"]),
        (("units", 0, "colour"), "red", ["units[0].colour", "不认识"]),
        (("units", 0, "layout"), "lay-none", ["units[0]", "“lay-none”不存在"]),
        (("units", 0), "text", ["units[0]", "应为一条记录"]),
        (("units",), None, ["units", "应为列表"]),
        (("carriers", 0, "code"), "lay-demo-zone-1", ["“lay-demo-zone-1”重复"]),
        (("carriers", 0, "source", "section"), "九", ["carriers[0].source", "“九”", "document.sections"]),
        (("layouts", 0, "counts"), {"zone": 2}, ["layouts[0].counts", "不一致"]),
        (("layouts", 0, "counts"), {"castle": 1}, ["layouts[0].counts.castle", "“castle”"]),
        (("layouts",), [], ["layouts", "条数不对"]),
        (("targets", 0, "value"), "多", ["targets[0].value", "应为数字"]),
        (("targets", 0, "value"), True, ["targets[0].value", "应为数字"]),
        (("targets", 0, "value"), -1, ["targets[0].value", "超出范围"]),
        (("targets", 0, "value"), 10**12, ["targets[0].value", "超出范围"]),
        (("targets", 0, "value"), float("inf"), ["targets[0].value"]),
        (("targets", 0, "value"), float("nan"), ["targets[0].value"]),
        (("targets", 0, "value"), ..., ["targets[0]", "应填 value"]),
        (("targets", 0, "comparator"), "≥", ["targets[0].comparator", "“≥”", "between"]),
        (("targets", 0, "comparator"), "between", ["targets[0]", "value_min"]),
        (("targets", 0, "comparator"), "qualitative", ["targets[0]", "定性"]),
        (("targets", 0, "scope"), "other", ["targets[0]", "scope_note"]),
        (("targets", 0, "year"), 20220, ["targets[0].year", "超出范围"]),
        (("document", "issued_on"), "2018年9月", ["document.issued_on", "应为日期"]),
        (("document", "title_told"), "yes", ["document.title_told", "true 或 false"]),
        (("document", "city"), "GZ", ["document.city", "不一致"]),
        (("document", "sections"), [{"code": "一", "label": "甲"}, {"code": "一", "label": "乙"}], ["“一”重复"]),
        (("document",), ..., ["document", "缺少此项"]),
        (("document", "short_title"), "长" * 61, ["document.short_title", "最多 60 个字"]),
        (("targets", 0, "unit"), "个" * 41, ["targets[0].unit", "最多 40 个字"]),
    ],
)
def test_a_fault_is_named_with_its_place(save, path, value, words):
    message = refusal(save(put(NOVEL, path, value)))
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["空的"]),
        ("# only a comment\n", ["空的"]),
        ("- a\n- b\n", ["第 1 行", "键值对"]),
        ("just words", ["第 1 行"]),
        ("document: [\n", ["YAML", "第 2 行"]),
        ("document:\n\ttitle: 甲\n", ["YAML", "第 2 行"]),
        ("a: 1\n---\nb: 2\n", ["YAML", "第 2 行"]),
        ("city: &c {code: NT}\nb: *c\n", ["引用", "第 2 行"]),
        ("city: 1\nunits: []\ncity: 2\n", ["“city”", "两次", "第 3 行"]),
        ("document: {issued_on: 2018-02-30}\n", ["无法读取的值"]),
        ("document: !!bool maybe\n", ["无法读取的值"]),
        ("document: !!timestamp soon\n", ["无法读取的值"]),
        ("document: !!int ''\n", ["无法读取的值"]),
        ("document: " + "9" * 5000, ["无法读取的值"]),
        ("document: !!python/object/apply:os.system ['true']\n", ["YAML"]),
        ("document: !!set {a}\n", ["document"]),
        ("? [a, b]\n: 1\n", ["YAML"]),
        ("1: 2\n", ["demo-plan.yaml"]),
        ("a: " + "[" * 5000 + "]" * 5000, ["嵌套"]),
        ("a: " + "{b: " * 21 + "1" + "}" * 21, ["嵌套"]),
    ],
)
def test_a_text_that_is_no_plan_is_refused(save, text, words):
    message = refusal(save(text))
    for word in words:
        assert word in message


def test_other_encodings_are_refused_with_the_remedy(save):
    assert "UTF-8" in refusal(save("document: 规划".encode("gb18030")))
    assert "UTF-8" in refusal(save(b"\xff\xfe\x00"))


def test_control_characters_in_the_raw_file_are_refused(save):
    refusal(save(b"document: \x00\n"))
    refusal(save(b"document: \x07\n"))


def test_lone_surrogates_are_refused(save):
    refusal(save('document: "\\ud800"\n'))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "打不开" in refusal(tmp_path / "nothing.yaml")
    assert "打不开" in refusal(tmp_path)
    assert "打不开" in refusal(Path("/dev/zero"))
    assert "打不开" in refusal(tmp_path / "nul\x00.yaml")


def test_a_huge_file_is_refused(save):
    assert "MB" in refusal(save(b"#" * 5_000_001))


def test_the_line_of_a_fault_in_a_real_plan(save):
    text = NANTONG.read_text(encoding="utf-8")
    broken = text.replace("    kind: zone\n", "    kind: castle\n", 1)
    line = broken.splitlines().index("    kind: castle") + 1
    assert f"第 {line} 行 units[1].kind" in refusal(save(broken))


def test_more_faults_are_counted(save):
    data = put(put(NOVEL, ("units", 0, "name"), 1), ("units", 0, "en"), 2)
    assert "另有 1 处错误" in refusal(save(data))


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("units", 0, "sectors"), ["sec-none"], ["units[0].sectors", "“sec-none”不存在"]),
        (("units", 0, "carriers"), ["car-none"], ["units[0].carriers", "“car-none”不存在"]),
        (("units", 0, "carriers"), [], ["car-demo", "没有列出"]),
        (("carriers", 0, "unit"), "lay-none", ["carriers[0].unit", "“lay-none”不存在"]),
        (("carriers", 0, "unit"), "lay-ntit-core", ["car-demo", "units[0].carriers"]),
        (("city", "name"), "南京", ["city", "江苏省南通"]),
        (("targets", 0, "place"), "tgt-demo", ["targets[0].place", "“tgt-demo”不存在"]),
        (("targets", 0, "see"), "tgt-none", ["targets[0].see"]),
        (("targets", 0, "measure"), "pol-none", ["targets[0].measure"]),
        (("targets", 0, "code"), "tgt-gz-2022-signed", ["“tgt-gz-2022-signed”已在“guangzhou-iab-2018.yaml”"]),
        (("carriers", 0, "source", "doc"), "no-such-plan", ["carriers[0].source", "“no-such-plan”不存在"]),
        (
            ("carriers", 0, "also"),
            [{"doc": "nantong-it-2018", "section": "九"}],
            ["carriers[0].also[0]", "没有章节“九”"],
        ),
    ],
)
def test_a_code_nobody_defines_is_named(save, path, value, words):
    plan = read_plan_file(save(put(NOVEL, path, value)))
    with pytest.raises(PlanFileError) as caught:
        check_references([*bundled_plans(), plan], bundled_sectors())
    for word in ["“demo-plan.yaml”", *words]:
        assert word in caught.value.message


def test_the_same_plan_twice_is_refused():
    plans = bundled_plans()
    with pytest.raises(PlanFileError, match="已在"):
        check_references([*plans, plans[0]], bundled_sectors())


@pytest.mark.parametrize(
    ("parents", "words"),
    [
        ({"sec-a": "sec-b", "sec-b": None, "sec-c": "sec-x"}, "“sec-x”不存在"),
        ({"sec-a": "sec-b", "sec-b": "sec-c", "sec-c": "sec-a"}, "成环"),
        ({"sec-a": "sec-a"}, "成环"),
    ],
)
def test_the_sectors_make_a_tree(save, parents, words):
    source = {"doc": "nantong-it-2018", "section": "一"}
    rows = [
        {"code": code, "kind": "product", "zh": "甲", "en": "a", "sources": [dict(source)]}
        | ({"parent": parent} if parent else {})
        for code, parent in parents.items()
    ]
    assert words in refusal(save({"sectors": rows}, "sectors.yaml"), read_sector_file)
