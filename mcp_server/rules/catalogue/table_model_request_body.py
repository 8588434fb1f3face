"""A table model is the body of a request.

## What it does
Finds parameters of endpoints whose type is a table model.

## Why is this bad
Table models do not validate: FastAPI hands over `{"name": 5}` and even `{}` as a row,
and the database refuses it, or stores it. Clients may also set the primary key and
every other column.

## Example
```python
from fastapi import FastAPI
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=3)


app = FastAPI()


@app.post("/heroes")
def create_hero(hero: Hero) -> dict[str, str]:
    return {"created": hero.name}
```

## Use instead
```python
from fastapi import FastAPI
from sqlmodel import Field, SQLModel


class HeroBase(SQLModel):
    name: str = Field(min_length=3)


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroCreate(HeroBase):
    pass


app = FastAPI()


@app.post("/heroes")
def create_hero(hero: HeroCreate) -> dict[str, str]:
    row = Hero.model_validate(hero)
    return {"created": row.name}
```

## When it does not apply
The parameter comes from a dependency: `Annotated[Hero, Depends(get_hero)]`. Table
models that validate by their configuration (`validate_assignment`) are not reported.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import default_of, depends
from mcp_server.rules.models import Model
from mcp_server.rules.module import Module
from mcp_server.rules.routes import Route, routes
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import body_value

CODE = "SQM011"
SEVERITY = "warning"
CATEGORY = "fastapi"
PROBLEM = "table-skips-validation"
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Parameters of endpoints that the body fills and that nothing validates."""
    for route in routes(module) if module.project.tables else ():
        for parameter in route.parameters:
            model = _body(route, parameter)
            if model and model.is_table and not _validates(model):
                yield Violation(
                    node=parameter,
                    message=f"The body of {route.function.name} is the table model "
                    f"{model.name}, which does not validate.",
                    remedy=f"Take a data model and make the row from it: "
                    f"{model.name}.model_validate({parameter.arg}).",
                )


def _body(route: Route, parameter: ast.arg) -> Model | None:
    held = route.held(parameter)
    if held is None or held.kind not in ("row", "rows"):
        return None
    if depends(route.module, parameter):
        return None
    default = default_of(route.module, parameter)
    return None if isinstance(default, ast.Constant) else held.model


def _validates(model: Model) -> bool:
    configured = body_value(model, "model_config")
    return configured is not None and "validate_assignment" in ast.unparse(configured)
