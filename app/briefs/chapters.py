"""Chapters of a brief: each section of the view model laid out as blocks, in the order of the print."""

from app.briefs import figures
from app.briefs.blocks import (
    Block,
    Box,
    Checks,
    Column,
    Definitions,
    Draft,
    Figure,
    Group,
    Lead,
    Numbers,
    Paragraphs,
    References,
    Row,
    Sectors,
    Table,
)
from app.briefs.typography import plain
from app.briefs.view_model import (
    Focus,
    Labelled,
    ParkBrief,
    Pipeline,
    Proposition,
    Resources,
    SectorRow,
    Sources,
    Support,
    Targets,
)


def drafts(brief: ParkBrief) -> list[Draft]:
    """The chapters that have something to say."""
    out = [proposition(brief.proposition)]
    if brief.focus:
        out.append(focus(brief.focus))
    if brief.resources:
        out.append(resources(brief.resources))
    if brief.targets:
        out.append(targets(brief.targets))
    if brief.support:
        out.append(support(brief.support))
    if brief.pipeline:
        out.append(pipeline(brief.pipeline))
    out.append(sources(brief.sources))
    return out


def proposition(view: Proposition) -> Draft:
    """Who the park is."""
    blocks: list[Block] = [Lead(text=view.lead), Paragraphs(texts=view.paragraphs, side=view.side)]
    if view.numbers:
        blocks.append(Numbers(numbers=view.numbers))
    if view.places:
        blocks.append(
            Table(
                title=view.places_title,
                columns=(
                    Column(head="类别", width=16),
                    Column(head="名称", width=42),
                    Column(head="产业方向", width=42),
                ),
                groups=(
                    Group(
                        rows=tuple(
                            Row(cells=(place.kind, place.name, place.focus), mark="me" if place.here else "")
                            for place in view.places
                        )
                    ),
                ),
                note=view.places_source,
            )
        )
    return Draft(title="主张与五个数" if len(view.numbers) == 5 else "园区概览", blocks=tuple(blocks))


def focus(view: Focus) -> Draft:
    """Role, sectors, chain."""
    others = list(view.attract)
    if view.base:
        others.insert(0, Labelled(label="已有产业基础", text="、".join(view.base)))
    blocks: list[Block] = [Lead(text=view.lead)]
    if view.paragraphs:
        blocks.append(Paragraphs(texts=view.paragraphs))
    blocks.append(Sectors(sectors=view.sectors, others=tuple(others), note=view.source))
    if view.chain:
        chain = view.chain
        blocks.append(
            Figure(
                title=chain.title,
                small=chain.subtitle,
                drawing=figures.chain(chain),
                height=figures.chain_height(chain.columns),
                note=chain.source,
            )
        )
    return Draft(title="定位与产业方向", blocks=tuple(blocks))


def resources(view: Resources) -> Draft:
    """Carriers, companies, demands."""
    blocks: list[Block] = [Lead(text=view.lead)]
    if view.carriers:
        named = len(view.carriers) > 1
        blocks.append(
            Table(
                title="规划点名的载体与平台",
                columns=(
                    Column(head="名称", width=37, key=True),
                    Column(head="所在", width=19),
                    Column(head="产业方向", width=25),
                    Column(head="规划出处", width=19),
                ),
                groups=tuple(
                    Group(
                        name=group.name if named else "",
                        rows=tuple(Row(cells=(row.name, row.place, row.focus, row.source)) for row in group.rows),
                    )
                    for group in view.carriers
                ),
                note=view.carriers_note,
            )
        )
    if view.companies:
        blocks.append(
            Table(
                title="规划点名的企业与机构",
                small="按与本园区关系的强弱分组",
                columns=(
                    Column(head="名称", width=25, key=True),
                    Column(head="与本园区的关系", width=24),
                    Column(head="规划所述", width=32),
                    Column(head="规划出处", width=19),
                ),
                groups=tuple(
                    Group(
                        name=group.name,
                        rows=tuple(Row(cells=(row.name, row.tie, row.text, row.source)) for row in group.rows),
                    )
                    for group in view.companies
                ),
                note=view.companies_note,
            )
        )
    if view.checklist:
        blocks.append(Checks(checklist=view.checklist))
    return Draft(title=view.title, blocks=tuple(blocks))


