"""A user's text is used as a pattern.

## What it does
Finds `like()`, `ilike()`, `contains()`, `startswith()` and `endswith()` of a text
column with a parameter of the function, where nothing escapes it.

## Why is this bad
`%` and `_` in the text are wildcards: a search for `100%` or `a_b` finds other rows,
and `%` finds all of them.

## Example
```python
from collections.abc import Sequence

from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def search(session: Session, text: str) -> Sequence[Hero]:
    return session.exec(select(Hero).where(col(Hero.name).contains(text))).all()
```

## Use instead
```python
from collections.abc import Sequence

from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def search(session: Session, text: str) -> Sequence[Hero]:
    return session.exec(
        select(Hero).where(col(Hero.name).contains(text, autoescape=True))
    ).all()
```

## When it does not apply
The pattern is the program's own, `escape` is given, or the text was changed before (by
`replace()`, for instance). Patterns that users are meant to write.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import add_keyword
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import names
from mcp_server.rules.statements import column

CODE = "SQM048"
SEVERITY = "info"
CATEGORY = "queries"
PROBLEM = "like-wildcard"
FIX = "unsafe"
"""Users may have learned to write the wildcards."""
ESCAPING = {"contains", "icontains", "startswith", "istartswith", "endswith"}
PATTERNS = {"like", "ilike", "not_like", "not_ilike", *ESCAPING, "iendswith"}


def check(module: Module) -> Iterator[Violation]:
    """Patterns that are made of a parameter."""
    for call in module.nodes(ast.Call):
        func = call.func
        if not (isinstance(func, ast.Attribute) and func.attr in PATTERNS):
            continue
        given = {one.arg for one in call.keywords}
        if len(call.args) != 1 or given & {"escape", "autoescape"}:
            continue
        found = column(module, func.value)
        if found and found[1].types == ["str"] and _is_given(module, call):
            yield Violation(
                node=call,
                message=f"% and _ in the argument of {func.attr}() are wildcards.",
                remedy="Use contains(text, autoescape=True), or startswith, endswith, "
                "icontains likewise.",
                fix=_fix(module, call, func.attr),
            )


def _is_given(module: Module, call: ast.Call) -> bool:
    """The text is a parameter of the function, as it is or within an f-string."""
    text = call.args[0]
    function = module.function(call)
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    given = [
        one.value if isinstance(one, ast.FormattedValue) else one
        for one in parts
        if not isinstance(one, ast.Constant)
    ]
    if function is None or not given:
        return False
    arguments = function.args
    known = {one.arg for one in (*arguments.args, *arguments.kwonlyargs)}
    return all(
        isinstance(one, ast.Name)
        and one.id in known
        and not any(isinstance(n.ctx, ast.Store) for n in names(function, one.id))
        for one in given
    )


def _fix(module: Module, call: ast.Call, method: str) -> Fix | None:
    if method not in ESCAPING or isinstance(call.args[0], ast.JoinedStr):
        return None
    edit = add_keyword(module, call, "autoescape=True")
    return Fix("Escape the text", (edit,), "unsafe")
