"""The rows of one project, for its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.models import User
from app.delivery.enums import Part
from app.delivery.models import Contract, DeliveryFacts, DeliveryFile, Permit, SiteContract
from app.extensions import db
from app.projects.enums import ContractKind, EvidenceKind
from app.projects.models import Project

Row = Contract | SiteContract | Permit
AnyRow = TypeVar("AnyRow", Contract, SiteContract, Permit)
MODELS: Mapping[Part, type[Row]] = {
    Part.CONTRACTS: Contract,
    Part.SITES: SiteContract,
    Part.PERMITS: Permit,
}
EARLIEST = date(1, 1, 1)
MOST = 2**31  # no engine has a row of a higher number


@dataclass(frozen=True)
class RowFile:
    """A file and who attached it."""

    file: DeliveryFile
    who: str | None


@dataclass(frozen=True, kw_only=True)
class Rows:
    """All rows, the newest first; files by the row they stand beside."""

    facts: DeliveryFacts | None
    contracts: Sequence[Contract]
    sites: Sequence[SiteContract]
    permits: Sequence[Permit]
    files: Mapping[tuple[Part, int], Sequence[RowFile]] = field(default_factory=dict)
    photos: Sequence[RowFile] = ()
    governing: Contract | None = None


def facts_of(project: Project) -> DeliveryFacts | None:
    """What the project has once; None while nothing is written down."""
    return db.session.scalar(sa.select(DeliveryFacts).where(DeliveryFacts.project_id == project.id))


def rows_of(project: Project) -> Rows:
    """Everything the page shows: one query a kind."""
    contracts = _of(Contract, project)
    files: dict[tuple[Part, int], list[RowFile]] = {}
    photos = []
    for file, who in db.session.execute(
        sa.select(DeliveryFile, User.name)
        .outerjoin(User, User.id == DeliveryFile.attached_by_id)
        .where(DeliveryFile.project_id == project.id, DeliveryFile.deleted_at.is_(None))
        .order_by(DeliveryFile.id)
    ):
        if file.kind is EvidenceKind.PHOTO:
            photos.append(RowFile(file, who))
        for place in _beside(file):
            files.setdefault(place, []).append(RowFile(file, who))
    return Rows(
        facts=facts_of(project),
        contracts=sorted(contracts, key=_newest, reverse=True),
        sites=_of(SiteContract, project),
        permits=_of(Permit, project),
        files=files,
        photos=photos,
        governing=governing(contracts),
    )


def governing(contracts: Sequence[Contract]) -> Contract | None:
    """The one that holds: see `filed._governing_first`, which says the same in SQL."""

    def place(one: Contract) -> tuple[bool, bool, date, int]:
        return one.signed_on is not None, one.kind is ContractKind.FORMAL, one.signed_on or EARLIEST, one.id

    return max(contracts, key=place, default=None)


def find_row(project: Project, part: Part, number: int, *, deleted: bool = False) -> Row:
    """A row of this project. Raises NoResultFound for one of another project, or one that was deleted (or was not)."""
    row: Any = db.session.get(MODELS[part], number) if part in MODELS and number < MOST else None
    if row is None or row.project_id != project.id or (row.deleted_at is not None) is not deleted:
        raise NoResultFound
    return cast("Row", row)


def find_file(project: Project, number: int, *, deleted: bool = False) -> DeliveryFile:
    """A file of this project. Raises NoResultFound; also when the row it stands beside was deleted."""
    file = db.session.get(DeliveryFile, number) if number < MOST else None
    if file is None or file.project_id != project.id or (file.deleted_at is not None) is not deleted:
        raise NoResultFound
    for part, row_id in _beside(file):
        find_row(project, part, row_id)
    return file


def _beside(file: DeliveryFile) -> list[tuple[Part, int]]:
    """The row that a file belongs to; a photo belongs to none."""
    places = {
        Part.CONTRACTS: file.contract_id,
        Part.SITES: file.site_contract_id,
        Part.PERMITS: file.permit_id,
    }
    return [(part, number) for part, number in places.items() if number is not None]


def _of(model: type[AnyRow], project: Project) -> Sequence[AnyRow]:
    return db.session.scalars(
        sa.select(model).where(model.project_id == project.id, model.deleted_at.is_(None)).order_by(model.id.desc())
    ).all()


def _newest(contract: Contract) -> tuple[date, int]:
    return contract.signed_on or date.max, contract.id
