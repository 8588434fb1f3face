"""SQLite does not enforce the foreign keys.

## What it does
Finds engines for an SQLite file, in applications whose tables have foreign keys, where
nothing mentions `PRAGMA foreign_keys`.

## Why is this bad
SQLite ignores foreign keys until each connection says `PRAGMA foreign_keys=ON`. Rows
that refer to nothing are stored, `ondelete` does nothing, and the first database server
refuses what development accepted.

## Example
```python
from fastapi import FastAPI
from sqlmodel import Field, SQLModel, create_engine


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


engine = create_engine("sqlite:///app.db")
app = FastAPI()
```

## Use instead
```python
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import Field, SQLModel, create_engine


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


engine = create_engine("sqlite:///app.db")


@event.listens_for(engine, "connect")
def enforce_foreign_keys(connection, record):
    connection.execute("PRAGMA foreign_keys=ON")


app = FastAPI()
```

## When it does not apply
Scripts, databases in memory, other databases. For an asynchronous engine listen on
`engine.sync_engine`.
"""

from collections.abc import Iterator

from mcp_server.rules.dependencies import serves
from mcp_server.rules.engines import engines
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation

CODE = "SQM070"
SEVERITY = "info"
CATEGORY = "engine"
PROBLEM = "sqlite-fk-not-enforced"
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Engines of SQLite files whose connections keep the default."""
    for engine in engines(module) if not module.is_test else ():
        is_file = engine.url and engine.url.backend == "sqlite"
        is_file = is_file and engine.url and not engine.url.is_memory
        if is_file and serves(module) and _matters(module):
            yield Violation(
                node=engine.node,
                message="SQLite ignores the foreign keys of these tables.",
                remedy='Execute "PRAGMA foreign_keys=ON" in a connect event.',
            )


def _matters(module: Module) -> bool:
    """The project has foreign keys, and nothing turns them on."""
    project = module.project
    has_keys = any(
        member.argument("foreign_key") is not None
        for model in project.tables.values()
        for member in model.fields.values()
    )
    sources = (one.source.lower() for one in project.modules.values())
    return has_keys and not any("foreign_keys" in one for one in sources)
