"""A list of projects as a sheet: what stands in each cell, and what the sheet says of itself. No URL, no database.

Cells hold what can be reckoned with: amounts exact in 万元 where the screen rounds to 亿元, days as days.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from app.accounts.actor import Actor
from app.core import clock
from app.core.sheets import Cell

from .enums import Status
from .queries.lists import ProjectRow
from .queries.ordering import Order
from .view_model import Chip, Column

# What the list shows without a text of its own, or otherwise than a sheet wants it.
_CELLS: dict[str, Callable[[ProjectRow], Cell]] = {
    "investor": lambda row: row.investor,
    "park": lambda row: row.park_name,
    "sector": lambda row: row.sector_name,
    "stage": lambda row: row.stage.label,
    "investment": lambda row: row.investment,
    "fixed": lambda row: row.fixed_investment,
    "land": lambda row: row.land_mu,
    "floor": lambda row: row.floor_sqm,
    "days": lambda row: row.days_in_stage,
    "owner": lambda row: row.owner_name or "未分配",
    "activity": lambda row: row.last_activity_on,
    "step": lambda row: row.next_step,
    "due": lambda row: row.next_due,
    "status": lambda row: row.status.label,
    "source": lambda row: row.source.label,
    "site": lambda row: row.site_mode.label if row.site_mode else None,
    "recognition": lambda row: row.recognition.label if row.recognition else None,
    "counted": lambda row: row.counted_stage.label,
    "signed": lambda row: row.signed_on,
    "framework": lambda row: row.framework_on,
    "landed": lambda row: row.landed_on,
    "code": lambda row: row.code,
    "registered": lambda row: row.registered_on,
}
CLAIM = "first_report"  # read by others, see `rows`
_HEADS = {"due": "下一步日期"}  # beside 下一步 the list says 日期; in a sheet columns are moved apart
_UNITS = {"investment": "万元", "fixed": "万元"}
_WIDTHS = {"investor": 30.0, "step": 30.0, "sector": 20.0, "park": 18.0, "code": 16.0}
_LIT = frozenset({Status.ACTIVE, Status.ON_HOLD})  # only theirs is shown
_ORDERS = {
    "updated": ("最近更新", "早的在前", "新的在前"),
    "investment": ("总投资", "小的在前", "大的在前"),
    "since": ("进入本阶段的日期", "早的在前", "新的在前"),
    "due": ("下一步日期", "早的在前", "晚的在前"),
    "registered": ("登记日期", "早的在前", "新的在前"),
}


def heads(columns: Sequence[Column], *, with_status: bool) -> list[tuple[str, float]]:
    """The heads, units among them, with their widths: what every list begins with, then the chosen columns."""
    first = [("灯", 5.0), ("项目名称", 34.0), ("保密", 6.0), *([("状态", 8.0)] if with_status else [])]
    return first + [(_head(column), _WIDTHS.get(column.key, 14.0)) for column in columns]


def _head(column: Column) -> str:
    label, unit = _HEADS.get(column.key, column.label), _UNITS.get(column.key, column.unit)
    return f"{label}（{unit}）" if unit else label


def cells(row: ProjectRow, columns: Sequence[Column], *, with_status: bool, claims: Mapping[int, str]) -> list[Cell]:
    """One project. `claims`: how first reports stand, by project."""
    first: list[Cell] = [
        row.light.label if row.status in _LIT else None,
        row.title,
        "保密" if row.confidential else None,
        *([row.status.label] if with_status else []),
    ]
    return first + [claims.get(row.id) if column.key == CLAIM else _CELLS[column.key](row) for column in columns]


def filter_words(chips: Iterable[Chip]) -> str:
    """The criteria in one line."""
    return "；".join(f"{chip.label}：{chip.value}" for chip in chips) or "无"


def order_words(order: Order) -> str:
    """The order, and what stands first."""
    label, rising, falling = _ORDERS[order.key]
    return f"{label}（{falling if order.descending else rising}）"


def about(*, by: Actor, at: datetime, chosen: str, order: Order, count: Callable[[], int]) -> Iterator[list[Cell]]:
    """What the sheet says of itself: names and values. `count` is asked when the rows are written."""
    yield ["筛选条件", chosen]
    yield ["排序", order_words(order)]
    yield ["项目数", count()]
    yield ["数据截至", f"{clock.local(at):%Y-%m-%d %H:%M}（北京时间）"]
    yield ["导出人", f"{by.name}（{by.organisation_name}）"]
    yield ["可见范围", "只含导出人可见的项目；导出人无权知悉投资方的保密项目只列代号，不列投资方和下一步。"]
    yield ["计量", "金额单位为万元，未经取整；空格表示未填写或不显示。"]
