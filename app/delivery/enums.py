"""Kinds of contracts and results that the gates ask for."""

from app.core.labels import Labelled


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
