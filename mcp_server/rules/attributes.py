"""Attributes of rows, and the code that changes them."""

import ast
from collections.abc import Collection, Iterator

from mcp_server.rules.inference import held
from mcp_server.rules.kinds import Held
from mcp_server.rules.module import Module


def called_on(
    module: Module, methods: Collection[str]
) -> Iterator[tuple[ast.Call, ast.Attribute]]:
    """Calls of a method of an attribute, as row.tags.append(x): call and row.tags."""
    for call in module.nodes(ast.Call):
        func = call.func
        if not isinstance(func, ast.Attribute) or func.attr not in methods:
            continue
        if isinstance(func.value, ast.Attribute):
            yield call, func.value


def assigned(module: Module) -> Iterator[tuple[ast.Assign, ast.Attribute]]:
    """Assignments to an attribute: row.tags = x."""
    for node in module.nodes(ast.Assign):
        for place in node.targets:
            if isinstance(place, ast.Attribute):
                yield node, place


def row(module: Module, place: ast.Attribute) -> Held | None:
    """The row of a known model that has this attribute."""
    found = held(module, place.value)
    return found if found and found.kind == "row" and found.model else None
