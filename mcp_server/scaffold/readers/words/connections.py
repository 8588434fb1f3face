"""Relationships that are told by fields, or from both of their ends."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from mcp_server.scaffold.readers.tables.naming import singular
from mcp_server.scaffold.readers.words import synonyms
from mcp_server.scaffold.readers.words.notes import Notes
from mcp_server.scaffold.readers.words.rewording import Data
from mcp_server.scaffold.specification import names

TURNED = {"source": "target", "target": "source", "name": "reverse", "reverse": "name"}
POINTING = ("one-to-many", "one-to-one")


def same_entity(sent: object, known: Iterable[str]) -> str | None:
    """The entity that is meant by `user`, `users` or `Users`, if it is only one."""
    wanted = singular(names.snake_case(str(sent)))
    found = [one for one in known if singular(names.snake_case(one)) == wanted]
    return sent if sent in found else found[0] if len(found) == 1 else None


def turned(relationship: Data) -> Data:
    """A relationship from its other side."""
    return {TURNED.get(name, name): value for name, value in relationship.items()}


def once(relationships: list[Any]) -> list[Any]:
    """Each relationship once, although both of its ends may tell of it."""
    kept: list[Any] = []
    for one in relationships:
        same = next((other for other in kept if _is_same(one, other)), None)
        if same is None:
            kept.append(one)
        else:
            around = one if one["source"] == same["source"] else turned(one)
            same |= {**around, **same}
    return kept


def _is_same(one: Any, other: Any) -> bool:
    """Whether two relationships tell of one: of the same ends, under no other names."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    if not {"source", "target"} <= one.keys() & other.keys():
        return False
    many = one.get("kind") == "many-to-many" and one.get("source") != one.get("target")
    return any(
        all(way.get(end) == other.get(end) for end in ("kind", "source", "target"))
        and all(way.get(end, name) == name for end, name in _named(other).items())
        and any(a == b for a, b in zip(_ends(way), _ends(other), strict=True))
        for way in ([one, turned(one)] if many else [one])
    )


def _named(relationship: Data) -> Data:
    """The names that were sent, of either end."""
    return {
        end: relationship[end] for end in ("name", "reverse") if end in relationship
    }


def _ends(relationship: Data) -> tuple[object, object]:
    """The attributes of both ends, of which those that were not sent are plain."""
    source = names.snake_case(str(relationship.get("source")))
    target = names.snake_case(str(relationship.get("target")))
    if relationship.get("kind") == "many-to-many":
        source = names.plural(source)
    name = target if relationship.get("kind") == "one-to-one" else names.plural(target)
    return relationship.get("name", name), relationship.get("reverse", source)


def foreign_keys(
    entities: list[Any],
    relationships: list[Any],
    known: Collection[str],
    notes: Notes,
) -> None:
    """Make relationships of the foreign keys that stand among the fields.

    Args:
        entities: whose fields are read; foreign keys are taken out of them.
        relationships: takes those that are found.
        known: names of what foreign keys can lead to.
        notes: takes what was read as something else.
    """
    own = {one["name"]: one for one in entities if _is_named(one)}
    for entity in own.values():
        for field in _fields(entity):
            other = next((field[one] for one in synonyms.FOREIGN if one in field), None)
            source = same_entity(str(other).partition(".")[0], known) if other else None
            if source and isinstance(field.get("name"), str):
                _connect(source, entity, field, relationships, notes)
    for one in relationships:
        if isinstance(one, dict) and one.get("kind") in POINTING:
            _drop_column(one, own, notes)


def drop_links(entities: list[Any], relationships: list[Any]) -> None:
    """Leave out what only connects: a many-to-many makes its link by itself."""
    many = [one for one in relationships if isinstance(one, dict)]
    links = [one.get("through") for one in many if one.get("kind") == "many-to-many"]
    ends = [one.get(end) for one in many for end in ("source", "target")]
    entities[:] = [
        one
        for one in entities
        if not _is_named(one)
        or one["name"] not in links
        or one["name"] in ends
        or one.get("fields") not in ([], None)
    ]


def _is_named(entity: Any) -> bool:
    return isinstance(entity, dict) and isinstance(entity.get("name"), str)


def _fields(entity: Data) -> Iterator[Data]:
    fields = entity.get("fields")
    every = list(fields) if isinstance(fields, list) else []
    yield from (one for one in every if isinstance(one, dict))


def _connect(
    source: str, entity: Data, field: Data, relationships: list[Any], notes: Notes
) -> None:
    """Find the relationship of a foreign key, or make it."""
    name = field["name"].removesuffix("_id")
    found = next((o for o in relationships if _fits(o, source, entity, name)), None)
    if found is None:
        found = {"kind": "one-to-one" if field.get("unique") is True else "one-to-many"}
        found |= {"source": source, "target": entity["name"]}
        relationships.append(found)
    found["reverse"] = name
    found.setdefault("required", field.get("required", True))
    place = f"{entity['name']}.{field['name']}"
    notes.add("foreign key", f"a relationship from {source}", place)
    _leave_out(entity, field, name)


def _fits(one: Any, source: str, entity: Data, name: str) -> bool:
    if not isinstance(one, dict) or one.get("kind") not in POINTING:
        return False
    ends = one.get("source"), one.get("target")
    return ends == (source, entity["name"]) and one.get("reverse", name) == name


def _drop_column(one: Data, own: dict[str, Data], notes: Notes) -> None:
    """Leave the field out that a relationship adds by itself."""
    entity = own.get(str(one.get("target")), {})
    name = one.get("reverse") or names.snake_case(str(one.get("source")))
    for field in _fields(entity):
        plain = field.get("type") in ("int", "bigint", "uuid", "str", None)
        if field.get("name") == f"{name}_id" and plain:
            one.setdefault("required", field.get("required", True))
            _leave_out(entity, field, str(name))
            place = f"{entity['name']}.{field['name']}"
            notes.add("field of a relationship", "its foreign key", place)


def _leave_out(entity: Data, field: Data, reverse: str) -> None:
    """Take a foreign key out of the fields; keys and indexes name what it leads to."""
    entity["fields"] = [one for one in entity["fields"] if one is not field]
    lists = [entity.get("key")]
    indexes = entity.get("indexes")
    if isinstance(indexes, list):
        lists += [one.get("fields") for one in indexes if isinstance(one, dict)]
    for one in lists:
        if isinstance(one, list):
            one[:] = [reverse if name == field["name"] else name for name in one]
