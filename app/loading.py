"""`flask plans load`: reads plan files and hands each part to the package that keeps it, lower packages first.

Everything is read and checked before anything is written, and the caller commits once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from app.accounts.actor import SYSTEM
from app.companies.loader import load_named_companies
from app.core import audit
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.parks import loader as parks
from app.plans import loader as plans
from app.plans.schema import (
    PlanFile,
    SectorFile,
    bundled_plans,
    bundled_sectors,
    check_references,
    read_plan_file,
    read_sector_file,
)
from app.plans.sync import Tally

SECTOR_FILE = "sectors.yaml"


@dataclass
class Loaded:
    """What a load did, by plan."""

    parts: dict[str, Tally] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """Everything together."""
        return sum(self.parts.values(), Tally())


def load_bundled_plans() -> Loaded:
    """Load `app/plans/data`; loading again changes nothing."""
    return _load(bundled_sectors(), SECTOR_FILE, bundled_plans())


def load_files(paths: Sequence[Path]) -> Loaded:
    """Load these plan files; a file named `sectors…yaml` is the sector tree they use. Raises PlanFileError."""
    sectors, name = bundled_sectors(), SECTOR_FILE
    files: list[PlanFile] = []
    for path in paths:
        if path.name.startswith("sectors"):
            sectors, name = read_sector_file(path), path.name
        else:
            files.append(read_plan_file(path))
    given = {file.code for file in files}
    check_references([*(plan for plan in bundled_plans() if plan.code not in given), *files], sectors)
    return _load(sectors, name, files)


def _load(sectors: SectorFile, name: str, files: Sequence[PlanFile]) -> Loaded:
    """Sectors, then plans, then places, then what lies in the places, then the companies that are named."""
    loaded = Loaded({"产业树": plans.load_sectors(sectors, name=name)})
    rows = {}
    for position, file in enumerate(_in_order(files), start=plans.next_position()):
        rows[file.code], loaded.parts[file.code] = plans.load_plan(file, position=position)
        loaded.parts[file.code] += parks.load_places(file, rows[file.code])
    for file in files:
        loaded.parts[file.code] += parks.load_carriers(file, rows[file.code])
        if (tally := loaded.parts[file.code]).changed:
            audit.record("plan.loaded", rows[file.code], by=SYSTEM, label=rows[file.code].title, counts=vars(tally))
    loaded.parts["企业登记"] = Tally(created=load_named_companies())
    return loaded


def _in_order(files: Sequence[PlanFile]) -> list[PlanFile]:
    """As the tabs show them: plans that name parks first, then the city with the most plans, then by date."""
    cities = Counter(file.city.code for file in files)
    return sorted(
        files,
        key=lambda file: (not file.units, -cities[file.city.code], file.document.issued_on or date.max, file.code),
    )


class Refused(click.ClickException):
    """One Chinese line and exit code 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        """Print it where errors belong."""
        click.echo(self.message, err=True)


def init_app(app: Flask) -> None:
    """Install `flask plans`."""
    group = AppGroup("plans", help="Policy plans.")

    @group.command("load")
    @click.argument("files", nargs=-1, type=click.Path(path_type=Path))
    def load(files: tuple[Path, ...]) -> None:
        """Load the plans that ship with the product, or the given YAML FILES."""
        try:
            with transaction():
                loaded = load_files(files) if files else load_bundled_plans()
        except DomainError as refusal:
            raise Refused(refusal.message) from refusal
        except IntegrityError as fault:
            raise Refused("载入时数据有冲突，可能有另一个载入正在进行；没有写入任何内容，请稍后重试。") from fault
        except (OperationalError, ProgrammingError) as fault:
            raise Refused("数据库打不开或尚未建立；请先运行 flask db upgrade 再载入。") from fault
        for name, tally in loaded.parts.items():
            click.echo(f"{name}：{tally.words}")
        click.echo(f"合计：{loaded.total.words}")

    app.cli.add_command(group)
