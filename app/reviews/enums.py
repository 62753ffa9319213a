"""States of a submission, what can happen to it, and the coded reasons of the bureau."""

from app.core.labels import Labelled


class SubmissionState(Labelled):
    """How an attempt at recognition stands."""

    SUBMITTED = "submitted", "待认定"
    WITHDRAWN = "withdrawn", "已撤回"
    RETURNED = "returned", "已退回"
    RECOGNISED = "recognised", "已认定"
    REVOKED = "revoked", "已撤销"


class StepKind(Labelled):
    """What was done on the way to recognition; the trail keeps every one."""

    SUBMITTED = "submitted", "申报"
    WITHDRAWN = "withdrawn", "撤回申报"
    RECOGNISED = "recognised", "认定"
    RETURNED = "returned", "退回"
    REVOKED = "revoked", "撤销认定"


class ReviewReason(Labelled):
    """Why the bureau returns a submission or revokes a recognition."""

    INCOMPLETE = "incomplete", "材料不全"
    ILLEGIBLE = "illegible", "材料看不清或打不开"
    MISMATCH = "mismatch", "材料与填报不符"
    FIGURES = "figures", "金额或日期有误"
    DUPLICATE = "duplicate", "与其他项目重复"
    NOT_ELIGIBLE = "not_eligible", "不符合统计口径"
    CANCELLED = "cancelled", "合同解除或项目终止"
    FALSE_REPORT = "false_report", "虚报"
    MISTAKE = "mistake", "认定有误"
    OTHER = "other", "其他"


RETURN_REASONS = (
    ReviewReason.INCOMPLETE,
    ReviewReason.ILLEGIBLE,
    ReviewReason.MISMATCH,
    ReviewReason.FIGURES,
    ReviewReason.DUPLICATE,
    ReviewReason.NOT_ELIGIBLE,
    ReviewReason.OTHER,
)
REVOKE_REASONS = (
    ReviewReason.CANCELLED,
    ReviewReason.FALSE_REPORT,
    ReviewReason.MISTAKE,
    ReviewReason.DUPLICATE,
    ReviewReason.NOT_ELIGIBLE,
    ReviewReason.OTHER,
)
