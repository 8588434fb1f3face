"""A column as a field."""

import re
from typing import Any

from mcp_server.scaffold.readers.tables.column_types import ColumnType, column_type
from mcp_server.scaffold.readers.tables.defaults import NotSayable, read_default
from mcp_server.scaffold.readers.tables.schema import Column
from mcp_server.scaffold.specification import options
from mcp_server.scaffold.specification.entities import Field

LONGEST_DESCRIPTION = 300
# What gives way, in this order, where a field of ours cannot have it.
OPTIONAL = (
    *(("server_default",), ("default", "server_default"), ("ge", "le")),
    *(("index",), ("unique",), ("description",), ("column",)),
)
LOST = {
    "server_default": "the program applies its DEFAULT, not the database",
    "column": "its name in the database",
    "description": "its comment",
    "unique": "UNIQUE",
    "index": "its index",
}
SHORTENED = "has at most 255 characters, since it is looked up"
SECRET = re.compile(
    r"(\w+_)?(password|passwd|pwd|passphrase)(_hash|_digest|_salt)?|user_pass"
    r"|(api|private|secret)_key|(\w+_)?(token|secret)(_hash)?"
)


class FieldData:
    """The data of one field while it is read, and what was found on the way."""

    def __init__(self, column: Column, name: str, *, physical: bool) -> None:
        self.column = column
        self.physical = physical
        """Whether names and defaults are those of a database."""
        self.type: ColumnType = column_type(column.type)
        self.data: dict[str, Any] = {"name": name}
        self.is_key = False
        """Whether it is part of the key of its entity."""
        self.left_out: list[str] = []
        self.assumed: list[str] = []
        if self.type.type:
            self._read()

    @property
    def sayable(self) -> bool:
        """Whether a field can be of this type."""
        return self.type.type is not None and not self.column.computed

    def _read(self) -> None:
        name, column = self.data["name"], self.column
        self.data |= {"type": self.type.type, **self.type.options}
        if column.values:
            self._enumerate(column.values)
        elif self.type.note:
            (self.left_out if self.type.known else self.assumed).append(self.type.note)
        if column.nullable:
            self.data["required"] = False
        if self.physical and column.name != name:
            self.data["column"] = column.name
        if SECRET.fullmatch(name):
            self.data["secret"] = True
            self.assumed.append("is secret, since its name says so")
        if column.comment:
            self.data["description"] = description(column.comment)
            if is_cut(column.comment):
                self.left_out.append("the end of its comment, after 300 characters")

    def _enumerate(self, values: list[str]) -> None:
        data = {"name": self.data["name"], "type": "enum", "values": values}
        if len(values) <= 100 and not _objections(data):
            self.data = data
        else:
            longest = max(map(len, values), default=1)
            self.data = {"name": self.data["name"], "max_length": max(longest, 1)}
            self.left_out.append("has values that no enum can have; it is text")

    def enumerate(self, values: list[str]) -> bool:
        """Make it an enumeration; false: it keeps its type."""
        kept = {name: self.data[name] for name in self.data if name != "max_length"}
        kept |= {"type": "enum", "values": values}
        if self.data["type"] not in {"str", "text"} or _objections(kept):
            return False
        self.data = kept
        return True

    def bound(self, option: str, value: float) -> bool:
        """Set `ge` or `le`; false: a field of this type has none."""
        data = {**self.data, option: int(value) if value == int(value) else value}
        implied = self.type.options.get(option)
        taken = option in self.data and self.data[option] != implied
        loose = option == "ge" and implied is not None and value < implied
        if taken or loose or abs(value) > 1e15 or _objections(data):
            return loose and not taken
        self.data = data
        return True

    @property
    def longest(self) -> int:
        """How many characters it takes in an index."""
        return Field.model_validate(self.data).longest or 0

    def become_key(self) -> None:
        """Make it a part of the key: never NULL, never secret, short."""
        self.can_be_looked_up()
        self.is_key = True
        for option in ("required", "secret"):
            self.data.pop(option, None)

    def can_be_looked_up(self) -> bool:
        """Whether it can be part of an index; text becomes short for it."""
        if self.data["type"] == "text":
            self.data |= {"type": "str", "max_length": 255}
            self.assumed.append(SHORTENED)
        return self.data["type"] not in {"json", "bytes"}

    def settle(self, *, unique: bool, index: bool) -> None:
        """Take over lookups and the default, and drop what no field can have."""
        for option, wanted in (("unique", unique), ("index", index and not unique)):
            if wanted:
                self.data[option] = True
        if self.data["type"] == "text" and (unique or index):
            self.can_be_looked_up()
        self._default()
        for group in OPTIONAL:
            self._drop(group)

    def _default(self) -> None:
        expression = self.column.default
        if expression and "[" in self.column.type:
            # An empty array of PostgreSQL looks like an empty object.
            self.left_out.append(f"DEFAULT {_one_line(expression)}")
            return
        if self.column.increments and not self.is_key:
            self.left_out.append("the database counts it")
        if expression is None or self.column.increments:
            return
        try:
            value = read_default(expression, self.data["type"])
        except NotSayable:
            self.left_out.append(f"DEFAULT {_one_line(expression)}")
            return
        if value is not None and self.is_key:
            # Every row has a key of its own.
            self.left_out.append(f"DEFAULT {_one_line(expression)}")
        elif value is not None:
            self.data["default"] = value
            if self.physical:
                self.data["server_default"] = True

    def _lost(self, option: str, group: tuple[str, ...]) -> str:
        if option in LOST:
            return LOST[option]
        value = _one_line(str(self.data[option])) or "''"
        return f"{' and '.join(group[:1])} {value}"

    def _drop(self, group: tuple[str, ...]) -> None:
        there = [option for option in group if option in self.data]
        before = _objections(self.data)
        without = {key: self.data[key] for key in self.data if key not in there}
        if there and before and len(_objections(without)) < len(before):
            if "default" in there and LOST["server_default"] in self.left_out:
                # Nobody applies it.
                self.left_out.remove(LOST["server_default"])
            self.left_out += [self._lost(option, group) for option in there[:1]]
            self.data = without


def description(comment: str) -> str:
    """A comment as one line of at most 300 characters."""
    line = "".join(
        character if character.isprintable() else " " for character in comment
    )
    line = " ".join(line.split())
    cut = f"{line[: LONGEST_DESCRIPTION - 3]}..."
    return line if len(line) <= LONGEST_DESCRIPTION else cut


def is_cut(comment: str) -> bool:
    """Whether a comment is longer than a description can be."""
    return len(" ".join(comment.split())) > LONGEST_DESCRIPTION


def _objections(data: dict[str, Any]) -> list[str]:
    return list(options.objections(Field.model_validate(data)))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:60]
