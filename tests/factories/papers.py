"""Official papers made by hand: a ruling that fits a page, a weekly report that runs over several. All invented."""

from datetime import date

from app.core.paper import INTERNAL, Column, Fact, Heading, Listing, Paper, Paragraph, Table

LONG_NAME = "内蒙古鄂尔多斯市东胜区罕台新能源高端装备制造产业投资控股集团股份有限公司"


def ruling(*, reasons: int = 1) -> Paper:
    """A ruling; more reasons make it longer."""
    return Paper(
        kind="首报裁定书",
        title="关于“车规级模拟芯片封测”项目首报争议的裁定书",
        number="通商裁〔2026〕3号",
        marking=INTERNAL,
        addressees=("南通高新区招商局", "苏通科技产业园招商局"),
        opening=(Fact("争议项目", "NT-2026-00117"), Fact("受理日期", "2026年3月12日")),
        blocks=(
            Heading("争议事项"),
            Paragraph("苏通科技产业园招商局对南通高新区于2026年3月9日登记的首报提出异议。"),
            Heading("查明的事实"),
            *(
                Paragraph("首次完整登记时间为2026年3月9日09:12，拟投资约3.5亿元，会议纪要2份。", lead="登记时间。")
                for _ in range(reasons)
            ),
            Heading("裁定意见"),
            Paragraph("该项目由南通高新区招商局跟进，保护期90天。如有异议，可在5个工作日内申诉。"),
        ),
        signer="南通市商务局",
        signed_on=date(2026, 3, 16),
        copies_to=("市自然资源和规划局", "市生态环境局"),
    )


def weekly(*, rows: int = 30) -> Paper:
    """A weekly report with a long table, long names, an empty table, all three levels."""
    return Paper(
        kind="园区周报",
        title="南通高新区“智创谷”招商工作周报",
        subtitle="2026年第12期　3月16日—3月22日",
        marking=INTERNAL,
        blocks=(
            Heading("本周新增"),
            Paragraph("本周新增线索6个，计划总投资12.8亿元。"),
            Table(
                columns=(
                    Column("序号", 6, "center"),
                    Column("项目", 30),
                    Column("投资方", 34),
                    Column("总投资", 12, "right"),
                ),
                title="本周新增项目",
                unit="亿元",
                rows=tuple((str(n), "车规级传感器封测", LONG_NAME, "1,234.56") for n in range(1, rows + 1)),
                total=("", f"合计 {rows} 个", "", "37.04"),
                source="来源：园招通，演示数据。",
            ),
            Heading("推进情况"),
            Heading("土地与环评", 2),
            Paragraph("请市资规局7月底前完成土地组卷。"),
            Heading("重点事项", 3),
            Listing(("联系市供电公司", "核实二期资金来源")),
            Table(columns=(Column("事项", 70), Column("时限", 30)), rows=(), title="存在问题"),
        ),
        attachments=("重点项目台账", "跟进记录"),
        signer="南通高新区招商局",
        signed_on=date(2026, 3, 22),
        footnotes=("签约、落地按商务局认定日计，框架协议另列。",),
        demo=True,
    )
