"""The time limits of the stages as settings that the bureau may change (domain.md section 5)."""

from app.core.settings import Declared, declare, value

from .rules import Limits

_GROUP = "项目时限"
_PAGE = "gates"  # limits stand beside the gates they belong to


def _rule(field: str, label: str, unit: str, most: int) -> Declared:
    return declare(
        key=f"limit.{field}",
        group=_GROUP,
        label=label,
        unit=unit,
        default=getattr(Limits, field),
        least=1,
        most=most,
        page=_PAGE,
    )


DECLARED = {
    "lead_respond_days": _rule("lead_respond_days", "线索：登记后几天内首次跟进（响应）", "天", 60),
    "lead_screen_days": _rule("lead_screen_days", "线索：登记后几天内筛选", "天", 60),
    "big_lead_screen_days": _rule("big_lead_screen_days", "线索（10 亿元以上）：登记后几天内筛选", "天", 60),
    "lead_report_days": _rule("lead_report_days", "线索：筛选后每几天须有进展", "天", 180),
    "negotiating_days": _rule("negotiating_days", "在谈：几天内须有跟进", "天", 365),
    "appraisal_days": _rule("appraisal_days", "评审：几天内完成", "天", 365),
    "landing_months": _rule("landing_months", "签约：几个月内落地", "个月", 60),
    "factory_start_months": _rule("factory_start_months", "落地（厂房、轻资产）：几个月内开工", "个月", 60),
    "land_start_months": _rule("land_start_months", "落地（供地）：几个月内开工", "个月", 60),
    "construction_months": _rule("construction_months", "开工：几个月内投产", "个月", 120),
    "construction_months_5yi": _rule("construction_months_5yi", "开工（5 亿元以上）：几个月内投产", "个月", 120),
    "construction_months_10yi": _rule("construction_months_10yi", "开工（10 亿元以上）：几个月内投产", "个月", 120),
    "production_months": _rule("production_months", "投产：几个月内达产", "个月", 120),
    "alarm_percent": declare(
        key="limit.alarm_percent",
        group=_GROUP,
        label="超过时限多少转红灯",
        unit="%",
        default=Limits.alarm_percent,
        least=101,
        most=500,
        page=_PAGE,
    ),
    "start_alarm_months": _rule("start_alarm_months", "约定开工月过后几个月未开工转红灯", "个月", 36),
    "progress_yellow_points": _rule("progress_yellow_points", "形象进度落后计划几个百分点转黄灯", "个百分点", 100),
    "progress_red_points": _rule("progress_red_points", "形象进度落后计划超过几个百分点转红灯", "个百分点", 100),
}


def current() -> Limits:
    """The limits that hold now."""
    return Limits(**{field: value(setting) for field, setting in DECLARED.items()})
