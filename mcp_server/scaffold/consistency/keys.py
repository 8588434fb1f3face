"""Whether the keys of a specification can be generated; one sentence if not."""

from collections.abc import Iterator, Sequence

from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.defaults import is_computed
from mcp_server.scaffold.specification.entities import Entity, Field
from mcp_server.scaffold.specification.options import INDEXED_CHARACTERS, NAMED
from mcp_server.scaffold.specification.relations import Relation

KEY_TYPES = {"str", "int", "bigint", "uuid", "date"}
# A parameter of this name would hide one that the endpoints use.
TAKEN_PARAMETERS = {
    *("body", "changes", "col", "count", "cursor", "delete", "find", "func", "index"),
    *("key", "limit", "link", "model", "offset", "page", "related", "request"),
    *("reload", "require", "response", "router", "row", "rows", "select"),
    *("selectinload", "session", "sort", "statement", "total", "user"),
}


def named(entity: Entity) -> Iterator[str]:
    """What is wrong with the names that an entity gives to the database."""
    for option in ("table", "key_column"):
        name = getattr(entity, option)
        if name is not None and not names.is_column(name):
            yield f"`{option}` {name!r} is no name of the database's; send {NAMED}"
    if entity.table_name.casefold().startswith("sqlite_"):
        yield "SQLite keeps names in `sqlite_` for itself; send another `table`"


def objections(entity: Entity, relations: Sequence[Relation]) -> Iterator[str]:
    """What is wrong with the key of an entity, without the place."""
    if isinstance(entity.key, str):
        return
    if not entity.key or len(set(entity.key)) < len(entity.key):
        yield "`key` is empty or names something twice; send each name once"
    if entity.key_column:
        yield "`key_column` renames `id`, which it has not; send `column` of the field"
    for name in entity.key:
        yield from (
            f"`key` {name!r}: {said}" for said in _part(entity, name, relations)
        )
    fields = [field for field in entity.fields if field.name in entity.key]
    if sum(field.longest or 0 for field in fields) > INDEXED_CHARACTERS:
        yield (
            f"the texts of a key have at most {INDEXED_CHARACTERS} characters "
            "together, the most an index of PostgreSQL takes; send `max_length`"
        )


def _part(entity: Entity, name: str, relations: Sequence[Relation]) -> Iterator[str]:
    field = next((one for one in entity.fields if one.name == name), None)
    to_here = [one for one in relations if one.target == entity]
    parents = [one for one in to_here if not one.many_to_many]
    relation = next((one for one in parents if one.reverse == name), None)
    if field:
        yield from _field(field)
    elif relation:
        yield from _relation(relation, relations)
    else:
        known = [one.name for one in entity.fields] + [one.reverse for one in parents]
        yield f"there is no such field or parent; send some of {', '.join(known)}"


def _field(field: Field) -> Iterator[str]:
    if field.type not in KEY_TYPES:
        yield (
            f"a {field.type} does not stand well in a path; send a field of the type "
            f"{', '.join(sorted(KEY_TYPES))}, or the key `integer` and `unique`"
        )
    elif not field.required or field.secret or field.read_only:
        yield (
            "a key is sent with every row and shown in its path; leave out "
            "required=false, `secret` and `read_only`"
        )
    elif field.default is not None and not is_computed(field):
        yield "a key cannot have one `default` for every row; leave it out"
    elif field.name in TAKEN_PARAMETERS:
        yield (
            f"the endpoints use the name themselves; send `{field.name}_value`, with "
            "`column` for the database's name"
        )


def _relation(relation: Relation, relations: Sequence[Relation]) -> Iterator[str]:
    if not relation.required:
        yield "a part of a key cannot be NULL; send required=true for the relationship"
    seen = [relation.target]
    while relation.source not in seen:
        seen.append(relation.source)
        parts = relation.source.natural
        found = [
            one
            for one in relations
            if one.target == relation.source and parts == [one.reverse]
        ]
        if not found:
            return
        relation = found[0]
    yield "the keys depend on each other in a circle; send the key `integer` for one"


def references(relation: Relation) -> Iterator[str]:
    """What is wrong with the keys that a relationship refers to."""
    for entity in _referred(relation):
        if len(entity.natural) > 1:
            yield (
                f"{entity.name} has a key of several columns, and foreign keys of "
                "several columns are not generated; send the key `integer` for it, "
                "and a unique index over those columns"
            )
    other = relation.target_column
    if relation.many_to_many and other in relation.source.natural:
        yield (
            f"its paths would have `{other}` twice; send another name for that "
            f"field of {relation.source.name}"
        )


def _referred(relation: Relation) -> list[Entity]:
    both = [relation.source, relation.target]
    return both if relation.many_to_many else [relation.source]
