"""A value is written into the text of an SQL statement.

## What it does
Finds statements (`text()`, `exec()`, `execute()`, `exec_driver_sql()`) that an
f-string, `%`, `+` or `format()` puts together with a value from outside.

## Why is this bad
Whoever chooses the value writes SQL: `' OR '1'='1` reads every row, and worse can be
sent. A name with an apostrophe is an error even without bad intentions.

## Example
```python
from sqlmodel import Session, text


def count_named(session: Session, name: str) -> int:
    query = text(f"SELECT count(*) FROM hero WHERE name = '{name}'")
    return session.exec(query).one()[0]
```

## Use instead
```python
from sqlmodel import Session, text


def count_named(session: Session, name: str) -> int:
    query = text("SELECT count(*) FROM hero WHERE name = :name")
    return session.exec(query, params={"name": name}).one()[0]
```

## When it does not apply
The parts are constants of the program, or parameters annotated as numbers, UUIDs,
dates or enums. Names of tables and columns cannot be bound: they are left alone, and
must come from a list of allowed ones. Generated placeholders are left alone as well.
"""

import ast
import re
from collections.abc import Iterator

from mcp_server.rules.inference import held, statement
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation

CODE = "SQM035"
SEVERITY = "error"
CATEGORY = "security"
PROBLEM = "sql-injection"
FIX = None
EXECUTES = {"exec", "execute", "scalar", "scalars", "exec_driver_sql"}
WORDS = ("ession", "text(", "exec_driver_sql")
SQL = re.compile(
    r"^\s*(?:select|insert|update|delete|with|replace|merge)\b", re.IGNORECASE
)
VALUE = re.compile(r"(?:=|<|>|\blike|\bin\s*\(|\bvalues\s*\()\s*$", re.IGNORECASE)
QUOTED = re.compile(r"""(?:=|<|>|\blike|\(|,)\s*['"]%?$""", re.IGNORECASE)
HARMLESS = {"int", "float", "bool", "UUID", "date", "datetime", "Decimal", "Literal"}
PLACE = re.compile(r"%\(?\w*\)?[sdr]|\{\w*\}")
Parts = list[str | ast.expr]


def check(module: Module) -> Iterator[Violation]:
    """Texts of statements that are put together with values."""
    if not any(word in module.source for word in WORDS):
        return
    seen: set[ast.expr] = set()
    for call in module.nodes(ast.Call):
        first = call.args[0] if call.args else None
        if first is None or not _takes_sql(module, call):
            continue
        found = statement(module, first)
        if found is None or found in seen or isinstance(found, ast.Constant):
            continue
        seen.add(found)
        value = _value(module, _parts(found))
        if value is not None:
            yield Violation(
                node=found,
                message=f"`{module.text(value)}` is written into the SQL.",
                remedy="Bind it: text('... WHERE name = :name'), "
                "params={'name': name}.",
            )


def _takes_sql(module: Module, call: ast.Call) -> bool:
    if module.qualified(call.func) == "sqlalchemy.text":
        return True
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr not in EXECUTES:
        return False
    if func.attr == "exec_driver_sql":
        return True
    found = held(module, func.value)
    return found is not None and found.kind in ("session", "async session")


# --- the parts of a text ---------------------------------------------------------


def _parts(node: ast.expr) -> Parts:
    """Literal texts and values in their order; empty if it is built otherwise."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else [node]
    if isinstance(node, ast.JoinedStr):
        return [part for one in node.values for part in _parts(one)]
    if isinstance(node, ast.FormattedValue):
        return [node.value]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_parts(node.left), *_parts(node.right)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        right = node.right
        values = right.elts if isinstance(right, ast.Tuple) else [right]
        return _filled(node.left, values)
    func = node.func if isinstance(node, ast.Call) else None
    if isinstance(func, ast.Attribute) and func.attr == "format":
        assert isinstance(node, ast.Call)
        named = [one.value for one in node.keywords]
        return _filled(func.value, [*node.args, *named])
    return [node]


def _filled(template: ast.expr, values: list[ast.expr]) -> Parts:
    """A template with its values at the places for them."""
    if not isinstance(template, ast.Constant) or not isinstance(template.value, str):
        return []
    texts = PLACE.split(template.value)
    found: Parts = []
    for at, text in enumerate(texts):
        found += [text, values[at]] if at < min(len(values), len(texts) - 1) else [text]
    return found


# --- which values are dangerous ---------------------------------------------------


def _value(module: Module, parts: Parts) -> ast.expr | None:
    """The first value in a place where it should be bound."""
    before = ""
    if not parts or not isinstance(parts[0], str) or not SQL.match(parts[0]):
        return None
    for part in parts:
        if isinstance(part, str):
            before += part
            continue
        if QUOTED.search(before) and _is_derived(module, part):
            return part
        if VALUE.search(before) and _is_from_outside(module, part):
            return part
        before += "?"
    return None


def _is_derived(module: Module, node: ast.expr) -> bool:
    """A parameter, or a local variable that was made of one or of input()."""
    if _is_from_outside(module, node):
        return True
    found = statement(module, node) if isinstance(node, ast.Name) else node
    return found is not None and any(
        _is_input(one) or (isinstance(one, ast.Name) and _is_from_outside(module, one))
        for one in ast.walk(found)
    )


def _is_input(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "input"


def _is_from_outside(module: Module, node: ast.expr) -> bool:
    """A parameter of the function, or a part of it, that may hold any text."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    function = module.function(node)
    if not isinstance(node, ast.Name) or function is None:
        return False
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    found = next((one for one in every if one.arg == node.id), None)
    if found is None or node.id in ("self", "cls"):
        return False
    return not _is_harmless(module, found.annotation)


def _is_harmless(module: Module, annotation: ast.expr | None) -> bool:
    """Numbers, dates, enums: types whose texts are no SQL."""
    for one in ast.walk(annotation) if annotation else ():
        if isinstance(one, ast.Name | ast.Attribute):
            name = one.id if isinstance(one, ast.Name) else one.attr
            if name in HARMLESS or name.endswith("Enum"):
                return True
            if isinstance(module.definitions.get(name), ast.ClassDef):
                return True
    return False
