"""What each stage needs as evidence, and when a stage may be submitted. Pure, and a table a colleague can check."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz

from app.core.errors import RuleBroken
from app.projects.enums import ContractKind, EvidenceKind, Recognition, SiteMode, Stage, Status

SAME_CONTENT = 90  # of 100: two descriptions of one and the same thing
_WORDLESS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Needed:
    """A kind of evidence that a stage asks for."""

    kind: EvidenceKind
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Answer:
    """The same with its answer."""

    needed: Needed
    met: bool


Way = tuple[Needed, ...]


def _everywhere(*way: Needed) -> dict[SiteMode, tuple[Way, ...]]:
    return dict.fromkeys(SiteMode, (way,))


_BUILDING = (
    Needed(EvidenceKind.PERMIT, "备案与施工许可", "项目备案证、施工许可证"),
    Needed(EvidenceKind.PHOTO, "现场照片", "能看出已动工"),
)
_FITTING_OUT = (
    Needed(EvidenceKind.CONTRACT, "装修合同", "租用厂房和轻资产项目以装修代替建设"),
    Needed(EvidenceKind.PHOTO, "现场照片", "能看出已进场装修"),
)
# Of several ways one will do. They are the ways of the gate into the stage (`pipeline.rules.GATES`): whoever came
# through a gate can be recognised behind it.
EVIDENCE: Mapping[Stage, Mapping[SiteMode, tuple[Way, ...]]] = {
    Stage.SIGNED: _everywhere(Needed(EvidenceKind.CONTRACT, "合同或框架协议", "双方签章的全文扫描件")),
    Stage.LANDED: _everywhere(
        Needed(EvidenceKind.LICENCE, "项目公司营业执照"),
        Needed(EvidenceKind.LAND, "土地、租赁或购置合同"),
    ),
    Stage.CONSTRUCTION: {
        SiteMode.LAND: (_BUILDING,),
        SiteMode.FACTORY: (_FITTING_OUT, _BUILDING),
        SiteMode.LIGHT: (_FITTING_OUT,),
    },
    Stage.PRODUCTION: _everywhere(
        Needed(EvidenceKind.ACCEPTANCE, "竣工验收或设备安装资料"),
        Needed(EvidenceKind.INVOICE, "首张发票"),
    ),
    Stage.FULL_CAPACITY: _everywhere(Needed(EvidenceKind.STATEMENT, "12 个月产值与完税证明", "统计报表、完税证明")),
}


def ways(stage: Stage, site_mode: SiteMode | None) -> tuple[Way, ...]:
    """What would do for this stage on such a site, the usual way first; nothing before 签约.

    A project that has not said builds on land, as at the gates.
    """
    return EVIDENCE.get(stage, {}).get(site_mode or SiteMode.LAND, ())


def offered(stage: Stage, site_mode: SiteMode | None) -> Sequence[EvidenceKind]:
    """Every kind that some way asks for, each once."""
    return tuple(dict.fromkeys(one.kind for way in ways(stage, site_mode) for one in way))


def needed(stage: Stage, site_mode: SiteMode | None, kinds: Collection[EvidenceKind] = ()) -> Way:
    """Of the ways the one that is nearest to being complete with these kinds, the usual one where they are equal."""
    return min(ways(stage, site_mode), key=lambda way: sum(one.kind not in kinds for one in way), default=())


def instead(stage: Stage, site_mode: SiteMode | None, kinds: Collection[EvidenceKind]) -> str:
    """In words what would do in place of the nearest way; empty where there is no other."""
    nearest = needed(stage, site_mode, kinds)
    others = [way for way in ways(stage, site_mode) if way != nearest]
    return "也可改备：" + "；".join("、".join(one.label for one in way) for way in others) if others else ""


def checklist(stage: Stage, site_mode: SiteMode | None, kinds: Collection[EvidenceKind]) -> list[Answer]:
    """The nearest way with its answers, what is missing first; the first that is missing says what would do instead."""
    answers = sorted(
        (Answer(one, one.kind in kinds) for one in needed(stage, site_mode, kinds)), key=lambda one: one.met
    )
    if answers and not answers[0].met:
        first = answers[0].needed
        hint = "；".join(filter(None, [first.hint, instead(stage, site_mode, kinds)]))
        answers[0] = Answer(replace(first, hint=hint), met=False)
    return answers


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that decides whether a stage can be submitted."""

    stage: Stage
    status: Status
    site_mode: SiteMode | None
    recognition: Recognition
    waiting: bool  # an attempt is with the bureau
    before: Recognition | None  # of the stage before; None for 签约
    kinds: frozenset[EvidenceKind]
    recognised_kind: ContractKind | None = None  # of 签约, as recognised so far
    contract_kind: ContractKind | None = None  # as the contract stands now
    new_contract: bool = False  # a contract among the evidence that was in no recognised attempt


