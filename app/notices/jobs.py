"""What the worker does for notices."""

from app.core.jobs import every

from . import actions

MINUTES = 5


@every(MINUTES)
def send_mail() -> None:
    """Send what is due. A run that fails or is missed leaves it to the next."""
    actions.send_due()
