"""A statement is a plain string.

## What it does
Finds `session.exec("SELECT ...")` and `execute()` of a session or connection with a
string.

## Why is this bad
SQLAlchemy executes no plain strings: ArgumentError, "Textual SQL expression should be
explicitly declared as text()".

## Example
```python
from sqlmodel import Session, text


def is_alive(session: Session) -> bool:
    return session.exec("SELECT 1").one()[0] == 1
```

## Use instead
```python
from sqlmodel import Session, text


def is_alive(session: Session) -> bool:
    return session.exec(text("SELECT 1")).one()[0] == 1
```

## When it does not apply
`exec_driver_sql()` takes strings. Cursors and connections of a driver (`sqlite3`) are
no sessions.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.inference import statement
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls

CODE = "SQM068"
SEVERITY = "error"
CATEGORY = "queries"
PROBLEM = "raw-sql-needs-text"
FIX = "safe"


def check(module: Module) -> Iterator[Violation]:
    """Strings that a session is to execute."""
    for one in session_calls(module, "exec", "execute", "scalar", "scalars"):
        first = one.call.args[0] if one.call.args else None
        if first is not None and _is_string(module, first):
            edit = replace(module, first, f"text({module.text(first)})")
            fix = Fix("Wrap in text()", (edit,), "safe", ("sqlmodel.text",))
            yield Violation(
                node=first,
                message=f"session.{one.method}() takes no plain string: ArgumentError.",
                remedy="Wrap it: text(...), with :name for each value.",
                fix=fix if isinstance(first, ast.Constant) else None,
            )


def _is_string(module: Module, node: ast.expr) -> bool:
    found = statement(module, node)
    is_text = isinstance(found, ast.Constant) and isinstance(found.value, str)
    return is_text or isinstance(found, ast.JoinedStr)
