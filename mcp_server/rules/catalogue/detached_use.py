"""A row is used after its session ended, and must be loaded anew.

## What it does
Finds attributes of a row that are read after the `with Session(engine)` block of the
row: any attribute after a commit, a relationship in any case.

## Why is this bad
A commit expires the row, and relationships load when they are read. Both need the
session, which is closed: DetachedInstanceError.

## Example
```python
from sqlmodel import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///app.db")


def create(name: str) -> int | None:
    with Session(engine) as session:
        hero = Hero(name=name)
        session.add(hero)
        session.commit()
    return hero.id
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///app.db")


def create(name: str) -> int | None:
    with Session(engine) as session:
        hero = Hero(name=name)
        session.add(hero)
        session.commit()
        return hero.id
```

## When it does not apply
The session has `expire_on_commit=False` or other options; the row is refreshed or read
after the commit; the block mentions the relationship (an option, an access); the row
goes into another session first; the code expects the error.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import held
from mcp_server.rules.kinds import Held
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.sessions import (
    SessionBlock,
    is_call_of,
    names,
    owner,
    session_blocks,
)

CODE = "SQM049"
SEVERITY = "error"
CATEGORY = "sessions"
PROBLEM = "detached-instance"
FIX = None
KEEPING = ("expunge", "expunge_all", "make_transient", "raises")


def check(module: Module) -> Iterator[Violation]:
    """Rows of a block whose attributes are read behind its end."""
    for block in session_blocks(module):
        if block.made.keywords or block.held.kind != "session":
            continue
        if module.qualified(block.made.func) != block.held.type:
            continue  # a sessionmaker may have other settings
        if any(word in _source(module, block.node) for word in KEEPING):
            continue
        for name in _assigned(block):
            found = _first_use(module, block, name)
            if found is not None:
                yield from _judged(module, block, found)


def _source(module: Module, node: ast.stmt) -> str:
    return module.text(node)


def _assigned(block: SessionBlock) -> list[str]:
    """Names that the block itself gives a value, without conditions."""
    found: dict[str, None] = {}
    for one in block.node.body:
        if isinstance(one, ast.Assign) and len(one.targets) == 1:
            target = one.targets[0]
            if isinstance(target, ast.Name):
                found[target.id] = None
    return list(found)


def _first_use(module: Module, block: SessionBlock, name: str) -> ast.Attribute | None:
    """What reads an attribute of the name first after the block, if it is that."""
    scope, end = owner(module, block.node), block.node.end_lineno or 0
    after = [
        one
        for one in names(scope, name)
        if one.lineno > end and owner(module, one) is scope
    ]
    first = min(after, key=lambda one: (one.lineno, one.col_offset), default=None)
    outer = module.parent(first) if first is not None else None
    if not isinstance(outer, ast.Attribute) or not isinstance(outer.ctx, ast.Load):
        return None
    return None if _is_guarded(module, outer, block) else outer


def _is_guarded(module: Module, node: ast.AST, block: SessionBlock) -> bool:
    """Within `try` or `with raises()`, in a loop that comes back, or elsewhere."""
    around = set(module.ancestors(block.node))
    own = [one for one in module.ancestors(node) if one not in around]
    kinds = (ast.Try, ast.With, ast.AsyncWith, ast.Lambda, ast.ExceptHandler)
    in_loop = module.loop(block.node) is not None
    same_path = module.parent(block.node) in set(module.ancestors(node))
    return in_loop or not same_path or any(isinstance(one, kinds) for one in own)


def _judged(
    module: Module, block: SessionBlock, use: ast.Attribute
) -> Iterator[Violation]:
    assert isinstance(use.value, ast.Name)
    found, name = held(module, use.value), use.value.id
    if found is None or found.kind != "row" or found.model is None:
        return
    if not found.model.is_table or not _is_of_block(module, block, found):
        return
    member = found.model.members.get(use.attr)
    if member is None:
        return
    if _is_expired(module, block, name, found):
        reason = "the commit expired it and its session is closed"
    elif member.is_relationship and _is_unloaded(module, block, found, use.attr):
        reason = "it was not loaded while the session was open"
    else:
        return
    yield Violation(
        node=use,
        message=f"{name}.{use.attr} raises DetachedInstanceError: {reason}.",
        remedy="Read it within the `with` block, load it there (selectinload, "
        "refresh), or use Session(engine, expire_on_commit=False).",
    )


def _is_of_block(module: Module, block: SessionBlock, found: Held) -> bool:
    """The row was made or loaded by a statement of the block."""
    return found.origin is not None and any(
        one is block.node for one in module.ancestors(found.origin)
    )


def _is_expired(module: Module, block: SessionBlock, name: str, found: Held) -> bool:
    """A commit for sure, after which the block never mentions the row."""
    committed = [
        one for one in block.node.body if is_call_of(one, block.name, "commit")
    ]
    if not committed or not _is_in_session(module, block, name, found):
        return False
    last = committed[-1].end_lineno or 0
    lines = [one.lineno for part in block.node.body for one in names(part, name)]
    rest = block.node.body[block.node.body.index(committed[-1]) + 1 :]
    return all(line <= last for line in lines) and not any(
        isinstance(node, ast.Call) for one in rest for node in ast.walk(one)
    )


def _is_in_session(module: Module, block: SessionBlock, name: str, row: Held) -> bool:
    """It was loaded by the session, or added to it by itself."""
    made = row.origin
    if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute):
        on = made.func.value
        if made.func.attr in ("get", "get_one") and isinstance(on, ast.Name):
            return on.id == block.name
        return row.statement is not None
    return any(
        is_call_of(one, block.name, "add") and any(names(one, name))
        for one in block.node.body
    )


def _is_unloaded(module: Module, block: SessionBlock, row: Held, attr: str) -> bool:
    """Loaded by a query of the block that nowhere mentions the relationship."""
    made = row.origin
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute):
        return False
    if made.func.attr == "model_validate" or made.keywords:
        return False
    member = row.model.relationships[attr] if row.model else None
    more = member.call.keywords if member and member.call else []
    lazy = {one.arg for one in more} & {"sa_relationship", "sa_relationship_kwargs"}
    statement = module.text(row.statement) if row.statement is not None else ""
    said = _source(module, block.node) + statement
    is_alone = "options" not in said and f".{attr}" not in said
    return is_alone and f'"{attr}"' not in said and not lazy
