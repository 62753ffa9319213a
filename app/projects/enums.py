"""Stages, statuses and kinds of the pipeline (domain.md section 5)."""

from enum import StrEnum

from app.core.labels import Labelled


class Stage(StrEnum):
    """How far a project is. The order of the members is the order of the pipeline."""

    LEAD = "lead"
    NEGOTIATING = "negotiating"
    APPRAISAL = "appraisal"
    SIGNED = "signed"
    LANDED = "landed"
    CONSTRUCTION = "construction"
    PRODUCTION = "production"
    FULL_CAPACITY = "full_capacity"

    @property
    def label(self) -> str:
        """As users read it."""
        return _STAGE_LABELS[self][0]

    @property
    def short_label(self) -> str:
        """Two characters, where there is no room for four."""
        return _STAGE_LABELS[self][1]

    @property
    def number(self) -> int:
        """1 to 8."""
        return _NUMBERS[self]

    @property
    def next(self) -> "Stage | None":
        """The following stage; None after the last."""
        return _IN_ORDER[self.number] if self.number < len(_IN_ORDER) else None

    @property
    def previous(self) -> "Stage | None":
        """The stage before; None before the first."""
        return _IN_ORDER[self.number - 2] if self.number > 1 else None

    @property
    def needs_recognition(self) -> bool:
        """From 签约 on a stage counts only when the bureau has recognised it."""
        return self.number >= Stage.SIGNED.number


_IN_ORDER = tuple(Stage)
_NUMBERS = {stage: number for number, stage in enumerate(_IN_ORDER, start=1)}
_STAGE_LABELS = {
    Stage.LEAD: ("线索", "线索"),
    Stage.NEGOTIATING: ("在谈", "在谈"),
    Stage.APPRAISAL: ("评审", "评审"),
    Stage.SIGNED: ("签约", "签约"),
    Stage.LANDED: ("落地", "落地"),
    Stage.CONSTRUCTION: ("开工", "开工"),
    Stage.PRODUCTION: ("投产", "投产"),
    Stage.FULL_CAPACITY: ("达产达效", "达产"),
}


class Status(Labelled):
    """How a project stands, beside its stage."""

    ACTIVE = "active", "推进中"
    ON_HOLD = "on_hold", "搁置"
    TRANSFERRING = "transferring", "流转中"
    LOST = "lost", "流失"
    REMOVED = "removed", "退库"


class Recognition(Labelled):
    """How far the bureau's recognition of a stage is (domain.md section 5, rule 4)."""

    NOT_SUBMITTED = "not_submitted", "未申报"
    SUBMITTED = "submitted", "待认定"
    RETURNED = "returned", "已退回"
    RECOGNISED = "recognised", "已认定"
    REVOKED = "revoked", "已撤销"

    @property
    def can_be_submitted(self) -> bool:
        """Whether the park may submit, for the first time or again."""
        return self not in {Recognition.SUBMITTED, Recognition.RECOGNISED}


class NotCounted(Labelled):
    """Why a project is followed but never counted as signed or landed (domain.md section 8)."""

    IN_CITY = "in_city", "市内企业投资"
    FISCAL = "fiscal", "财政投资"
    PROPERTY = "property", "房地产开发"


class LostReason(Labelled):
    """Why a project was lost."""

    COMPETITOR = "competitor", "落户其他城市"
    SITE = "site", "用地或厂房不合"
    POLICY = "policy", "政策条件未谈拢"
    COST = "cost", "要素成本偏高"
    APPROVAL = "approval", "审批或准入未过"
    FUNDING = "funding", "企业资金问题"
    MARKET = "market", "市场变化，取消投资"
    NO_CONTACT = "no_contact", "失去联系"
    OTHER = "other", "其他"


class HoldReason(Labelled):
    """Why a project rests."""

    LAND = "land", "等待用地指标"
    APPROVAL = "approval", "等待审批"
    FUNDING = "funding", "企业资金安排"
    DECISION = "decision", "企业内部决策"
    TERMS = "terms", "政策条件待定"
    MARKET = "market", "市场观望"
    OTHER = "other", "其他"


class RemovalReason(Labelled):
    """Why a project is no longer followed although nobody else won it."""

    DUPLICATE = "duplicate", "重复登记"
    MISTAKEN = "mistaken", "登记有误"
    UNFIT = "unfit", "不符合产业方向"
    NOT_ADMITTED = "not_admitted", "准入评审未过"
    UNREAL = "unreal", "没有实质推进"
    MERGED = "merged", "并入其他项目"
    OTHER = "other", "其他"


class BackReason(Labelled):
    """Why a project steps back to an earlier stage."""

    PLAN = "plan", "企业调整方案"
    SITE = "site", "用地或厂房未落实"
    FUNDING = "funding", "资金未落实"
    APPRAISAL = "appraisal", "评审要求补充"
    CONTRACT = "contract", "合同解除或重签"
    PERMIT = "permit", "手续未办妥"
    MISTAKEN = "mistaken", "移动有误"
    OTHER = "other", "其他"


class Source(Labelled):
    """How a lead came."""

    VISIT = "visit", "拜访"
    RECEPTION = "reception", "来访"
    FAIR = "fair", "展会"
    REFERRAL = "referral", "以商招商"
    CALL = "call", "电话"
    ASSIGNED = "assigned", "上级交办"
    ONLINE = "online", "网络"
    OTHER = "other", "其他"


class ContractKind(Labelled):
    """Formal contracts and framework agreements are counted apart."""

    FORMAL = "formal", "正式合同"
    FRAMEWORK = "framework", "框架协议"


class SiteMode(Labelled):
    """What kind of site a project takes; it decides the variant of its gates."""

    LAND = "land", "供地建设"
    FACTORY = "factory", "标准厂房"
    LIGHT = "light", "轻资产/科创"


class ActivityKind(Labelled):
    """What was done with an investor."""

    CALL = "call", "电话"
    VISIT = "visit", "拜访"
    RECEPTION = "reception", "来访"
    MEETING = "meeting", "会谈"
    SITE_VISIT = "site_visit", "现场考察"
    DOCUMENT = "document", "材料"
    OTHER = "other", "其他"

    @property
    def is_meeting(self) -> bool:
        """Whether people met, which is what the gate to 在谈 asks for."""
        return self in {ActivityKind.VISIT, ActivityKind.RECEPTION, ActivityKind.MEETING, ActivityKind.SITE_VISIT}


class Light(Labelled):
    """A project's light, always shown with its word."""

    RED = "red", "红"
    YELLOW = "yellow", "黄"
    GREEN = "green", "绿"


class Clock(Labelled):
    """What a project's light is read from; the light is the worst of the three."""

    STALENESS = "staleness", "停滞"
    START = "start", "开工"
    PROGRESS = "progress", "进度"


class EvidenceKind(Labelled):
    """What a piece of evidence is."""

    CONTRACT = "contract", "合同或协议"
    LICENCE = "licence", "营业执照"
    LAND = "land", "土地、租赁或购置合同"
    PERMIT = "permit", "备案或许可证"
    PHOTO = "photo", "现场照片"
    INVOICE = "invoice", "发票"
    ACCEPTANCE = "acceptance", "验收或设备安装资料"
    STATEMENT = "statement", "报表或完税证明"
    CORRESPONDENCE = "correspondence", "往来函件或聊天记录"
    MINUTES = "minutes", "会谈纪要"
    OTHER = "other", "其他"
