"""What every page finds around itself: who is signed in, what they may do, where they can go."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from flask_login import current_user

from app.accounts.queries import MOST_UNREAD
from app.core.permissions import Permission
from app.notices.view_model import bell


@dataclass(frozen=True)
class Place:
    """An entry of the top bar."""

    key: str
    label: str
    icon: str
    endpoint: str
    permission: Permission


PLACES = (
    Place("home", "今日待办", "home", "home.today", Permission.SELF),
    Place("parks", "园区布局", "map-2", "parks.index", Permission.PARK_READ),
    Place("projects", "项目", "layout-kanban", "projects.board", Permission.PROJECT_READ),
    Place("reviews", "审核", "certificate", "reviews.index", Permission.FIRST_REPORT_READ),
    Place("companies", "企业", "building", "companies.index", Permission.COMPANY_READ),
    Place("plans", "规划", "target-arrow", "plans.index", Permission.PLAN_READ),
    Place("monitoring", "督查", "eye-check", "monitoring.supervision", Permission.COMPANY_READ),
    Place("briefs", "材料", "printer", "briefs.index", Permission.BRIEF_PRINT),
    Place("accounts", "账号", "users", "accounts.users", Permission.ACCOUNT_MANAGE),
    Place("settings", "设置", "settings", "accounts.settings", Permission.SETTING_EDIT),
    Place("audit", "审计", "history", "accounts.audit_trail", Permission.AUDIT_READ),
)


def can(permission: str) -> bool:
    """Whether the signed-in person holds a right; for templates, which never ask for roles."""
    return current_user.is_authenticated and Permission(permission) in current_user.permissions


def _surroundings() -> dict[str, Any]:
    actor = current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001
    places = [place for place in PLACES if actor and place.permission in actor.permissions]
    return {
        "actor": actor,
        "fresh": bell(actor.unread, MOST_UNREAD) if actor else "",
        "nav": [
            {"key": place.key, "label": place.label, "icon": place.icon, "url": url_for(place.endpoint), "badge": None}
            for place in places
        ],
    }


def init_app(app: Flask) -> None:
    """Offer the surroundings to all templates."""
    app.context_processor(_surroundings)
    app.jinja_env.globals["can"] = can
