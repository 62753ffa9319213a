"""Projects of the park in figures: by stage, against the year's target, month by month, by sector. Never by name."""

from app.briefs.material import Material
from app.briefs.view_model import Bullet, Pipeline, SectorRow, StageRow, Trend, TrendSeries
from app.parks.enums import ParkMetric
from app.projects.enums import Stage

from .words import as_of, percent, yi

MOST_SECTORS = 8


def pipeline(material: Material) -> Pipeline | None:
    """The chapter; None for a park without projects."""
    figures = material.figures
    if not figures.active:
        return None
    from_signed = sum(count for stage, count in figures.by_stage.items() if stage.needs_recognition)
    landed = sum(count for stage, count in figures.by_stage.items() if stage.number >= Stage.LANDED.number)
    demo = "演示数据。" if material.demo else ""
    return Pipeline(
        lead=f"在库{figures.active}个项目、总投资{yi(figures.investment)}亿元；经认定进入签约及以后阶段{from_signed}个（含框架协议），其中已落地{landed}个。",
        stages=tuple(
            StageRow(
                name=stage.label,
                count=count,
                investment=yi(figures.investment_by_stage[stage]),
                recognised=stage.needs_recognition,
            )
            for stage, count in figures.by_stage.items()
        ),
        stages_alt="各阶段项目数："
        + "，".join(f"{stage.label}{count}个" for stage, count in figures.by_stage.items())
        + "。",
        stages_note=f"来源：园招通项目库，{as_of(material.today)}。{demo}"
        "签约起的阶段自商务局认定之日计入，未认定的计在此前阶段；一个项目只计一次，搁置、流失、退库不计。",
        demo=material.demo,
        year=_year(material),
        year_alt="；".join(f"{bullet.name}：{bullet.actual}，目标{bullet.target}" for bullet in _year(material)),
        year_note=f"目标为商务局下达的{material.today.year}年度园区目标；实绩按商务局认定日期计，{as_of(material.today)}。"
        f"{_framework(material)}{demo}",
        trend=_trend(material),
        sectors=_sectors(material),
        sectors_total=_total(material),
        sectors_note="一个项目只计入一个产业方向。签约、落地为经认定、当前在该阶段及以后的在库项目数，签约含框架协议。",
    )


def _framework(material: Material) -> str:
    """Framework agreements of the year, which count as no signing."""
    figures = material.figures
    if not figures.framework:
        return ""
    amount = f"，协议额{yi(figures.framework_investment)}亿元" if figures.framework_investment else ""
    return f"另有框架协议{figures.framework}个{amount}，不计入签约。"


def _year(material: Material) -> tuple[Bullet, ...]:
    bullets = []
    for metric, actual in ((ParkMetric.SIGNED, material.figures.signed), (ParkMetric.LANDED, material.figures.landed)):
        target = material.year_targets.get(metric)
        if not target:
            continue
        ratio = actual / target
        bullets.append(
            Bullet(
                name=f"本年{metric.label}",
                note=f"{material.today.year}年度园区目标",
                actual=str(actual),
                target=f"{target} 个",
                ratio=ratio,
                ratio_text=percent(ratio),
            )
        )
    return tuple(bullets)


def _trend(material: Material) -> Trend | None:
    """The year month by month; left out while nothing was signed."""
    months = material.months
    if not months.signed or not (months.signed[-1] or months.landed[-1]):
        return None
    return Trend(
        title=f"{material.today.year}年签约与落地进度",
        alt=f"截至{material.today.month}月，签约{months.signed[-1]}个，落地{months.landed[-1]}个。",
        months=tuple(f"{month}月" for month in range(1, 13)),
        series=(
            TrendSeries(name="签约", values=months.signed, target=material.year_targets.get(ParkMetric.SIGNED)),
            TrendSeries(name="落地", values=months.landed, target=material.year_targets.get(ParkMetric.LANDED)),
        ),
        note="按商务局认定日期累计，同一项目只计一次；框架协议不计。",
    )


def _sectors(material: Material) -> tuple[SectorRow, ...]:
    """Projects by sector; a single sector needs no table."""
    if len(material.by_sector) < 2:
        return ()
    shown, rest = material.by_sector[:MOST_SECTORS], material.by_sector[MOST_SECTORS:]
    rows = [
        SectorRow(
            name=one.name or "未分产业",
            count=str(one.count),
            investment=yi(one.investment),
            signed=str(one.signed),
            landed=str(one.landed),
        )
        for one in shown
    ]
    if rest:
        rows.append(
            SectorRow(
                name=f"其他 {len(rest)} 个产业",
                count=str(sum(one.count for one in rest)),
                investment=yi(sum((one.investment for one in rest), start=rest[0].investment * 0)),
                signed=str(sum(one.signed for one in rest)),
                landed=str(sum(one.landed for one in rest)),
            )
        )
    return tuple(rows)


def _total(material: Material) -> SectorRow | None:
    if not _sectors(material):
        return None
    rows = material.by_sector
    return SectorRow(
        name="合计",
        count=str(sum(one.count for one in rows)),
        investment=yi(sum((one.investment for one in rows), start=rows[0].investment * 0)),
        signed=str(sum(one.signed for one in rows)),
        landed=str(sum(one.landed for one in rows)),
    )
