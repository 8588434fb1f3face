"""Which call made a session: its class or a sessionmaker, also by a dependency."""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import depends
from mcp_server.rules.inference import held
from mcp_server.rules.kinds import MADE, Held
from mcp_server.rules.module import Module

KINDS = ("session", "async session")


def makers(module: Module, session: Held) -> Iterator[ast.Call]:
    """The calls of `Session(...)` or `sessionmaker(...)` that a session comes from."""
    origin = session.origin
    if isinstance(origin, ast.Call):
        yield _maker(module, origin)
    elif isinstance(origin, ast.arg):
        call = depends(module, origin)
        target = module.qualified(call.args[0]) if call and call.args else None
        defined = module.project.definition(target)
        if defined:
            yield from makers_in(*defined)


def makers_in(module: Module, node: ast.AST) -> Iterator[ast.Call]:
    """The same for every session that is made below a node."""
    for call in ast.walk(node):
        made = held(module, call) if isinstance(call, ast.Call) else None
        if made and made.kind in KINDS and isinstance(made.origin, ast.Call):
            yield _maker(module, made.origin)


def _maker(module: Module, made: ast.Call) -> ast.Call:
    func = made.func
    if isinstance(func, ast.Attribute) and func.attr == "begin":
        func = func.value
    maker = held(module, func)
    if maker and maker.kind in MADE and isinstance(maker.origin, ast.Call):
        return maker.origin
    return made
