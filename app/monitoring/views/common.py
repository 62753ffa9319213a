"""What the pages share: the tabs of the place."""

from typing import Any

from flask import url_for

TABS = (
    ("supervision", "督办单", "monitoring.supervision"),
    ("velocity", "阶段用时", "monitoring.velocity"),
    ("cohorts", "签约转化", "monitoring.cohorts"),
)


def place_tabs(active: str, **counts: int | None) -> list[dict[str, Any]]:
    """The pages of this place."""
    return [
        {"label": label, "url": url_for(endpoint), "active": key == active, "count": counts.get(key)}
        for key, label, endpoint in TABS
    ]
