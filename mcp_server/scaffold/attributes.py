"""How a relation becomes an attribute of each of its two tables."""

from collections.abc import Sequence

from mcp_server.scaffold.keypart import KeyPart
from mcp_server.scaffold.relations import Relation

# Reading a related row that was not loaded raises: an N+1 cannot slip in.
LAZY = '"lazy": "raise_on_sql"'


def parent(relation: Relation) -> str:
    """The line of the many side: one source."""
    annotation = relation.source.name + ("" if relation.required else " | None")
    options = [LAZY, *_foreign_keys(relation)]
    arguments = [f'back_populates="{relation.attribute}"', _kwargs(options)]
    return f"{relation.reverse}: {annotation} = Relationship({', '.join(arguments)})"


def children(relation: Relation) -> str:
    """The line of the one side: the list of its targets."""
    arguments = [f'back_populates="{relation.reverse}"']
    if relation.on_delete == "cascade":
        arguments += ["cascade_delete=True", "passive_deletes=True"]
    else:
        # The database sets NULL or refuses; SQLAlchemy leaves the rows alone.
        arguments.append('passive_deletes="all"')
    target = relation.target.name
    options = [LAZY, _order(target, relation.target_key), *_foreign_keys(relation)]
    arguments.append(_kwargs(options))
    return _many(relation.attribute, target, arguments)


def linked(relation: Relation, *, from_source: bool) -> str:
    """The line of either side of a many-to-many."""
    name, back = relation.attribute, relation.reverse
    other, key = relation.target.name, relation.target_key
    if not from_source:
        name, back, other = back, name, relation.source.name
        key = relation.source_key
    arguments = [f'back_populates="{back}"', f"link_model={relation.link_class}"]
    arguments += ["passive_deletes=True"]
    arguments += [_kwargs([LAZY, _order(other, key)])]
    return _many(name, other, arguments)


def _many(name: str, target: str, arguments: list[str]) -> str:
    return f'{name}: list["{target}"] = Relationship({", ".join(arguments)})'


def _order(target: str, key: Sequence[KeyPart]) -> str:
    """By the key; SQLAlchemy evaluates the text once every class exists."""
    columns = [f"{target}.{part.attribute}" for part in key]
    order = columns[0] if len(columns) == 1 else f"[{', '.join(columns)}]"
    return f'"order_by": "{order}"'


def _foreign_keys(relation: Relation) -> list[str]:
    if not relation.one_of_several:
        return []
    return [f'"foreign_keys": "{relation.target.name}.{relation.column}"']


def _kwargs(options: list[str]) -> str:
    return f"sa_relationship_kwargs={{{', '.join(options)}}}"
