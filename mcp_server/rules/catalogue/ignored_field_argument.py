"""An argument of Field() has no effect.

## What it does
Finds `regex=`, `const=`, `unique_items=` and `allow_mutation=` in SQLModel's `Field()`.

## Why is this bad
They are left from Pydantic 1. SQLModel accepts them, and nothing happens: every text
passes `regex="^[a-z]+$"`, also in data models, and the OpenAPI schema does not show it.
`Field()` has no argument `pattern=` either.

## Example
```python
from sqlmodel import Field, SQLModel


class HeroCreate(SQLModel):
    code: str = Field(regex="^[a-z]+$", max_length=20)
```

## Use instead
```python
from typing import Annotated

from pydantic import StringConstraints
from sqlmodel import Field, SQLModel


class HeroCreate(SQLModel):
    code: Annotated[str, StringConstraints(pattern="^[a-z]+$")] = Field(max_length=20)
```

## When it does not apply
`Field` is Pydantic's own: that one refuses these arguments. Patterns with lookaround
need the setting `regex_engine` of Pydantic.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import remove_keyword, replace
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import fields

CODE = "SQM019"
SEVERITY = "warning"
CATEGORY = "models"
PROBLEM = None
FIX = "unsafe"
"""What was accepted is refused from then on."""
INSTEAD = {
    "regex": "Annotated[str, StringConstraints(pattern=...)]",
    "const": "Literal[...] as the annotation of a data model",
    "unique_items": "a set, or a validator",
    "allow_mutation": 'model_config = {"frozen": True}',
}


def check(module: Module) -> Iterator[Violation]:
    """Arguments that SQLModel takes and drops."""
    for _, member in fields(module):
        for keyword in member.call.keywords if member.call else ():
            if keyword.arg in INSTEAD and _says_something(keyword):
                yield Violation(
                    node=keyword,
                    message=f"Field() ignores {module.text(keyword)}.",
                    remedy=f"Use {INSTEAD[keyword.arg]}.",
                    fix=_fix(module, member, keyword),
                )


def _says_something(keyword: ast.keyword) -> bool:
    """It is not the default: None, allow_mutation=True, unique_items=False."""
    if not isinstance(keyword.value, ast.Constant):
        return True
    return keyword.value.value not in (None, keyword.arg == "allow_mutation")


def _fix(module: Module, member: Member, keyword: ast.keyword) -> Fix | None:
    annotation = member.node.annotation
    texts = [
        one
        for one in ast.walk(annotation)
        if isinstance(one, ast.Name) and one.id == "str"
    ]
    if keyword.arg != "regex" or member.call is None or len(texts) != 1:
        return None
    pattern = module.text(keyword.value)
    new = f"Annotated[str, StringConstraints(pattern={pattern})]"
    edits = (
        replace(module, texts[0], new),
        remove_keyword(module, member.call, "regex"),
    )
    imports = ("pydantic.StringConstraints", "typing.Annotated")
    return Fix(f"Annotate it {new}", edits, "unsafe", imports)
