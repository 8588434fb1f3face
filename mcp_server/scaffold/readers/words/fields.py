"""Fields in the words of databases, Python and JSON Schema."""

import re
from typing import get_args

from mcp_server.scaffold.readers.tables.column_types import column_type
from mcp_server.scaffold.readers.words import synonyms
from mcp_server.scaffold.readers.words.notes import Notes
from mcp_server.scaffold.readers.words.rewording import Data, optional, renamed, reword
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.entities import Field, FieldType

# `str | None`, `Optional[str]` and `str?` may be NULL.
MAYBE = re.compile(r"\s*(?:Optional\[(.+)\]|(.+?)\s*\|\s*None|(.+)\?)\s*")
WHOLE = re.compile(r"-?\d{1,18}")
ALSO = (*synonyms.OPTIONAL, *synonyms.FOREIGN, "primary_key")


def field(sent: Data, entity: str, notes: Notes) -> Data:
    """A field in the words of a specification."""
    place = f"{entity}.{str(sent.get('name', '?'))[:30]}"
    data = renamed(sent, Field, synonyms.FIELD, notes, ALSO)
    _name(data, notes, place)
    optional(data, notes, place)
    if "type" not in data and data.get("values"):
        data["type"] = "enum"
        notes.add("values", "an enum", place)
    if isinstance(data.get("type"), str):
        _type(data, notes, place)
    _default(data, notes, place)
    return data


def _name(data: Data, notes: Notes, place: str) -> None:
    name = data.get("name")
    snake = names.snake_case(name) if isinstance(name, str) else ""
    if name and not names.is_identifier(str(name)) and names.is_attribute(snake):
        notes.add(name, snake, place)
        data["name"] = snake


def _type(data: Data, notes: Notes, place: str) -> None:
    sent = data["type"]
    found = MAYBE.fullmatch(sent)
    bare = next(filter(None, found.groups())) if found else sent
    read = _read_type(bare)
    if read is None:
        return
    kind, options = read
    if found:
        options = {**options, "required": False}
    added = {name: value for name, value in options.items() if name not in data}
    if kind != sent:
        told = [f"{name}={str(value).lower()}" for name, value in added.items()]
        notes.add(sent, " ".join([kind, *told]), place)
    data |= {"type": kind, **added}


def _read_type(written: str) -> tuple[str, Data] | None:
    """The type of a field and the options that follow, if it can only be one."""
    plain = written.strip().lower()
    if plain in get_args(FieldType):
        return plain, {}
    if plain in synonyms.TYPES:
        return synonyms.TYPES[plain], {}
    if plain.startswith("dict["):
        return "json", {}
    if re.split(r"\W", plain)[0] in synonyms.UNCLEAR or "[" in plain:
        return None
    read = column_type(plain)
    if read.type is None or not read.known or read.note:
        return None
    return read.type, read.options


def _default(data: Data, notes: Notes, place: str) -> None:
    kind = str(data.get("type"))
    if isinstance(data.get("server_default"), str) and "default" not in data:
        # What ORMs call so is a value; here it says who fills it in.
        data |= {"default": data["server_default"], "server_default": True}
        notes.add("server_default", "default with server_default=true", place)
    if kind in ("int", "bigint") and WHOLE.fullmatch(str(data.get("default"))):
        data["default"] = int(data["default"])
    elif kind in synonyms.DEFAULTS:
        reword(data, "default", synonyms.DEFAULTS[kind], notes, place)
