"""How the names of a program are used, which tells what they mean."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Use:
    """Everything that is done with one name."""

    line: int = 0
    """Line of its first use."""
    attributes: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    """Methods that are called and awaited."""
    passed_to: set[str] = field(default_factory=set)
    """Names of functions that take it as an argument."""
    called: bool = False
    call_awaited: bool = False
    called_with_keywords: bool = False
    """Called, and never with a positional argument."""
    is_base: bool = False
    subscripted: bool = False
    entered_async: bool = False
    """`async with name` or `async with name.method()` or `async with name()`."""


class Uses(ast.NodeVisitor):
    """The uses of every name in a tree."""

    def __init__(self, tree: ast.AST) -> None:
        self.names: dict[str, Use] = {}
        self.visit(tree)

    def of(self, name: str) -> Use:
        """How this name is used; nothing is known of one that is not there."""
        return self.names.get(name, Use())

    def attributes(self) -> set[str]:
        """Every attribute of every name."""
        return {one for use in self.names.values() for one in use.attributes}

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that is read."""
        if isinstance(node.ctx, ast.Load):
            self._use(node.id, node.lineno)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note an attribute of a name."""
        if isinstance(node.value, ast.Name):
            self._use(node.value.id, node.lineno).attributes.add(node.attr)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Note a name with brackets."""
        if isinstance(node.value, ast.Name):
            self._use(node.value.id, node.lineno).subscripted = True
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Note the names of a ClassDef."""
        for base in node.bases:
            if isinstance(base, ast.Name):
                self._use(base.id, base.lineno).is_base = True
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Note a name that is called."""
        if isinstance(node.func, ast.Name):
            use = self._use(node.func.id, node.lineno)
            keywords = bool(node.keywords) and not node.args
            only = use.called_with_keywords or not use.called
            use.called, use.called_with_keywords = True, keywords and only
        callee = _last_name(node.func)
        for argument in [*node.args, *(one.value for one in node.keywords)]:
            if isinstance(argument, ast.Name) and callee:
                self._use(argument.id, node.lineno).passed_to.add(callee)
        self.generic_visit(node)

    def visit_Await(self, node: ast.Await) -> None:
        """Note a name that is awaited."""
        if isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Name):
                self._use(function.id, node.lineno).call_awaited = True
            elif isinstance(function, ast.Attribute) and (
                isinstance(function.value, ast.Name)
            ):
                use = self._use(function.value.id, node.lineno)
                use.awaited.add(function.attr)
        self.generic_visit(node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> None:
        """Note a name that `async with` opens."""
        for item in node.items:
            if name := _first_name(item.context_expr):
                self._use(name, node.lineno).entered_async = True
        self.generic_visit(node)

    def _use(self, name: str, line: int) -> Use:
        use = self.names.setdefault(name, Use(line))
        use.line = min(use.line, line)
        return use


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _first_name(node: ast.expr) -> str | None:
    """The name at the left end of `name`, `name()`, `name.method()`."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def annotations(tree: ast.AST) -> Iterator[ast.expr]:
    """Every annotation of variables, parameters and results."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            yield node.returns
