"""A default is evaluated once, when the class is defined.

## What it does
Finds fields whose default is the result of `uuid4()`, `datetime.now()`, `date.today()`,
`time.time()`, `secrets.token_hex()` or `random.random()`.

## Why is this bad
The call runs while the module is imported, and every row gets that one value: the same
time for weeks, or the same key, so that the second row violates the primary key.

## Example
```python
import uuid

from sqlmodel import Field, SQLModel


class Ticket(SQLModel, table=True):
    id: uuid.UUID = Field(default=uuid.uuid4(), primary_key=True)
```

## Use instead
```python
import uuid

from sqlmodel import Field, SQLModel


class Ticket(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=lambda: uuid.uuid4(), primary_key=True)
```

## When it does not apply
Lists, dicts and other values are copied for each row by Pydantic: `default=[]` is not
shared. Calls with the same result each time are fine: `Decimal("0")`, `time(8, 0)`.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import fields

CODE = "SQM020"
SEVERITY = "warning"
CATEGORY = "models"
PROBLEM = "shared-default"
FIX = "safe"
CHANGING = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
    "secrets.token_hex",
    "secrets.token_urlsafe",
    "secrets.token_bytes",
    "random.random",
    "random.randint",
}
DEEPEST = 4


def check(module: Module) -> Iterator[Violation]:
    """Defaults that should differ from row to row."""
    for model, member in fields(module):
        value = _default(member)
        called = _changing(module, value)
        if value is not None and called is not None:
            is_unique = member.is_key or member.is_true("unique")
            yield Violation(
                node=value,
                message=f"{model.name}.{member.name} gets its default once, at import: "
                f"every row has the same {called}().",
                remedy=f"Use default_factory=lambda: {module.text(value)}.",
                fix=_fix(module, member, value),
                severity="error" if is_unique else None,
            )


def _default(member: Member) -> ast.expr | None:
    """The value that a field has where none is given."""
    if member.call is None or member.call is not member.node.value:
        return member.node.value
    first = member.call.args[0] if member.call.args else None
    return first or member.argument("default")


def _changing(
    module: Module, node: ast.expr | None, depth: int = DEEPEST
) -> str | None:
    """The function whose result changes, also in `uuid4().hex` and `str(uuid4())`."""
    if node is None or depth == 0:
        return None
    if isinstance(node, ast.Attribute | ast.Subscript):
        return _changing(module, node.value, depth - 1)
    if isinstance(node, ast.BinOp):
        return _changing(module, node.left, depth - 1)
    if not isinstance(node, ast.Call):
        return None
    name = module.qualified(node.func)
    if name in CHANGING:
        return name
    if isinstance(node.func, ast.Attribute):
        return _changing(module, node.func.value, depth - 1)
    if isinstance(node.func, ast.Name) and node.func.id in ("str", "int", "round"):
        return _changing(module, node.args[0] if node.args else None, depth - 1)
    return None


def _fix(module: Module, member: Member, value: ast.expr) -> Fix | None:
    text = f"default_factory=lambda: {module.text(value)}"
    message = f"Use {text}"
    if member.call is None:
        edit = replace(module, value, f"Field({text})")
        return Fix(message, (edit,), "safe", ("sqlmodel.Field",))
    if member.call is not member.node.value:
        return None
    keyword = next((one for one in member.call.keywords if one.value is value), None)
    return Fix(message, (replace(module, keyword or value, text),), "safe")
