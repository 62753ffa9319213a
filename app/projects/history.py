"""What the trail says of a project, in words. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.core.audit import AuditEntry
from app.core.labels import Labelled
from app.core.units import money_text, plain

from .enums import (
    ActivityKind,
    HoldReason,
    LostReason,
    NotCounted,
    Recognition,
    RemovalReason,
    SiteMode,
    Source,
    Stage,
    Status,
)

ACTIONS = {
    "project.registered": "登记线索",
    "project.edited": "修改资料",
    "project.given": "变更负责人",
    "project.on_hold": "搁置",
    "project.lost": "记为流失",
    "project.removed": "退库",
    "project.active": "恢复推进",
    "project.binned": "移到回收站",
    "project.restored": "从回收站恢复",
    "project.moved": "移动阶段",
    "project.move_undone": "撤销移动",
    "project.placed": "调整看板位置",
    "project.merged": "合并项目",
    "project.merged_away": "并入另一个项目",
    "project.unmerged": "撤销合并",
    "project.progress_reported": "填报形象进度",
    "project.progress_planned": "编制建设计划",
    "recognition.submitted": "申报认定",
    "recognition.withdrawn": "撤回认定申报",
    "recognition.recognised": "认定",
    "recognition.returned": "退回认定申报",
    "recognition.revoked": "撤销认定",
    "evidence.attached": "上传证明材料",
    "evidence.removed": "删除证明材料",
    "evidence.set_aside": "停用证明材料",
    "evidence.brought_back": "恢复使用证明材料",
    "delivery.facts_set": "填写签约落地资料",
    "transfer.proposed": "提出流转",
    "transfer.refused": "流转未获同意",
    "transfer.withdrawn": "撤回流转",
    "transfer.completed": "完成流转",
    "contract.added": "增加协议",
    "contract.edited": "修改协议",
    "contract.deleted": "删除协议",
    "contract.restored": "恢复协议",
    "site_contract.added": "增加用地合同",
    "site_contract.edited": "修改用地合同",
    "site_contract.deleted": "删除用地合同",
    "site_contract.restored": "恢复用地合同",
    "permit.added": "增加手续",
    "permit.edited": "修改手续",
    "permit.deleted": "删除手续",
    "permit.restored": "恢复手续",
    "delivery_file.added": "上传文件",
    "delivery_file.deleted": "删除文件",
    "delivery_file.restored": "恢复文件",
}
LABELS = {
    "name": "项目名称",
    "code_name": "代号",
    "confidential": "保密",
    "company_id": "投资方",
    "sector_id": "产业方向",
    "chain_link": "产业链环节",
    "source": "来源",
    "content": "项目内容",
    "site_mode": "用地方式",
    "investment": "估计投资",
    "fixed_investment": "固定资产投资",
    "land_mu": "用地（亩）",
    "floor_sqm": "厂房（㎡）",
    "output_estimate": "预计年产值",
    "tax_estimate": "预计年税收",
    "jobs_estimate": "预计就业（人）",
    "requirements": "需求清单",
    "problems": "问题与需协调事项",
    "next_step": "下一步",
    "next_due": "下一步日期",
    "owner_id": "负责人",
    "park_id": "园区",
    "stage": "阶段",
    "stage_since": "进入日期",
    "status": "状态",
    "status_reason": "原因",
    "review_on": "复核日期",
    "lost_reason": "流失原因",
    "hold_reason": "搁置原因",
    "removal_reason": "退库原因",
    "competing_city": "落户城市",
    "recognition": "认定",
    "counted_stage": "计入统计到",
    "signed_on": "签约认定日期",
    "signed_amount": "签约认定金额",
    "framework_on": "框架协议认定日期",
    "framework_amount": "框架协议认定金额",
    "landed_on": "落地认定日期",
    "joined": "并入的项目",
    "joined_to": "并入",
    "not_counted": "不计入统计",
    "progress": "形象进度（%）",
    "progress_on": "进度日期",
    "planned_progress": "建设计划",
    "agreed_start_on": "约定开工",
    "agreed_production_on": "约定投产",
}
_MONEY = {"investment", "fixed_investment", "output_estimate", "tax_estimate", "signed_amount", "framework_amount"}
_KINDS: Mapping[str, type[Stage | Labelled]] = {
    "stage": Stage,
    "counted_stage": Stage,
    "recognition": Recognition,
    "not_counted": NotCounted,
    "status": Status,
    "source": Source,
    "site_mode": SiteMode,
    "lost_reason": LostReason,
    "hold_reason": HoldReason,
    "removal_reason": RemovalReason,
    "kind": ActivityKind,
}
KEPT_BACK = "（保密）"  # what the trail keeps of a confidential project
_UNSAID = {"rank", "deleted_at", "park", "expansion_of_id"}
Worder = Callable[[str, Any], tuple[str, str] | None]


@dataclass(frozen=True)
class Change:
    """One field, before and after; texts are None for those who may not read them."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Happening:
    """An entry of the trail as people read it."""

    at: datetime
    who: str
    what: str
    changes: list[Change]


def happenings(
    entries: Iterable[AuditEntry], *, names: Mapping[tuple[str, int], str], further: Worder, open_texts: bool
) -> list[Happening]:
    """Entries in words. `further` words the fields of other packages; without `open_texts` only fields are named."""
    return [
        Happening(
            at=entry.at,
            who=entry.actor_name,
            what=ACTIONS.get(entry.action, entry.action),
            changes=[
                Change(label, before if open_texts else None, after if open_texts else None)
                for label, before, after in _changes(entry.changes, names, further)
            ],
        )
        for entry in entries
    ]


def _changes(
    changes: Mapping[str, Any], names: Mapping[tuple[str, int], str], further: Worder
) -> Iterator[tuple[str, str, str]]:
    """Label, text before and text after of every field that says something to people."""
    for name, pair in changes.items():
        if name in _UNSAID or not isinstance(pair, list) or len(pair) != 2:
            continue
        before, after = (_worded(name, value, names, further) for value in pair)
        yield before[0], before[1], after[1]


def _worded(name: str, value: Any, names: Mapping[tuple[str, int], str], further: Worder) -> tuple[str, str]:
    """Label and text of one value."""
    if name not in LABELS:
        return further(name, value) or (name, str(value))
    return LABELS[name], "—" if value in (None, "") else _text(name, value, names)


def _text(name: str, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "company_id":
        return "另一家企业" if isinstance(value, int) else str(value)
    if value == KEPT_BACK:
        return KEPT_BACK
    if isinstance(value, int):
        return names.get((name, value), str(value))
    if name in _KINDS:
        return next((str(member.label) for member in _KINDS[name] if member.value == value), str(value))
    if name in _MONEY:
        return money_words(str(value))
    return plain(Decimal(value)) if name in {"land_mu", "floor_sqm"} else str(value)


def money_words(text: str) -> str:
    """An amount of the trail as people read it."""
    return money_text(Decimal(text))


def numbers_in(entries: Iterable[AuditEntry], name: str) -> set[int]:
    """Keys of other records that the trail keeps under this name."""
    return {
        value
        for entry in entries
        if isinstance(pair := entry.changes.get(name), list)
        for value in pair
        if isinstance(value, int) and not isinstance(value, bool)
    }
