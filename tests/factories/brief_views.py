"""Briefs made by hand: a rich zone of Nantong, a sparse park of Guangzhou, the core of Tianjin. Project figures are invented."""

from dataclasses import replace

from app.briefs.view_model import (
    Bullet,
    CarrierGroup,
    CarrierRow,
    Chain,
    ChainColumn,
    ChainLink,
    CheckItem,
    Checklist,
    CompanyGroup,
    CompanyRow,
    Contact,
    Cover,
    Focus,
    KeyNumber,
    Labelled,
    LayoutNode,
    LayoutPicture,
    MeasureRow,
    Note,
    Pack,
    ParkBrief,
    Pipeline,
    PlaceRow,
    Proposition,
    Resources,
    SectorFocus,
    SectorRow,
    SourceRow,
    Sources,
    StageRow,
    Support,
    TargetGroup,
    TargetRow,
    Targets,
    TaskRow,
    Trend,
    TrendSeries,
    Verification,
)

STAGES = ("线索", "在谈", "评审", "签约", "落地", "开工", "投产", "达产达效")
STATUS = "含演示数据　数据截至 2026-11-22"
RULES = (
    Labelled(label="签约", text="经商务局认定的正式合同,按认定日计;框架协议另列。"),
    Labelled(label="落地", text="项目公司取得执照,且有土地、租赁或购置合同。"),
    Labelled(label="总投资", text="按合同约定;增资只计增量;市内迁移、财政工程、房地产不计。"),
)
NOTICE = (
    "支持事项以签约时有效的公开政策为准。每份支持方案须附公平竞争审查文号(《公平竞争审查条例》自2024年8月1日起施行)。"
    "本简介不承诺税收返还,不承诺给予特定企业的优惠。"
)
CONTACT = Contact(
    role="招商联系人(演示)",
    name="张示例　招商一部",
    lines=("电话 0513-0000 0000", "邮箱 demo@parklead.example"),
    place_head="来访地址(演示)",
    place="园区展示中心",
    place_lines=("来访请提前两个工作日联系",),
)
VERIFICATION = Verification(url="https://parklead.example/v/7K3F92QD0017", code="7K3F-92QD-0017", digest="4be1c09a")


def node(kind, order, label, *details, group="", here=False) -> LayoutNode:
    return LayoutNode(kind=kind, order=order, label=label, details=details, group=group, here=here)


def rings(zones: int = 2, bases: int = 6, *, here: str = "zone1") -> tuple[LayoutNode, ...]:
    """A core, zones and bases in any number."""
    nodes = [node("core", 1, "中央创新区", "研发与转化", here=here == "core")]
    nodes += [node("zone", i, f"第{i}集聚区", "感知元器件", here=here == f"zone{i}") for i in range(1, zones + 1)]
    nodes += [node("base", i, f"第{i}基地", "智能汽车", here=here == f"base{i}") for i in range(1, bases + 1)]
    return tuple(nodes)


def star(districts: int, *, here: str = "core") -> tuple[LayoutNode, ...]:
    """A core with so many districts around it."""
    nodes = [node("core", 1, "滨海新区", "人工智能", here=here == "core")]
    return (*nodes, *(node("district", i, f"第{i}区", "大数据", here=here == f"{i}") for i in range(1, districts + 1)))


