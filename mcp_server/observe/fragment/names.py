"""Finds the names that a program uses and nothing in it defines."""

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

from mcp_server.observe.fragment.uses import annotations

KNOWN = frozenset(dir(builtins)) | {
    *("__annotations__", "__builtins__", "__cached__", "__class__", "__dict__"),
    *("__file__", "__loader__", "__module__", "__path__", "__qualname__"),
}


@dataclass(frozen=True)
class Undefined:
    """The names that are used and not bound."""

    evaluated: frozenset[str]
    """In code that runs when the module or a function runs."""
    perhaps: frozenset[str]
    """Only in annotations that are strings, or in a class that binds them itself."""
    bound: frozenset[str]
    """What the module binds."""
    typing_only: frozenset[str]
    """Among the evaluated: bound, but only under TYPE_CHECKING."""


def undefined(tree: ast.Module, text: str) -> Undefined:
    """What a module lacks.

    Raises:
        SyntaxError: it is no program.
    """
    table = symtable.symtable(_running(tree, text), "<names>", "exec")
    scopes = list(_scopes(table))
    own = frozenset(name for scope in scopes for name in _bound(scope))
    bound = own | KNOWN
    evaluated = {name for scope in scopes for name in _looked_up(scope)} - bound
    declared = set(_bound_under_type_checking(tree))
    of_classes = {name for scope in scopes for name in _own_of_class(scope)}
    perhaps = (set(_quoted(tree)) | of_classes) - bound - declared - evaluated
    return Undefined(
        frozenset(evaluated), frozenset(perhaps), own, frozenset(evaluated & declared)
    )


def bound_names(tree: ast.Module, text: str) -> set[str]:
    """The names that a module binds at its top level.

    Raises:
        SyntaxError: it is no program.
    """
    return set(_bound(symtable.symtable(_running(tree, text), "<names>", "exec")))


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)


def _bound(scope: symtable.SymbolTable) -> Iterator[str]:
    """Names that this scope binds in the module's namespace."""
    is_module = scope.get_type() == "module"
    for symbol in scope.get_symbols():
        binds = symbol.is_assigned() or symbol.is_imported()
        # From Python 3.12 on, `:=` in a comprehension of the module is told like this.
        in_comprehension = is_module and symbol.is_declared_global()
        if in_comprehension or (binds and (is_module or symbol.is_declared_global())):
            yield symbol.get_name()


def _looked_up(scope: symtable.SymbolTable) -> Iterator[str]:
    """Names that this scope takes from the module's namespace."""
    for symbol in scope.get_symbols():
        in_module = scope.get_type() == "module" or symbol.is_global()
        if in_module and symbol.is_referenced():
            yield symbol.get_name()


def _own_of_class(scope: symtable.SymbolTable) -> Iterator[str]:
    """Names that a class binds and reads: `date: date` reads the module's first."""
    if scope.get_type() == "class":
        for symbol in scope.get_symbols():
            if symbol.is_referenced() and symbol.is_local():
                yield symbol.get_name()


def _running(tree: ast.Module, text: str) -> str:
    """The module's text without what binds nothing when it runs."""
    body = [one for node in tree.body for one in _run(node)]
    if body == tree.body:
        return text
    return ast.unparse(ast.Module(body=body or [ast.Pass()], type_ignores=[]))


def _run(node: ast.stmt) -> list[ast.stmt]:
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return [ast.Expr(node.annotation)]
    if isinstance(node, ast.If) and _is_type_checking(node.test):
        return node.orelse
    return [node]


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", None)
    return name == "TYPE_CHECKING"


def _bound_under_type_checking(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            for one in ast.walk(node):
                if isinstance(one, ast.alias):
                    yield (one.asname or one.name).partition(".")[0]


def _quoted(tree: ast.AST) -> Iterator[str]:
    """Names in annotations that are strings, or have strings in them."""
    for annotation in annotations(tree):
        for text in _texts(annotation):
            try:
                parsed = ast.parse(text.strip(), mode="eval")
            except (SyntaxError, ValueError):
                continue
            yield from (n.id for n in ast.walk(parsed) if isinstance(n, ast.Name))


def _texts(node: ast.expr) -> Iterator[str]:
    """The strings in an annotation that stand for types."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Subscript):
        name = getattr(node.value, "id", getattr(node.value, "attr", ""))
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Literal":
            return
        for one in inner[:1] if name == "Annotated" else inner:
            yield from _texts(one)
    elif isinstance(node, ast.BinOp):
        yield from _texts(node.left)
        yield from _texts(node.right)
