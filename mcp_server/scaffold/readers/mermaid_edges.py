"""Lines between entities as foreign keys and links."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mcp_server.scaffold.readers.tables import naming
from mcp_server.scaffold.readers.tables.schema import (
    Column,
    ForeignKey,
    Link,
    Schema,
    Table,
)
from mcp_server.scaffold.specification import names

Foreign = dict[str, list[str]]


@dataclass
class Edge:
    """One line of a diagram between two entities."""

    left: str
    right: str
    left_many: bool
    right_many: bool
    left_optional: bool
    right_optional: bool
    label: str
    column: str | None = None
    """The attribute that is its foreign key."""
    is_role: bool = False
    """Whether the label says which of several lines between the two it is."""

    def turned(self) -> "Edge":
        """The same line, read from the other end."""
        return Edge(
            *(self.right, self.left, self.right_many, self.left_many),
            *(self.right_optional, self.left_optional, self.label),
        )


def connect(schema: Schema, edges: list[Edge], foreign: Foreign) -> None:
    """Add foreign keys and links for the lines, with the columns they lack."""
    ones = []
    for edge in edges:
        if edge.left_many and edge.right_many:
            schema.links.append(_link(schema, edge))
        else:
            ones.append(_directed(edge, foreign))
    left = {name: list(columns) for name, columns in foreign.items()}
    _mark_roles(ones)
    for fits in (_exactly, _labelled, _partly, _only):
        for edge in ones:
            edge.column = edge.column or _take(schema, edge, left, fits)
    for edge in ones:
        _foreign_key(schema, edge)
    _unconnected(schema, left)


def _link(schema: Schema, edge: Edge) -> Link:
    target = schema.table(edge.right)
    return Link(edge.left, edge.right, _list_name(edge, target))


def _directed(edge: Edge, foreign: Foreign) -> Edge:
    """The line with the one side on the left, where the foreign key leads to."""
    if edge.left_many:
        return edge.turned()
    if not edge.right_many and _leads_left(edge, foreign):
        return edge.turned()
    return edge


def _leads_left(edge: Edge, foreign: Foreign) -> bool:
    """Whether a one-to-one has its foreign key in the left entity."""
    in_left = any(_called(edge.right, one) for one in foreign.get(edge.left, []))
    in_right = any(_called(edge.left, one) for one in foreign.get(edge.right, []))
    if in_left != in_right:
        return in_left
    return edge.left_optional and not edge.right_optional


def _take(
    schema: Schema, edge: Edge, left: Foreign, fits: Callable[[Edge, str], bool]
) -> str | None:
    """The foreign key of the right entity that leads to the left one."""
    columns = left.get(edge.right, [])
    if fits is _only and len(columns) != 1:
        return None
    parent = schema.table(edge.left)
    found = next((one for one in columns if fits(edge, one)), None)
    if parent and found:
        columns.remove(found)
    return found


def _mark_roles(edges: list[Edge]) -> None:
    """Find lines such as `home` and `away`; `writes` and `likes` are no roles."""
    for edge in edges:
        alike = [
            one for one in edges if (one.left, one.right) == (edge.left, edge.right)
        ]
        labels = {one.label for one in alike}
        words = all(re.fullmatch(r"[a-z]\w*[^\Ws]", one) for one in labels)
        edge.is_role = words and len(labels) == len(alike) > 1


def _exactly(edge: Edge, column: str) -> bool:
    return not edge.is_role and _called(edge.left, column)


def _labelled(edge: Edge, column: str) -> bool:
    role = names.snake_case(edge.label)
    return bool(role) and naming.field_name(column).startswith(f"{role}_")


def _called(parent: str, column: str) -> bool:
    bare = naming.without_suffix(naming.field_name(column), "id")
    return bare in {_snake(parent), naming.field_name(parent)}


def _partly(edge: Edge, column: str) -> bool:
    return _snake(edge.left) in naming.field_name(column)


def _only(edge: Edge, column: str) -> bool:
    return True


def _snake(entity: str) -> str:
    return names.snake_case(naming.entity_name(entity))


def _foreign_key(schema: Schema, edge: Edge) -> None:
    parent, child = schema.table(edge.left), schema.table(edge.right)
    if parent is None or child is None:
        return
    column = edge.column or _new_column(child, parent, edge)
    found = child.column(column)
    if found:
        found.nullable = found.nullable or edge.left_optional
    if not edge.right_many and [column] not in [child.key, *child.uniques]:
        child.uniques.append([column])
    key = ForeignKey([column], parent.name, name=_list_name(edge, child))
    child.foreign_keys.append(key)
    if edge.right_many and not edge.right_optional:
        told = f"at least one {child.name} for each"
        schema.left_out.add(parent.name, told)


def _new_column(child: Table, parent: Table, edge: Edge) -> str:
    """A foreign key that the diagram shows as a line only."""
    snake = _snake(parent.name)
    role = names.snake_case(edge.label)
    itself = "parent_id" if child is parent else f"{snake}_id"
    wanted = [itself, f"{role}_{snake}_id" if role else f"{snake}_2_id"]
    wanted = wanted[::-1] if edge.is_role else wanted
    name = naming.free(wanted, lambda one: child.column(one) is None)
    kind = next((one.type for one in parent.columns if [one.name] == parent.key), "int")
    child.columns.append(Column(name, kind, nullable=edge.left_optional))
    return name


def _list_name(edge: Edge, child: Table | None) -> str | None:
    """The label, where it names the list and not what is done."""
    label = names.snake_case(edge.label)
    plural = names.plural(_snake(child.name)) if child else ""
    named = label.endswith(plural.rpartition("_")[2]) if plural else False
    return label if named and names.is_attribute(label) else None


def _unconnected(schema: Schema, left: Foreign) -> None:
    """Foreign keys without a line: their name says where they lead."""
    for name, columns in left.items():
        child = schema.table(name)
        for column in columns:
            parent = next(
                (one for one in schema.tables if _called(one.name, column)), None
            )
            if parent and child:
                child.foreign_keys.append(ForeignKey([column], parent.name))
                told = f"leads to {parent.name}, as its name says"
                schema.assumed.add(f"{name}.{column}", told)
            else:
                told = "is marked FK, but no relationship leads to it"
                schema.left_out.add(f"{name}.{column}", told)
