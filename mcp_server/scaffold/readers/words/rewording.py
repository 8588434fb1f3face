"""How one word of a specification is read as another, which is noted."""

from collections.abc import Collection, Mapping
from typing import Any

from mcp_server.results import Value
from mcp_server.scaffold.readers.words import synonyms
from mcp_server.scaffold.readers.words.notes import Notes, word
from mcp_server.scaffold.specification import names

Data = dict[str, Any]


def renamed(
    sent: Data,
    model: type[Value],
    other: Mapping[str, str],
    notes: Notes,
    also: Collection[str] = (),
) -> Data:
    """The same data, options called as the model calls them.

    Args:
        sent: what is read.
        model: whose options they are.
        other: option by its synonym.
        notes: takes what was read as something else.
        also: further names, which are left to the caller.
    """
    known = {*model.model_fields, *also}
    data: Data = {}
    for name, value in sent.items():
        snake = names.snake_case(name)
        found = snake if snake in known else other.get(snake, name)
        if name in known or found in sent or found in data:
            found = name
        if found != name:
            notes.option(name, found)
        data[found] = value
    return data


def reword(
    data: Data, option: str, read: Mapping[str, object], notes: Notes, place: str
) -> None:
    """Replace the value of an option by what it is called here."""
    if option in data:
        data[option] = meant(data[option], read, notes, place)


def meant(sent: Any, read: Mapping[str, Any], notes: Notes, place: str) -> Any:
    """A value as it is called here, or as it was sent if nothing is known of it."""
    if not isinstance(sent, str) or sent in read.values():
        return sent
    found = read.get(word(sent), sent)
    if found != sent:
        notes.add(sent, found if isinstance(found, str) else str(found).lower(), place)
    return found


def optional(data: Data, notes: Notes, place: str) -> None:
    """Read `nullable` as the opposite of `required`."""
    for name in synonyms.OPTIONAL:
        said = data.get(name)
        if isinstance(said, bool) and data.setdefault("required", not said) != said:
            del data[name]
            notes.add(f"{name}={said}".lower(), f"required={not said}".lower(), place)


def listed(value: Any, inner: str) -> Any:
    """Objects by their names as a list of objects with names.

    Args:
        value: a list, which stays, or an object.
        inner: what is meant where a name leads to no object.
    """
    if not isinstance(value, dict):
        return value
    return [
        {"name": name, **one} if isinstance(one, dict) else {"name": name, inner: one}
        for name, one in value.items()
    ]
