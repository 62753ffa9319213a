"""How the facts of a signed project are called, on the forms and in the trail.

The trail keeps fields of rows under the names in `TRAIL`, so that the number of a permit is not taken for another's.
"""

from collections.abc import Mapping

from .enums import Part

LABELS = {
    "appraisal_result": "准入评审结果",
    "appraised_on": "评审日期",
    "contract_kind": "协议类型",
    "contract_number": "协议编号",
    "contract_on": "签约日期",
    "contract_investment": "合同总投资",
    "contract_fixed_investment": "合同固定资产投资",
    "agreed_start_on": "约定开工日期",
    "agreed_production_on": "约定投产日期",
    "agreed_output": "约定年产值",
    "agreed_tax": "约定年税收",
    "agreed_jobs": "约定就业",
    "legal_review_number": "合法性审查文号",
    "competition_review_number": "公平竞争审查文号",
    "project_company_name": "项目公司",
    "project_company_uscc": "项目公司统一社会信用代码",
    "licensed_on": "执照日期",
    "registered_capital": "注册资本",
    "site_contract_kind": "用地方式合同",
    "site_contract_number": "用地合同编号",
    "site_contract_on": "用地合同日期",
    "site_land_mu": "合同用地（亩）",
    "site_floor_sqm": "合同建筑面积（㎡）",
    "site_place": "坐落",
    "permit_kind": "手续",
    "permit_number": "手续文号",
    "permit_issued_on": "手续办结日期",
    "permit_authority": "办理机关",
    "filing_number": "备案文号",
    "construction_permit_number": "施工许可证号",
    "fit_out_contract_number": "装修合同编号",
    "started_on": "实际开工日期",
    "accepted_on": "竣工验收日期",
    "equipment_installed_on": "设备安装完成日期",
    "first_invoice_on": "首张发票日期",
    "year_output": "12 个月产值",
    "year_tax": "12 个月税收",
    "file_name": "文件",
    "file_kind": "文件种类",
}
MONEY = frozenset(
    {
        "contract_investment",
        "contract_fixed_investment",
        "agreed_output",
        "agreed_tax",
        "registered_capital",
        "year_output",
        "year_tax",
    }
)
AREAS = frozenset({"site_land_mu", "site_floor_sqm"})
# Columns of a row → their names in the trail, which are also keys of LABELS.
TRAIL: Mapping[Part, Mapping[str, str]] = {
    Part.CONTRACTS: {
        "kind": "contract_kind",
        "number": "contract_number",
        "signed_on": "contract_on",
        "investment": "contract_investment",
        "fixed_investment": "contract_fixed_investment",
    }
    | {
        name: name
        for name in (
            "agreed_start_on",
            "agreed_production_on",
            "agreed_output",
            "agreed_tax",
            "agreed_jobs",
            "legal_review_number",
            "competition_review_number",
        )
    },
    Part.SITES: {
        "kind": "site_contract_kind",
        "number": "site_contract_number",
        "signed_on": "site_contract_on",
        "land_mu": "site_land_mu",
        "floor_sqm": "site_floor_sqm",
        "place": "site_place",
    },
    Part.PERMITS: {
        "kind": "permit_kind",
        "number": "permit_number",
        "issued_on": "permit_issued_on",
        "authority": "permit_authority",
    },
}
NAMES: Mapping[Part, str] = {
    Part.CONTRACTS: "协议",
    Part.SITES: "用地合同",
    Part.PERMITS: "手续",
    Part.FILES: "文件",
}
