"""What the bureau may set about the gates: which requirements it waives on which site, and the share of full capacity.

Fair-competition review, recognition and what published figures rest on have no switch: they are never waived.
"""

from app.core.settings import Declared, declare, kept, value
from app.projects.enums import SiteMode, Stage

from .rules import GateRules, switches

PAGE = "gates"
ASKED, WAIVED = 1, 0

FULL_CAPACITY = declare(
    key="gate.full_capacity_percent",
    group="达产达效",
    label="12 个月产值和税收达到约定的多少方可达产达效",
    unit="%",
    default=GateRules.full_capacity_percent,
    least=1,
    most=100,
    page=PAGE,
)
SWITCHES: dict[tuple[Stage, str, SiteMode], Declared] = {
    (stage, one.key, site): declare(
        key=f"gate.{stage.value}.{one.key}.{site.value}",
        group=stage.label,
        label=f"进入“{stage.label}”·{one.worded(GateRules()).label}·{site.label}",
        unit="",
        default=ASKED,
        least=WAIVED,
        most=ASKED,
        page=PAGE,
    )
    for stage, one, site in switches()
}
_PLACES = {switch.key: place for place, switch in SWITCHES.items()}


def current() -> GateRules:
    """What holds now."""
    # Asked for is what nobody has set: only the few that were set need looking at.
    waived = frozenset(_PLACES[key] for key, number in kept().items() if number == WAIVED and key in _PLACES)
    return GateRules(full_capacity_percent=value(FULL_CAPACITY), waived=waived)
