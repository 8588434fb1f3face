"""What is taken out of generated code, or turned round: a function for each kind.

Each is asked about every place and answers with what stands there instead, which is
nothing where something is taken out; None where the place is none of its kind.
"""

import ast
import copy

from tests.bench.gates.places import Place

Instead = list[ast.AST] | None
FLIPPED: dict[type[ast.cmpop], ast.cmpop] = {ast.Lt: ast.Gt(), ast.Gt: ast.Lt()}


def index(place: Place) -> Instead:
    """`index=True` of a column, or `Index(...)` of a table."""
    table = _among(place, ast.Tuple, "Index")
    return _keyword(place, "index") if table is None else table


def unique(place: Place) -> Instead:
    """`unique=True` of a column or an index, or the constraint of a table."""
    constraint = _among(place, ast.Tuple, "UniqueConstraint")
    return _keyword(place, "unique") if constraint is None else constraint


def check(place: Place) -> Instead:
    """`CheckConstraint(...)` of a table."""
    return _among(place, ast.Tuple, "CheckConstraint")


def on_delete(place: Place) -> Instead:
    """What the database does to rows when what they refer to is deleted."""
    return _keyword(place, "ondelete")


def conditions(place: Place) -> Instead:
    """The condition of a filter."""
    return _unchained(place, "where", "filter_by")


def inverted(place: Place) -> Instead:
    """The condition of a filter becomes its opposite."""
    if _called(place.parent) == "where" and place.name == "args":
        assert isinstance(place.node, ast.expr)
        return [ast.UnaryOp(ast.Invert(), place.node)]
    return None


def order(place: Place) -> Instead:
    """The order of a list, or of a relationship."""
    ordered = _unchained(place, "order_by")
    return _entry(place, "order_by") if ordered is None else ordered


def limit(place: Place) -> Instead:
    """The size of a page; `limit(1)` asks whether there is any, and needs none."""
    one = isinstance(place.node, ast.Call) and _written(place.node.args) == ["1"]
    return None if one else _unchained(place, "limit")


def cursor(place: Place) -> Instead:
    """On which side of its cursor a page begins."""
    node = place.node
    if not isinstance(node, ast.Compare) or _written(node.comparators) != ["at[name]"]:
        return None
    flipped = FLIPPED.get(type(node.ops[0]))
    return [ast.Compare(node.left, [flipped], node.comparators)] if flipped else None


def hidden(place: Place) -> Instead:
    """That deleted rows are hidden, and that their unique values are free again."""
    node = place.node
    if isinstance(node, ast.Call) and _written(node.args) == ["live"]:
        return _unchained(place, "options")
    # What PostgreSQL needs for it shows there only.
    return _keyword(place, "sqlite_where")


def lock(place: Place) -> Instead:
    """That a change of an old version is refused, by the database or before."""
    if _called(place.node) == "require_version" and isinstance(place.node, ast.Call):
        # It takes the version out of the changes, which has to happen anyway.
        return [place.node.args[1]]
    return _entry(place, "version_id_col")


def on_update(place: Place) -> Instead:
    """That a change leaves its time behind."""
    return _entry(place, "onupdate")


def secrets(place: Place) -> Instead:
    """A response has what only requests may have."""
    node, module = place.node, place.parent
    if not isinstance(node, ast.ClassDef) or not isinstance(module, ast.Module):
        return None
    wanted = f"{node.name.removesuffix('Public')}Create"
    sent = [
        line
        for one in module.body
        if isinstance(one, ast.ClassDef) and one.name == wanted != node.name
        for line in one.body
        if isinstance(line, ast.AnnAssign)
    ]
    if not sent or not node.name.endswith("Public"):
        return None
    leaking = copy.copy(node)
    leaking.body = [*node.body, *sent]
    return [leaking]


def not_found(place: Place) -> Instead:
    """`raise HTTPException(404, ...)`."""
    node = place.node
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return [] if _written(node.exc.args[:1]) == ["404"] else None
    return None


def eager(place: Place) -> Instead:
    """That related rows are loaded along with a page or a row, all or one of them."""
    node = place.node
    if isinstance(node, ast.Call) and "WITH_RELATED" in "".join(_written(node.args)):
        return _unchained(place, "options")
    given = isinstance(node, ast.Name) and node.id.endswith("WITH_RELATED")
    if given and _called(place.parent) == "find":
        return []
    return _among(place, ast.Tuple, "selectinload")


def _keyword(place: Place, name: str) -> Instead:
    node = place.node
    if not isinstance(node, ast.keyword) or node.arg != name:
        return None
    off = isinstance(node.value, ast.Constant) and node.value.value is False
    return None if off else []


def _among(place: Place, parent: type[ast.AST], name: str) -> Instead:
    """A call of a function, such as an argument of a table."""
    fits = isinstance(place.parent, parent) and isinstance(place.node, ast.Call)
    return [] if fits and _called(place.node) == name else None


def _entry(place: Place, key: str) -> Instead:
    """The value of a key in a dict."""
    if not isinstance(place.parent, ast.Dict) or place.name != "values":
        return None
    found = place.parent.keys[place.position or 0]
    return [] if isinstance(found, ast.Constant) and found.value == key else None


def _unchained(place: Place, *names: str) -> Instead:
    """A call on a statement, such as `statement.order_by(...)`."""
    node = place.node
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    return [node.func.value] if node.func.attr in names else None


def _called(node: ast.AST) -> str:
    """The name of what is called; empty where nothing is."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _written(nodes: list[ast.expr]) -> list[str]:
    return [ast.unparse(one) for one in nodes]
