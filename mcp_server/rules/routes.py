"""The endpoints of FastAPI applications and routers, and their dependencies."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mcp_server.rules.inference import annotated
from mcp_server.rules.kinds import Held
from mcp_server.rules.module import Function, Module

METHODS = {"get", "post", "put", "patch", "delete", "head", "options"}
ROUTERS = {"fastapi.FastAPI", "fastapi.APIRouter"}
DEPENDS = {"fastapi.Depends", "fastapi.Security"}


@dataclass(frozen=True)
class Route:
    """A function that answers requests."""

    module: Module
    function: Function
    decorator: ast.Call
    method: str
    """Lower case: get, post ..."""
    path: str | None

    @property
    def parameters(self) -> list[ast.arg]:
        """Parameters of the function."""
        arguments = self.function.args
        return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]

    @property
    def response(self) -> ast.expr | None:
        """The response_model, else the return annotation."""
        for keyword in self.decorator.keywords:
            if keyword.arg == "response_model":
                return keyword.value
        return self.function.returns

    @property
    def answers_many(self) -> bool:
        """The response is a list."""
        response = self.response
        if not isinstance(response, ast.Subscript):
            return False
        name = response.value
        last = name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")
        return last in {"list", "List", "Sequence", "Page"} and last != "Page"

    def held(self, parameter: ast.arg) -> Held | None:
        """What a parameter holds by its annotation."""
        return annotated(self.module, parameter.annotation, origin=parameter)


def routes(module: Module) -> Iterator[Route]:
    """Every endpoint of a file."""
    for function in module.functions:
        for decorator in function.decorator_list:
            found = _route(module, function, decorator)
            if found:
                yield found


def _route(module: Module, function: Function, decorator: ast.expr) -> Route | None:
    if not (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in METHODS
        and is_router(module, decorator.func.value)
    ):
        return None
    first = decorator.args[0] if decorator.args else None
    path = first.value if isinstance(first, ast.Constant) else None
    return Route(
        module,
        function,
        decorator,
        decorator.func.attr,
        path if isinstance(path, str) else None,
    )


def is_router(module: Module, node: ast.expr) -> bool:
    """The application or router is defined here, imported, or named as they are."""
    if not isinstance(node, ast.Name):
        return False
    defined = module.project.definition(module.qualified(node))
    if defined and isinstance(defined[1], ast.Assign):
        value = defined[1].value
        made = isinstance(value, ast.Call) and defined[0].qualified(value.func)
        return made in ROUTERS
    return node.id in {"app", "router", "api"} or node.id.endswith("_router")
