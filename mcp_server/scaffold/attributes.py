"""How a relation becomes an attribute of each of its two tables."""

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
    options = [LAZY, f'"order_by": "{target}.id"', *_foreign_keys(relation)]
    arguments.append(_kwargs(options))
    return _many(relation.attribute, target, arguments)


def linked(relation: Relation, *, from_source: bool) -> str:
    """The line of either side of a many-to-many."""
    name, back = relation.attribute, relation.reverse
    other = relation.target.name
    if not from_source:
        name, back, other = back, name, relation.source.name
    arguments = [f'back_populates="{back}"', f"link_model={relation.link_class}"]
    arguments += ["passive_deletes=True"]
    arguments += [_kwargs([LAZY, f'"order_by": "{other}.id"'])]
    return _many(name, other, arguments)


def _many(name: str, target: str, arguments: list[str]) -> str:
    return f'{name}: list["{target}"] = Relationship({", ".join(arguments)})'


def _foreign_keys(relation: Relation) -> list[str]:
    if not relation.one_of_several:
        return []
    return [f'"foreign_keys": "{relation.target.name}.{relation.column}"']


def _kwargs(options: list[str]) -> str:
    return f"sa_relationship_kwargs={{{', '.join(options)}}}"
