"""A relationship with every name and default filled in."""

from collections.abc import Mapping

from mcp_server.results import Value
from mcp_server.scaffold import names
from mcp_server.scaffold.entities import Entity, OnDelete, Relationship
from mcp_server.scaffold.keypart import KeyPart


class Relation(Value):
    """Both ends of a relationship, resolved."""

    many_to_many: bool
    source: Entity
    target: Entity
    attribute: str
    """Attribute of the source: the list."""
    reverse: str
    """Attribute of the target: one source, or the list of sources."""
    required: bool
    on_delete: OnDelete
    embed: bool
    one_of_several: bool = False
    """Whether the target has another foreign key to the same source."""
    database_column: str | None = None
    """Name of the foreign key's column where it differs from the attribute."""
    source_key: tuple[KeyPart, ...] = ()
    """The key of the source, once every relation is known."""
    target_key: tuple[KeyPart, ...] = ()

    @property
    def column(self) -> str:
        """Foreign key column of the target in a one-to-many."""
        return f"{self.reverse}_id"

    @property
    def link_class(self) -> str:
        """Class of the link table in a many-to-many."""
        return f"{self.source.name}{names.camel_case(self.attribute)}Link"

    @property
    def link_table(self) -> str:
        """Name of the link table in a many-to-many."""
        return f"{self.source.snake}_{self.attribute}"


def resolve(relationship: Relationship, entities: Mapping[str, Entity]) -> Relation:
    """Fill in what a relationship leaves out; both entities must exist."""
    source = entities[relationship.source]
    target = entities[relationship.target]
    many = relationship.kind == "many-to-many"
    back = source.plural_name if many else source.snake
    return Relation(
        many_to_many=many,
        source=source,
        target=target,
        attribute=relationship.name or target.plural_name,
        reverse=relationship.reverse or back,
        required=relationship.required,
        on_delete=relationship.on_delete or default_on_delete(relationship),
        embed=relationship.embed,
        database_column=relationship.column,
    )


def default_on_delete(relationship: Relationship) -> OnDelete:
    """The rule that loses no data unless it is only a link."""
    if relationship.kind == "many-to-many":
        return "cascade"
    return "restrict" if relationship.required else "set-null"
