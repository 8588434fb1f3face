"""One file, parsed once: its nodes by kind, who contains whom, what names mean."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from mcp_server.rules.bindings import Binding, bindings, children
from mcp_server.rules.names import Imports, canonical
from mcp_server.rules.remembered import remembered

if TYPE_CHECKING:
    from mcp_server.rules.models import Model
    from mcp_server.rules.project import Project

Node = TypeVar("Node", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef
_Nodes = dict[type[ast.AST], list[ast.AST]]
_Parents = dict[ast.AST, ast.AST]
_Functions = dict[ast.AST, Function | None]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
Placed = ast.expr | ast.stmt | ast.keyword | ast.arg
"""Nodes that have a place in the text."""
LOOPS = (
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)


class Module:
    """A parsed file of a project."""

    def __init__(self, path: str, source: str, tree: ast.Module) -> None:
        self.path = path
        self.source = source
        self.tree = tree
        self.project: Project
        """Set by the project that it becomes part of."""
        self.memory: dict[object, Any] = {}

    @cached_property
    def _collected(self) -> tuple[_Nodes, _Parents, _Functions]:
        """All nodes by kind in the order of the source, and where each stands.

        It is put off until a rule asks: many files only define what others use.
        """
        nodes: _Nodes = defaultdict(list)
        parents: _Parents = {}
        functions: _Functions = {}
        waiting: list[tuple[ast.AST, Function | None]] = [(self.tree, None)]
        while waiting:
            node, function = waiting.pop()
            nodes[type(node)].append(node)
            functions[node] = function
            if isinstance(node, _FUNCTIONS):
                function = node if not isinstance(node, ast.Lambda) else None
            for child in children(node):
                parents[child] = node
                waiting.append((child, function))
        return nodes, parents, functions

    @cached_property
    def classes(self) -> list[ast.ClassDef]:
        """Classes that can be imported: at the top level, or in its if, try, with."""
        found: list[ast.ClassDef] = []
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.ClassDef):
                found.append(node)
            elif not isinstance(
                node, ast.expr | ast.FunctionDef | ast.AsyncFunctionDef
            ):
                waiting.extend(reversed(list(ast.iter_child_nodes(node))))
        return found

    # --- where things are ------------------------------------------------------

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        """Every node of this kind, in the order of the source."""
        yield from self._collected[0].get(kind, [])  # type: ignore[misc]  # by its key

    @cached_property
    def functions(self) -> list[Function]:
        """Every function and method, in the order of the source."""
        found: list[Function] = [
            *self.nodes(ast.FunctionDef),
            *self.nodes(ast.AsyncFunctionDef),
        ]
        return sorted(found, key=lambda one: one.lineno)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that contains it."""
        return self._collected[1].get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Everything that contains it, innermost first."""
        parents = self._collected[1]
        while (found := parents.get(node)) is not None:
            yield found
            node = found

    def function(self, node: ast.AST) -> Function | None:
        """The function in whose body it stands; a lambda hides it."""
        return self._collected[2].get(node)

    def is_in_async(self, node: ast.AST) -> bool:
        """Its function runs on the event loop."""
        return isinstance(self.function(node), ast.AsyncFunctionDef)

    def loop(self, node: ast.AST) -> ast.AST | None:
        """The innermost loop of the same function that repeats it."""
        inner = node
        for one in self.ancestors(node):
            if isinstance(one, SCOPES):
                return None
            if isinstance(one, LOOPS) and not _is_once(one, inner):
                return one
            inner = one
        return None

    # --- what things mean ------------------------------------------------------

    @cached_property
    def imports(self) -> Imports:
        """Local name to qualified name, for everything that is imported anywhere."""
        return Imports.of(self.tree, self.path)

    @cached_property
    def definitions(self) -> dict[str, ast.AST]:
        """Functions, classes and variables at the top level, the last one of a name."""
        found: dict[str, ast.AST] = {}
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found[node.name] = node
            elif isinstance(node, ast.Assign):
                found |= {t.id: node for t in node.targets if isinstance(t, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found[node.target.id] = node
        return found

    def qualified(self, node: ast.AST | None) -> str | None:
        """What a name or dotted name refers to: `sqlmodel.Session`, `app.models.Hero`.

        Names that a function binds itself are not looked at: None.
        """
        if isinstance(node, ast.Attribute):
            base = self.qualified(node.value)
            return canonical(f"{base}.{node.attr}") if base else None
        if not isinstance(node, ast.Name) or self._is_local(node):
            return None
        if node.id in self.definitions:
            return f"{self.name}.{node.id}"
        imported = self.imports.names.get(node.id)
        if imported:
            return self.project.origin(canonical(imported))
        return self.project.starred(self, node.id)

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Every call of one of these qualified names."""
        if len(names) == 1:
            yield from self._calls.get(names[0], ())
            return
        found = [call for name in names for call in self._calls.get(name, ())]
        yield from sorted(found, key=lambda one: (one.lineno, one.col_offset))

    @cached_property
    def _calls(self) -> dict[str, list[ast.Call]]:
        """The calls by the qualified name of what they call."""
        found: dict[str, list[ast.Call]] = defaultdict(list)
        for call in self.nodes(ast.Call):
            name = self.qualified(call.func)
            if name:
                found[name].append(call)
        return found

    @cached_property
    def name(self) -> str:
        """Dotted name by which other files import it."""
        plain = self.path.removesuffix(".py").removesuffix("/__init__")
        return plain.removeprefix("src/").replace("/", ".")

    @cached_property
    def is_test(self) -> bool:
        """The file belongs to tests, by its path."""
        *folders, file = self.path.split("/")
        names = ("conftest.py", "tests.py")
        is_named = file.startswith("test_") or file.endswith("_test.py")
        return is_named or file in names or not {"tests", "test"}.isdisjoint(folders)

    @cached_property
    def models(self) -> "list[Model]":
        """The SQLModel classes that this file defines."""
        return self.project.models_of.get(self.name, [])

    def _is_local(self, name: ast.Name) -> bool:
        function = self.function(name)
        return function is not None and name.id in self._bound_in(function)

    @remembered
    def _bound_in(self, function: Function) -> frozenset[str]:
        return frozenset(_binds(function))

    @remembered
    def bindings(self, scope: Function | ast.Module) -> dict[str, list[Binding]]:
        """By name: what gives it a value in this scope."""
        return bindings(scope)

    # --- text ------------------------------------------------------------------

    @cached_property
    def encoded(self) -> bytes:
        """The source as UTF-8: offsets of nodes count its bytes."""
        return self.source.encode()

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.encoded.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def span(self, node: Placed) -> tuple[int, int]:
        """Byte offsets of a node's begin and end."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def text(self, node: Placed) -> str:
        """The source of a node as it is written."""
        start, end = self.span(node)
        return self.encoded[start:end].decode()


def _is_once(loop: ast.AST, inner: ast.AST) -> bool:
    """A part of a loop that is evaluated only once: what it iterates over."""
    if isinstance(loop, ast.For | ast.AsyncFor):
        return inner is loop.iter or inner in loop.orelse
    if isinstance(loop, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return isinstance(inner, ast.comprehension) and inner is loop.generators[0]
    return False


def _binds(function: Function) -> Iterator[str]:
    """Parameters and local variables of a function, without those of inner ones."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    for argument in (*every, arguments.vararg, arguments.kwarg):
        if argument:
            yield argument.arg
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif not isinstance(node, ast.Lambda | ast.Import | ast.ImportFrom):
            waiting.extend(ast.iter_child_nodes(node))
