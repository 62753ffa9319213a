"""The history of a company in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.audit import AuditEntry
from app.core.labels import Labelled
from app.core.sides import Line, Side
from app.core.units import money_text

from .enums import AliasKind, ChainPosition, Origin
from .models import Company

ACTIONS = {
    "company.registered": ("plus", "登记企业"),
    "company.edited": ("pencil", "修改资料"),
    "company.kept": ("bookmark", "加入企业库"),
    "company.removed": ("trash", "移到回收站"),
    "company.restored": ("arrow-back-up", "从回收站恢复"),
    "company.merged": ("git-merge", "合并企业"),
    "company.merged_away": ("git-merge", "并入其他企业"),
    "company.unmerged": ("arrow-back-up", "撤销合并"),
    "company.alias_added": ("tag", "加名称"),
    "company.alias_removed": ("tag", "删名称"),
    "company.tag_added": ("badge", "加标签"),
    "company.tag_removed": ("badge", "删标签"),
    "contact.added": ("user-plus", "加联系人"),
    "contact.edited": ("user", "修改联系人"),
    "contact.removed": ("user", "删联系人"),
    "contact.revealed": ("eye", "查看联系方式"),
}
FIELDS = {
    "name": "企业名称",
    "uscc": "统一社会信用代码",
    "origin": "内外资",
    "origin_place": "来源地",
    "parent_id": "上级集团或控股股东",
    "chain_position": "产业链位置",
    "chain_link": "产业链环节",
    "business": "主营业务",
    "website": "网址",
    "registered_capital": "注册资本",
    "founded_year": "成立年份",
    "sectors": "产业",
}
CONTACT_FIELDS = {
    "name": "姓名",
    "job_title": "职务",
    "phone": "电话",
    "email": "电子邮箱",
    "note": "备注",
    "is_primary": "首要联系人",
}
_ENUMS: dict[str, type[Labelled]] = {"origin": Origin, "chain_position": ChainPosition}
_LONG = 40


@dataclass(frozen=True)
class Event:
    """One line of the history."""

    icon: str
    title: str
    body: str
    at: datetime
    who: str


def events(entries: Iterable[AuditEntry], *, of: int | None = None) -> list[Event]:
    """The trail's entries as a reader wants them. `of`: the company; entries of those that went into it say so."""
    return [_event(entry, joined=of is not None and entry.subject_id != of) for entry in entries]


def merge_lines(kept: Company, gone: Company, sides: Mapping[str, Side], parents: Mapping[int, str]) -> list[Line]:
    """The preview of a merge: each field that either fills in. `parents`: names of those parents that the reader may know."""

    def words(company: Company, name: str) -> str:
        value = getattr(company, name)
        if name == "parent_id" and value is not None:
            return parents.get(value, "（不在您的可见范围）")
        if value is None or value == "":
            return ""
        if isinstance(value, Labelled):
            return str(value.label)
        return money_text(value) if isinstance(value, Decimal) else str(value)

    lines = [
        Line(
            name=name,
            label=FIELDS[name],
            kept=words(kept, name),
            gone=words(gone, name),
            side=side,
            choosable=getattr(kept, name) != getattr(gone, name),
        )
        for name, side in sides.items()
    ]
    return [line for line in lines if line.kept or line.gone]


def _event(entry: AuditEntry, *, joined: bool) -> Event:
    icon, title = ACTIONS.get(entry.action, ("history", entry.action))
    if joined:
        title = f"{title}·并入前的“{entry.subject_label}”"
    said = entry.changes
    match entry.action:
        case "company.edited":
            body = "\n".join(_change(name, pair) for name, pair in said.items())
        case "company.kept":
            body = str(said.get("park", ""))
        case "company.registered":
            body = "、".join(str(park) for park in said.get("parks", []))
        case "company.alias_added" | "company.alias_removed":
            body = f"{AliasKind(said['kind']).label}：{said['alias']}"
        case "company.tag_added" | "company.tag_removed":
            year = f"{said['year']} 年" if said.get("year") else ""
            body = "·".join(part for part in (str(said["tag"]), str(said["level"]), year) if part)
        case "company.merged":
            body = f"“{said.get('name')}”（{said.get('gone')}）并入"
        case "company.merged_away":
            body = f"并入“{said.get('name')}”（{said.get('kept')}）"
        case "company.unmerged":
            newer = "、".join(FIELDS.get(name, name) for name in said.get("newer", []))
            body = f"与“{said.get('name')}”恢复为两家" + (f"；合并后改过的保留新值：{newer}" if newer else "")
        case "contact.edited":
            fields = "、".join(CONTACT_FIELDS.get(name, name) for name in said.get("fields", []))
            body = f"{said.get('person', '')}：{fields}"
        case _:
            body = str(said.get("person", ""))
    return Event(icon, title, body, entry.at, entry.actor_name)


def _change(name: str, pair: list[Any]) -> str:
    label = FIELDS.get(name, name)
    if name == "parent_id":
        return f"{label}已更改"
    old, new = (_worded(name, value) for value in pair)
    return f"{label}：{old} → {new}"


def _worded(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "空"
    if name in _ENUMS:
        return _ENUMS[name](value).label
    if name == "registered_capital":
        try:
            return money_text(Decimal(str(value)))
        except InvalidOperation:
            return str(value)
    text = "、".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONG else text[:_LONG] + "…"
