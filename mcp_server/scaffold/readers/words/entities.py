"""Entities in the words of ORMs and databases."""

from typing import Any

from mcp_server.results import Value
from mcp_server.scaffold.readers.tables.naming import singular
from mcp_server.scaffold.readers.words import synonyms
from mcp_server.scaffold.readers.words.fields import field
from mcp_server.scaffold.readers.words.notes import Notes, word
from mcp_server.scaffold.readers.words.rewording import (
    Data,
    listed,
    meant,
    renamed,
)
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.entities import ENDPOINTS, Check, Entity, Index
from mcp_server.scaffold.specification.mixins import COLUMNS

FLAGS = ("audit", "soft_delete", "timestamps", "versioned")
ALL = {"all", "crud"}


def entity(sent: Any, notes: Notes) -> Any:
    """An entity in the words of a specification; its name stays."""
    if not isinstance(sent, dict):
        return sent
    place = str(sent.get("name", "an entity"))[:30]
    also = (*FLAGS, *synonyms.UNIQUE, "relationships")
    data = renamed(sent, Entity, synonyms.ENTITY, notes, also)
    if isinstance(fields := listed(data.get("fields"), "type"), list):
        data["fields"] = [
            field(one, place, notes) if isinstance(one, dict) else one for one in fields
        ]
    _key(data, notes, place)
    _mixins(data, notes, place)
    _without_mixed_in(data, notes, place)
    _unique(data, notes, place)
    _parts(data, "indexes", Index, synonyms.INDEX, notes)
    _parts(data, "checks", Check, synonyms.CHECK, notes)
    _endpoints(data, notes, place)
    return data


def named(entities: list[Any], notes: Notes) -> list[Any]:
    """The entities under names of classes: one row, in PascalCase."""
    taken = [one.get("name") for one in entities if isinstance(one, dict)]
    for one in entities:
        sent = one.get("name") if isinstance(one, dict) else None
        if not isinstance(sent, str):
            continue
        better = names.camel_case(sent) if not names.is_class(sent) else sent
        if "plural" not in one:
            better = of_one_row(better)
        if better != sent and names.is_class(better) and better not in taken:
            notes.add(sent, better, "the name of an entity")
            one["name"] = better
    return entities


def of_one_row(name: str) -> str:
    """`Posts` as `Post`; a word such as `Settings` or `Address` stays."""
    snake = names.snake_case(name)
    one = singular(snake)
    last = snake.rpartition("_")[2]
    if last in synonyms.ALWAYS_PLURAL or names.plural(one) != snake:
        return name
    length = len(name) - len(last)
    return name[:length] + names.camel_case(singular(last))


def _key(data: Data, notes: Notes, place: str) -> None:
    """The key that `id` or `primary_key` among the fields stand for."""
    fields = data.get("fields")
    if isinstance(fields, list):
        marked = [one for one in fields if isinstance(one, dict)]
        data["fields"] = [one for one in fields if not _is_id(one, data, notes, place)]
        natural = [one.get("name") for one in marked if one.pop("primary_key", False)]
        natural = [name for name in natural if name not in ("id", None)]
        if natural and "key" not in data:
            notes.add("primary_key", f"key {', '.join(map(str, natural))}", place)
            data["key"] = natural
    key = data.get("key")
    if isinstance(key, str):
        data["key"] = _key_type(key, data, notes, place)
    elif isinstance(key, list):
        data["key"] = [_snake(one) for one in key]


def _key_type(key: str, data: Data, notes: Notes, place: str) -> Any:
    fields = data.get("fields")
    own = fields if isinstance(fields, list) else []
    if any(isinstance(one, dict) and one.get("name") == key for one in own):
        notes.add(key, f"[{key}]", f"{place}.key")
        return [key]
    return meant(key, synonyms.KEYS, notes, f"{place}.key")


def _is_id(one: Any, data: Data, notes: Notes, place: str) -> bool:
    """Whether a field is the key that is added anyway; it says of which type."""
    if not isinstance(one, dict) or one.get("name") != "id":
        return False
    kind = synonyms.KEYS.get(word(one.get("type", "int")))
    if kind is None or not isinstance(data.setdefault("key", kind), str):
        return False
    notes.add("field id", f"key={data['key']}", place)
    return True


def _mixins(data: Data, notes: Notes, place: str) -> None:
    sent = data.get("mixins", [])
    if not isinstance(sent, list):
        return
    read = [meant(one, synonyms.MIXINS, notes, f"{place}.mixins") for one in sent]
    for flag in FLAGS:
        if isinstance(data.get(flag), bool):
            mixin = synonyms.MIXINS[word(flag)]
            if data.pop(flag) and mixin not in read:
                notes.add(f"{flag}=true", f"mixins {mixin}", place)
                read.append(mixin)
    if read:
        data["mixins"] = read


def _without_mixed_in(data: Data, notes: Notes, place: str) -> None:
    """Leave the fields out that mixins add."""
    sent = data.get("mixins")
    mixed_in = sent if isinstance(sent, list) else []
    added = [
        column
        for mixin, columns in COLUMNS.items()
        if mixin in mixed_in
        for column in columns
    ]
    fields = data.get("fields")
    for one in list(fields) if isinstance(fields, list) else []:
        if isinstance(one, dict) and one.get("name") in added:
            data["fields"].remove(one)
            notes.add("field of a mixin", "the mixin", f"{place}.{one['name']}")


def _unique(data: Data, notes: Notes, place: str) -> None:
    """What is unique together, as indexes that are unique."""
    for option in synonyms.UNIQUE:
        sent, indexes = data.get(option), data.get("indexes", [])
        if not isinstance(sent, list) or not isinstance(indexes, list):
            continue
        if all(isinstance(one, str) for one in sent):
            sent = [sent]
        found = [one if isinstance(one, dict) else {"fields": one} for one in sent]
        data["indexes"] = [*indexes, *({**one, "unique": True} for one in found)]
        del data[option]
        notes.add(option, "indexes with unique=true", place)


def _parts(
    data: Data,
    option: str,
    model: type[Value],
    other: dict[str, str],
    notes: Notes,
) -> None:
    """Indexes or checks with options that are called as they are here."""
    sent = data.get(option)
    if not isinstance(sent, list):
        return
    data[option] = read = []
    for one in sent:
        if option == "indexes" and isinstance(one, list):
            one = {"fields": one}
        if isinstance(one, dict):
            one = renamed(one, model, other, notes)
            if isinstance(one.get("fields"), list):
                one["fields"] = [_snake(name) for name in one["fields"]]
        read.append(one)


def _endpoints(data: Data, notes: Notes, place: str) -> None:
    sent = data.get("endpoints")
    asked = {word(one) for one in sent} if isinstance(sent, list) else {word(sent)}
    place = f"{place}.endpoints"
    if asked & ALL or sent is True:
        data["endpoints"] = list(ENDPOINTS)
    elif isinstance(sent, list):
        read = [meant(one, synonyms.ENDPOINTS, notes, place) for one in sent]
        data["endpoints"] = _once(read) if read != sent else sent


def _once(values: list[Any]) -> list[Any]:
    """Each value once: `put` and `patch` are the same endpoint."""
    return [one for at, one in enumerate(values) if one not in values[:at]]


def _snake(name: Any) -> Any:
    """`createdAt` as `created_at`, which the field is called as well."""
    is_name = isinstance(name, str) and not names.is_identifier(name)
    return names.snake_case(name) if is_name else name
