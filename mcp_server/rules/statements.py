"""How a statement is built: its methods, its conditions, the columns in them."""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import chain, held, model, root, statement
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module

STATEMENTS = {f"{origin}.select" for origin in ("sqlmodel", "sqlalchemy")} | {
    "sqlalchemy.update",
    "sqlalchemy.delete",
}
CONDITIONS = ("where", "filter", "having")
COLUMN_CALLS = {"sqlmodel.col", "sqlalchemy.cast", "sqlalchemy.not_"}
DEEPEST = 8


def execution(module: Module, call: ast.Call) -> ast.Call | None:
    """The exec() whose result this call reads, as in session.exec(...).all()."""
    func = call.func
    on = held(module, func.value) if isinstance(func, ast.Attribute) else None
    made = on.origin if on and on.kind in ("result", "rows") else None
    while isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute):
        if made.func.attr in ("exec", "execute", "scalars") and made.args:
            return made
        inner = held(module, made.func.value)
        made = inner.origin if inner else None
    return None


def steps(
    module: Module, node: ast.expr | None, depth: int = DEEPEST
) -> list[ast.Call] | None:
    """Every method that may have built a statement; None if some may be unknown.

    All the assignments of a variable count, since any of them may be the one.
    """
    if node is None or depth == 0:
        return None
    if isinstance(node, ast.Name):
        return _steps_of_variable(module, node, depth)
    found = [call for _, call in chain(node)]
    begin = root(node)
    if not isinstance(begin, ast.Call):
        return None
    if module.qualified(begin.func) in STATEMENTS:
        return [one for one in found if one is not begin] + [begin]
    if isinstance(begin.func, ast.Attribute) and isinstance(begin.func.value, ast.Name):
        rest = _steps_of_variable(module, begin.func.value, depth - 1)
        return None if rest is None else found + rest
    return None


def _steps_of_variable(
    module: Module, name: ast.Name, depth: int
) -> list[ast.Call] | None:
    scope = module.function(name) or module.tree
    known = module.bindings(scope).get(name.id, [])
    found: dict[ast.Call, None] = {}
    if not known or any(one.is_element for one in known):
        return None
    for one in known:
        if _is_step_of(one.value, name.id):
            found |= dict.fromkeys(call for _, call in chain(one.value or name))
            continue
        inner = steps(module, one.value, depth - 1)
        if inner is None:
            return None
        found |= dict.fromkeys(inner)
    return list(found)


def _is_step_of(value: ast.expr | None, name: str) -> bool:
    """`statement = statement.where(...)`: one more step of the same variable."""
    begin = root(value) if value is not None else None
    func = begin.func if isinstance(begin, ast.Call) else None
    on = func.value if isinstance(func, ast.Attribute) else None
    return isinstance(on, ast.Name) and on.id == name


def selection(module: Module, node: ast.expr) -> ast.Call | None:
    """The call of SQLModel's select() that a statement begins with."""
    known = steps(module, node) or []
    begins = [one for one in known if module.qualified(one.func) in STATEMENTS]
    if len(begins) == 1 and module.qualified(begins[0].func) == "sqlmodel.select":
        return begins[0]
    return None


def methods(calls: list[ast.Call]) -> set[str]:
    """Names of the methods among the steps of a statement."""
    return {one.func.attr for one in calls if isinstance(one.func, ast.Attribute)}


def conditions(module: Module) -> Iterator[ast.expr]:
    """Arguments of where(), filter() and having() of a known statement."""
    for call in module.nodes(ast.Call):
        func = call.func
        if not (isinstance(func, ast.Attribute) and func.attr in CONDITIONS):
            continue
        if is_statement(module, func.value):
            yield from call.args


def is_statement(module: Module, node: ast.expr) -> bool:
    """A select, update or delete, or a query of a session, with what follows."""
    for _ in range(DEEPEST):
        begin = root(node)
        if not isinstance(begin, ast.Call):
            found = statement(module, begin)
            if found is None or found is begin:
                return False
            node = found
            continue
        if module.qualified(begin.func) in STATEMENTS:
            return True
        if not isinstance(begin.func, ast.Attribute):
            return False
        if begin.func.attr == "query":
            on = held(module, begin.func.value)
            return on is not None and on.kind == "session"
        node = begin.func.value
    return False


def column(module: Module, node: ast.expr) -> tuple[Model, Member] | None:
    """The column that `Hero.name` or `col(Hero.name)` names."""
    if isinstance(node, ast.Call) and len(node.args) == 1:
        if module.qualified(node.func) == "sqlmodel.col":
            return column(module, node.args[0])
        return None
    if not isinstance(node, ast.Attribute):
        return None
    owner = model(module, node.value)
    member = owner.fields.get(node.attr) if owner and owner.is_table else None
    return (owner, member) if owner and member else None


def is_expression(module: Module, node: ast.expr) -> bool:
    """An SQL expression that begins with a column of a table model."""
    if column(module, node):
        return True
    if isinstance(node, ast.Compare):
        if any(
            isinstance(one, ast.Is | ast.IsNot | ast.In | ast.NotIn) for one in node.ops
        ):
            return False
        return any(is_expression(module, one) for one in (node.left, *node.comparators))
    if isinstance(node, ast.BinOp):
        return is_expression(module, node.left) or is_expression(module, node.right)
    if isinstance(node, ast.UnaryOp):
        inverted = isinstance(node.op, ast.Invert | ast.USub)
        return inverted and is_expression(module, node.operand)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return is_expression(module, node.func.value)
    return False
