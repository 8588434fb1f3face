"""Specifications in the words that models and people know from other tools.

Only what can mean one thing is read as something else, and every such word is noted;
the rest is left as it is, for the specification to refuse.
"""

from collections.abc import Collection, Iterable
from typing import Any

from mcp_server.scaffold.naming import NAME
from mcp_server.scaffold.readers import entitywords, synonyms
from mcp_server.scaffold.readers.fieldwords import field
from mcp_server.scaffold.readers.naming import singular
from mcp_server.scaffold.readers.notes import Notes, word
from mcp_server.scaffold.readers.rewording import (
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
    if isinstance(data.get("relationships"), list):
        sent_ones = data["relationships"]
        data["relationships"] = [_relationship(one, known, notes) for one in sent_ones]
    return data, notes.lines()


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
        data = _turned(data, notes, place)
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
    wanted = singular(names.snake_case(sent))
    found = [name for name in known if singular(names.snake_case(name)) == wanted]
    if len(found) == 1:
        data[end] = found[0]


def _turned(data: Data, notes: Notes, place: str) -> Data:
    """A many-to-one as the one-to-many that it is from the other side."""
    other = {"source": "target", "target": "source", "name": "reverse"}
    other |= {"reverse": "name"}
    turned = {other.get(option, option): value for option, value in data.items()}
    around = f"{turned.get('source')} to {turned.get('target')}"
    notes.add(data["kind"], f"one-to-many {around}", place)
    return {**turned, "kind": "one-to-many"}


def _through(data: Data, notes: Notes, place: str) -> None:
    sent = data.get("through")
    if isinstance(sent, str) and not names.is_class(sent):
        better = names.camel_case(sent)
        if names.is_class(better):
            notes.add(sent, better, place)
            data["through"] = better
