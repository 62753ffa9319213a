"""What an installation may set about first reports, conflicts and transfers (domain.md section 5)."""

from decimal import Decimal

from app.core.settings import Declared, declare, value

from .rules import Clocks

_GROUP = "首报首谈"
_WAN_PER_YI = 10_000


def _rule(key: str, label: str, unit: str, default: int, least: int, most: int) -> Declared:  # noqa: PLR0917 - the columns, in order
    return declare(
        key=f"first_report.{key}", group=_GROUP, label=label, unit=unit, default=default, least=least, most=most
    )


COMPLETE_DAYS = _rule("complete_days", "登记不完整的，几天内补齐", "天", 3, 1, 30)
PROTECTED_DAYS = _rule("protected_days", "首报保护期", "天", 90, 7, 730)
WARN_DAYS = _rule("warn_days", "几天未跟进提醒", "天", 30, 1, 365)
RELEASE_DAYS = _rule("release_days", "几天未跟进释放", "天", 45, 2, 730)
CITY_YI = _rule("city_yi", "市级首报：估计投资从", "亿元", 1, 0, 1000)
PROVINCE_YI = _rule("province_yi", "报省备案：估计投资从", "亿元", 10, 1, 10_000)
EVIDENCE_DAYS = _rule("evidence_days", "撞单：双方几个工作日内举证", "个工作日", 3, 1, 30)
RULING_DAYS = _rule("ruling_days", "撞单：几个工作日内裁定", "个工作日", 5, 1, 60)
APPEAL_DAYS = _rule("appeal_days", "撞单：裁定后几个工作日内可申诉", "个工作日", 5, 1, 60)
SHARE_PERCENT = _rule("share_percent", "流转：转出园区的考核分成", "%", 50, 0, 100)
SHARE_YEARS = _rule("share_years", "流转：考核分成几年", "年", 5, 0, 30)


def clocks() -> Clocks:
    """The limits that hold now."""
    return Clocks(
        complete_days=value(COMPLETE_DAYS),
        protected_days=value(PROTECTED_DAYS),
        warn_days=value(WARN_DAYS),
        release_days=max(value(RELEASE_DAYS), value(WARN_DAYS) + 1),
        city_from=Decimal(value(CITY_YI) * _WAN_PER_YI),
        province_from=Decimal(value(PROVINCE_YI) * _WAN_PER_YI),
    )
