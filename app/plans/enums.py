"""The fixed words of a plan. The value is what the data files and the database hold, the label what people read."""

from app.core.labels import Labelled


class PlanKind(Labelled):
    """What sort of document the plan comes from."""

    ACTION_PLAN = "action_plan", "行动计划"
    WORK_PLAN = "work_plan", "工作计划"
    PLAN = "plan", "规划"
    OPINIONS = "opinions", "实施意见"


class LayoutShape(Labelled):
    """How the layout is drawn."""

    RINGS = "rings", "圈层布局"  # the core in the middle, zones around it, bases outside
    TILES = "tiles", "园区名单"  # parks as tiles, by district
    STAR = "star", "一核多区"  # one core, districts as rays
    NONE = "none", "不分园区"  # the document names no parks


class UnitKind(Labelled):
    """What a node of a layout is."""

    CORE = "core", "核心区"
    ZONE = "zone", "集聚区"
    BASE = "base", "基地"
    PARK = "park", "园区"
    PARK_EQUAL_SUPPORT = "park_equal_support", "同享扶持园区"
    CHARACTERISTIC_PARK = "characteristic_park", "特色园区"
    DISTRICT = "district", "行政区"


class SectorKind(Labelled):
    """What a node of the sector tree is."""

    INDUSTRY = "industry", "产业"
    CONTEXT = "context", "宏观领域"
    CATEGORY = "category", "产业大类"
    SUBSECTOR = "subsector", "细分产业"
    STAGE = "stage", "产业链环节"
    PRODUCT = "product", "产品"
    TECHNOLOGY = "technology", "技术"
    FOUNDATION = "foundation", "基础支撑"
    FRONTIER = "frontier", "前沿方向"
    APPLICATION = "application", "融合应用"
    FUTURE_INDUSTRY = "future_industry", "未来产业"
    TRACK = "track", "赛道"
    SERVICE = "service", "服务"
    DOMAIN = "domain", "重点领域"
    GROUP = "group", "组合"
    ROOT_GROUP = "root_group", "归类"
    TRADITIONAL = "traditional", "传统产业"
    CROSS = "cross", "跨界领域"


class CarrierKind(Labelled):
    """What a named place, platform or sub-park is."""

    PARK = "park", "产业园"
    FEATURE_PARK = "feature_park", "特色产业园"
    LOGISTICS_PARK = "logistics_park", "物流园"
    JJJ_LANDING_PARK = "jjj_landing_park", "京津冀承接园"
    CARRIER = "carrier", "产业载体"
    INNOVATION_CARRIER = "innovation_carrier", "创新载体"
    NATIONAL_CARRIER = "national_carrier", "国家级基地"
    NATIONAL_DEMO_BASE = "national_demo_base", "国家示范基地"
    DATA_CENTRE = "data_centre", "数据与云计算设施"
    PLATFORM = "platform", "平台"
    INNOVATION_AREA = "innovation_area", "创新区"
    HIGH_TECH_ZONE = "high_tech_zone", "高新区"
    MAKER_COMMUNITY = "maker_community", "众创社区"
    ZONE_OUTSIDE_SCHEME = "zone_outside_scheme", "布局外功能区"
    SECTOR_LINK = "sector_link", "产业集聚点"
    PILOT_ZONE = "pilot_zone", "先导区与试点区"
    POLICY_ZONE = "policy_zone", "政策功能区"
    GOAL_ZONE = "goal_zone", "拟建试验区"
    PILOT = "pilot", "试点"
    OVERSEAS_OFFICE = "overseas_office", "海外办事机构"
    OVERSEAS_INCUBATOR = "overseas_incubator", "海外孵化器"


class Comparator(Labelled):
    """How a published figure is meant. `rules.attained` reads it."""

    AT_LEAST = ">=", "不少于"
    MORE_THAN = ">", "超过"
    REACH = "reach", "达到"
    EQUAL = "=", "计划数"
    ABOUT = "about", "约"
    BETWEEN = "between", "区间"
    QUALITATIVE = "qualitative", "定性"


class TargetKind(Labelled):
    """What sort of promise a target is."""

    TARGET = "target", "发展目标"
    DELIVERABLE = "deliverable", "任务成果"
    BUDGET = "budget", "资金安排"
    QUOTA = "quota", "指标额度"
    QUALITATIVE = "qualitative", "定性目标"


class TargetScope(Labelled):
    """Whom a target binds; anything else is OTHER with its own words beside it."""

    CITY = "city", "全市"
    CORE = "core", "核心区"
    BASE = "base", "基地"
    PER_PARK = "per_park", "每个园区"
    OTHER = "other", "其他范围"


class TargetCount(Labelled):
    """Which figure of the pipeline a target is measured by, where the product can compute it."""

    SIGNED = "signed", "签约项目数"
    LANDED = "landed", "落地项目数"


class Period(Labelled):
    """Over what time a figure without a single year counts."""

    PER_YEAR = "per_year", "每年"
    FIVE_YEARS = "five_years", "五年内"
    ANNUAL_AVERAGE = "annual_average", "年均"


class TaskKind(Labelled):
    """Whether a task moves things or safeguards them."""

    TASK = "task", "重点任务"
    SAFEGUARD = "safeguard", "保障措施"


