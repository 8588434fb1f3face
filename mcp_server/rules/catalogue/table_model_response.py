"""An endpoint answers with a table model.

## What it does
Finds endpoints whose `response_model` or return annotation is a table model.

## Why is this bad
Every column that the table gets is published at once, its relationships never are, and
the schema of the database becomes the contract with the clients. A data model of its
own says what is public.

## Example
```python
from fastapi import FastAPI
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


app = FastAPI()


@app.get("/hero")
def read_hero() -> Hero:
    return Hero(id=1, name="Ada")
```

## Use instead
```python
from fastapi import FastAPI
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class HeroPublic(SQLModel):
    id: int
    name: str


app = FastAPI()


@app.get("/hero", response_model=HeroPublic)
def read_hero() -> Hero:
    return Hero(id=1, name="Ada")
```

## When it does not apply
`response_model` names another model or None: it wins over the return annotation. In an
example of one file, a table model as the answer is fine.
"""

from collections.abc import Iterator

from mcp_server.rules.inference import annotated
from mcp_server.rules.module import Module
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Violation

CODE = "SQM001"
SEVERITY = "info"
CATEGORY = "fastapi"
PROBLEM = "response-missing-relationship"
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Endpoints that answer with rows of a table as they are."""
    for route in routes(module) if module.project.tables else ():
        response = route.response
        found = annotated(module, response)
        if response is None or not found or not found.model:
            continue
        if found.kind in ("row", "rows") and found.model.is_table:
            name = found.model.name
            yield Violation(
                node=response,
                message=f"{route.function.name} answers with the table model {name}.",
                remedy=f"Answer with a data model: response_model={name}Public.",
            )
