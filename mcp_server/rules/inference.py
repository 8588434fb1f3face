"""What a variable holds: a session, an engine, a row of a model, a list of rows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mcp_server.rules.kinds import (
    ANNOTATED,
    CALLED,
    DEEPEST,
    LISTS,
    MADE,
    MANY,
    ONE,
    SELECTS,
    SESSIONS,
    Held,
    Kind,
)
from mcp_server.rules.models import Model
from mcp_server.rules.module import Function, Module
from mcp_server.rules.remembered import remembered


@remembered
def held(module: Module, node: ast.expr | None, depth: int = DEEPEST) -> Held | None:
    """What an expression holds; None if that is not known."""
    if node is None or depth == 0:
        return None
    if isinstance(node, ast.Await | ast.NamedExpr):
        return held(module, node.value, depth - 1)
    if isinstance(node, ast.Name):
        return _variable(module, node, depth - 1)
    if isinstance(node, ast.Call):
        return _called(module, node, depth - 1)
    if isinstance(node, ast.Attribute):
        return _attribute(module, node, depth - 1)
    if isinstance(node, ast.ListComp | ast.List):
        return _list(module, node, depth - 1)
    return None


def is_session(module: Module, node: ast.expr | None) -> bool:
    """The expression is a session, synchronous or not."""
    found = held(module, node)
    return found is not None and found.kind in ("session", "async session")


def statement(module: Module, node: ast.expr, depth: int = DEEPEST) -> ast.expr | None:
    """The expression behind a variable that holds a statement."""
    while isinstance(node, ast.Name) and depth:
        depth -= 1
        values = [one.value for one in _assigned(module, node) if one.value]
        if not values:
            return None
        node = values[-1]
    return node


def chain(node: ast.expr) -> Iterator[tuple[str, ast.Call]]:
    """Methods of a built statement, the last one first: where, options, limit."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield node.func.attr, node
        node = node.func.value


