"""Defaults that are shared by all rows, and others."""

import uuid
from datetime import date, time
from decimal import Decimal

from sqlalchemy.ext.mutable import MutableList
from sqlmodel import JSON, Field, SQLModel


class Invoice(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    namespace: uuid.UUID = Field(default=uuid.uuid5(uuid.NAMESPACE_DNS, "a"))
    number: str = Field(default=str(uuid.uuid4()), unique=True)  # expect: SQM020
    code: str = uuid.uuid4().hex  # expect: SQM020
    day: date = Field(date.today())  # expect: SQM020
    due: date = date(2026, 1, 1)
    bell: time = Field(default=time(8, 0))
    net: Decimal = Decimal("0.5")
    tags: list[str] = Field(default=[], sa_type=MutableList.as_mutable(JSON))


class InvoiceQuery(SQLModel):
    tags: list[str] = []
    since: date = Field(default_factory=date.today)
