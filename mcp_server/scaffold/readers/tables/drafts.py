"""Tables on their way to entities: which there are, and what they are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mcp_server.scaffold.consistency import ENUM_NAME
from mcp_server.scaffold.consistency.keys import TAKEN_PARAMETERS
from mcp_server.scaffold.readers.tables import naming
from mcp_server.scaffold.readers.tables.fields import FieldData
from mcp_server.scaffold.readers.tables.schema import Column, ForeignKey, Schema, Table
from mcp_server.scaffold.specification import names

SUFFIXES = ("", "Base", "Create", "Update", "Public", "PublicWithRelated")


@dataclass
class Draft:
    """A table, and what is known of its entity."""

    table: Table
    name: str
    fields: dict[str, FieldData] = field(default_factory=dict)
    """By column."""
    references: dict[str, str] = field(default_factory=dict)
    """By foreign key: the attribute that leads to the other entity."""
    taken: set[str] = field(default_factory=lambda: {"id"})
    """Names of attributes."""

    @property
    def snake(self) -> str:
        """The entity as a variable."""
        return names.snake_case(self.name)

    @property
    def plural(self) -> str:
        """The entity in the plural."""
        return names.plural(self.snake)

    def is_free(self, name: str) -> bool:
        """Whether another attribute can have this name."""
        return names.is_attribute(name) and name not in self.taken


def is_link(schema: Schema, table: Table) -> bool:
    """Whether a table only connects two others, perhaps with data about it."""
    keys = [key for key in table.foreign_keys if key.kept]
    at_ends = sorted(key.columns[0] for key in keys)
    if len(keys) != 2 or len(table.foreign_keys) != 2 or at_ends != sorted(table.key):
        return False
    if any(schema.table(key.table) is table for _, key in schema.references()):
        return False
    over_data = (*table.uniques, *table.indexes)
    return all(len(one) == 1 or set(one) <= set(table.key) for one in over_data)


def drafts(tables: Sequence[Table]) -> list[Draft]:
    """One for each table, with the names of entities and fields."""
    classes: set[str] = set(names.TAKEN_CLASSES)
    plurals: set[str] = set(names.TAKEN_MODULES)
    found = []
    for table in tables:
        name = _entity_name(table, classes, plurals)
        classes |= {name + suffix for suffix in SUFFIXES}
        plurals.add(names.plural(names.snake_case(name)))
        found.append(Draft(table, name))
    return found


def _entity_name(table: Table, classes: set[str], plurals: set[str]) -> str:
    wanted = naming.entity_name(table.spelled or table.name)

    def is_free(snake: str) -> bool:
        name = _cased(snake, wanted)
        plural = names.plural(names.snake_case(name))
        made = {name + suffix for suffix in SUFFIXES}
        fits = len(snake) <= naming.LONGEST and len(plural) <= naming.LONGEST + 2
        free = names.is_identifier(plural) and plural not in plurals
        return fits and free and not made & classes

    snake = naming.free([names.snake_case(wanted)], is_free, "record", naming.LONGEST)
    return _cased(snake, wanted)


def _cased(snake: str, wanted: str) -> str:
    """The class of a variable; capitals of an acronym stay, where it is one."""
    return wanted if names.snake_case(wanted) == snake else names.camel_case(snake)


def add_fields(schema: Schema, drafts: Sequence[Draft]) -> None:
    """Name and read the columns that are fields."""
    classes = {draft.name + suffix for draft in drafts for suffix in SUFFIXES}
    for draft in drafts:
        kept = {key.columns[0] for key in draft.table.foreign_keys if key.kept}
        for column in draft.table.columns:
            if column.name not in kept and not is_generated(draft.table, column):
                add_field(schema, draft, column, classes)


def add_field(schema: Schema, draft: Draft, column: Column, classes: set[str]) -> None:
    """Name and read one column."""

    def is_free(name: str) -> bool:
        if column.name in draft.table.key and name in TAKEN_PARAMETERS:
            return False
        if not column.values:
            return draft.is_free(name)
        enum = draft.name + names.camel_case(name)
        return draft.is_free(name) and enum not in classes

    # The class of an enum is named after both.
    room = ENUM_NAME - len(draft.name) if column.values else naming.LONGEST
    longest = min(room, naming.LONGEST)
    wanted = naming.field_name(column.spelled or column.name)
    # `id` is the key that is added: another column of this name is called after it.
    names_for = [f"{draft.snake}_id", "key"] if wanted == "id" else [wanted]
    if wanted.startswith("model_") and names.is_taken(wanted):
        # Pydantic keeps some of these for itself, and what starts like them.
        names_for = [f"{draft.snake}_{wanted}", f"own_{wanted}"]
    name = naming.free(names_for, is_free, longest=longest)
    read = FieldData(column, name, physical=schema.physical)
    if read.sayable:
        draft.taken.add(name)
        draft.fields[column.name] = read
    else:
        why = "is computed" if column.computed else read.type.note
        schema.left_out.add(f"{draft.table.name}.{column.name}", why)


def is_generated(table: Table, column: Column) -> bool:
    """Whether a column is the key `id` of its entity."""
    if table.key != [column.name]:
        return False
    return FieldData(column, "key", physical=False).type.type in {
        "int",
        "bigint",
        "uuid",
    }


def kept_keys(table: Table) -> list[ForeignKey]:
    """The foreign keys that are relationships."""
    return [key for key in table.foreign_keys if key.kept]
