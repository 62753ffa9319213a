"""The declarative base and the column types that all tables share."""

import enum
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

from . import clock

ENUM_LENGTH = 40
CODE_LENGTH = 64
NAME_LENGTH = 200


class Scaled(sa.types.TypeDecorator[Decimal]):
    """A Decimal kept as a whole number of its smallest unit, so that no engine turns it into a float."""

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """万元 (亩, ㎡) as a whole number of 分 (1/10,000 亩, 1/100 ㎡)."""
        return None if value is None else int(Decimal(value).scaleb(self.places).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Back again; a SUM comes from PostgreSQL as a Decimal and from SQLite as an int."""
        return None if value is None else self.amount(int(value))

    def amount(self, number: int) -> Decimal:
        """A whole number of the smallest unit as the amount it is kept for."""
        return Decimal(number).scaleb(-self.places)

    def coerce_compared_value(self, op: Any, value: Any) -> sa.types.TypeEngine[Any]:
        """Compare an amount with an amount."""
        return self


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC moment on every engine; SQLite itself would forget the zone."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """PostgreSQL keeps the zone, SQLite a naive UTC text."""
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they have no meaning here."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"A moment without a time zone: {value!r}"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Money = Annotated[Decimal, orm.mapped_column(Scaled(6))]  # 万元, exact to the 分
Mu = Annotated[Decimal, orm.mapped_column(Scaled(4))]  # 亩
SquareMetres = Annotated[Decimal, orm.mapped_column(Scaled(2))]  # ㎡
Number = Annotated[Decimal, orm.mapped_column(Scaled(6))]  # a published figure of any unit
Code = Annotated[str, orm.mapped_column(sa.String(CODE_LENGTH))]
Name = Annotated[str, orm.mapped_column(sa.String(NAME_LENGTH))]
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


class Model(orm.DeclarativeBase):
    """Base of every table (the word “base” is a business term here)."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        list[Any]: Json,
        dict[str, Any]: Json,
        list[str]: Json,
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            length=ENUM_LENGTH,
            validate_strings=True,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


class Record:
    """A row with a number and its times."""

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True, sort_order=-10)
    created_at: orm.Mapped[datetime] = orm.mapped_column(default=clock.now, sort_order=90)
    updated_at: orm.Mapped[datetime] = orm.mapped_column(default=clock.now, onupdate=clock.now, sort_order=91)


class Versioned:
    """A row that two people may edit: the second save of the same version is refused (StaleDataError)."""

    version: orm.Mapped[int] = orm.mapped_column(default=1, sort_order=92)

    @orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy hands over the class
        """Let SQLAlchemy count and compare."""
        return {"version_id_col": cls.version}
