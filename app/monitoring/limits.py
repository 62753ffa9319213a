"""What the bureau may set about supervision."""

from app.core.settings import Declared, declare

ANSWER_DAYS: Declared = declare(
    key="supervision.answer_days",
    group="督办",
    label="督办单印发后几天内答复",
    unit="天",
    default=10,
    least=1,
    most=90,
)
