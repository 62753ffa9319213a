"""What board and list share: who asks, the filter in the URL, its chips, the views above it and the filter form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core.permissions import Permission
from app.projects import view_model
from app.projects.enums import Light, Recognition, SiteMode, Source, Stage, Status
from app.projects.filters import ProjectFilter
from app.projects.queries.choices import Choices, choices
from app.projects.state import ListState
from app.worklists import queries as worklists
from app.worklists.enums import ViewPage
from app.worklists.queries import Shelf, ViewTab

# The criteria with a control of their own in the filter form.
CONTROLS = (
    *("q", "park", "plan", "sector", "stage", "status", "owner", "source", "light", "least", "most"),
    *("recognition", "unowned", "overdue", "site", "due_by", "signed", "framework", "landed"),
)
NO_VIEW = "0"  # in the URL: show everything, although this person's lists start with a view
_PAGES = {"projects.index": ViewPage.LIST, "projects.board": ViewPage.BOARD}
_ENDPOINTS = {page: endpoint for endpoint, page in _PAGES.items()}


@dataclass(frozen=True)
class Frame:
    """One request for board or list. `kept`: further arguments that every link of the page carries on."""

    actor: Actor
    state: ListState
    choices: Choices
    shelf: Shelf
    view: ViewTab | None
    endpoint: str
    kept: Mapping[str, Any]

    @property
    def criteria(self) -> ProjectFilter:
        """What the page is narrowed by."""
        return self.state.criteria

    def url(self, criteria: ProjectFilter | None = None, **more: Any) -> str:
        """This page with another filter, or with something else changed."""
        wanted = (self.criteria if criteria is None else criteria).args()
        return url_for(self.endpoint, **{**wanted, **self.kept, **more})

    @property
    def start_url(self) -> str | None:
        """The view this person starts with, when the address says nothing at all."""
        page = _PAGES[self.endpoint]
        view = self.shelf.view(self.shelf.defaults.get(page))
        return _view_url(view) if view and not request.args and "HX-Request" not in request.headers else None

    @property
    def along(self) -> dict[str, Any]:
        """What the page of a project takes along, to lead back to this very list and to walk through it."""
        return {**self.state.args(), **({"view": self.view.id} if self.view else {})}

    def facts(self) -> dict[str, Any]:
        """What the shared parts of the templates need."""
        quick_tabs = self._quick_tabs()
        return {
            "criteria": self.criteria,
            "typed": self.criteria.args(),
            "choices": self.choices,
            "stages": Stage,
            "statuses": Status,
            "sources": Source,
            "lights": Light,
            "recognitions": Recognition,
            "sites": SiteMode,
            "page_url": url_for(self.endpoint),
            "clear_url": url_for(self.endpoint, **self.kept),
            "chips": [
                {"label": chip.label, "value": chip.value, "remove_url": self.url(chip.without)}
                for chip in view_model.chips(self.criteria, self.choices)
            ],
            "tabs": [*quick_tabs, *self._saved_tabs()],
            "view": self._view_facts(quick_tabs),
            "switch": [
                {"label": label, "icon": icon, "active": self.endpoint == there, "url": url_for(there, **filter_args)}
                for filter_args in [self.criteria.args() or self._no_view()]
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

    def _no_view(self) -> dict[str, str]:
        """An address that says nothing leads to the view one starts with; this one says something."""
        return {"view": NO_VIEW} if self.shelf.defaults else {}

    def _quick_tabs(self) -> list[dict[str, Any]]:
        login = self.actor.login if self.actor.park_ids else None
        kept = {name: value for name, value in self.kept.items() if name != "view"}
        found = []
        for quick in view_model.quick_views(login=login, mine=self.choices.owned):
            args = {**quick.criteria.args(), **kept}
            found.append(
                {
                    "label": quick.label,
                    "url": url_for(self.endpoint, **(args or self._no_view())),
                    "active": self.view is None and quick.criteria == self.criteria,
                    "count": quick.count,
                }
            )
        return found

    def _saved_tabs(self) -> list[dict[str, Any]]:
        here = _PAGES[self.endpoint]
        return [
            {
                "label": view.name,
                "url": _view_url(view),
                "active": view is self.view,
                "shared": view.shared,
                "icon": "" if view.page is here else {"list": "list", "board": "layout-kanban"}[view.page.value],
            }
            for view in self.shelf.views
        ]

    def _view_facts(self, quick_tabs: list[dict[str, Any]]) -> dict[str, Any]:
        """The view that is open, whether what is shown still is what it holds, and what saving it sends."""
        page, args = _PAGES[self.endpoint], self.state.args()
        opened = self.view
        changed = opened is not None and (opened.args != args or opened.page is not page)
        usual = not self.kept.keys() & {"sort", "cols"} and any(quick["active"] for quick in quick_tabs)
        return {
            "opened": opened,
            "changed": changed,
            "offers": changed or (opened is None and not usual),
            "revert_url": _view_url(opened) if opened else "",
            "page": page.value,
            "state": urlencode(args, doseq=True),
            "may_share": Permission.VIEW_SHARE in self.actor.permissions,
            "any": bool(self.shelf.views),
        }


def _view_url(view: ViewTab) -> str:
    return url_for(_ENDPOINTS[view.page], **view.args, view=view.id)


def frame(endpoint: str, **kept: Any) -> Frame:
    """Read the request. Raises BadFilter. `kept`: arguments besides those that make up the state."""
    actor, state = signed_in(), ListState.from_args(request.args)
    if endpoint == "projects.board":
        state = ListState(state.criteria)  # a board has neither order nor columns
    shelf = worklists.shelf_of(actor)
    view = shelf.view(request.args.get("view", type=int))
    if view is None and state.columns == (shelf.columns or view_model.DEFAULT_COLUMNS):
        state = replace(state, columns=())  # what is shown anyway need not stand in the address
    carried = {name: values[0] for name, values in state.args().items() if name in {"sort", "cols", "size"}}
    number = view.id if view else NO_VIEW if request.args.get("view") == NO_VIEW and shelf.defaults else ""
    return Frame(
        actor=actor,
        state=state,
        choices=choices(actor, sectors=state.criteria.sector),
        shelf=shelf,
        view=view,
        endpoint=endpoint,
        kept={name: value for name, value in {**carried, **kept, "view": number}.items() if value},
    )
