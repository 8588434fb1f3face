"""What a list can be sorted by."""

from collections.abc import Iterator

from mcp_server.results import Value
from mcp_server.scaffold.plan.filters import is_looked_up, value_type
from mcp_server.scaffold.plan.resources import Resource
from mcp_server.scaffold.specification.entities import Pagination

# How the generated tests read a value that came back, to compare it with another.
READ = {
    **dict.fromkeys(("int", "Key", "Int32", "BigKey", "Int64", "bigint"), "int"),
    **dict.fromkeys(("float", "FiniteFloat"), "float"),
    **dict.fromkeys(("decimal", "Decimal"), "Decimal"),
}
# The order of truth values says nothing.
NEVER_SORTED = {"bool"}


class Sorted(Value):
    """A column of the order of a list."""

    name: str
    type: str
    limits: tuple[str, ...] = ()
    nullable: bool = False

    @property
    def line(self) -> str:
        """Its line in the model of a position; the other columns are left out."""
        default = f"Field(default=None, {', '.join(self.limits)})"
        return f"{self.name}: {self.type} | None = {default if self.limits else 'None'}"

    @property
    def read(self) -> str:
        """The call that a test reads its value with."""
        return reading(self.type)


def sorted_by(resource: Resource, pagination: Pagination) -> list[Sorted]:
    """The columns of the key, then what is indexed.

    NULL has no place in a cursor's comparison: with keyset pagination only columns
    that are never NULL can be sorted by.
    """
    every = {one.name: one for one in [*_key(resource), *_fields(resource)]}
    return [
        one for one in every.values() if not (one.nullable and pagination == "keyset")
    ]


def reading(kind: str) -> str:
    """The call that a test reads a value with, by the type of a field or column."""
    return READ.get(kind, "str")


def _key(resource: Resource) -> Iterator[Sorted]:
    for part in resource.key:
        yield Sorted(name=part.attribute, type=part.parameter)


def _fields(resource: Resource) -> Iterator[Sorted]:
    entity = resource.entity
    names = {part.attribute for part in resource.key}
    for field in entity.fields:
        if field.name in names or field.type in NEVER_SORTED:
            continue
        if is_looked_up(entity, field):
            kind, limits = value_type(entity, field)
            yield Sorted(
                name=field.name,
                type=kind,
                limits=limits,
                nullable=not field.required,
            )
    if "timestamps" in entity.mixins:
        for name in ("created_at", "updated_at"):
            yield Sorted(name=name, type="UtcDatetime")
