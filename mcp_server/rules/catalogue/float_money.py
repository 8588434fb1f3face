"""An amount of money is a float.

## What it does
Finds `float` columns of tables with names such as `price`, `amount`, `balance` or
`total`.

## Why is this bad
Floats are binary fractions: `0.1 + 0.2 != 0.3`. Sums drift by cents, comparisons fail,
and the column is of a type that cannot be exact in any database. `Decimal` with its
digits becomes NUMERIC.

## Example
```python
from sqlmodel import Field, SQLModel


class Product(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    price: float
```

## Use instead
```python
from decimal import Decimal

from sqlmodel import Field, SQLModel


class Product(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    price: Decimal = Field(max_digits=12, decimal_places=2)
```

## When it does not apply
The column has a type of its own, or the table measures something: it has a column
`unit` or the like. Names are taken whole or after an underscore: `unit_price`. Data
models are left alone.
"""

import re
from collections.abc import Iterator

from mcp_server.rules.annotations import is_one
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import columns, users

CODE = "SQM022"
SEVERITY = "warning"
CATEGORY = "models"
PROBLEM = "decimal-precision"
FIX = None
MONEY = re.compile(
    r"(^|_)(price|salary|subtotal|wage|revenue)$|^((account|available)_)?balance$"
    r"|^(amount|total|fee|total_amount|amount_(paid|due)|grand_total)$"
)
MEASURE = re.compile(r"(^|_)(unit|units|uom|measure|measurement|grams|kilos|litres)$")
"""Columns beside which an amount is no money."""
POSSIBLY_MEASURED = {"amount", "total", "balance"}


def check(module: Module) -> Iterator[Violation]:
    """Columns of money that cannot be exact."""
    for model, member in columns(module):
        if not MONEY.search(member.name) or not _is_float(module, member):
            continue
        if member.name in POSSIBLY_MEASURED and _measures(model, member):
            continue
        yield Violation(
            node=member.node,
            message=f"{model.name}.{member.name} is money in a float.",
            remedy=f"Annotate it {member.name}: Decimal = Field(max_digits=12, "
            "decimal_places=2), with a migration.",
        )


def _is_float(module: Module, member: Member) -> bool:
    if member.argument("sa_type") or member.argument("sa_column"):
        return False
    return is_one(module, member.node.annotation, "float")


def _measures(model: Model, member: Member) -> bool:
    tables = [model, *users(model, member)]
    return any(MEASURE.search(name) for table in tables for name in table.fields)
