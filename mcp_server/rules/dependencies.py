"""FastAPI dependencies: which functions they are, and which parameter gets which."""

import ast
from collections.abc import Iterator

from mcp_server.rules.module import Function, Module
from mcp_server.rules.project import Project
from mcp_server.rules.remembered import remembered
from mcp_server.rules.routes import DEPENDS, ROUTERS

DEEPEST = 4


def is_dependency(module: Module, function: Function) -> bool:
    """Some file of the project has `Depends(function)`."""
    return function in _all_dependencies(module.project)


@remembered
def _all_dependencies(project: Project) -> frozenset[ast.AST]:
    return frozenset(_dependencies(project))


def _dependencies(project: Project) -> Iterator[ast.AST]:
    for module in project.modules.values():
        for call in module.calls(*DEPENDS):
            defined = project.definition(_target(module, call))
            if defined:
                yield defined[1]


def _target(module: Module, call: ast.Call) -> str | None:
    given = {one.arg: one.value for one in call.keywords}
    return module.qualified(call.args[0] if call.args else given.get("dependency"))


def is_cached(module: Module, function: Function) -> bool:
    """It runs once: its result is remembered by functools."""
    for decorator in function.decorator_list:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if (module.qualified(named) or "").startswith("functools."):
            return True
    return False


def serves(module: Module) -> bool:
    """The file is part of a FastAPI application: it makes or imports its parts."""
    return _has_parts(module) or module.name in _imported_by_parts(module.project)


@remembered
def _imported_by_parts(project: Project) -> frozenset[str]:
    """Modules of which files that make parts of applications import something."""
    origins = (
        project.origin(name)
        for module in project.modules.values()
        if _has_parts(module)
        for name in module.imports.names.values()
    )
    return frozenset(one.rpartition(".")[0] for one in origins)


@remembered
def _has_parts(module: Module) -> bool:
    return next(module.calls(*ROUTERS, *DEPENDS), None) is not None


def depends(module: Module, parameter: ast.arg) -> ast.Call | None:
    """The `Depends(...)` that fills a parameter: default, annotation or its alias."""
    default = default_of(module, parameter)
    found = _depends(module, default, 1)
    return found or _depends(module, parameter.annotation, DEEPEST)


def default_of(module: Module, parameter: ast.arg) -> ast.expr | None:
    """The default value of a parameter."""
    arguments = module.parent(parameter)
    if not isinstance(arguments, ast.arguments):
        return None
    plain = [*arguments.posonlyargs, *arguments.args]
    padding: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    pairs = [
        *zip(plain, [*padding, *arguments.defaults], strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return next((default for one, default in pairs if one is parameter), None)


def _depends(module: Module, node: ast.expr | None, depth: int) -> ast.Call | None:
    if node is None or depth == 0:
        return None
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and module.qualified(one.func) in DEPENDS:
            return one
    defined = module.project.definition(module.qualified(node))
    if defined and isinstance(defined[1], ast.Assign):
        return _depends(defined[0], defined[1].value, depth - 1)
    return None
