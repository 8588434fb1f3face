"""Specifications in the words that models and people know from other tools.

Only what can mean one thing is read as something else, and every such word is noted;
the rest is left as it is, for the specification to refuse.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from mcp_server.scaffold.naming import NAME
from mcp_server.scaffold.readers.words import connections, synonyms
from mcp_server.scaffold.readers.words import entities as entitywords
from mcp_server.scaffold.readers.words.fields import field
from mcp_server.scaffold.readers.words.notes import Notes, word
from mcp_server.scaffold.readers.words.rewording import (
    Data,
    listed,
    optional,
    renamed,
    reword,
)
from mcp_server.scaffold.spec import Options, ProjectSpec
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.entities import Relationship

PROJECT = "the project"
MODES = ("async", "sync")


def understood(sent: object, known: Collection[str] = ()) -> tuple[object, list[str]]:
    """Plain JSON in the words of a specification, and what was read as something else.

    Args:
        sent: a specification, or a part of one.
        known: names of entities that relationships may lead to besides.
    """
    sent = _unwrapped(sent)
    if not isinstance(sent, dict):
        return sent, []
    notes = Notes()
    also = (*Options.model_fields, *MODES)
    data = renamed(sent, ProjectSpec, synonyms.SPEC, notes, also)
    _name(data, notes)
    _options(data, notes)
    entities = listed(data.get("entities"), "fields")
    if isinstance(entities, list):
        entities = [entitywords.entity(one, notes) for one in entities]
        data["entities"] = entitywords.named(entities, notes)
        known = {*known, *_names(entities)}
    _connect(data, known, notes)
    return data, notes.lines()


def _unwrapped(sent: object) -> object:
    """What stands in an object by itself, or entities in a list."""
    if isinstance(sent, dict) and len(sent) == 1:
        ((name, inner),) = sent.items()
        return inner if name in synonyms.WRAPPERS and isinstance(inner, dict) else sent
    return {"entities": sent} if isinstance(sent, list) else sent


def _connect(data: Data, known: Collection[str], notes: Notes) -> None:
    """The relationships, wherever they are told."""
    sent = data.get("relationships", [])
    if not isinstance(sent, list):
        return
    entities = data["entities"] if isinstance(data.get("entities"), list) else []
    sent = [*sent, *_from_entities(entities)]
    found = connections.once([_relationship(one, known, notes) for one in sent])
    connections.foreign_keys(entities, found, known, notes)
    connections.drop_links(entities, found)
    if found:
        data["relationships"] = found


def _from_entities(entities: list[Any]) -> Iterator[Any]:
    """The relationships that stand inside an entity, which is their source."""
    for entity in entities:
        inside = entity.get("relationships") if isinstance(entity, dict) else None
        if isinstance(inside, list):
            del entity["relationships"]
            for one in inside:
                ends = {"source": entity.get("name")}
                yield {**ends, **one} if isinstance(one, dict) else one


def _names(entities: Iterable[Any]) -> list[str]:
    found = [one.get("name") for one in entities if isinstance(one, dict)]
    return [name for name in found if isinstance(name, str)]


def _name(data: Data, notes: Notes) -> None:
    name = data.get("name")
    if isinstance(name, str) and not NAME.fullmatch(name):
        better = names.snake_case(name).replace("_", "-")
        if NAME.fullmatch(better):
            notes.add(name, better, "name")
            data["name"] = better


def _options(data: Data, notes: Notes) -> None:
    """Options in their place and in their words."""
    chosen = data.get("options", {})
    if not isinstance(chosen, dict):
        return
    outside = [name for name in (*Options.model_fields, *MODES) if name in data]
    for name in outside:
        notes.add(name, f"options.{name}", PROJECT)
        chosen = {name: data.pop(name), **chosen}
    if not chosen:
        return
    chosen = renamed(chosen, Options, synonyms.OPTIONS, notes, MODES)
    for mode in MODES:
        if isinstance(chosen.get(mode), bool) and "mode" not in chosen:
            asked = mode if chosen.pop(mode) else next(o for o in MODES if o != mode)
            notes.add(mode, f"mode={asked}", "options")
            chosen["mode"] = asked
    for option, read in synonyms.CHOSEN.items():
        reword(chosen, option, read, notes, f"options.{option}")
    _prefix(chosen, notes)
    data["options"] = chosen


def _prefix(chosen: Data, notes: Notes) -> None:
    sent = chosen.get("prefix")
    if isinstance(sent, str) and sent:
        chosen["prefix"] = f"/{sent.strip('/')}" if sent.strip("/") else ""
        if chosen["prefix"] != sent:
            notes.add(sent, chosen["prefix"], "options.prefix")


def _relationship(sent: Any, known: Collection[str], notes: Notes) -> Any:
    if not isinstance(sent, dict):
        return sent
    data = renamed(sent, Relationship, synonyms.RELATIONSHIP, notes, synonyms.OPTIONAL)
    for end in ("source", "target"):
        _end(data, end, known)
    place = f"{data.get('source')} to {data.get('target')}"
    optional(data, notes, place)
    if word(data.get("kind")) in synonyms.BACKWARDS:
        around = f"one-to-many {data.get('target')} to {data.get('source')}"
        notes.add(data["kind"], around, place)
        data = {**connections.turned(data), "kind": "one-to-many"}
    _foreign_key(data)
    _tree(data)
    reword(data, "kind", synonyms.KINDS, notes, place)
    reword(data, "on_delete", synonyms.ON_DELETE, notes, place)
    _through(data, notes, place)
    if isinstance(fields := listed(data.get("fields"), "type"), list):
        link = str(data.get("through", place))
        data["fields"] = [
            field(one, link, notes) if isinstance(one, dict) else one for one in fields
        ]
    return data


def _end(data: Data, end: str, known: Collection[str]) -> None:
    """The entity that is meant by `user`, `users` or `Users`."""
    sent = data.get(end)
    if not isinstance(sent, str) or sent in known:
        return
    data[end] = connections.same_entity(sent, known) or sent


def _foreign_key(data: Data) -> None:
    """The attribute that a foreign key is named after; it is indexed anyway."""
    sent = data.get("foreign_key")
    if isinstance(sent, str) and sent.endswith("_id"):
        data.setdefault("reverse", sent.removesuffix("_id"))
        del data["foreign_key"]
    if data.get("index") is True:
        del data["index"]


def _tree(data: Data) -> None:
    """An entity that refers to itself: the first row can refer to none."""
    if word(data.get("kind")) in synonyms.TREES:
        data["kind"] = "one-to-many"
        data.setdefault("target", data.get("source"))
    itself = data.get("source") == data.get("target")
    if itself and word(data.get("kind")) in ("onetomany", "onetoone"):
        data.setdefault("required", False)


def _through(data: Data, notes: Notes, place: str) -> None:
    sent = data.get("through")
    if isinstance(sent, str):
        better = entitywords.of_one_row(names.camel_case(sent))
        if names.is_class(better) and better != sent:
            notes.add(sent, better, place)
            data["through"] = better
