"""What board and list share: who asks, the filter in the URL, its chips, the quick tabs and the filter form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.projects import view_model
from app.projects.enums import Light, Source, Stage, Status
from app.projects.filters import ProjectFilter
from app.projects.queries.choices import Choices, choices, number_owned

# The criteria with a control of their own in the filter form.
CONTROLS = ("q", "park", "plan", "sector", "stage", "status", "owner", "source", "light", "least", "most")


@dataclass(frozen=True)
class Frame:
    """One request for board or list. `kept`: further arguments that every link of the page carries on."""

    actor: Actor
    criteria: ProjectFilter
    choices: Choices
    endpoint: str
    kept: Mapping[str, Any]

    def url(self, criteria: ProjectFilter | None = None, **more: Any) -> str:
        """This page with another filter, or with something else changed."""
        wanted = (self.criteria if criteria is None else criteria).args()
        return url_for(self.endpoint, **{**wanted, **self.kept, **more})

    def facts(self) -> dict[str, Any]:
        """What the shared parts of the templates need."""
        return {
            "criteria": self.criteria,
            "typed": self.criteria.args(),
            "choices": self.choices,
            "stages": Stage,
            "statuses": Status,
            "sources": Source,
            "lights": Light,
            "page_url": url_for(self.endpoint),
            "clear_url": url_for(self.endpoint, **self.kept),
            "chips": [
                {"label": chip.label, "value": chip.value, "remove_url": self.url(chip.without)}
                for chip in view_model.chips(self.criteria, self.choices)
            ],
            "tabs": [
                {
                    "label": view.label,
                    "url": self.url(view.criteria),
                    "active": view.criteria == self.criteria,
                    "count": view.count,
                }
                for view in self._views()
            ],
            "switch": [
                {"label": label, "icon": icon, "active": self.endpoint == there, "url": url_for(there, **filter_args)}
                for filter_args in [self.criteria.args()]
                for label, icon, there in (
                    ("看板", "layout-kanban", "projects.board"),
                    ("列表", "list", "projects.index"),
                )
            ],
            # Criteria that the form offers no control for stay as they are when it is sent.
            "hidden": [
                (name, value)
                for name, values in self.criteria.args().items()
                if name not in CONTROLS
                for value in values
            ]
            + list(self.kept.items()),
        }

    def _views(self) -> list[view_model.QuickView]:
        if not self.actor.park_ids:
            return view_model.quick_views(login=None)
        return view_model.quick_views(login=self.actor.login, mine=number_owned(self.actor))


def frame(endpoint: str, **kept: Any) -> Frame:
    """Read the request. Raises BadFilter."""
    actor = signed_in()
    criteria = ProjectFilter.from_args(request.args)
    return Frame(
        actor=actor,
        criteria=criteria,
        choices=choices(actor, sectors=criteria.sector),
        endpoint=endpoint,
        kept={name: value for name, value in kept.items() if value},
    )