def is_upgrade(stage: Stage, recognition: Recognition | None, recognised_kind: ContractKind | None) -> bool:
    """Whether what is recognised is a framework agreement, to be followed by the formal contract."""
    return stage is Stage.SIGNED and recognition is Recognition.RECOGNISED and recognised_kind is ContractKind.FRAMEWORK


def obstacle(case: Case) -> str | None:
    """Why this stage cannot be submitted now, leaving evidence aside; None when it can."""
    if case.waiting:
        return f"“{case.stage.label}”已申报，正待认定。"
    if case.status is not Status.ACTIVE:
        return f"“{case.status.label}”的项目不能申报，请先恢复推进。"
    if case.recognition is Recognition.RECOGNISED:
        if not is_upgrade(case.stage, case.recognition, case.recognised_kind):
            return f"“{case.stage.label}”已认定，不必再申报。"
        if case.contract_kind is not ContractKind.FORMAL:
            return "框架协议已认定；签订正式合同后，在签约落地资料中改为“正式合同”再申报。"
    if case.stage.previous is not None and case.before in {
        Recognition.NOT_SUBMITTED,
        Recognition.RETURNED,
        Recognition.REVOKED,
    }:
        return f"请先申报“{case.stage.previous.label}”；前一步没有认定，这一步也不能认定。"
    return None


def check_submit(case: Case) -> None:
    """Raises RuleBroken, naming all evidence that is missing."""
    if reason := obstacle(case):
        raise RuleBroken(reason)
    missing = [one.label for one in needed(case.stage, case.site_mode, case.kinds) if one.kind not in case.kinds]
    if missing:
        short = f"申报“{case.stage.label}”还缺 {len(missing)} 项证明材料：{'、'.join(missing)}"
        other = instead(case.stage, case.site_mode, case.kinds)
        raise RuleBroken("；".join(filter(None, [short, other])) + "。", field="files")
    if case.recognition is Recognition.RECOGNISED and not case.new_contract:
        message = "请先上传正式合同（原来的框架协议不算）。"
        raise RuleBroken(message, field="files")


def check_dated(day: date, today: date) -> None:
    """A document is not from tomorrow. Raises RuleBroken."""
    if day > today:
        message = "材料日期不能晚于今天。"
        raise RuleBroken(message, field="dated_on")


def counted_amount(contract: Decimal | None, investment: Decimal | None, increment: Decimal | None) -> Decimal:
    """What a signing counts with, 万元: the contract's amount, of an expansion its increment. Raises RuleBroken."""
    whole = contract if contract is not None else investment
    if whole is None:
        message = "还没有合同总投资，请先在签约落地资料中填写。"
        raise RuleBroken(message)
    if increment is None:
        return whole
    if increment <= 0 or increment > whole:
        message = "增资额应大于 0，且不超过合同总投资。"
        raise RuleBroken(message, field="increment")
    return increment


def check_decidable(status: Status) -> None:
    """What was given up is not recognised any more. Raises RuleBroken."""
    if status in {Status.LOST, Status.REMOVED}:
        message = f"项目已{status.label}，不能认定；请退回这次申报。"
        raise RuleBroken(message)


def same_content(one: str, other: str) -> bool:
    """Whether two projects of one company at one park are about the same thing (domain.md section 8)."""
    first, second = _bare(one), _bare(other)
    if not first or not second:
        return first == second
    return first == second or fuzz.ratio(first, second) >= SAME_CONTENT


def _bare(text: str) -> str:
    return _WORDLESS.sub("", unicodedata.normalize("NFKC", text).casefold())
