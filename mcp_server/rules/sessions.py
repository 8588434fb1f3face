"""What code does with its sessions: calls, and the blocks that own one."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mcp_server.rules.inference import held
from mcp_server.rules.kinds import Held
from mcp_server.rules.module import Function, Module
from mcp_server.rules.remembered import remembered

KINDS = ("session", "async session")


@dataclass(frozen=True)
class SessionCall:
    """A method of a session is called."""

    call: ast.Call
    method: str
    session: ast.expr
    held: Held


def session_calls(module: Module, *methods: str) -> Iterator[SessionCall]:
    """Every call of one of these methods of something that is a session."""
    for one in _session_calls(module):
        if one.method in methods:
            yield one


@remembered
def _session_calls(module: Module) -> list[SessionCall]:
    """Every call of a method of something that is a session."""
    calls = []
    for call in module.nodes(ast.Call):
        func = call.func
        if isinstance(func, ast.Attribute):
            found = held(module, func.value)
            if found and found.kind in KINDS:
                calls.append(SessionCall(call, func.attr, func.value, found))
    return calls


@dataclass(frozen=True)
class SessionBlock:
    """A `with` block that makes a session and ends it."""

    node: ast.With | ast.AsyncWith
    name: str
    made: ast.Call
    held: Held
    begins: bool
    """A begin() of the block commits at its end."""

    @property
    def keeps(self) -> bool:
        """It says `expire_on_commit=False`."""
        return any(
            one.arg == "expire_on_commit"
            and isinstance(one.value, ast.Constant)
            and one.value.value is False
            for one in self.made.keywords
        )

    def uses(self) -> Iterator[ast.Name]:
        """Where the session's name is read within the block."""
        for statement in self.node.body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and node.id == self.name:
                    yield node


def session_blocks(module: Module) -> Iterator[SessionBlock]:
    """Every `with Session(engine) as session:`, also of a sessionmaker."""
    found_here: list[ast.With | ast.AsyncWith] = [
        *module.nodes(ast.With),
        *module.nodes(ast.AsyncWith),
    ]
    for node in found_here:
        for item in node.items:
            made, target = item.context_expr, item.optional_vars
            if not (isinstance(made, ast.Call) and isinstance(target, ast.Name)):
                continue
            found = held(module, made)
            if found and found.kind in KINDS and found.origin is made:
                begins = any(_is_begin(one.context_expr) for one in node.items)
                yield SessionBlock(node, target.id, made, found, begins)


def _is_begin(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "begin"
    )


def owner(module: Module, node: ast.AST) -> Function | ast.Module:
    """The function that a node stands in, else the module."""
    return module.function(node) or module.tree


def names(node: ast.AST, name: str) -> Iterator[ast.Name]:
    """Where a name stands below a node."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id == name:
            yield one


def statement_of(module: Module, node: ast.AST) -> ast.stmt | None:
    """The statement that a node is a part of."""
    if isinstance(node, ast.stmt):
        return node
    found = (one for one in module.ancestors(node) if isinstance(one, ast.stmt))
    return next(found, None)


def siblings(module: Module, node: ast.stmt) -> list[ast.stmt]:
    """The block of statements that a statement stands in, itself included."""
    parent = module.parent(node)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and node in block:
            return block
    return [node]


def is_call_of(node: ast.AST, name: str, *methods: str) -> bool:
    """`session.commit()`, awaited or not, of the session with this name."""
    if isinstance(node, ast.Expr):
        node = node.value
    if isinstance(node, ast.Await):
        node = node.value
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == name
        and node.func.attr in methods
    )
