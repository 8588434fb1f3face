"""What an annotation says: its alternatives, and how they are spelled."""

import ast
from collections.abc import Iterator

from mcp_server.rules.module import Module

TYPING = ("typing.", "typing_extensions.", "collections.abc.")
DEEPEST = 8


def alternatives(
    module: Module, node: ast.expr | None, depth: int = DEEPEST
) -> list[ast.expr]:
    """The types that an annotation admits, without None, Annotated and quotes."""
    if node is None or depth == 0:
        return []
    if isinstance(node, ast.Constant):
        if not isinstance(node.value, str):
            return []
        return alternatives(module, unquoted(node), depth - 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        left = alternatives(module, node.left, depth - 1)
        return left + alternatives(module, node.right, depth - 1)
    outer = spelled(module, node)
    if isinstance(node, ast.Subscript) and outer in ("Optional", "Union", "Annotated"):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        chosen = inner[:1] if outer == "Annotated" else inner
        return [one for part in chosen for one in alternatives(module, part, depth - 1)]
    return [node]


def unquoted(node: ast.Constant) -> ast.expr | None:
    """The expression in quotes; None if it is none."""
    try:
        return ast.parse(str(node.value).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def spelled(module: Module, node: ast.expr) -> str:
    """The name of a type of Python or typing: `list`, `Optional`; empty for others."""
    outer = node.value if isinstance(node, ast.Subscript) else node
    name = module.qualified(outer)
    if name and name.startswith(TYPING):
        return name.rpartition(".")[2]
    if not isinstance(outer, ast.Name):
        return ""
    is_own = outer.id in module.definitions or outer.id in module.imports.names
    return "" if is_own else outer.id


def is_one(module: Module, node: ast.expr | None, *names: str) -> bool:
    """The annotation admits exactly one type, and it is one of these."""
    found = alternatives(module, node)
    return len(found) == 1 and named(module, found[0]) in names


def named(module: Module, node: ast.expr) -> str:
    """Qualified name of a type, or its plain name if Python brings it."""
    return spelled(module, node) or module.qualified(node) or ""


def quoted(node: ast.expr) -> Iterator[ast.Constant]:
    """The texts in an annotation, without those in calls and Literal."""
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one
        elif not isinstance(one, ast.Call):
            waiting.extend(ast.iter_child_nodes(one))
