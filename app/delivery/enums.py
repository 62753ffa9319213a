"""Kinds of contracts, permits and results that the gates ask for."""

from enum import StrEnum

from app.core.labels import Labelled


class Part(StrEnum):
    """What a project may have several of; also the name in the address."""

    CONTRACTS = "contracts"
    SITES = "sites"
    PERMITS = "permits"
    FILES = "files"


class AppraisalResult(Labelled):
    """What the admission appraisal said (domain.md section 7)."""

    PREFERRED = "preferred", "优先"
    PASSED = "passed", "通过"
    CONDITIONAL = "conditional", "附条件通过"
    DEFERRED = "deferred", "暂缓"

    @property
    def lets_sign(self) -> bool:
        """Whether a contract may follow."""
        return self is not AppraisalResult.DEFERRED


class SiteContractKind(Labelled):
    """How the project company holds its site."""

    LAND = "land", "土地出让合同"
    LEASE = "lease", "租赁合同"
    PURCHASE = "purchase", "购置合同"


class PermitKind(Labelled):
    """What building, or fitting out, rests on (domain.md section 6)."""

    FILING = "filing", "备案"
    ENVIRONMENT = "environment", "环评"
    ENERGY = "energy", "能评"
    SAFETY = "safety", "安评"
    PLANNING = "planning", "规划许可"
    CONSTRUCTION = "construction", "施工许可"
    FIT_OUT = "fit_out", "装修合同"
