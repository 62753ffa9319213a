"""The database has the last word on uniqueness; here its word becomes a sentence on a field."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from app.extensions import db

from .errors import AlreadyExists


@contextmanager
def saving(**constraints: tuple[str, str]) -> Iterator[None]:
    """Flush what is added inside; a broken constraint named here raises AlreadyExists with its field and sentence.

    `constraints` maps the constraint's name to (field, sentence). SQLite names only the columns of a
    unique constraint, so the name is also tried in its `table.column` form.
    """
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as refusal:
        said = str(refusal.orig)
        for name, (field, sentence) in constraints.items():
            if name in said or _columns_in(name, said):
                raise AlreadyExists(sentence, field=field) from refusal
        raise


def _columns_in(constraint: str, said: str) -> bool:
    """Whether SQLite's “UNIQUE constraint failed: park.code” is about `uq_park_code`."""
    _, _, listed = said.partition("UNIQUE constraint failed: ")
    return bool(listed) and constraint == "uq_" + "_".join(
        [listed.split(".")[0], *(part.strip().split(".")[-1] for part in listed.split(","))]
    )
