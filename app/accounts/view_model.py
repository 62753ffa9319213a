"""The audit trail in words. Packages above write their own entries; the words for them stand in the tables below."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.audit import AuditEntry

from .enums import OrganisationKind, Role

# What was done. An entry that stands in no table is shown by its own name: never hidden.
ACTIONS: dict[str, str] = {
    "account.created": "新建账号",
    "account.disabled": "停用账号",
    "account.edited": "修改账号",
    "account.enabled": "启用账号",
    "account.locked": "账号锁定",
    "account.password_changed": "修改密码",
    "account.password_reset": "重置密码",
    "account.sign_in_failed": "登录失败",
    "account.signed_in": "登录",
    "account.signed_out": "退出",
    "account.unlocked": "解除锁定",
    "activity.edited": "修改跟进",
    "activity.recorded": "记录跟进",
    "activity.removed": "撤回跟进",
    "comment.withdrawn": "撤回评论",
    "comment.written": "发表评论",
    "instruction.closed": "办结批示",
    "instruction.reported": "反馈批示办理情况",
    "instruction.returned": "批示退回再办",
    "instruction.written": "作出批示",
    "weekly.begun": "起草周报",
    "weekly.edited": "修改周报草稿",
    "weekly.redrafted": "重新生成周报",
    "weekly.submitted": "提交周报",
    "bulk.ordered": "批量修改",
    "bulk.undone": "撤销批量修改",
    "company.alias_added": "增加企业别名",
    "company.alias_removed": "删除企业别名",
    "company.edited": "修改企业",
    "company.loaded": "载入企业",
    "company.kept": "纳入园区企业名录",
    "company.merged": "合并企业",
    "company.merged_away": "企业并入另一家",
    "company.unmerged": "撤销企业合并",
    "company.registered": "登记企业",
    "company.tag_added": "增加企业标签",
    "company.tag_removed": "删除企业标签",
    "conflict_case.answered": "答复撞单申诉",
    "conflict_case.appealed": "对撞单裁定申诉",
    "conflict_case.closed": "撞单无需裁定",
    "conflict_case.evidence_given": "撞单举证",
    "conflict_case.opened": "立撞单案",
    "conflict_case.ruled": "裁定撞单",
    "contact.revealed": "查看联系方式",
    "contract.added": "增加协议",
    "contract.deleted": "删除协议",
    "contract.edited": "修改协议",
    "contract.restored": "恢复协议",
    "delivery.facts_set": "修改签约落地资料",
    "delivery_file.added": "上传资料文件",
    "delivery_file.deleted": "删除资料文件",
    "delivery_file.restored": "恢复资料文件",
    "demo.removed": "清除演示数据",
    "demo.seeded": "生成演示数据",
    "first_report.clocks_run": "首报时限结算",
    "first_report.held": "取得首报",
    "first_report.released": "释放首报",
    "first_report.renewed": "首报续期",
    "first_report.reported_again": "重新报备",
    "evidence.attached": "上传证明材料",
    "evidence.brought_back": "恢复使用证明材料",
    "evidence.removed": "删除证明材料",
    "evidence.set_aside": "停用证明材料",
    "layout.kind_changed": "修改布局节点类型",
    "layout.reordered": "调整布局顺序",
    "notices.chosen": "修改提醒设置",
    "organisation.created": "新建单位",
    "organisation.disabled": "停用单位",
    "organisation.edited": "修改单位",
    "organisation.enabled": "启用单位",
    "park.brought_back": "恢复园区",
    "park.check_changed": "修改园区清单",
    "park.contact_changed": "修改园区联系人",
    "park.edited": "修改园区",
    "park.targets_set": "设定园区目标",
    "permit.added": "增加手续",
    "permit.deleted": "删除手续",
    "permit.edited": "修改手续",
    "permit.restored": "恢复手续",
    "plan.loaded": "载入规划",
    "print.ordered": "排队出具材料",
    "project.active": "恢复推进",
    "project.bulk_undone": "撤销批量修改",
    "project.binned": "移入回收站",
    "project.edited": "修改项目",
    "project.exported": "导出项目列表",
    "project.given": "更换负责人",
    "project.lost": "项目流失",
    "project.move_undone": "撤销阶段变更",
    "project.merged": "合并项目",
    "project.merged_away": "项目并入另一个",
    "project.unmerged": "撤销项目合并",
    "project.moved": "项目阶段变更",
    "project.on_hold": "项目搁置",
    "project.placed": "调整看板位置",
    "project.progress_planned": "编制建设计划",
    "project.progress_reported": "填报形象进度",
    "project.registered": "登记项目",
    "project.removed": "项目退库",
    "project.restored": "从回收站恢复",
    "recognition.recognised": "认定",
    "recognition.returned": "退回认定申报",
    "recognition.revoked": "撤销认定",
    "recognition.submitted": "申报认定",
    "recognition.withdrawn": "撤回认定申报",
    "setting.changed": "修改设置",
    "site_contract.added": "增加用地合同",
    "site_contract.deleted": "删除用地合同",
    "site_contract.edited": "修改用地合同",
    "site_contract.restored": "恢复用地合同",
    "transfer.agreed": "同意流转",
    "transfer.completed": "完成流转",
    "transfer.proposed": "提出流转",
    "transfer.refused": "不同意流转",
    "transfer.withdrawn": "撤回流转",
    "supervision.answered": "答复督办单",
    "supervision.closed": "办结督办单",
    "supervision.drafted": "起草督办单",
    "supervision.dropped": "撤回督办单草稿",
    "supervision.edited": "修改督办单",
    "supervision.issued": "印发督办单",
    "supervision.returned": "退回督办单答复",
    "view.created": "存为视图",
    "view.edited": "修改视图",
    "view.removed": "删除视图",
}
_VERBS = {
    "added": "增加",
    "archived": "归档",
    "created": "新建",
    "deleted": "删除",
    "downloaded": "下载",
    "edited": "修改",
    "exported": "导出",
    "imported": "导入",
    "issued": "出具",
    "loaded": "载入",
    "merged": "合并",
    "moved": "移动",
    "printed": "打印",
    "recorded": "记录",
    "removed": "移除",
    "restored": "恢复",
    "retired": "停用",
    "revealed": "查看",
    "set": "设定",
    "tagged": "标注",
}
# What it was done to: names of tables.
SUBJECTS: dict[str, str] = {
    "comment": "评论",
    "instruction": "批示",
    "weekly_report": "周报",
    "activity": "跟进记录",
    "bulk_change": "批量修改",
    "carrier": "载体",
    "company": "企业",
    "company_tag": "企业标签",
    "case_statement": "撞单陈述",
    "conflict_case": "撞单案",
    "contact": "联系人",
    "contract": "协议",
    "delivery_facts": "签约落地资料",
    "delivery_file": "资料文件",
    "first_report": "首报",
    "indicator": "指标",
    "layout": "空间布局",
    "layout_node": "布局节点",
    "measure": "政策措施",
    "notice_preference": "提醒设置",
    "organisation": "单位",
    "park": "园区",
    "park_target": "园区目标",
    "permit": "手续",
    "plan": "规划",
    "print": "材料",
    "project": "项目",
    "saved_view": "视图",
    "sector": "产业方向",
    "site_contract": "用地合同",
    "supervision_answer": "督办答复",
    "supervision_notice": "督办单",
    "progress_entry": "进度填报",
    "target": "目标",
    "task": "任务",
    "project_transfer": "流转",
    "user_account": "账号",
}
_FIELDS = {
    "addressee": "承办",
    "correction": "更正说明",
    "due_on": "办理期限",
    "edition": "版次",
    "fresh": "本周新增",
    "people": "参加人",
    "plans": "下周计划",
    "progress": "推进",
    "result": "结果",
    "sha256": "指纹",
    "summary": "本周小结",
    "week": "周次",
    "begun": "补登",
    "files": "文件",
    "from_park": "转出园区",
    "lapsed": "逾期",
    "match_level": "相近程度",
    "outcome": "裁定结果",
    "party": "代表",
    "passed_on": "接续",
    "protected_until": "保护至",
    "released": "释放",
    "share_percent": "转出方分成（%）",
    "side": "当事方",
    "to_park": "接收园区",
    "warned": "提醒",
    "digest_hour": "每天一封的时间",
    "email": "邮箱",
    "modes": "发邮件的方式",
    "quiet_from": "免打扰开始",
    "quiet_until": "免打扰结束",
    "activities": "跟进",
    "alias": "别名",
    "args": "条件",
    "as_of": "数据截至",
    "city": "城市",
    "code": "编码",
    "companies": "企业",
    "company": "企业",
    "contact": "联系人序号",
    "contact_address": "联系地址",
    "contact_email": "联系邮箱",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "contact_title": "联系人职务",
    "count": "数量",
    "columns": "列",
    "narrowed_by": "筛选条件",
    "counts": "结果",
    "created": "新增",
    "done": "已完成",
    "done_on": "完成日期",
    "evidence": "依据",
    "fields": "改动项",
    "focus": "方向用词",
    "issued_on": "印发日期",
    "issuing_body": "印发单位",
    "landed": "落地项目",
    "layout": "布局",
    "level": "级别",
    "note": "说明",
    "number": "文号",
    "order": "顺序",
    "period_end": "终止年份",
    "period_start": "起始年份",
    "person": "联系人",
    "places": "所在地",
    "projects": "项目",
    "removed": "移除",
    "kept": "保留",
    "retired_at": "停用时间",
    "role": "定位",
    "section": "依据的章节",
    "sectors": "产业方向",
    "seed": "种子数",
    "shape": "布局形态",
    "shared": "共享",
    "short_title": "简称",
    "signed": "签约项目",
    "tag": "标签",
    "targets": "目标",
    "title": "名称",
    "unchanged": "未变",
    "updated": "更新",
    "year": "年份",
    "planned_progress": "建设计划",
    "progress_on": "进度日期",
    "demand": "督办要求",
    "closing_note": "办结意见",
    "agreed_start_on": "约定开工",
    "agreed_production_on": "约定投产",
    "cities": "服务城市",
    "city_id": "城市",
    "code_name": "代称",
    "company_id": "投资方",
    "competing_city": "竞争城市",
    "confidential": "保密",
    "content": "项目内容",
    "deleted_at": "移入回收站时间",
    "disabled_at": "停用时间",
    "failed_logins": "连续输错",
    "accepted_on": "竣工验收日期",
    "agreed_jobs": "约定就业（人）",
    "agreed_output": "约定年产值（万元）",
    "agreed_tax": "约定年税收（万元）",
    "appraisal_result": "准入评审结果",
    "appraised_on": "评审日期",
    "competition_review_number": "公平竞争审查文号",
    "contract_fixed_investment": "合同固定资产投资（万元）",
    "contract_investment": "合同总投资（万元）",
    "contract_kind": "协议类型",
    "contract_number": "协议编号",
    "contract_on": "签约日期",
    "equipment_installed_on": "设备安装完成日期",
    "file_kind": "文件种类",
    "file_name": "文件",
    "first_invoice_on": "首张发票日期",
    "hold_reason": "搁置原因",
    "legal_review_number": "合法性审查文号",
    "licensed_on": "执照日期",
    "permit_authority": "办理机关",
    "permit_issued_on": "手续办结日期",
    "permit_kind": "手续",
    "permit_number": "手续文号",
    "project_company_name": "项目公司",
    "project_company_uscc": "项目公司统一社会信用代码",
    "registered_capital": "注册资本（万元）",
    "removal_reason": "退库原因",
    "site_contract_kind": "用地合同种类",
    "site_contract_number": "用地合同编号",
    "site_contract_on": "用地合同日期",
    "site_floor_sqm": "合同建筑面积（㎡）",
    "site_land_mu": "合同用地（亩）",
    "site_place": "坐落",
    "started_on": "实际开工日期",
    "year_output": "12 个月产值（万元）",
    "year_tax": "12 个月税收（万元）",
    "fixed_investment": "固定资产投资（万元）",
    "floor_sqm": "厂房面积（㎡）",
    "happened_on": "发生日期",
    "stage_label": "阶段",
    "evidence_kind": "材料种类",
    "fingerprint": "文件指纹",
    "recognition": "认定",
    "counted_stage": "计入统计到",
    "signed_on": "签约认定日期",
    "signed_amount": "签约认定金额（万元）",
    "framework_on": "框架协议认定日期",
    "framework_amount": "框架协议认定金额（万元）",
    "landed_on": "落地认定日期",
    "not_counted": "不计入统计",
    "expansion_of_id": "增资扩产的原项目",
    "stage_since": "进入日期",
    "investment": "总投资（万元）",
    "job_title": "职务",
    "jobs_estimate": "预计就业（人）",
    "kind": "类型",
    "land_mu": "用地（亩）",
    "locked_until": "锁定至",
    "lost_reason": "流失原因",
    "minutes": "分钟",
    "name": "名称",
    "next_due": "下一步日期",
    "next_step": "下一步",
    "organisation": "单位",
    "organisation_id": "共享单位",
    "output_estimate": "预计产值（万元）",
    "owner_id": "负责人",
    "page": "页面",
    "park": "园区",
    "park_id": "园区",
    "parks": "服务园区",
    "problems": "存在问题",
    "reason": "原因",
    "requirements": "需求",
    "review_on": "复核日期",
    "roles": "角色",
    "sector_id": "产业方向",
    "short_name": "简称",
    "site_mode": "用地方式",
    "source": "来源",
    "stage": "阶段",
    "status": "状态",
    "status_reason": "状态原因",
    "tax_estimate": "预计税收（万元）",
}
_LABELS = {member.value: member.label for members in (Role, OrganisationKind) for member in members}
# Values of the packages above that this one may not read; by field, since a value alone says little.
_VALUES: dict[str, dict[str, str]] = {
    "kind": {"core": "核心区", "zone": "集聚区", "base": "基地"},
    "shape": {"rings": "圈层布局", "tiles": "园区名单", "star": "一核多区", "none": "不分园区"},
}
_MOST_PARTS = 12
_MOST_CHANGES = 12


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """An entry of the trail as a page shows it: nothing left to word."""

    number: int
    at: datetime
    who: str
    action: str
    subject_kind: str
    subject: str
    changes: list[str]
    values: str  # the changes without the names of what was changed
    fingerprint: str


def entry_line(entry: AuditEntry) -> EntryLine:
    """Word one entry."""
    said = [_change(name, value) for name, value in entry.changes.items()]
    if len(said) > _MOST_CHANGES:
        said = [*said[:_MOST_CHANGES], f"另有 {len(said) - _MOST_CHANGES} 项"]
    return EntryLine(
        number=entry.id,
        at=entry.at,
        who=entry.actor_name,
        action=action_words(entry.action),
        subject_kind=subject_words(entry.subject_kind),
        subject=entry.subject_label,
        changes=said,
        values="；".join(line.partition("：")[2] for line in said),
        fingerprint=entry.entry_hash[:12],
    )


def action_words(action: str) -> str:
    """`project.moved` as a reader says it; an unknown one from its parts, or as it is."""
    if action in ACTIONS or not action:
        return ACTIONS.get(action, "")
    thing, _, verb = action.partition(".")
    if verb in _VERBS:
        return _VERBS[verb] + SUBJECTS.get(thing, thing)
    return action


def subject_words(kind: str) -> str:
    """The kind of thing in words."""
    return SUBJECTS.get(kind, kind)


def _change(name: str, value: Any) -> str:
    """名称：旧 → 新, or just what was noted."""
    label = _FIELDS.get(name, name)
    # `audit.record` keeps what changed as a pair.
    if isinstance(value, list) and len(value) == 2 and name != "fields":
        old, new = (_said(name, one) for one in value)
        return f"{label}：{old} → {new}"
    return f"{label}：{_said(name, value)}"


def _said(name: str, value: Any) -> str:
    """The value of a field; a list of fields by their names."""
    if name == "fields" and isinstance(value, list):
        return "、".join(_FIELDS.get(str(part), str(part)) for part in value)
    return _VALUES.get(name, {}).get(str(value)) or _worded(value)


def _worded(value: Any) -> str:
    match value:
        case None | "" | []:
            return "空"
        case bool():
            return "是" if value else "否"
        case list():
            said = "、".join(_worded(part) for part in value[:_MOST_PARTS])
            return f"{said} 等 {len(value)} 项" if len(value) > _MOST_PARTS else said
        case Mapping():
            return "；".join(f"{_FIELDS.get(str(key), key)} {_worded(part)}" for key, part in value.items())
        case _:
            return _LABELS.get(str(value), str(value))
