"""Edits that fixes are made of."""

import ast

from mcp_server.rules.module import Module, Placed
from mcp_server.rules.rule import Edit


def replace(module: Module, node: Placed, text: str) -> Edit:
    """Another text for a node."""
    start, end = module.span(node)
    return Edit(start, end, text)


def insert(module: Module, node: Placed, text: str) -> Edit:
    """A text before a node."""
    start, _ = module.span(node)
    return Edit(start, start, text)


def append(module: Module, node: Placed, text: str) -> Edit:
    """A text right after a node."""
    _, end = module.span(node)
    return Edit(end, end, text)


def add_keyword(module: Module, call: ast.Call, text: str) -> Edit:
    """One more keyword argument for a call, such as `index=True`."""
    last = [*call.args, *(one.value for one in call.keywords)]
    if not last:
        _, end = module.span(call)
        return Edit(end - 1, end - 1, text)
    end = max(module.span(one)[1] for one in last)
    return Edit(end, end, f", {text}")


def remove_keyword(module: Module, call: ast.Call, name: str) -> Edit:
    """The call without one of its keyword arguments.

    Raises:
        ValueError: it has no such argument.
    """
    parts: list[Placed] = [*call.args, *call.keywords]
    parts.sort(key=lambda one: module.span(one))
    names = [getattr(one, "arg", None) for one in parts]
    at = names.index(name)
    start, end = module.span(parts[at])
    if at > 0:
        return Edit(module.span(parts[at - 1])[1], end, "")
    if len(parts) > 1:
        return Edit(start, module.span(parts[1])[0], "")
    return Edit(start, end, "")


def replace_method(module: Module, call: ast.Call, text: str) -> Edit:
    """Another text for the last method of a chain, as `.scalars()` in `x.scalars()`.

    The dot is looked for in the text: brackets may stand between it and the value.
    """
    data = module.encoded
    dot = data.rfind(b".", 0, module.span(call.func)[1])
    start = len(data[:dot].rstrip())
    return Edit(start, module.span(call)[1], text)


def before_method(module: Module, func: ast.Attribute, text: str) -> Edit:
    """One more method in a chain, before the one that is named."""
    dot = module.encoded.rfind(b".", 0, module.span(func)[1])
    return Edit(dot, dot, text)


def remove_statement(module: Module, node: ast.stmt) -> Edit:
    """Without the lines of a statement; `pass` if its block would be empty."""
    start, end = module.span(node)
    parent = module.parent(node)
    blocks = (getattr(parent, name, []) for name in ("body", "orelse", "finalbody"))
    if any(block == [node] for block in blocks):
        return Edit(start, end, "pass")
    data = module.encoded
    line_start = data.rfind(b"\n", 0, start) + 1
    line_end = data.find(b"\n", end) + 1 or len(data)
    alone = not data[line_start:start].strip() and not data[end:line_end].strip()
    return Edit(line_start, line_end, "") if alone else Edit(start, end, "pass")


def replace_bytes(
    module: Module, node: Placed, written: bytes, text: str
) -> Edit | None:
    """Another text for the first place of this one in a node; None if there is none.

    The source of a function does not include its decorators.
    """
    start, end = module.span(node)
    at = module.encoded.find(written, start, end)
    return Edit(at, at + len(written), text) if at >= 0 else None
