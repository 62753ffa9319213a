"""What a park is found by: its names, its places and what it is meant for."""

from collections.abc import Iterable

from app.core.search import Index

from .models import Park

PARKS = Index("park")


def city_tag(city_id: int) -> str:
    """The word that keeps a search within the cities of the one who asks."""
    return f"city{city_id}"


def index_parks(parks: Iterable[Park]) -> None:
    """(Re)write these parks in the full-text index; they must have their numbers."""
    PARKS.put_many(
        (
            park.id,
            [park.name, *park.aliases, park.short_name, park.name_en or "", *park.places, *park.focus, park.code],
            [city_tag(park.city_id)],
            [],
        )
        for park in parks
    )
