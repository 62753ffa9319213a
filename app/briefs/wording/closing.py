"""Where everything comes from, how it was counted, whom to call, how to check the paper."""

from app.briefs.material import Material
from app.briefs.view_model import Contact, Labelled, SourceRow, Sources, Verification
from app.projects.view_model import COUNTING_RULE

from .words import as_of, period

# The counting rules of screen, export and print are one and the same text.
RULES = (
    Labelled(label="在库", text=COUNTING_RULE["stock"]),
    Labelled(label="签约", text=f"{COUNTING_RULE['signed']}{COUNTING_RULE['left_out']}"),
    Labelled(label="落地", text=COUNTING_RULE["landed"]),
    Labelled(label="总投资", text="项目登记的计划总投资，未填报的不计；签约额为认定的合同额。"),
    Labelled(label="产业链缺口", text="规划列为发展方向，而未点名企业、机构或载体的环节。"),
)
NOTICE = "规划数值以公开原文为准；本简介只作招商介绍，不构成要约。支持事项以签约时有效的公开政策为准。"


def sources(material: Material) -> Sources:
    """The list of sources; word it last, when all chapters have said what they quote."""
    shared = material.shared
    plan = shared.plan
    told = [part for part in (plan.issuing_body, plan.number, plan.issued_on and plan.issued_on.isoformat()) if part]
    if not plan.title_told:
        told.append("题名为本系统描述，所据文本无标题")
    if span := period(shared):
        told.append(f"规划期{span}")
    order = {entry["code"]: place for place, entry in enumerate((plan.details or {}).get("sections", ()))}
    quoted = sorted(material.sections, key=lambda section: (order.get(section, len(order)), section))
    rows = [SourceRow(title=plan.title, meta="，".join(told), sections="；".join(quoted))]
    others = {one.plan_id for one in material.carriers if one.plan_id != plan.id}
    for number in sorted(others):
        other = shared.plans[number]
        also = sorted({one.section for one in material.carriers if one.plan_id == number})
        rows.append(SourceRow(title=other.title, meta=other.number or "", sections="；".join(also)))
    rows.append(
        SourceRow(
            title="园招通项目库、企业库",
            document=False,
            meta=f"数据{as_of(material.today)}" + ("，含演示数据" if material.demo else ""),
        )
    )
    return Sources(rows=tuple(rows), rules=RULES, notice=NOTICE)


def contact(material: Material) -> Contact | None:
    """The park's contact; None while nobody is named."""
    park = material.park
    if not park.contact_name:
        return None
    demo = "（演示）" if material.demo else ""
    lines = [
        f"电话 {park.contact_phone}" if park.contact_phone else "",
        f"邮箱 {park.contact_email}" if park.contact_email else "",
    ]
    return Contact(
        role=f"招商联系人{demo}",
        name="　".join(part for part in (park.contact_name, park.contact_title) if part),
        lines=tuple(line for line in lines if line),
        place_head=f"来访地址{demo}" if park.contact_address else "",
        place=park.contact_address or "",
        place_lines=("来访请提前两个工作日联系",) if park.contact_address else (),
    )


def verification(material: Material) -> Verification | None:
    """Code and address for checking; None on a preview."""
    if not material.code:
        return None
    return Verification(url=material.verify_url, code=material.code, digest=material.digest)
