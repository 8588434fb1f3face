"""Enums, money and versions in tables."""

from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Any

from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


class Same(StrEnum):
    open = "open"
    closed = "closed"


class Level(IntEnum):
    LOW = 1


class Color(Enum):
    RED = "red"


class Ticket(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    same: Same = Same.open
    level: Level = Level.LOW
    color: Color | None = None  # expect: SQM021
    typed: Color = Field(
        default=Color.RED,
        sa_type=EnumType(Color, values_callable=lambda e: [m.value for m in e]),
    )


class TicketPublic(SQLModel):
    color: Color
    price: float


class Ingredient(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    amount: float
    unit: str


class Order(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    total: float = 0  # expect: SQM022
    unit_price: float | None = None  # expect: SQM022
    price: Decimal = Field(default=0, max_digits=12, decimal_places=2)
    price_cents: int = 0
    price_ratio: float = 1
    price_changed: bool = False
    total_weight: float = 0
    white_balance: float = 0
    version: int = 1

    @declared_attr.directive
    def __mapper_args__(cls: Any) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}
