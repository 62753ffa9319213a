"""Targets that concern the park, tasks, and lawful policy measures of the plan."""

from decimal import Decimal

from app.briefs.material import Material
from app.briefs.view_model import Bullet, MeasureRow, Support, TargetGroup, TargetRow, Targets, TaskRow
from app.parks.enums import ParkMetric
from app.plans.enums import AmountKind, Comparator, Instrument, Period, RateKind, TargetScope, UnitKind
from app.plans.models import Measure, Target

from .words import as_of, document, figure, listed, percent, row_source

MOST_CITY_TARGETS = 12
MOST_MEASURES = 9
MOST_TASKS = 6
NOTICE = (
    "支持事项以签约时有效的公开政策为准。每份支持方案须附公平竞争审查文号（《公平竞争审查条例》自2024年8月1日起施行）。"
    "本简介不承诺税收返还，不承诺给予特定企业的优惠。"
)


def targets(material: Material) -> Targets | None:
    """The figures of the plan that bind this park, its kind, or the whole city; None when there are none."""
    figured = [
        one
        for one in material.shared.targets
        if one.kind in {"target", "quota"} and (one.value is not None or one.value_min is not None)
    ]
    of_park = [one for one in figured if one.scope is TargetScope.PER_PARK]
    of_kind = [one for one in figured if one.scope is _kind_scope(material)]
    of_city = [one for one in figured if one.scope is TargetScope.CITY]
    if not (of_park or of_kind or of_city):
        return None
    shown = of_city[:MOST_CITY_TARGETS]
    groups = (
        TargetGroup(name="每家园区", rows=tuple(_target(material, one) for one in of_park)),
        TargetGroup(name=material.node.kind.label, rows=tuple(_target(material, one) for one in of_kind)),
        TargetGroup(name="全市", rows=tuple(_target(material, one) for one in shown)),
    )
    more = len(of_city) - len(shown)
    bullets = _bullets(material, of_city)
    near = len(of_park) + len(of_kind)
    lead = (
        f"规划为每家园区定了{near}项数，全市{len(of_city)}项。"
        if near
        else f"规划的量化目标定在全市，共{len(of_city)}项。"
    )
    return Targets(
        lead=lead,
        groups=tuple(group for group in groups if group.rows),
        source=f"来源：{document(material.shared)}，章节见各行。"
        + (f"全市目标另有{more}项，见规划。" if more > 0 else ""),
        bullets=bullets,
        bullets_note=f"实际值为布局内各园区在规划期内的合计，按商务局认定日期计，框架协议不计，{as_of(material.today)}。",
        bullets_alt="；".join(f"{bullet.name}：{bullet.actual}，目标{bullet.target}" for bullet in bullets),
        bullets_demo=material.demo,
    )


def support(material: Material) -> Support | None:
    """Tasks and measures; those with figures first. Tax measures are not printed: nothing here may read as a rebate."""
    measures = [one for one in material.shared.measures if one.instrument != Instrument.TAX.value]
    tasks = [one for one in material.shared.tasks if one.kind == "task"]
    if not (measures or tasks):
        return None
    ordered = sorted(measures, key=lambda one: _terms(one) == "")
    shown = ordered[:MOST_MEASURES]
    lead = f"规划列出{len(measures)}项支持措施" if measures else f"规划列出{len(tasks)}项重点任务"
    lead += f"，下表为其中{len(shown)}项，写明额度的在前。" if len(measures) > len(shown) else "，逐项如下。"
    return Support(
        lead=lead,
        tasks=tuple(
            TaskRow(
                name=one.name,
                text=one.summary or "—",
                lead_unit=listed(one.lead_units or (one.details or {}).get("responsible_units", ())) or "未写",
                source=row_source(material, one),
            )
            for one in tasks[:MOST_TASKS]
        ),
        measures=tuple(
            MeasureRow(
                name=one.name,
                supports=one.supports,
                terms=_terms(one) or f"{Instrument(one.instrument).label}，文中未写金额",
                lead_unit=listed(one.lead_units or (one.details or {}).get("responsible_units", ())) or "未写",
                source=row_source(material, one),
            )
            for one in shown
        ),
        notice=NOTICE,
    )


def _kind_scope(material: Material) -> TargetScope | None:
    return {UnitKind.CORE: TargetScope.CORE, UnitKind.BASE: TargetScope.BASE}.get(material.node.kind)


def _target(material: Material, target: Target) -> TargetRow:
    if target.comparator is Comparator.BETWEEN and target.value_min is not None and target.value_max is not None:
        value = f"{figure(target.value_min)}—{figure(target.value_max)}"
    else:
        value = figure(target.value if target.value is not None else target.value_min or Decimal(0))
    horizon = f"{target.year}年" if target.year else Period(target.period).label if target.period else "未写年份"
    return TargetRow(
        metric=target.metric,
        horizon=horizon,
        comparator=target.comparator.label,
        value=value,
        unit=target.unit or "—",
        source=row_source(material, target),
    )


def _bullets(material: Material, targets_of_city: list[Target]) -> tuple[Bullet, ...]:
    """Targets that the product can compute: those counted in signed or landed projects."""
    bullets = []
    for target in targets_of_city:
        counts = (target.details or {}).get("counts")
        if counts is None or not target.value:
            continue
        actual = material.shared.reached[ParkMetric(counts)]
        if actual == 0 and target.year is not None and target.year < material.today.year:
            continue  # the books hold nothing from those years: a nought would be read as a failure
        ratio = float(actual / target.value)
        mark = "≥ " if target.comparator is Comparator.AT_LEAST else ""
        bullets.append(
            Bullet(
                name=target.metric,
                note=f"全市，{target.year}年　{row_source(material, target)}",
                actual=str(actual),
                target=f"{mark}{figure(target.value)} {target.unit}",
                ratio=ratio,
                ratio_text=percent(ratio),
            )
        )
    return tuple(bullets)


def _terms(measure: Measure) -> str:
    """Rate, cap, tiers and amounts in one line; empty when the text has no figure."""
    details = measure.details or {}
    parts = [f"{tier['label']}最高{tier['cap_text']}" for tier in details.get("tiers", ()) if tier.get("cap_text")]
    if measure.rate_percent is not None:
        how = {RateKind.FIXED.value: "按", RateKind.CEILING.value: "不超过", RateKind.FLOOR.value: "不低于"}
        parts.append(f"{how.get(measure.rate_kind or '', '')}{measure.base or ''}的{figure(measure.rate_percent)}%")
    if measure.cap_yuan is not None:
        parts.append(f"最高{details.get('cap_text') or f'{figure(measure.cap_yuan / 10_000)}万元'}")
    kind = details.get("amount_kind")
    label = AmountKind(kind).label if kind else ""
    parts += [f"{label}{one['text']}" for one in details.get("amounts", ()) if one.get("text")]
    return "；".join(parts)
