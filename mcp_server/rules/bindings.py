"""Where each scope gives values to its names."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Binding:
    """A name gets a value: by assignment, `with`, or a loop."""

    name: str
    value: ast.expr | None
    lineno: int
    is_element: bool = False
    """A loop takes one after the other of the value."""
    is_managed: bool = False
    """A `with` block ends it."""


def bindings(scope: ast.AST) -> dict[str, list[Binding]]:
    """The bindings of a function or module, without those of inner scopes."""
    found: dict[str, list[Binding]] = defaultdict(list)
    waiting: list[ast.AST] = list(reversed(getattr(scope, "body", [])))
    while waiting:
        node = waiting.pop()
        for one in _of(node):
            found[one.name].append(one)
        if isinstance(node, ast.expr):
            waiting.extend(one for one in children(node) if isinstance(one, ast.expr))
        elif not isinstance(node, _SCOPES):
            waiting.extend(one for one in children(node) if _may_bind(node, one))
    return found


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _may_bind(statement: ast.AST, child: ast.AST) -> bool:
    """Expressions bind only by `:=`, which stands in conditions: others are many."""
    return not isinstance(child, ast.expr) or child is getattr(statement, "test", None)


def _of(node: ast.AST) -> Iterator[Binding]:
    if isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            yield from _to(item.optional_vars, item.context_expr, managed=True)
    elif isinstance(node, ast.For | ast.AsyncFor):
        yield from _to(node.target, node.iter, element=True)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _to(target, node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
        yield from _to(node.target, node.value)


def _to(
    target: ast.expr | None,
    value: ast.expr | None,
    *,
    element: bool = False,
    managed: bool = False,
) -> Iterator[Binding]:
    if isinstance(target, ast.Name):
        yield Binding(target.id, value, target.lineno, element, managed)


def children(node: ast.AST) -> list[ast.AST]:
    """What it contains, the last first; ast.iter_child_nodes takes twice as long."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found.extend(one for one in value if isinstance(one, ast.AST))
    found.reverse()
    return found
