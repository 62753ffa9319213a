"""The first page after signing in: what this person comes for every day."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.permissions import Permission
from app.home import queries, view_model
from app.parks.enums import ParkMetric
from app.projects import limits
from app.projects import queries as projects

from .blueprint import bp

MOST_DUE = 40


@bp.get("/")
@requires(Permission.SELF)
def today() -> ResponseReturnValue:
    """A park team's work, a city's figures, or where to go."""
    actor = signed_in()
    if actor.park_ids and Permission.PROJECT_CREATE in actor.permissions:
        return _own_work(actor)
    if actor.sees_every_park:
        return _city(actor)
    return render_template("home/places.html", today=clock.today(), purposes=view_model.PURPOSES)


def _own_work(actor: Actor) -> ResponseReturnValue:
    day = clock.today()
    patterns = {
        "show_url": url_for("projects.show", code="CODE"),
        "note_url": url_for("projects.add_activity", code="CODE"),
    }
    team = queries.team_figures(actor, today=day) if actor.has(Role.PARK_MANAGER) else None
    rows = projects.dues(actor, today=day, until=view_model.until(day), limit=MOST_DUE)
    return render_template(
        "home/today.html",
        today=day,
        todo=view_model.today_list(
            rows, others=queries.waiting(actor, day), today=day, limits=limits.current(), most=MOST_DUE
        ),
        mine=projects.figures_by_owner(actor, today=day),
        month=view_model.month_figures(queries.month_work(actor, today=day)),
        **patterns,
        team=team,
    )


def _city(actor: Actor) -> ResponseReturnValue:
    day = clock.today()
    figures = queries.city_figures(actor, today=day)
    return render_template(
        "home/city.html",
        today=day,
        todo=view_model.today_list(
            (), others=queries.waiting(actor, day), today=day, limits=limits.current(), most=MOST_DUE
        ),
        figures=figures,
        gaps=view_model.biggest_gaps(figures),
        lit=view_model.by_lights(figures.parks),
        moves=queries.newest_moves(actor),
        signed_target=figures.target(ParkMetric.SIGNED),
        landed_target=figures.target(ParkMetric.LANDED),
        several_cities=len({park.city for park in figures.parks}) > 1,
    )
