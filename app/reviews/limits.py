"""How long the bureau takes over a submission, as a setting."""

from app.core.settings import declare, value

_LIMIT = declare(
    key="review.limit_days",
    group="认定",
    label="申报后几个工作日内认定或退回",
    unit="个工作日",
    default=5,
    least=1,
    most=60,
)


def days() -> int:
    """Working days from the day of submission."""
    return value(_LIMIT)
