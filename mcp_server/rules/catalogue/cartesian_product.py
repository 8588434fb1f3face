"""Two tables are selected without a condition between them.

## What it does
Finds executed statements that select several table models and neither join nor filter.

## Why is this bad
The database pairs each row of the one with each row of the other: a thousand heroes and
a hundred teams are a hundred thousand rows. SQLAlchemy warns of a cartesian product.

## Example
```python
from sqlmodel import Field, Session, SQLModel, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


def names(session: Session) -> dict[int | None, str]:
    rows = session.exec(select(Hero, Team))
    return {hero.id: team.name for hero, team in rows}
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


def names(session: Session) -> dict[int | None, str]:
    rows = session.exec(select(Hero, Team).join(Team))
    return {hero.id: team.name for hero, team in rows}
```

## When it does not apply
The statement has a join, a condition or a `select_from()`, or its building cannot be
followed. Every pair on purpose: say so with `.join(Team, true())`.
"""

from collections.abc import Iterator

from mcp_server.rules.edits import append
from mcp_server.rules.inference import model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls
from mcp_server.rules.statements import methods, selection, steps

CODE = "SQM082"
SEVERITY = "warning"
CATEGORY = "queries"
PROBLEM = "cartesian-product"
FIX = "unsafe"
"""It returns the pairs that belong together, not all of them."""
PLAIN = {"order_by", "limit", "offset", "distinct", "options", "select"}


def check(module: Module) -> Iterator[Violation]:
    """Statements over several tables with nothing between them."""
    for one in session_calls(module, "exec", "execute"):
        first = one.call.args[0] if one.call.args else None
        calls = steps(module, first)
        begin = selection(module, first) if first is not None else None
        if not calls or begin is None or not methods(calls) <= PLAIN:
            continue
        found = [model(module, argument) for argument in begin.args]
        tables = [one for one in found if one and one.is_table]
        if len(tables) != len(begin.args) or len({one.name for one in tables}) < 2:
            continue
        names = " and ".join(one.name for one in tables)
        fix = None
        if len(tables) == 2:
            text = f".join({module.text(begin.args[1])})"
            fix = Fix("Join them", (append(module, begin, text),), "unsafe")
        yield Violation(
            node=begin,
            message=f"Every {names} are paired: a cartesian product.",
            remedy="Join them: select(A, B).join(B), or add a condition.",
            fix=fix,
        )
