"""From a YAML file to checked rows; every fault becomes one Chinese line that says where and what to do."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.core.errors import DomainError

MOST_BYTES = 5_000_000
MOST_DEPTH = 20
SHOWN = 40

# The C parser is about ten times as fast; PyYAML comes without it on some platforms.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What PyYAML lets through when a value does not fit its own tag (`!!bool maybe`, 2018-02-30, "\\0").
_ODD_VALUES = (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
M = TypeVar("M", bound=BaseModel)
Place = tuple[str | int, ...]


class PlanFileError(DomainError):
    """A plan file cannot be used; the message names the file, the place and the remedy in one line."""


def place_text(place: Sequence[str | int]) -> str:
    """`units[3].kind`, as the messages name a place."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".")


def refuse(file: str, place: str, what: str, remedy: str, line: int | None = None) -> PlanFileError:
    """The one line, worded alike everywhere."""
    where = "".join((f"第 {line} 行" if line else "", f" {place} " if place else "")).strip()
    return PlanFileError(f"规划文件“{file}”{where}：{what}；{remedy}。".replace("\n", " "))


def read(path: Path, model: type[M]) -> M:
    """Read one file as `model`, or raise PlanFileError."""
    text = _text(path)
    try:
        root, data = _parse(path.name, text)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else None
        remedy = "请检查该行的缩进、冒号后的空格和引号（缩进只用空格，不用制表符）"
        raise refuse(path.name, "", "不是有效的 YAML", remedy, line) from fault
    except _ODD_VALUES as fault:
        what = "有无法读取的值（如不存在的日期、特殊字符或过长的数字）"
        raise refuse(path.name, "", what, "请用引号把该值写成文字或改正它") from fault
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        faults = fault.errors(include_url=False)
        first = faults[0]
        more = f"（另有 {len(faults) - 1} 处错误）" if len(faults) > 1 else ""
        place = tuple(step for step in first["loc"] if step != "[key]")
        what, remedy = _words(first)
        raise refuse(path.name, place_text(place), what, remedy + more, _line(root, place)) from fault


def _text(path: Path) -> str:
    try:
        if not path.is_file():  # a folder, or a device that never ends
            raise refuse(path.name, "", "文件打不开", "请检查路径是否存在、是否为普通文件")
        if path.stat().st_size > MOST_BYTES:
            raise refuse(path.name, "", f"文件超过 {MOST_BYTES // 1_000_000} MB", "请确认选对了文件")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise refuse(path.name, "", "不是 UTF-8 编码", "请用文本编辑器另存为 UTF-8 后再载入") from fault
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the path
        raise refuse(path.name, "", "文件打不开", "请检查路径是否存在、是否有读取权限") from fault


def _parse(file: str, text: str) -> tuple[yaml.Node, Any]:
    """The node tree (it knows the lines) and the data."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):  # before composing, which recurses
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        mark: Any = event.start_mark
        if depth > MOST_DEPTH:
            raise refuse(file, "", "嵌套层数过深", "请按现有规划文件的层次书写", mark.line + 1)
        if isinstance(event, yaml.AliasEvent):  # a file of a few lines could unfold into millions
            raise refuse(file, "", "用了 YAML 引用（& 和 *）", "请把内容直接写出", mark.line + 1)
    loader = _Loader(text)
    try:
        root: yaml.Node | None = loader.get_single_node()
        if root is None:
            raise refuse(file, "", "文件是空的", "请参照现有规划文件填写")
        _refuse_twins(file, root)
        return root, loader.construct_document(root)
    finally:
        loader.dispose()


def _refuse_twins(file: str, node: yaml.Node) -> None:
    """A key written twice would silently lose its first value."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_twins(file, item)
    elif isinstance(node, yaml.MappingNode):
        seen: set[Hashable] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise refuse(
                        file, "", f"“{key.value[:SHOWN]}”在同一条中写了两次", "请只留一处", key.start_mark.line + 1
                    )
                seen.add(key.value)
            _refuse_twins(file, value)


def _line(root: yaml.Node, place: Place) -> int:
    """The line of a place, or of the nearest thing around it that exists."""
    node, line = root, root.start_mark.line + 1
    for step in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            hit = next(((k, v) for k, v in node.value if isinstance(k, yaml.ScalarNode) and k.value == str(step)), None)
            if hit is None:
                break
            line, node = hit[0].start_mark.line + 1, hit[1]
        else:
            break
    return line


_TYPES = {
    "string_type": "应为文字",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表",
    "dict_type": "应为键值对",
    "model_type": "应为一条记录（键值对）",
    "date_type": "应为日期，如 2018-09-13",
    "datetime_type": "应为日期，如 2018-09-13",
    "is_instance_of": "应为数字",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "finite_number": "应为有限的数字",
}


def _words(fault: ErrorDetails) -> tuple[str, str]:
    """What is wrong and what to do, in Chinese."""
    kind, context = fault["type"], fault.get("ctx", {})
    given = f"“{str(fault['input'])[:SHOWN]}”" if isinstance(fault["input"], str | int | float) else "所填内容"
    if kind == "missing":
        return "缺少此项", "请补上"
    if kind == "extra_forbidden":
        return "不认识此项", "请删去，或检查键名的拼写"
    if kind == "enum":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ").replace(", ", "、")
        return f"{given}不在可选值之内", f"可选：{allowed}"
    if kind == "value_error":
        return str(context["error"]), "请改正"
    if kind in _TYPES:
        return f"{given}类型不对，{_TYPES[kind]}", "请改正"
    if kind == "string_pattern_mismatch":
        return f"{given}为空或含有不允许的字符", "编码只用小写字母、数字和连字符，文字不含换行等控制字符"
    if kind == "string_too_long":
        return f"{given}过长", f"最多 {context['max_length']} 个字"
    if kind in {"too_short", "too_long"}:
        return (
            "条数不对",
            f"应为 {context.get('min_length', context.get('max_length'))} 条{'以上' if kind == 'too_short' else '以内'}",
        )
    if kind.startswith(("greater_than", "less_than", "decimal_")):
        return f"{given}超出范围或小数位过多", "请检查数值与单位"
    return f"{given}无效", "请参照现有规划文件改正"
