"""Tables as every notation can say them, before they become a specification."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

MOST_PLACES = 10


@dataclass
class Column:
    """One column, its type and default as the notation wrote them."""

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    """An SQL expression, without casts and outer parentheses."""
    increments: bool = False
    computed: bool = False
    values: list[str] = field(default_factory=list)
    """Of an enumeration, wherever the notation lists them."""
    comment: str = ""
    spelled: str = ""
    """As the notation spells it, where the database does not: `BlogPost`."""


@dataclass
class ForeignKey:
    """A reference to another table."""

    columns: list[str]
    table: str
    targets: list[str] = field(default_factory=list)
    """The columns referred to; none: the key of the table."""
    on_delete: str | None = None
    """Upper case; None: the notation says nothing about it."""
    on_update: str | None = None
    name: str | None = None
    """What the list is called on the other side, where the notation says it."""
    options: list[str] = field(default_factory=list)
    """What else is said of it."""
    kept: bool = False
    """Whether a relationship came of it."""


@dataclass
class Check:
    """A condition of a row."""

    text: str
    name: str | None = None

    def names(self, column: str) -> bool:
        """Whether the condition is about a column."""
        return bool(re.search(_word(column), self.text))

    def rename(self, old: str, new: str) -> None:
        """Call a column otherwise."""
        self.text = re.sub(_word(old), lambda _: new, self.text)


@dataclass
class Table:
    """One table."""

    name: str
    columns: list[Column] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    uniques: list[list[str]] = field(default_factory=list)
    indexes: list[list[str]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    comment: str = ""
    spelled: str = ""

    def column(self, name: str) -> Column | None:
        """The column of a name; case counts only where it distinguishes two."""
        return _named(self.columns, name)

    def drop(self, column: Column) -> None:
        """Forget a column, and what is said of it."""
        gone = column.name
        self.columns.remove(column)
        self.key = [] if gone in self.key else self.key
        self.uniques = [one for one in self.uniques if gone not in one]
        self.indexes = [one for one in self.indexes if gone not in one]
        self.foreign_keys = [
            one for one in self.foreign_keys if gone not in one.columns
        ]
        self.checks = [one for one in self.checks if not one.names(gone)]

    def drop_check(self, name: str) -> bool:
        """Forget the check of a name; false: there is none."""
        before = len(self.checks)
        self.checks = [one for one in self.checks if one.name != name]
        return len(self.checks) < before

    def rename_column(self, old: str, new: str) -> None:
        """Call a column otherwise in everything that is said of it."""
        told = [self.key, *self.uniques, *self.indexes]
        for columns in [*told, *(key.columns for key in self.foreign_keys)]:
            columns[:] = [new if one == old else one for one in columns]
        for check in self.checks:
            check.rename(old, new)


@dataclass
class Link:
    """A many-to-many that a notation says without a table for it."""

    source: str
    target: str
    name: str | None = None


class Notes:
    """What is to be told about places, each thing once."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}

    def add(self, place: str, told: str) -> None:
        """Tell something about a table or column; an empty place: about all."""
        self._places.setdefault(told, []).append(place)

    def lines(self) -> list[str]:
        """One line for each thing, with its places in front."""
        return [_line(told, places) for told, places in self._places.items()]


def _line(told: str, places: list[str]) -> str:
    shown = [place for place in dict.fromkeys(places) if place]
    left = len(shown) - MOST_PLACES
    more = f" and {left} more" if left > 0 else ""
    return f"{', '.join(shown[:MOST_PLACES])}{more}: {told}" if shown else told


@dataclass
class Schema:
    """What a notation says, and what it says that has no place here."""

    tables: list[Table] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    dialect: str = "postgres"
    """What expressions are written in, as sqlglot calls it."""
    physical: bool = True
    """Whether names and defaults are those of a database, and to be kept."""
    assumed: Notes = field(default_factory=Notes)
    left_out: Notes = field(default_factory=Notes)

    def table(self, name: str) -> Table | None:
        """The table of a name; case counts only where it distinguishes two."""
        return _named(self.tables, name)

    def rename(self, table: Table, name: str, spelled: str) -> None:
        """Call a table otherwise, also where others refer to it."""
        for _, key in self.references():
            key.table = name if key.table == table.name else key.table
        table.name, table.spelled = name, spelled

    def rename_column(
        self, table: Table, column: Column, name: str, spelled: str
    ) -> None:
        """Call a column otherwise, also where others refer to it."""
        for _, key in self.references():
            if key.table == table.name:
                key.targets = [
                    name if one == column.name else one for one in key.targets
                ]
        table.rename_column(column.name, name)
        column.name, column.spelled = name, spelled

    def references(self) -> Iterator[tuple[Table, ForeignKey]]:
        """Every foreign key with its table."""
        for table in self.tables:
            yield from ((table, key) for key in table.foreign_keys)


def _word(name: str) -> str:
    return rf"(?<![\w']){re.escape(name)}(?![\w'])"


Named = TypeVar("Named", Column, Table)


def _named(among: list[Named], name: str) -> Named | None:
    lower = name.casefold()
    alike = [one for one in among if one.name.casefold() == lower]
    return next((one for one in alike if one.name == name), alike[0] if alike else None)
