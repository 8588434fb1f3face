"""Fills in what authors leave out with `...` where nothing would run without it."""

import ast

from mcp_server.observe.fragment import database

ENGINES = {"create_engine": False, "create_async_engine": True}


def fill_in(tree: ast.Module) -> list[str]:
    """Give `create_engine(...)` a URL; what was filled in."""
    notes = []
    for node in ast.walk(tree):
        name = _engine_function(node)
        if name and isinstance(node, ast.Call) and _is_left_out(node):
            url = database.url(is_async=ENGINES[name])
            node.args[0] = ast.copy_location(ast.Constant(url), node.args[0])
            notes.append(f"`{name}(...)`: the URL is {url!r}")
    return notes


def _engine_function(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    return name if name in ENGINES else None


def _is_left_out(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and first.value is ...
