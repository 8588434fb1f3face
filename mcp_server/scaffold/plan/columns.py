"""How a field becomes the lines of the models and of the requests and responses."""

from mcp_server.results import Value
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.databasedefaults import database_default
from mcp_server.scaffold.specification.defaults import is_computed, read_default
from mcp_server.scaffold.specification.entities import Entity, Field
from mcp_server.scaffold.specification.relations import Relation

ANNOTATIONS = {
    "str": "StorableStr",
    "text": "StorableStr",
    "email": "EmailText",
    "int": "int",
    "bigint": "int",
    "float": "FiniteFloat",
    "decimal": "Decimal",
    "bool": "bool",
    "date": "dt.date",
    "time": "LocalTime",
    "datetime": "UtcDatetime",
    "timedelta": "Duration",
    "uuid": "UUID",
    "json": "JsonObject",
    "bytes": "Base64",
}
COLUMN_TYPES = {
    "text": ["sa_type=Text"],
    "json": ["sa_type=JSON_COLUMN"],
    "bigint": ["sa_type=BigInteger"],
}
FACTORIES = {"datetime": "utc_now", "date": "today", "uuid": "uuid4"}
NO_DEFAULT = ["default=None"]
RANGES = {"int": ("INT_MIN", "INT_MAX"), "bigint": ("BIGINT_MIN", "BIGINT_MAX")}


class Column(Value):
    """One column as source text, a line for each class, without the indentation."""

    name: str
    is_key: bool = False
    """Whether it is part of the key: it never changes."""
    secret: bool = False
    read_only: bool = False
    stored: str
    """Its line in the base model or the table."""
    sent: str
    """Its line in the model of a new row, if the base model does not have it."""
    shown: str
    """Its line in the responses, if the base model does not have it."""
    changed: str
    """Its line in the update model, where everything may be left out."""

    @property
    def shared(self) -> bool:
        """Whether requests, responses and the table have it alike."""
        return not (self.secret or self.read_only)


def column(entity: Entity, field: Field) -> Column:
    """The column of a field."""
    is_key = field.name in entity.natural
    annotation = key_annotation(field) if is_key else annotation_of(entity, field)
    checked, said = limits(field), _description(field)
    default = _default(entity, field)
    stored = [*default, *checked, *_storage(entity, field), *said]
    return Column(
        name=field.name,
        is_key=is_key,
        secret=field.secret,
        read_only=field.read_only,
        stored=_line(field.name, annotation, field.required, stored),
        sent=_line(field.name, annotation, field.required, default + checked + said),
        shown=_line(field.name, annotation, field.required, said),
        changed=_change(field.name, annotation, field.required, checked + said),
    )


def foreign_key(relation: Relation, in_path: bool = False) -> Column:
    """The column of a relation's target that refers to the source.

    A foreign key that is in the path is sent in no body.
    """
    name, annotation = relation.column, relation.source_key[0].annotation
    other, default = relation.source_key[0], [] if relation.required else NO_DEFAULT
    stored = [*default, *other.limits, *_reference(relation, other.column)]
    stored += [*_lookup(relation), *other.storage]
    if relation.database_column:
        stored += column_options({"name": literals.text(relation.database_column)})
    return Column(
        name=name,
        is_key=relation.reverse in relation.target.natural,
        read_only=in_path,
        stored=_line(name, annotation, relation.required, stored),
        sent=_line(name, annotation, relation.required, [*default, *other.limits]),
        shown=_line(name, annotation, relation.required, []),
        changed=_change(name, annotation, relation.required, list(other.limits)),
    )


def _reference(relation: Relation, key_column: str) -> list[str]:
    """The arguments that refer to the source, and what happens when it is deleted."""
    rule = relation.on_delete.replace("-", " ").upper()
    if not relation.deferred:
        key = foreign_key_to(relation.source, key_column)
        return [key, f'ondelete="{rule}"']
    # Both tables of a circle must exist before the key is added.
    to = f'"{relation.source.table_name}.{key_column}"'
    key = f'ForeignKey({to}, ondelete="{rule}", use_alter=True)'
    return [f"sa_column_args=[{key}]"]


def _lookup(relation: Relation) -> list[str]:
    """How the column is found: by the key, a constraint or an index of its own."""
    key = relation.target.natural
    arguments = ["primary_key=True"] if relation.reverse in key else []
    if key == [relation.reverse]:
        return arguments
    hidden = "soft-delete" in relation.target.mixins
    if relation.one_to_one:
        # Among rows that can be hidden, an index of the table makes it unique.
        return arguments if hidden else [*arguments, "unique=True"]
    # The first column of a key is indexed by it.
    return arguments if key[:1] == [relation.reverse] else [*arguments, "index=True"]


def foreign_key_to(entity: Entity, key_column: str) -> str:
    """The argument that refers to an entity."""
    return f'foreign_key="{entity.table_name}.{key_column}"'


def enum_name(entity: Entity, field: Field) -> str:
    """The class of an enum field: `PostStatus`."""
    return entity.name + names.camel_case(field.name)


def annotation_of(entity: Entity, field: Field) -> str:
    """The type of a field, without None."""
    if field.type == "enum":
        return enum_name(entity, field)
    return ANNOTATIONS[field.type]


def key_annotation(field: Field) -> str:
    """The type of a field that is a key: texts must fit in a path."""
    return "KeyText" if field.type == "str" else ANNOTATIONS[field.type]


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
    if field.type == "bytes":
        # The documentation of the API could not show them as they are.
        return [f"default_factory=lambda: {literals.literal(read_default(field))}"]
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


def limits(field: Field) -> list[str]:
    """The arguments of Field() that check a value."""
    if field.type in RANGES:
        least, most = RANGES[field.type]
        return [f"ge={_whole(field.ge, least)}", f"le={_whole(field.le, most)}"]
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
    arguments = ["primary_key=True"] if field.name in entity.natural else []
    if entity.natural == [field.name]:
        pass  # The key is unique and indexed already.
    elif field.unique:
        # Among rows that can be hidden, an index of the table makes it unique.
        arguments += [] if "soft-delete" in entity.mixins else ["unique=True"]
    elif field.index:
        arguments.append("index=True")
    if field.type == "enum":
        kind = enum_name(entity, field)
        arguments.append(f'sa_type=choice({kind}, "{field.name}")')
    arguments += COLUMN_TYPES.get(field.type, [])
    return arguments + column_options(_options(entity, field))


def _options(entity: Entity, field: Field) -> dict[str, str]:
    """The arguments of Column() that Field() has no name for."""
    options = {"name": literals.text(field.column)} if field.column else {}
    if entity.natural == [field.name] and field.type in RANGES:
        # The number comes from outside: no sequence is needed.
        options["autoincrement"] = "False"
    if field.server_default:
        options["server_default"] = database_default(field)
    return options


def column_options(options: dict[str, str]) -> list[str]:
    """Arguments of Column() as one argument of Field()."""
    pairs = [f'"{name}": {value}' for name, value in options.items()]
    return [f"sa_column_kwargs={{{', '.join(pairs)}}}"] if pairs else []


def _description(field: Field) -> list[str]:
    plain = " ".join(field.description.split())
    return [f"description={literals.text(plain)}"] if plain else []