def root(node: ast.expr) -> ast.expr:
    """What a chain of methods begins with: the call of select()."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        inner = node.func.value
        if not isinstance(inner, ast.Call):
            return node
        node = inner
    return node


def selected(module: Module, node: ast.expr | None) -> list[Model]:
    """The models in select(A, B), whatever methods follow."""
    call = _beginning(module, node)
    if not isinstance(call, ast.Call) or module.qualified(call.func) not in SELECTS:
        return []
    models = (model(module, argument) for argument in call.args)
    return [one for one in models if one]


def _beginning(module: Module, node: ast.expr | None) -> ast.expr | None:
    """The call of select(), also of a statement that was built in steps."""
    for _ in range(DEEPEST):
        if node is None:
            return None
        found = statement(module, node)
        node = root(found) if found is not None else None
        func = node.func if isinstance(node, ast.Call) else None
        if not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)):
            return node
        if func.attr == "select":  # sqlmodel.select()
            return node
        node = _earlier(module, func.value)
    return None


def _earlier(module: Module, name: ast.Name) -> ast.expr | None:
    """What a name held before the statement in which it is used."""
    scope = module.function(name) or module.tree
    known = module.bindings(scope).get(name.id, ())
    line = name.lineno
    before = [
        one.value
        for one in known
        if one.value and (one.value.end_lineno or one.lineno) < line
    ]
    return before[-1] if before else None


def model(module: Module, node: ast.expr | None) -> Model | None:
    """The model class that an expression names."""
    name = module.qualified(node)
    if name in module.project.models:
        return module.project.models[name]
    return None


def table(module: Module, name: str) -> Model | None:
    """The table model of a class name: of this file, or the only one of that name."""
    here = module.project.models.get(f"{module.name}.{name}")
    if here:
        return here if here.is_table else None
    return module.project.tables.get(name)


# --- the parts ---------------------------------------------------------------


def _called(module: Module, node: ast.Call, depth: int) -> Held | None:
    name = module.qualified(node.func)
    if name in CALLED:
        kind = _maker(module, node, CALLED[name])
        return Held(kind, origin=node, type=_type(module, node, name))
    made = model(module, node.func)
    if made:
        return Held("row", made, origin=node)
    if isinstance(node.func, ast.Name):
        if node.func.id in LISTS and len(node.args) == 1:
            return held(module, node.args[0], depth)
        maker = held(module, node.func, depth)
        if maker and maker.kind in MADE:
            return Held(MADE[maker.kind], origin=node, type=maker.type)
        return None
    if isinstance(node.func, ast.Attribute):
        return _method(module, node, node.func, depth)
    return None


def _list(module: Module, node: ast.ListComp | ast.List, depth: int) -> Held | None:
    """A list of rows, by its first element."""
    elements = [node.elt] if isinstance(node, ast.ListComp) else node.elts
    first = held(module, elements[0], depth) if elements else None
    if first and first.kind == "row" and first.model:
        return Held("rows", first.model, origin=node)
    return None


def _type(module: Module, node: ast.Call, name: str) -> str | None:
    """The class of a session; for a sessionmaker, of the sessions that it makes."""
    if CALLED[name] not in MADE:
        return name
    classes = [one.value for one in node.keywords if one.arg == "class_"]
    return module.qualified(classes[0]) if classes else None


def _maker(module: Module, node: ast.Call, kind: Kind) -> Kind:
    """`sessionmaker(class_=AsyncSession)` makes asynchronous sessions as well."""
    classes = (one.value for one in node.keywords if one.arg == "class_")
    made = SESSIONS.get(module.qualified(next(classes, None)) or "")
    if kind == "sessionmaker" and made == "async session":
        return "async sessionmaker"
    return kind


def _method(
    module: Module, node: ast.Call, func: ast.Attribute, depth: int
) -> Held | None:
    if func.attr in ("model_validate", "from_orm", "construct"):
        made = model(module, func.value)
        return Held("row", made, origin=node) if made else None
    on = held(module, func.value, depth)
    if on is None:
        return None
    if on.kind in ("session", "async session"):
        return _from_session(module, node, func.attr)
    if on.kind in MADE and func.attr == "begin":
        return Held(MADE[on.kind], origin=node, type=on.type)
    if on.kind in ("result", "rows") and func.attr in MANY:
        return replace(on, kind="rows", origin=node)
    if on.kind in ("result", "rows") and func.attr in ONE:
        return replace(on, kind="row", origin=node)
    return None


def _from_session(module: Module, node: ast.Call, method: str) -> Held | None:
    if method in ("get", "get_one") and node.args:
        found = model(module, node.args[0])
        return Held("row", found, origin=node) if found else None
    if method in ("exec", "execute", "scalars", "scalar") and node.args:
        models = selected(module, node.args[0])
        one = models[0] if len(models) == 1 else None
        said = statement(module, node.args[0])
        kind: Kind = "row" if method == "scalar" else "result"
        return Held(kind, one, said, node)
    return None


def _attribute(module: Module, node: ast.Attribute, depth: int) -> Held | None:
    on = held(module, node.value, depth)
    if on and on.kind == "row" and on.model:
        member = on.model.relationships.get(node.attr)
        target = (
            next(
                (found for name in member.types if (found := table(module, name))),
                None,
            )
            if member
            else None
        )
        if member and target:
            return Held("rows" if member.is_collection else "row", target, origin=node)
    name = module.qualified(node)
    defined = module.project.definition(name)
    return _defined(*defined, depth) if defined else None


def _variable(module: Module, node: ast.Name, depth: int) -> Held | None:
    function = module.function(node)
    while function is not None:
        parameter = _parameter(function, node.id)
        if parameter:
            return annotated(module, parameter.annotation, depth, parameter)
        values = list(_bindings(module, function, node))
        if values:
            found = (_bound(module, one, depth) for one in reversed(values))
            return next((one for one in found if one), None)
        function = module.function(function)
    looped = _comprehended(module, node, depth)
    if looped:
        return looped
    for value in reversed(list(_bindings(module, module.tree, node))):
        found_there = _bound(module, value, depth)
        if found_there:
            return found_there
    defined = module.project.definition(module.qualified(node))
    if defined and defined[0] is not module:
        return _defined(*defined, depth)
    return None


def _defined(module: Module, node: ast.AST, depth: int) -> Held | None:
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
        return held(module, node.value, depth)
    return None


def _parameter(function: Function, name: str) -> ast.arg | None:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return next((one for one in every if one.arg == name), None)


def annotated(
    module: Module,
    node: ast.expr | None,
    depth: int = DEEPEST,
    origin: ast.AST | None = None,
) -> Held | None:
    """What an annotation promises: through Annotated, Optional, texts and aliases."""
    if node is None or depth == 0:
        return None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        # A name in quotes: enough for forward references of parameters.
        node = ast.copy_location(ast.Name(node.value.strip(), ast.Load()), node)
        found_model = table(module, node.id)
        return Held("row", found_model, origin=origin) if found_model else None
    if isinstance(node, ast.BinOp):
        left = annotated(module, node.left, depth - 1, origin)
        return left or annotated(module, node.right, depth - 1, origin)
    if isinstance(node, ast.Subscript):
        return _subscripted(module, node, depth, origin)
    name = module.qualified(node)
    if name in ANNOTATED:
        return Held(ANNOTATED[name], origin=origin, type=name)
    if name in module.project.models:
        return Held("row", module.project.models[name], origin=origin)
    defined = module.project.definition(name)
    if defined and isinstance(defined[1], ast.Assign):
        return annotated(defined[0], defined[1].value, depth - 1, origin)
    return None


def _subscripted(
    module: Module, node: ast.Subscript, depth: int, origin: ast.AST | None
) -> Held | None:
    outer = str(module.qualified(node.value) or getattr(node.value, "id", ""))
    inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
    within = annotated(module, inner, depth - 1, origin)
    if outer.rpartition(".")[2] in ("Annotated", "Optional"):
        return within
    if (
        within
        and within.kind == "row"
        and outer.rpartition(".")[2]
        in (
            "list",
            "List",
            "Sequence",
            "Iterable",
        )
    ):
        return replace(within, kind="rows")
    if outer in ANNOTATED:
        made = ANNOTATED[outer] in MADE
        name = module.qualified(inner) if made else outer
        return Held(ANNOTATED[outer], origin=origin, type=name)
    return None


@dataclass(frozen=True)
class _Binding:
    value: ast.expr | None
    is_element: bool = False
    """A loop takes one after the other of the value."""


def _assigned(module: Module, node: ast.Name) -> list[_Binding]:
    function = module.function(node)
    found = list(_bindings(module, function, node)) if function else []
    return found or list(_bindings(module, module.tree, node))


def _bindings(
    module: Module, scope: Function | ast.Module, name: ast.Name
) -> Iterator[_Binding]:
    """Everything that gives the name a value in this scope, up to where it is used."""
    for one in module.bindings(scope).get(name.id, ()):
        if one.lineno <= name.lineno:
            yield _Binding(one.value, one.is_element)


def _bound(module: Module, binding: _Binding, depth: int) -> Held | None:
    found = held(module, binding.value, depth)
    if found is None or not binding.is_element:
        return found
    if found.kind in ("rows", "result"):
        return replace(found, kind="row")
    return None


def _comprehended(module: Module, node: ast.Name, depth: int) -> Held | None:
    for one in module.ancestors(node):
        for part in getattr(one, "generators", ()):
            if isinstance(part.target, ast.Name) and part.target.id == node.id:
                return _bound(module, _Binding(part.iter, is_element=True), depth)
    return None
