"""Expressions that make a datetime without a time zone."""

import ast

from mcp_server.rules.edits import replace
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix

ZONED_AT = {
    "now": 0,
    "utcnow": None,
    "fromtimestamp": 1,
    "utcfromtimestamp": None,
    "today": None,
}
"""By method of datetime: the position of its time zone, if it takes one."""
CLASS = "datetime.datetime"


def naive(module: Module, node: ast.expr | None) -> ast.expr | None:
    """The part of a value or factory that makes a naive datetime; None if none does."""
    if isinstance(node, ast.Lambda):
        return naive(module, node.body)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return naive(module, node.left)
    if isinstance(node, ast.Call):
        return _called(module, node)
    if _method(module, node) in ("now", "utcnow", "today"):
        return node
    return _function(module, node)


def _called(module: Module, node: ast.Call) -> ast.expr | None:
    method = _method(module, node.func)
    if method is None:
        return None
    at = ZONED_AT[method]
    is_zoned = at is not None and len(node.args) > at
    has_more = any(one.arg in ("tz", None) for one in node.keywords)
    return None if is_zoned or has_more else node


def _method(module: Module, node: ast.AST | None) -> str | None:
    """`now` for datetime.now."""
    owner, _, method = (module.qualified(node) or "").rpartition(".")
    return method if owner == CLASS and method in ZONED_AT else None


def _function(module: Module, node: ast.AST | None) -> ast.expr | None:
    """A factory of one line: def now(): return datetime.now()."""
    defined = module.project.definition(module.qualified(node))
    if not defined or not isinstance(defined[1], ast.FunctionDef):
        return None
    last = defined[1].body[-1]
    is_naive = isinstance(last, ast.Return) and _returned(defined[0], last.value)
    return node if is_naive and isinstance(node, ast.expr) else None


def _returned(module: Module, node: ast.expr | None) -> bool:
    return isinstance(node, ast.Call) and _called(module, node) is not None


def with_zone(module: Module, node: ast.expr) -> Fix | None:
    """The same moment in UTC, where that can be written at the place."""
    function = node.func if isinstance(node, ast.Call) else node
    method = _method(module, function)
    if not isinstance(function, ast.Attribute) or method is None:
        return None
    owner = module.text(function.value)
    is_plain = isinstance(function.value, ast.Name)
    zone = "UTC" if is_plain else f"{owner.removesuffix('.datetime')}.UTC"
    given = [module.text(one) for one in getattr(node, "args", [])]
    name = "fromtimestamp" if method.endswith("fromtimestamp") else "now"
    text = f"{owner}.{name}({', '.join([*given, zone])})"
    is_factory = not isinstance(node, ast.Call)
    edit = replace(module, node, f"lambda: {text}" if is_factory else text)
    imports = ("datetime.UTC",) if is_plain else ()
    return Fix(f"Use {text}", (edit,), "unsafe", imports)