def targets(view: Targets) -> Draft:
    """Targets with and without a known actual."""
    blocks: list[Block] = [Lead(text=view.lead)]
    if view.bullets:
        blocks.append(
            Figure(
                title="规划目标完成情况",
                small="红竖线为规划目标，深色条为实际值，底色分界为60%、90%",
                drawing=figures.bullets(view.bullets, plain(view.bullets_alt)),
                height=figures.bullets_height(view.bullets),
                note=view.bullets_note,
                demo=view.bullets_demo,
            )
        )
    if view.groups:
        blocks.append(
            Table(
                title="规划目标",
                small="限定词照规划原文",
                columns=(
                    Column(head="指标", width=34),
                    Column(head="时限", width=13),
                    Column(head="限定词", width=11),
                    Column(head="目标值", width=14, numeric=True),
                    Column(head="单位", width=9),
                    Column(head="规划出处", width=19),
                ),
                groups=tuple(
                    Group(
                        name=group.name,
                        rows=tuple(
                            Row(cells=(row.metric, row.horizon, row.comparator, row.value, row.unit, row.source))
                            for row in group.rows
                        ),
                    )
                    for group in view.groups
                ),
                note=view.source,
            )
        )
    return Draft(title="规划目标", blocks=tuple(blocks))


def support(view: Support) -> Draft:
    """Tasks and lawful measures, with the notice that goes with them."""
    blocks: list[Block] = [Lead(text=view.lead)]
    if view.measures:
        blocks.append(
            Table(
                title="规划载明的支持措施",
                small="金额为规划所列标准或上限，不是承诺",
                columns=(
                    Column(head="措施", width=22, key=True),
                    Column(head="支持对象", width=22),
                    Column(head="标准与上限", width=25),
                    Column(head="牵头单位", width=19),
                    Column(head="规划出处", width=12),
                ),
                groups=(
                    Group(
                        rows=tuple(
                            Row(cells=(row.name, row.supports, row.terms, row.lead_unit, row.source))
                            for row in view.measures
                        )
                    ),
                ),
            )
        )
    if view.tasks:
        blocks.append(
            Table(
                title="与本园区有关的规划任务",
                columns=(
                    Column(head="任务", width=30, key=True),
                    Column(head="要点", width=35),
                    Column(head="牵头单位", width=19),
                    Column(head="规划出处", width=16),
                ),
                groups=(
                    Group(rows=tuple(Row(cells=(row.name, row.text, row.lead_unit, row.source)) for row in view.tasks)),
                ),
            )
        )
    if view.notice:
        blocks.append(Box(head="政策提示", text=view.notice))
    return Draft(title="任务与政策", blocks=tuple(blocks))


def pipeline(view: Pipeline) -> Draft:
    """Projects by stage, the year against its target, and the sectors."""
    blocks: list[Block] = [Lead(text=view.lead)]
    if view.stages:
        blocks.append(
            Figure(
                title="项目漏斗",
                small="按已认定的阶段，一个项目只计一次",
                drawing=figures.stages(view.stages, plain(view.stages_alt)),
                height=figures.stages_height(view.stages),
                note=view.stages_note,
                demo=view.demo,
            )
        )
    if view.year:
        blocks.append(
            Figure(
                title="本年签约与落地",
                small="与年度目标相比",
                drawing=figures.bullets(view.year, plain(view.year_alt)),
                height=figures.bullets_height(view.year),
                note=view.year_note,
                demo=view.demo,
            )
        )
    if view.trend:
        blocks.append(
            Figure(
                title=view.trend.title,
                small="逐月累计，个",
                drawing=figures.trend(view.trend),
                height=figures.TREND_HEIGHT,
                note=view.trend.note,
                demo=view.demo,
            )
        )
    if view.sectors:
        rows = [Row(cells=_sector(row)) for row in view.sectors]
        if view.sectors_total:
            rows.append(Row(cells=_sector(view.sectors_total), mark="sum"))
        blocks.append(
            Table(
                title="在库项目的产业分布",
                columns=(
                    Column(head="产业方向", width=36),
                    Column(head="项目（个）", width=14, numeric=True),
                    Column(head="总投资（亿元）", width=20, numeric=True),
                    Column(head="已签约（个）", width=15, numeric=True),
                    Column(head="已落地（个）", width=15, numeric=True),
                ),
                groups=(Group(rows=tuple(rows)),),
                note=view.sectors_note,
                demo=view.demo,
            )
        )
    return Draft(title="项目进展", blocks=tuple(blocks))


def _sector(row: SectorRow) -> tuple[str, ...]:
    return (row.name, row.count, row.investment, row.signed, row.landed)


def sources(view: Sources) -> Draft:
    """Where it all comes from."""
    blocks: list[Block] = []
    if view.rows:
        blocks.append(References(head="资料来源", rows=view.rows))
    if view.rules:
        blocks.append(Definitions(head="口径说明", items=view.rules))
    if view.notice:
        blocks.append(Definitions(head="政策提示", items=(Labelled(label="", text=view.notice),)))
    return Draft(title="资料来源与联系", blocks=tuple(blocks))