class Instrument(Labelled):
    """By what means a measure supports."""

    GRANT = "grant", "补助"
    GRANT_TIERED = "grant_tiered", "分级资助"
    GRANT_RANGE = "grant_range", "区间奖补"
    GRANT_FIXED = "grant_fixed", "定额奖补"
    MATCHING = "matching", "配套资助"
    EQUITY = "equity", "股权投资"
    EQUITY_OR_GRANT = "equity_or_grant", "股权投资或补助"
    GRANT_TO_EQUITY = "grant_to_equity", "拨投股结合"
    SERVICE_FOR_EQUITY = "service_for_equity", "服务作价投资"
    INTEREST_SUBSIDY = "interest_subsidy", "贷款贴息"
    GUIDING_FUND = "guiding_fund", "引导资金"
    FUND = "fund", "基金"
    SPECIAL_FUND = "special_fund", "专项资金"
    ANNUAL_BUDGET = "annual_budget", "年度预算"
    RISK_COMPENSATION = "risk_compensation", "风险补偿"
    CREDIT = "credit", "信贷支持"
    INSURANCE = "insurance", "保险"
    TAX = "tax", "税收政策"
    LAND_QUOTA = "land_quota", "用地指标"
    LAND_PRICE = "land_price", "地价支持"
    FLOOR_AREA_SHARE = "floor_area_share", "配套面积占比"
    TALENT_HOUSING = "talent_housing", "人才住房"
    AWARD = "award", "奖励"
    AWARD_QUOTA = "award_quota", "奖励名额"
    DISCIPLINE_SUPPORT = "discipline_support", "学科支持"
    PROJECT_SUPPORT = "project_support", "项目支持"
    PLATFORM_SUPPORT = "platform_support", "平台支持"
    OPEN_BOUNTY = "open_bounty", "揭榜挂帅"
    FAST_TRACK = "fast_track", "绿色通道"
    DELEGATED_APPROVAL = "delegated_approval", "审批下放"
    FILING_BY_COMMITMENT = "filing_by_commitment", "承诺备案"
    PRIORITY_LISTING = "priority_listing", "优先列项"
    SCENARIO_OPENING = "scenario_opening", "场景开放"
    DATA_OPENING = "data_opening", "数据开放"
    CATALOGUE = "catalogue", "产品目录"
    PROCUREMENT_DEMAND = "procurement_demand", "采购带动"
    MATCHING_SERVICE = "matching_service", "对接服务"
    EQUAL_TREATMENT = "equal_treatment", "同等待遇"
    TOLERANCE = "tolerance", "容错机制"
    CASE_BY_CASE = "case_by_case", "一事一议"
    PACKAGE = "package", "政策组合"
    PARK_POLICY = "park_policy", "园区政策"
    POLICY_INCLUSION = "policy_inclusion", "纳入既有政策"
    POLICY_MAKING = "policy_making", "拟定政策"


class RateKind(Labelled):
    """How the percentage of a measure is meant."""

    FIXED = "fixed", "按比例"
    CEILING = "ceiling", "不超过"
    FLOOR = "floor", "不低于"


class CapScope(Labelled):
    """Per what a cap or an award counts."""

    PER_PROJECT = "per_project", "每个项目"
    PER_INSTITUTION = "per_institution", "每家机构"
    PER_ENTERPRISE_YEAR = "per_enterprise_year", "每家企业每年"
    PER_PARK = "per_park", "每个园区"
    PER_PERSON = "per_person", "每人"
    PER_VARIETY = "per_variety", "每个品种"
    PER_RESULT = "per_result", "每项成果"


class AmountKind(Labelled):
    """What the amount of a measure is, when it is not a cap."""

    BUDGET = "budget", "资金安排"
    FUND = "fund", "基金规模"
    AWARD = "award", "奖补额度"
    QUOTA = "quota", "用地指标"
    FLOOR_AREA = "floor_area", "建筑面积"
    HEADCOUNT = "headcount", "名额"
    PROJECTS = "projects", "项目数"
    COVERAGE = "coverage", "适用对象数"
    OUTPUT = "output", "产出目标"


class OrgType(Labelled):
    """What a named organisation is."""

    COMPANY = "company", "企业"
    COMPANY_OR_PRODUCT_LINE = "company_or_product_line", "企业或产品板块"
    INSTITUTE = "institute", "科研院所"
    UNIVERSITY = "university", "高校"
    PLATFORM = "platform", "平台"
    FUND = "fund", "基金"
    ALLIANCE = "alliance", "联盟"
    AGENCY = "agency", "管理机构"
    PRODUCT_BRAND = "product_brand", "产品品牌"
    PROJECT = "project", "项目"
    EVENT = "event", "活动"


class OrgRole(Labelled):
    """As what the plan names an organisation."""

    LOCAL_LEADER = "local_leader", "本地骨干"
    SUPPORTED_LEADER = "supported_leader", "点名支持的龙头"
    FOREIGN_INVESTED = "foreign_invested", "外资企业"
    TARGET = "target", "拟引进对接"
    PROJECT = "project", "项目"
    PARTNER = "partner", "合作单位"
    BRAND_PARTNER = "brand_partner", "品牌合作方"
    PRODUCT_PARTNER = "product_partner", "产品合作方"
    RESPONSIBLE_BODY = "responsible_body", "责任单位"
    RESEARCH = "research", "科研力量"
    FUND = "fund", "基金"
    PLATFORM = "platform", "平台"
    PLANNED = "planned", "拟建"
    ALLIANCE = "alliance", "联盟"
    EVENT = "event", "活动"
    CARRIER = "carrier", "载体"


class ProfileKind(Labelled):
    """What sort of newcomer a plan wants to attract."""

    ENTERPRISE = "enterprise", "企业"
    INSTITUTION = "institution", "机构"
    PROJECT = "project", "项目"
    FUND = "fund", "基金"
    TALENT = "talent", "人才"
    MIXED = "mixed", "企业与机构"
