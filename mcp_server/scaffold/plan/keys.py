"""The primary keys of a project: generated, natural or of several columns."""

from collections.abc import Sequence

from mcp_server.scaffold.plan import columns
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification.entities import Entity, Field
from mcp_server.scaffold.specification.keypart import KeyPart
from mcp_server.scaffold.specification.relations import Relation

NO_UUID = '"00000000-0000-4000-8000-000000000000"'
# Expression of a value that no row has, and text that is none, for each type.
TRIED = {
    "integer": ("2**31 - 1", "{2**31}"),
    "bigint": ("2**63 - 1", "{2**63}"),
    "int": ("2**31 - 1", "{2**31}"),
    "uuid": (NO_UUID, "no-uuid"),
    "uuid7": (NO_UUID, "no-uuid"),
    "str": ('"~"', "%00"),
    "date": ('"0001-01-01"', "no-date"),
}
GENERATED = {"integer": "Key", "bigint": "BigKey", "uuid": "UUID", "uuid7": "UUID"}
# Fields have their own bounds in bodies; a parameter only has those of its type.
PARAMETERS = {"int": "Int32", "bigint": "Int64"}
NUMBERED = "id: int | None = Field(default=None, primary_key=True"
LINES = {
    "integer": NUMBERED,
    "bigint": f"{NUMBERED}, sa_type=BIGINT_KEY",
    "uuid": "id: UUID = Field(default_factory=uuid4, primary_key=True",
    "uuid7": "id: UUID = Field(default_factory=uuid7, primary_key=True",
}


def key_parts(entity: Entity, relations: Sequence[Relation]) -> list[KeyPart]:
    """The columns of an entity's key, in the order of its paths."""
    if isinstance(entity.key, str):
        return [_generated(entity, entity.key)]
    fields = {field.name: field for field in entity.fields}
    parents = {one.reverse: one for one in relations if one.target == entity}
    return [
        _natural(fields[name]) if name in fields else _shared(parents[name], relations)
        for name in entity.key
    ]


def key_line(entity: Entity) -> str:
    """The line of `id` in the table; nothing where the key is natural."""
    if entity.natural:
        return ""
    name = {"name": literals.text(entity.key_column)} if entity.key_column else {}
    options = columns.column_options(name)
    return ", ".join([LINES[str(entity.key)], *options]) + ")"


def _generated(entity: Entity, key: str) -> KeyPart:
    unknown, impossible = TRIED[key]
    return KeyPart(
        attribute="id",
        column=entity.key_column or "id",
        parameter=GENERATED[key],
        annotation=GENERATED[key],
        storage=("sa_type=BigInteger",) if key == "bigint" else (),
        unknown=unknown,
        impossible=impossible,
    )


def _natural(field: Field) -> KeyPart:
    unknown, impossible = TRIED[field.type]
    annotation = columns.key_annotation(field)
    return KeyPart(
        attribute=field.name,
        column=field.column or field.name,
        parameter=PARAMETERS.get(field.type, annotation),
        annotation=annotation,
        limits=tuple(columns.limits(field)),
        storage=tuple(columns.COLUMN_TYPES.get(field.type, [])),
        unknown=unknown,
        impossible=impossible,
    )


def _shared(relation: Relation, relations: Sequence[Relation]) -> KeyPart:
    """A foreign key that is part of the key has the type of what it refers to."""
    other = key_parts(relation.source, relations)[0]
    database = relation.database_column or relation.column
    names = {"attribute": relation.column, "column": database}
    return other.model_copy(update=names)
