"""A loop over rows queries once for each row.

## What it does
Finds loops and comprehensions over the rows of a query that read a relationship which
the query does not load, or that query by each row.

## Why is this bad
The relationship is loaded when it is read: one more SELECT for each row. Ten rows do
not show it, a thousand rows do. An asynchronous session raises MissingGreenlet instead.

## Example
```python
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


def sizes(session: Session) -> dict[int | None, int]:
    teams = session.exec(select(Team))
    return {team.id: len(team.heroes) for team in teams}
```

## Use instead
```python
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


def sizes(session: Session) -> dict[int | None, int]:
    teams = session.exec(select(Team).options(selectinload(Team.heroes)))
    return {team.id: len(team.heroes) for team in teams}
```

## When it does not apply
An option of the query names the relationship, or cannot be read here; the relationship
has `lazy=`; the query has a small limit. The function also loads the other table, so
that the session knows its rows (`get()` and relationships to one row then send
nothing). Rows that came in as a parameter may have been loaded already.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import append
from mcp_server.rules.inference import held, model, selected, table
from mcp_server.rules.kinds import Held
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import owner, session_calls
from mcp_server.rules.statements import execution, methods, steps

CODE = "SQM032"
SEVERITY = "warning"
CATEGORY = "performance"
PROBLEM = "n-plus-one"
FIX = "safe"
FEW = 20
"""A limit up to which a query for each row is no matter."""
Loop = ast.For | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def check(module: Module) -> Iterator[Violation]:
    """Loops over rows that query by each of them."""
    for loop, target, source in _loops(module):
        found = held(module, source)
        if not found or found.kind not in ("rows", "result") or not found.model:
            continue
        calls = _built(module, source, found)
        if calls is None or _is_small(calls):
            continue
        yield from _lazy(module, loop, target, found.model, calls)
        yield from _queried(module, loop, target)


def _loops(module: Module) -> Iterator[tuple[Loop, str, ast.expr]]:
    """Loops over one thing, with the name of the element."""
    kinds: tuple[type[Loop], ...] = (
        ast.For,
        ast.ListComp,
        ast.SetComp,
        ast.DictComp,
        ast.GeneratorExp,
    )
    for kind in kinds:
        for loop in module.nodes(kind):
            first = loop if isinstance(loop, ast.For) else loop.generators[0]
            if isinstance(first.target, ast.Name):
                yield loop, first.target.id, first.iter


def _built(module: Module, source: ast.expr, found: Held) -> list[ast.Call] | None:
    """The steps of the statement whose rows are looped over."""
    executed = _executed(module, source, found)
    return steps(module, executed.args[0]) if executed else None


def _executed(module: Module, source: ast.expr, found: Held) -> ast.Call | None:
    made: ast.AST | None = found.origin
    if not isinstance(made, ast.Call):
        return None
    func = made.func
    if isinstance(func, ast.Attribute) and func.attr in ("exec", "execute", "scalars"):
        return made if made.args else None
    return execution(module, made)


def _is_small(calls: list[ast.Call]) -> bool:
    for one in calls:
        is_limit = isinstance(one.func, ast.Attribute) and one.func.attr == "limit"
        value = one.args[0] if is_limit and one.args else None
        if isinstance(value, ast.Constant) and isinstance(value.value, int):
            return value.value <= FEW
    return False


# --- relationships -------------------------------------------------------------


def _lazy(
    module: Module, loop: Loop, target: str, row: Model, calls: list[ast.Call]
) -> Iterator[Violation]:
    seen = set()
    for node in _reads(loop, target):
        member = row.relationships.get(node.attr)
        if member is None or member.name in seen or _is_eager(member, calls):
            continue
        if not _is_known_anyway(module, loop, member, row):
            seen.add(member.name)
            yield Violation(
                node=node,
                message=f"{target}.{member.name} is loaded by a query of its own for "
                f"each {row.name}.",
                remedy=f"Load it with the rows: .options(selectinload("
                f"{row.name}.{member.name})).",
                fix=_fix(module, row, member, calls),
            )


def _reads(loop: Loop, target: str) -> Iterator[ast.Attribute]:
    """Attributes of the element that are read in the repeated part."""
    if isinstance(loop, ast.For):
        parts: list[ast.AST] = [*loop.body]
    else:
        parts = [*_results(loop), *loop.generators[0].ifs, *loop.generators[1:]]
    for part in parts:
        for node in ast.walk(part):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                on = node.value
                if isinstance(on, ast.Name) and on.id == target:
                    yield node


def _results(loop: Loop) -> list[ast.expr]:
    if isinstance(loop, ast.DictComp):
        return [one for one in (loop.key, loop.value) if one]
    return [] if isinstance(loop, ast.For) else [loop.elt]


def _is_eager(member: Member, calls: list[ast.Call]) -> bool:
    """Loaded with the rows, or in a way that cannot be read here."""
    arguments = {one.arg for one in member.call.keywords} if member.call else set()
    if "sa_relationship" in arguments:
        return True
    more = member.argument("sa_relationship_kwargs")
    if more is not None:
        keys = more.keys if isinstance(more, ast.Dict) else [None]
        if any(
            not isinstance(one, ast.Constant) or one.value == "lazy" for one in keys
        ):
            return True
    return any(_may_load(one, member.name) for one in calls)


def _may_load(call: ast.Call, name: str) -> bool:
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr != "options":
        return False
    for option in call.args:
        named = [n.attr for n in ast.walk(option) if isinstance(n, ast.Attribute)]
        if not isinstance(option, ast.Call) or name in named or not named:
            return True
    return False


def _is_known_anyway(module: Module, loop: Loop, member: Member, row: Model) -> bool:
    """A relationship to one row, whose table the same function reads as well."""
    if member.is_collection:
        return False
    found = (table(module, name) for name in member.types)
    other = next((one for one in found if one), None)
    return other is None or other is row or _is_read(module, loop, other)


def _is_read(module: Module, loop: Loop, wanted: Model) -> bool:
    """Another query of the function, not in the loop, selects the model."""
    scope = owner(module, loop)
    inside = set(ast.walk(loop))
    return any(
        isinstance(node, ast.Call)
        and node not in inside
        and wanted in selected(module, node)
        for node in ast.walk(scope)
    )


def _fix(
    module: Module, row: Model, member: Member, calls: list[ast.Call]
) -> Fix | None:
    """One more option right after select(), which is the last of the steps."""
    begin = calls[-1]
    if "options" in methods(calls):
        return None
    of_row = begin.args[0] if len(begin.args) == 1 else None
    if of_row is None or model(module, of_row) is not row:
        return None
    text = f".options(selectinload({module.text(of_row)}.{member.name}))"
    edit = append(module, begin, text)
    return Fix(
        "Load it with the rows", (edit,), "safe", ("sqlalchemy.orm.selectinload",)
    )


# --- queries -------------------------------------------------------------------


def _queried(module: Module, loop: Loop, target: str) -> Iterator[Violation]:
    inside = set(ast.walk(loop))
    for one in session_calls(module, "get", "get_one", "exec", "scalar", "scalars"):
        if one.call not in inside or module.loop(one.call) is not loop:
            continue
        wanted = _wanted(module, one.call, one.method)
        if wanted is None or _is_read(module, loop, wanted):
            continue
        if _by_row(one.call, target):
            yield Violation(
                node=one.call,
                message=f"One query of {wanted.name} for each row of the loop.",
                remedy="Load them with one query: a relationship with selectinload(), "
                "a join, or where(col(...).in_(...)) before the loop.",
            )


def _wanted(module: Module, call: ast.Call, method: str) -> Model | None:
    if not call.args or call.keywords:
        return None
    if method in ("get", "get_one"):
        return model(module, call.args[0])
    found = selected(module, call.args[0])
    return found[0] if found else None


def _by_row(call: ast.Call, target: str) -> bool:
    """An attribute of the row is an argument of the query."""
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == target
        for argument in call.args
        for node in ast.walk(argument)
    )
