"""How a field becomes a line of the base model and of the update model."""

from mcp_server.results import Value
from mcp_server.scaffold import literals, names
from mcp_server.scaffold.defaults import is_computed, read_default
from mcp_server.scaffold.entities import Entity, Field
from mcp_server.scaffold.relations import Relation

ANNOTATIONS = {
    "str": "StorableStr",
    "text": "StorableStr",
    "email": "EmailText",
    "int": "int",
    "float": "FiniteFloat",
    "decimal": "Decimal",
    "bool": "bool",
    "date": "dt.date",
    "datetime": "UtcDatetime",
    "uuid": "UUID",
    "json": "JsonObject",
}
COLUMN_TYPES = {"text": ["sa_type=Text"], "json": ["sa_type=JSON_COLUMN"]}
FACTORIES = {"datetime": "utc_now", "date": "today", "uuid": "uuid4"}


class Column(Value):
    """One column as source text."""

    name: str
    stored: str
    """Its line in the base model, without the indentation."""
    changed: str
    """Its line in the update model, where everything may be left out."""


def column(entity: Entity, field: Field) -> Column:
    """The column of a field."""
    annotation = annotation_of(entity, field)
    limits, said = _limits(field), _description(field)
    stored = [*_default(entity, field), *limits, *_storage(entity, field), *said]
    return Column(
        name=field.name,
        stored=_line(field.name, annotation, field.required, stored),
        changed=_change(field.name, annotation, field.required, limits + said),
    )


def foreign_key(relation: Relation) -> Column:
    """The column of a one-to-many's target that refers to the source."""
    name, annotation = relation.column, key_type(relation.source)
    rule = relation.on_delete.replace("-", " ").upper()
    stored = [] if relation.required else ["default=None"]
    stored += [f'foreign_key="{relation.source.plural_name}.id"']
    stored += [f'ondelete="{rule}"', "index=True"]
    return Column(
        name=name,
        stored=_line(name, annotation, relation.required, stored),
        changed=_change(name, annotation, relation.required, []),
    )


def key_type(entity: Entity) -> str:
    """The type of an entity's ids in the API."""
    return "UUID" if entity.key == "uuid" else "Key"


def enum_name(entity: Entity, field: Field) -> str:
    """The class of an enum field: `PostStatus`."""
    return entity.name + names.camel_case(field.name)


def annotation_of(entity: Entity, field: Field) -> str:
    """The type of a field, without None."""
    if field.type == "enum":
        return enum_name(entity, field)
    return ANNOTATIONS[field.type]


def _line(name: str, annotation: str, required: bool, arguments: list[str]) -> str:
    annotation = annotation if required else f"{annotation} | None"
    return f"{name}: {annotation}{_assigned(arguments)}"


def _change(name: str, annotation: str, required: bool, checked: list[str]) -> str:
    if not required:
        return _line(name, annotation, required, ["default=None", *checked])
    # The type refuses null; Field() lets the type checker accept the default.
    return f"{name}: {annotation} = Field({', '.join(['default=None', *checked])})"


def _assigned(arguments: list[str]) -> str:
    if not arguments:
        return ""
    if len(arguments) == 1 and arguments[0].startswith("default="):
        return f" = {arguments[0].removeprefix('default=')}"
    return f" = Field({', '.join(arguments)})"


def _default(entity: Entity, field: Field) -> list[str]:
    if field.default is None:
        return [] if field.required else ["default=None"]
    if is_computed(field):
        return [f"default_factory={FACTORIES[field.type]}"]
    if field.type == "json":
        return [f"default_factory={_document(field)}"]
    if field.type == "enum":
        position = field.values.index(str(field.default))
        member = names.member_names(field.values)[position]
        return [f"default={enum_name(entity, field)}.{member}"]
    return [f"default={literals.literal(read_default(field))}"]


def _document(field: Field) -> str:
    # A plain dict in a new row would not notice changes made inside it.
    if not field.default:
        return "MutableDict"
    return f"lambda: MutableDict({literals.literal(field.default)})"


def _limits(field: Field) -> list[str]:
    if field.type == "int":
        low, high = _whole(field.ge, "INT_MIN"), _whole(field.le, "INT_MAX")
        return [f"ge={low}", f"le={high}"]
    limits = [f"max_length={field.longest}"] if field.longest else []
    if field.type == "decimal":
        limits.append(f"max_digits={field.max_digits}")
        limits.append(f"decimal_places={field.decimal_places}")
    ends = {"ge": field.ge, "le": field.le}
    given = {name: end for name, end in ends.items() if end is not None}
    return limits + [f"{name}={literals.bound(end)}" for name, end in given.items()]


def _whole(bound: float | None, otherwise: str) -> str:
    return otherwise if bound is None else str(int(bound))


def _storage(entity: Entity, field: Field) -> list[str]:
    """The arguments that only the table needs."""
    arguments = []
    if field.unique:
        arguments.append("unique=True")
    elif field.index:
        arguments.append("index=True")
    if field.type == "enum":
        kind = enum_name(entity, field)
        arguments.append(f'sa_type=choice({kind}, "{field.name}")')
    return arguments + COLUMN_TYPES.get(field.type, [])


def _description(field: Field) -> list[str]:
    plain = " ".join(field.description.split())
    return [f"description={literals.text(plain)}"] if plain else []
