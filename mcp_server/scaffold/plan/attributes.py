"""How a relation becomes an attribute of each of its two tables."""

from collections.abc import Sequence

from mcp_server.scaffold.specification.keypart import KeyPart
from mcp_server.scaffold.specification.relations import Relation

# Reading a related row that was not loaded raises: an N+1 cannot slip in.
LAZY = '"lazy": "raise_on_sql"'
# The database acts, and no target is loaded for it. With "all", targets that are
# loaded keep their key as well, so that the database sees it and refuses.
PASSIVE = {
    "cascade": ["cascade_delete=True", "passive_deletes=True"],
    "set-null": ["passive_deletes=True"],
    "restrict": ['passive_deletes="all"'],
}


def parent(relation: Relation) -> str:
    """The line of the many side: one source."""
    name = relation.source.name
    annotation = name if relation.required else f"{name} | None"
    if relation.afterwards:
        # The class does not exist yet where this line is read.
        annotation = _later(name)
    options = [LAZY, *_remote_side(relation), *_foreign_keys(relation)]
    arguments = [f'back_populates="{relation.attribute}"', _kwargs(options)]
    return f"{relation.reverse}: {annotation} = Relationship({', '.join(arguments)})"


def children(relation: Relation) -> str:
    """The line of the one side: the list of its targets, or the only one."""
    arguments = [f'back_populates="{relation.reverse}"', *PASSIVE[relation.on_delete]]
    target, options = relation.target.name, [LAZY]
    if relation.one_to_one:
        options.append('"uselist": False')
    else:
        options.append(_order(target, relation.target_key))
    arguments.append(_kwargs(options + _foreign_keys(relation)))
    annotation = _later(target) if relation.one_to_one else f'list["{target}"]'
    return f"{relation.attribute}: {annotation} = Relationship({', '.join(arguments)})"


def linked(relation: Relation, *, from_source: bool) -> str:
    """The line of either side of a many-to-many."""
    name, back = relation.attribute, relation.reverse
    other, key = relation.target.name, relation.target_key
    if not from_source:
        name, back, other = back, name, relation.source.name
        key = relation.source_key
    arguments = [f'back_populates="{back}"', f"link_model={relation.link_class}"]
    arguments += ["passive_deletes=True"]
    options = [LAZY, _order(other, key), *_joins(relation, from_source)]
    arguments.append(_kwargs(options))
    return f'{name}: list["{other}"] = Relationship({", ".join(arguments)})'


def _later(name: str) -> str:
    """An optional row of a class that is defined below; a quoted union fails."""
    return f'Optional["{name}"]'


def _order(target: str, key: Sequence[KeyPart]) -> str:
    """By the key; SQLAlchemy evaluates the text once every class exists."""
    columns = [f"{target}.{part.attribute}" for part in key]
    order = columns[0] if len(columns) == 1 else f"[{', '.join(columns)}]"
    return f'"order_by": "{order}"'


def _remote_side(relation: Relation) -> list[str]:
    """Of an entity that refers to itself: the key is at the other end."""
    if not relation.to_itself:
        return []
    return [f'"remote_side": "{relation.source.name}.{_key(relation.source_key)}"']


def _foreign_keys(relation: Relation) -> list[str]:
    # With post_update two new rows that refer to each other can be added at once.
    update = ['"post_update": True'] if relation.deferred else []
    if not relation.one_of_several:
        return update
    return [f'"foreign_keys": "{relation.target.name}.{relation.column}"', *update]


def _joins(relation: Relation, from_source: bool) -> list[str]:
    """Of an entity that is linked to itself: which column is which end."""
    if not relation.to_itself:
        return []
    ends = [relation.source_column, relation.target_column]
    own, other = ends if from_source else reversed(ends)
    key = f"{relation.source.name}.{_key(relation.source_key)}"
    return [
        f'"primaryjoin": "{key} == {relation.link_class}.{own}"',
        f'"secondaryjoin": "{key} == {relation.link_class}.{other}"',
    ]


def _key(key: Sequence[KeyPart]) -> str:
    return key[0].attribute


def _kwargs(options: list[str]) -> str:
    return f"sa_relationship_kwargs={{{', '.join(options)}}}"
