"""What was written is lost at the end of the block.

## What it does
Finds `with Session(engine) as session:` blocks that add, delete or insert, and end
without a commit.

## Why is this bad
Leaving the block closes the session, and closing rolls back. Nothing is stored, and no
error tells.

## Example
```python
from sqlmodel import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///app.db")


def create(name: str) -> None:
    with Session(engine) as session:
        session.add(Hero(name=name))
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///app.db")


def create(name: str) -> None:
    with Session(engine) as session:
        session.add(Hero(name=name))
        session.commit()
```

## When it does not apply
The rows were not made here: they may be stored already, and only be taken into the
session. The block has `begin()`, `flush()` or `rollback()`, yields, ends with `raise`,
or hands the session to something that may commit. An engine with AUTOCOMMIT. A session
that came in as a parameter is committed by its owner. Code that expects an error
(`pytest.raises`).
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import append
from mcp_server.rules.inference import held, model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import (
    SessionBlock,
    session_blocks,
    statement_of,
)

CODE = "SQM064"
SEVERITY = "error"
CATEGORY = "sessions"
PROBLEM = "uncommitted-write"
FIX = "unsafe"
"""It begins to store what it did not store before."""
WRITES = ("add", "add_all", "delete", "merge")
READS = {"get", "get_one", "scalar", "scalars", "refresh", "expunge", "query"}
EXECUTES = {"exec", "execute"}
CHANGES = {"sqlalchemy.insert", "sqlalchemy.update", "sqlalchemy.delete"}


def check(module: Module) -> Iterator[Violation]:
    """Blocks that write and do not commit."""
    if "AUTOCOMMIT" in module.source:
        return
    for block in session_blocks(module):
        if block.begins or _is_expected_to_fail(module, block):
            continue
        write = _last_write(module, block)
        if write is not None:
            place = statement_of(module, write)
            yield Violation(
                node=write,
                message="The block ends without a commit: this is rolled back.",
                remedy=f"Call {block.name}.commit() at the end of the block.",
                fix=_fix(module, block, place),
            )


def _is_expected_to_fail(module: Module, block: SessionBlock) -> bool:
    """Within `with raises(...)`, or after a block that ends with an error."""
    if isinstance(block.node.body[-1], ast.Raise):
        return True
    around = [one for one in module.ancestors(block.node) if isinstance(one, ast.With)]
    managers = [
        item.context_expr for one in (block.node, *around) for item in one.items
    ]
    return any("raises" in ast.dump(one) for one in managers)


def _last_write(module: Module, block: SessionBlock) -> ast.Call | None:
    """The last call that writes, if no use of the session may commit."""
    last = None
    inside = (node for part in block.node.body for node in ast.walk(part))
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in inside):
        return None
    for use in block.uses():
        call = _call(module, use)
        if call is None:
            return None
        if _writes(module, call):
            last = call if last is None or call.lineno > last.lineno else last
    return last


def _call(module: Module, use: ast.Name) -> ast.Call | None:
    """The call that a use of the session is for; None if it may do more."""
    outer = module.parent(use)
    call = module.parent(outer) if isinstance(outer, ast.Attribute) else None
    if not isinstance(outer, ast.Attribute) or not isinstance(call, ast.Call):
        return None
    known = outer.attr in READS | EXECUTES or outer.attr in WRITES
    return call if known and call.func is outer else None


def _writes(module: Module, call: ast.Call) -> bool:
    """It adds or deletes a row, or executes a change."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method in WRITES:
        return method == "delete" or _is_new(module, call)
    if method not in EXECUTES:
        return False
    return any(
        isinstance(node, ast.Call) and module.qualified(node.func) in CHANGES
        for argument in call.args
        for node in ast.walk(argument)
    )


def _is_new(module: Module, call: ast.Call) -> bool:
    """A row, or a list of rows, of a table, that was made here.

    Any other row may be stored already, and only be taken into the session.
    """
    row = held(module, call.args[0]) if call.args else None
    made = row.origin if row else None
    if not row or not row.model or not row.model.is_table:
        return False
    if row.kind == "rows":
        return isinstance(made, ast.List | ast.ListComp)
    func = made.func if isinstance(made, ast.Call) else None
    is_validated = isinstance(func, ast.Attribute) and func.attr == "model_validate"
    return is_validated or (func is not None and model(module, func) is row.model)


def _fix(module: Module, block: SessionBlock, place: ast.stmt | None) -> Fix | None:
    """A commit after the last statement of the block, if that is the write."""
    if place is None or place is not block.node.body[-1]:
        return None
    if not isinstance(place, ast.Expr):
        return None
    awaited = "await " if block.held.kind == "async session" else ""
    text = f"\n{' ' * place.col_offset}{awaited}{block.name}.commit()"
    return Fix("Commit", (append(module, place, text),), "unsafe")
