"""A relationship with every name and default filled in."""

from collections.abc import Mapping
from typing import Literal

from mcp_server.results import Value
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.entities import Entity, OnDelete, Relationship
from mcp_server.scaffold.specification.keypart import KeyPart

Kind = Literal["one-to-many", "one-to-one", "many-to-many"]


class Relation(Value):
    """Both ends of a relationship, resolved."""

    kind: Kind
    source: Entity
    target: Entity
    attribute: str
    """Attribute of the source: the list, or the one target of a one-to-one."""
    reverse: str
    """Attribute of the target: one source, or the list of sources."""
    required: bool
    on_delete: OnDelete
    embed: bool
    through: str | None = None
    """Class of the link table where the specification names it."""
    one_of_several: bool = False
    """Whether the same two entities have another foreign key between them."""
    deferred: bool = False
    """Whether its foreign key would close a circle, and is added afterwards."""
    database_column: str | None = None
    """Name of the foreign key's column where it differs from the attribute.

    Of a many-to-many: of the link's column that refers to the source.
    """
    other_column: str | None = None
    """Many-to-many: name of the link's column that refers to the target."""
    database_table: str | None = None
    """Many-to-many: name of the link's table where the specification says it."""
    source_key: tuple[KeyPart, ...] = ()
    """The key of the source, once every relation is known."""
    target_key: tuple[KeyPart, ...] = ()

    @property
    def many_to_many(self) -> bool:
        """Whether a link table connects both ends."""
        return self.kind == "many-to-many"

    @property
    def one_to_one(self) -> bool:
        """Whether the foreign key is unique."""
        return self.kind == "one-to-one"

    @property
    def to_itself(self) -> bool:
        """Whether an entity refers to itself."""
        return self.source == self.target

    @property
    def afterwards(self) -> bool:
        """Whether a row is made without it, since the other row may need this one."""
        return self.to_itself or self.deferred

    @property
    def column(self) -> str:
        """Foreign key column of the target in a one-to-many."""
        return f"{self.reverse}_id"

    @property
    def link_class(self) -> str:
        """Class of the link table in a many-to-many."""
        made = f"{self.source.name}{names.camel_case(self.attribute)}Link"
        return self.through or made

    @property
    def link_table(self) -> str:
        """Name of the link table in a many-to-many."""
        if self.database_table:
            return self.database_table
        if self.through:
            return names.plural(names.snake_case(self.through))
        return f"{self.source.snake}_{self.attribute}"

    @property
    def source_column(self) -> str:
        """Column of the link table that refers to the source."""
        return f"{self.source.snake}_id"

    @property
    def target_column(self) -> str:
        """Column of the link table that refers to the target."""
        return f"{'other_' if self.to_itself else ''}{self.target.snake}_id"


def resolve(relationship: Relationship, entities: Mapping[str, Entity]) -> Relation:
    """Fill in what a relationship leaves out; both entities must exist."""
    source = entities[relationship.source]
    target = entities[relationship.target]
    attribute, reverse = _names(relationship.kind, source, target)
    embed = relationship.embed
    return Relation(
        kind=relationship.kind,
        source=source,
        target=target,
        attribute=relationship.name or attribute,
        reverse=relationship.reverse or reverse,
        required=relationship.required,
        on_delete=relationship.on_delete or default_on_delete(relationship),
        # A list of its own kind is a tree or a graph: it can be large.
        embed=source != target if embed is None else embed,
        through=relationship.through,
        database_column=relationship.column,
        other_column=relationship.target_column,
        database_table=relationship.table,
    )


def _names(kind: Kind, source: Entity, target: Entity) -> tuple[str, str]:
    """The attributes of source and target where the specification names none."""
    if kind == "many-to-many":
        return target.plural_name, source.plural_name
    if source == target:
        tree = kind == "one-to-many"
        return ("children", "parent") if tree else ("successor", "predecessor")
    return (target.plural_name if kind == "one-to-many" else target.snake), source.snake


def default_on_delete(relationship: Relationship) -> OnDelete:
    """The rule that loses no data unless it is only a link."""
    if relationship.kind == "many-to-many":
        return "cascade"
    return "restrict" if relationship.required else "set-null"