NANTONG = (
    node("core", 1, "南通中央创新区", "新一代信息技术研发应用"),
    node("zone", 1, "南通经济技术开发区、苏通科技产业园", "专业芯片", "感知元器件", here=True),
    node("zone", 2, "南通高新区“智创谷”", "图像识别", "智能算法"),
    node("base", 1, "崇川", "智能软件", "智慧技术"),
    node("base", 2, "港闸", "通信技术", "集成电路配套"),
    node("base", 3, "海安、海门", "智能工业机器人"),
    node("base", 4, "如皋", "智能汽车"),
    node("base", 5, "启东", "生命健康+新一代信息技术", "智慧医疗"),
    node("base", 6, "如东", "新能源智能化", "能源管理信息化"),
)
GUANGZHOU = (
    node("park", 1, "海珠琶洲互联网价值创新园", "互联网", group="海珠"),
    node("park", 2, "增城新型显示价值创新园", "新型显示", group="增城"),
    node("park", 3, "天河软件价值创新园", "软件", group="天河", here=True),
    node("park", 4, "番禺智慧城市价值创新园", "智慧城市", group="番禺"),
    node("park", 5, "南沙国际人工智能价值创新园", "人工智能", group="南沙"),
    node("park", 6, "黄埔智能装备价值创新园", "智能装备", group="黄埔"),
    node("park", 7, "番禺智能网联新能源汽车价值创新园", "智能网联新能源汽车", group="番禺"),
    node("park", 8, "花都军民融合价值创新园", "军民融合", group="花都"),
    node("park", 9, "广州国际生物岛价值创新园", "生物"),
    node("park", 10, "黄埔生物科技价值创新园", "生物科技", group="黄埔"),
    node("equal", 1, "从化明珠生物医药价值创新园", "生物医药", group="从化"),
    node("equal", 2, "白云黄金围新一代信息技术和人工智能价值创新园", "新一代信息技术", "人工智能", group="白云"),
)


def pipeline(counts: tuple[int, ...] = (14, 11, 7, 5, 4, 3, 1, 1), *, rich: bool = True) -> Pipeline:
    """Demo figures of the projects."""
    signed, landed = sum(counts[3:]), sum(counts[4:])
    stages = tuple(
        StageRow(name=name, count=count, investment=f"{count * 1.7:.1f}" if count else "—", recognised=i >= 3)
        for i, (name, count) in enumerate(zip(STAGES, counts, strict=True))
    )
    months = tuple(f"{month}月" for month in range(1, 13))
    climb = tuple(round(signed * month / 11) for month in range(1, 12))
    return Pipeline(
        lead=f"在库 {sum(counts)} 个项目,其中签约及以后 {signed} 个,已落地 {landed} 个。",
        stages=stages,
        stages_alt=f"项目漏斗:在库{sum(counts)}个,签约及以后{signed}个。",
        stages_note="来源:园招通项目库,截至 2026-11-22,演示数据。签约及以后各阶段只计经认定的正式合同;框架协议另列,不计入。",
        demo=True,
        year=(bullet("本年签约项目", "2026年度园区目标", signed, signed + 3, "个"),) if rich else (),
        year_alt="本年签约与目标之比。",
        year_note="目标为园区年度目标(演示)。",
        trend=Trend(
            title="本年签约与落地进度",
            alt=f"截至11月,签约{signed}个,落地{landed}个。",
            months=months,
            series=(
                TrendSeries(name="签约", values=climb, target=signed + 3),
                TrendSeries(
                    name="落地", values=tuple(value * landed // max(signed, 1) for value in climb), target=landed
                ),
            ),
            note="按认定日累计,同一项目只计一次。",
        )
        if rich
        else None,
        sectors=(
            SectorRow(name="专业芯片", count="12", investment="21.4", signed="6", landed="4"),
            SectorRow(name="感知元器件", count="20", investment="30.1", signed="5", landed="3"),
            SectorRow(name="数据中心", count="14", investment="26.7", signed="3", landed="2"),
        )
        if rich
        else (),
        sectors_total=SectorRow(name="合计", count="46", investment="78.2", signed="14", landed="9"),
        sectors_note="一个项目只计入一个产业方向。",
    )


def bullet(name: str, note: str, actual: int, target: int, unit: str) -> Bullet:
    ratio = actual / target
    return Bullet(
        name=name, note=note, actual=f"{actual:,}", target=f"{target:,} {unit}", ratio=ratio, ratio_text=f"{ratio:.0%}"
    )


def target(metric, horizon, comparator, value, unit, source) -> TargetRow:  # noqa: PLR0917 - the columns, in order
    return TargetRow(metric=metric, horizon=horizon, comparator=comparator, value=value, unit=unit, source=source)


def rich_brief() -> ParkBrief:
    """The zone of two parks at Nantong: every section filled."""
    park = "南通经济技术开发区、苏通科技产业园产业集聚区"
    basis = "规划依据:通政办发〔2018〕113号,行动计划期2018—2025年"
    here = "区(本园区)"
    return ParkBrief(
        code="lay-ntit-zone-1",
        park=park,
        document_title=f"园区产业简介:{park}",
        status=STATUS,
        cover=Cover(
            kicker="园区产业简介",
            title=park,
            sub_lines=("南通“1+2+6”布局　两区之一", "人工智能专业芯片、感知元器件、国际大数据中心"),
            issue="园简〔2026〕17号　含演示数据",
            issued_on="2026年11月",
            as_of="数据截至 2026-11-22",
            basis=basis,
            picture=LayoutPicture(
                title="南通“1+2+6”布局:一核居中,两区在内圈,六基地在外圈,本园区为两区之一。",
                caption="一核、两区、六基地",
                nodes=NANTONG,
            ),
        ),
        proposition=Proposition(
            lead="人工智能专业芯片、感知元器件、国际大数据中心,是规划给本园区的三个主攻方向。",
            paragraphs=(
                (
                    "本园区由南通经济技术开发区、苏通科技产业园共同承载,是全市“1+2+6”布局的“两区”之一。"
                    "本简介汇总规划定位、点名的载体与企业、可核对的目标与政策,以及当前项目进展;每个数字都注明出处与日期。"
                ),
            ),
            numbers=(
                number("3", "个", "主攻方向:专业芯片、感知元器件、国际大数据中心", "规划三(一)3"),
                number("6", "处", "规划点名的载体,分布在两个园区", "规划三(一)3、4"),
                number("3+15", "家", "每家园区:骨干龙头3家、相关企业15家以上", "规划二(二)1,2019年"),
                number("5000", "亿元", "全市带动相关产业规模,2025年达到", "规划二(二)3"),
                number("78.2", "亿元", "本园区在库项目总投资,共46个", "系统统计,2026-11-22", demo=True),
            ),
            places=(
                PlaceRow(kind="核", name="南通中央创新区", focus="新一代信息技术研发应用、科技成果转化"),
                PlaceRow(kind=here, name=park, focus="人工智能专业芯片、感知元器件、国际大数据中心", here=True),
                PlaceRow(kind="区", name="南通高新区“智创谷”", focus="图像识别、语音识别、智能算法、专业芯片制造"),
                *(PlaceRow(kind="基地", name=n.label, focus="、".join(n.details)) for n in NANTONG[3:]),
            ),
            places_title="本园区在南通“1+2+6”布局中的位置",
            places_source="来源:通政办发〔2018〕113号,三(一)3。",
            side=Note(head="布局位置", text="两区之一,规划三(一)3"),
        ),
        focus=Focus(
            lead="三个产业方向,四处缺口待补。",
            sectors=(
                SectorFocus(name="专业芯片", lines=(Labelled(label="承载", text="智能芯谷"),)),
                SectorFocus(
                    name="感知元器件",
                    lines=(
                        Labelled(label="承载", text="感知器件产业园、苏通物联网基础器件产业园"),
                        Labelled(label="点名企业", text="中科院南通光电工程中心、中科院自动化所、技术物理所"),
                        Labelled(label="拟引进", text="射频识别、近距离机器通信、低功耗处理器"),
                    ),
                ),
                SectorFocus(name="国际大数据中心", lines=(Labelled(label="承载", text="国际数据中心产业园"),)),
            ),
            source="来源:通政办发〔2018〕113号,三(一)3。",
            attract=(Labelled(label="招引大企业类型", text="世界500强、国内500强、国内外上市公司"),),
            chain=Chain(
                title="产业链与缺口",
                subtitle="按规划文字分三类",
                alt="产业链三段:专业芯片和数据中心已点名载体,感知元器件一段有四处缺口。",
                columns=(
                    column(
                        "专业芯片", ("专业芯片", "智能芯谷", "carrier"), ("封装测试", "通富微电(全市点名)", "company")
                    ),
                    column(
                        "感知元器件",
                        ("感知元器件", "中科院南通光电工程中心", "company"),
                        ("智能传感器", "规划列为方向", "gap"),
                        ("敏感元件", "规划列为方向", "gap"),
                        ("射频识别", "重点引进", "gap"),
                        ("近距离机器通信", "重点引进", "gap"),
                    ),
                    column("数据中心", ("国际大数据中心", "国际数据中心产业园", "carrier"), ("云计算", "", "carrier")),
                ),
                source="来源:通政办发〔2018〕113号,三(一)1、3、4。“缺口”是对规划文字的归类,不是企业普查。",
            ),
        ),
        resources=Resources(
            lead="规划点名六处载体。点名的企业多数没有写明在哪个园区,不能当作已入驻。",
            carriers=(
                CarrierGroup(
                    name="产业载体",
                    rows=(
                        carrier("智能芯谷", "南通经济技术开发区", "专业芯片", "三(一)3、4"),
                        carrier("国际数据中心产业园", "南通经济技术开发区", "数据中心", "三(一)3、4"),
                        carrier("感知器件产业园", "南通开发区", "感知元器件", "三(一)4"),
                        carrier("苏通物联网基础器件产业园", "苏通科技产业园", "物联网基础器件", "三(一)4"),
                        carrier("苏通科技产业园中小企业云服务基地", "苏通科技产业园", "云计算", "三(一)4"),
                    ),
                ),
                CarrierGroup(name="全市公共平台", rows=(carrier("“创新南通”平台", "—", "新一代信息技术", "三(三)"),)),
            ),
            companies=(
                CompanyGroup(
                    name="同段点名,直接关联本园区",
                    rows=(company("中科院南通光电工程中心", "同段点名", "成果与人才储备依托单位", "三(一)4"),),
                ),
                CompanyGroup(
                    name="同城同产业,文中未写所在园区",
                    rows=(
                        company("中科院自动化所", "产业相同", "拟对接院所", "三(一)4"),
                        company("技术物理所", "产业相同", "拟对接院所", "三(一)4"),
                    ),
                ),
                CompanyGroup(
                    name="全市点名支持",
                    rows=(
                        company("通富微电", "未写", "集成电路封测代表企业,点名支持", "三(一)1、4"),
                        company("阿里巴巴", "未写", "点名支持的龙头企业", "三(一)4"),
                        company("南通江海大数据", "未写", "点名支持的龙头企业", "三(一)4"),
                    ),
                ),
            ),
            checklist=Checklist(
                title="“六专”园区要求",
                items=tuple(
                    CheckItem(name=name, state="done" if i in (0, 3) else "open", text="园区填报")
                    for i, name in enumerate(("专业园区", "专业规划", "专业项目", "专业招商", "专业政策", "专业基金"))
                ),
                source="来源:通政办发〔2018〕113号,三(一)3。勾选情况由园区填报,截至 2026-11-22。",
            ),
        ),
        targets=Targets(
            lead="每家园区两项目标,一项已达到,一项完成近九成。",
            groups=(
                TargetGroup(
                    name="每家园区",
                    rows=(
                        target("骨干龙头企业", "2019年", "—", "3", "家", "二(二)1"),
                        target("相关企业", "2019年", "不少于", "15", "家", "二(二)1"),
                    ),
                ),
                TargetGroup(
                    name="全市",
                    rows=(
                        target("亿元级企业数", "2025年", "—", "1,000", "家", "二(一)"),
                        target("产业发展基金", "2025年", "约", "100", "亿元", "二(一)"),
                        target("带动相关产业规模", "2025年", "达到", "5,000", "亿元", "二(二)3"),
                        target("有影响力的领军企业", "2020年", "区间", "3—5", "家", "三(一)4"),
                    ),
                ),
            ),
            source="来源:通政办发〔2018〕113号。",
            bullets=(
                bullet("骨干龙头企业", "每家园区,2019年　二(二)1", 4, 3, "家"),
                bullet("相关企业", "每家园区,2019年　二(二)1", 13, 15, "家"),
            ),
            bullets_note="实际值为演示数据,截至 2026-11-22。",
            bullets_alt="骨干龙头企业4家,目标3家;相关企业13家,目标15家。",
            bullets_demo=True,
        ),
        support=Support(
            lead="规划写明的支持措施多不带金额,园区可据此制定一事一议的方案。",
            tasks=(
                task("科学规划产业空间布局", "按“1+2+6”与六专要求布园区", "未写", "三(一)3"),
                task("加快培育壮大重点企业", "领军企业与大数据、机器人、运载工具、芯片四板块", "未写", "三(一)4"),
            ),
            measures=(
                measure("产业发展基金", "新一代信息技术产业", "百亿级", "未写", "二(一)"),
                measure("一企一议、一业一策", "重大项目", "一事一议", "未写", "四(二)"),
                measure("重点项目优先保障", "列入重点项目并优先用地用房与配套", "规划未写金额", "未写", "四(二)"),
            ),
            notice=NOTICE,
        ),
        pipeline=pipeline(),
        sources=Sources(
            rows=(
                SourceRow(
                    title="南通市新一代信息技术产业发展行动计划(2018~2025年)",
                    meta="通政办发〔2018〕113号,2018-09-13",
                    sections="二(一);二(二)1—3;三(一)1、3、4",
                ),
                SourceRow(
                    title="园招通项目库、企业库", meta="快照时间 2026-11-22 24:00。本件含演示数据", document=False
                ),
            ),
            rules=RULES,
            notice=NOTICE,
        ),
        contact=CONTACT,
        verification=VERIFICATION,
    )


def sparse_brief() -> ParkBrief:
    """A value-innovation park of which the plan says little more than its name."""
    park = "天河软件价值创新园"
    return replace(
        rich_brief(),
        code="lay-gz-park-03",
        park=park,
        document_title=f"园区产业简介:{park}",
        cover=Cover(
            kicker="园区产业简介",
            title=park,
            sub_lines=("广州“十大价值创新园区”之一　天河", "软件"),
            issue="园简〔2026〕18号　含演示数据",
            issued_on="2026年11月",
            as_of="数据截至 2026-11-22",
            basis="规划依据:广州市加快IAB产业发展五年行动计划(2018—2022年)",
            picture=LayoutPicture(
                title="广州价值创新园区布局:十大园区与同等扶持的两个园区,按所在区排列,本园区在天河。",
                caption="十大价值创新园区,另两个园区同等扶持",
                nodes=GUANGZHOU,
            ),
        ),
        proposition=Proposition(
            lead="软件,是规划给本园区的主攻方向。",
            paragraphs=("天河软件价值创新园是首批十大价值创新园区之一。每个数字都注明出处与日期。",),
            numbers=(
                number("1", "个", "主攻方向:软件", "规划四(三)8"),
                number("10", "个", "价值创新园区,本园区为其中之一", "规划四(三)8"),
                number("100", "个", "全市签约重点项目,2022年前不少于", "规划四(二)6"),
                number("10000", "亿元", "全市IAB产业总规模,2022年超过", "规划二"),
                number("12.4", "亿元", "本园区在库项目总投资,共9个", "系统统计,2026-11-22", demo=True),
            ),
            places=tuple(
                PlaceRow(
                    kind="同等扶持" if n.kind == "equal" else "园区(本园区)" if n.here else "园区",
                    name=n.label,
                    focus="、".join(n.details),
                    here=n.here,
                )
                for n in GUANGZHOU
            ),
            places_title="本园区在广州价值创新园区布局中的位置",
            places_source="来源:规划四(三)8。",
        ),
        focus=Focus(
            lead="一个产业方向,从规划定位出发找项目。",
            sectors=(SectorFocus(name="软件", lines=(Labelled(label="定位", text="首批十大价值创新园区之一"),)),),
            source="来源:规划四(三)8。",
            attract=(Labelled(label="靶向招商对象", text="世界500强、大型跨国企业、行业领军企业"),),
        ),
        resources=None,
        targets=Targets(
            lead="全市签约、落地两项目标与本园区直接有关。",
            groups=(
                TargetGroup(
                    name="全市",
                    rows=(
                        target("签约IAB重点项目", "2022年", "不少于", "100", "个", "四(二)6"),
                        target("落地项目", "2022年", "不少于", "50", "个", "四(二)6"),
                    ),
                ),
            ),
            source="来源:规划四(二)6。",
        ),
        support=Support(
            lead="园区公共平台与审批权限两项措施,直接对着价值创新园区。",
            measures=(
                measure(
                    "园区公共平台与基础设施补助",
                    "公共服务平台、配套基础设施",
                    "项目总投资额的20%,累计不超过1亿元",
                    "市国土规划委、市工业和信息化委",
                    "五(三)13",
                ),
                measure("审批权限下放或委托", "价值创新园区内项目审批", "规划未写金额", "市编办、各区政府", "五(五)20"),
            ),
            notice=NOTICE,
        ),
        pipeline=pipeline((3, 2, 1, 2, 1, 0, 0, 0), rich=False),
    )


def medium_brief() -> ParkBrief:
    """The core of 1+N at Tianjin."""
    rich, park = rich_brief(), "滨海新区"
    return replace(
        rich,
        code="lay-tj-binhai",
        park=park,
        document_title=f"园区产业简介:{park}",
        cover=replace(
            rich.cover,
            title=park,
            sub_lines=("天津“1+N”布局　核心", "人工智能、大数据、软件、集成电路"),
            picture=LayoutPicture(
                title="天津“1+N”布局:滨海新区居中,五区环绕。", caption="1+N(名单开放)", nodes=star(5)
            ),
        ),
        targets=None,
    )


def number(value, unit, text, source, *, demo=False) -> KeyNumber:
    return KeyNumber(value=value, unit=unit, text=text, source=source, demo=demo)


def column(name, *links) -> ChainColumn:
    return ChainColumn(name=name, links=tuple(ChainLink(name=n, note=note, state=s) for n, note, s in links))


def carrier(name, place, focus, source) -> CarrierRow:
    return CarrierRow(name=name, place=place, focus=focus, source=source)


def company(name, tie, text, source) -> CompanyRow:
    return CompanyRow(name=name, tie=tie, text=text, source=source)


def task(name, text, lead_unit, source) -> TaskRow:
    return TaskRow(name=name, text=text, lead_unit=lead_unit, source=source)


def measure(name, supports, terms, lead_unit, source) -> MeasureRow:
    return MeasureRow(name=name, supports=supports, terms=terms, lead_unit=lead_unit, source=source)


def pack(*parts: ParkBrief) -> Pack:
    """A pack of the given briefs."""
    return Pack(
        title_lines=("价值创新园区", "产业简介汇编"),
        kicker="园区产业简介汇编",
        subtitle=f"共{len(parts)}个园区",
        document_title="价值创新园区产业简介汇编",
        issuer="市商务局(演示)",
        issued_on="2026年11月",
        issue="园编〔2026〕3号",
        as_of="数据截至 2026-11-22",
        status="内部资料",
        parts=parts,
    )
